"""`--to github:`: a draft until every asset is there, large files in parts, resumed; against a protocol double of GitHub."""

from __future__ import annotations

import hashlib

import pytest

from pipeline.portals import github_publication
from pipeline.portals.assets import Assets
from pipeline.portals.target import open_parcel
from tests.e2e import running
from tests.pipeline.portals.github_server import TOKEN, GitHubServer, used_up

NAME = "bibliothek/texte"


@pytest.fixture
def server(monkeypatch):
    one = GitHubServer()
    one.add(NAME)
    monkeypatch.setenv("GITHUB_API_URL", one.url)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    yield one
    one.close()


def _published(release, *more):
    return running.here("publish", release, "--to", f"github:{NAME}", *more)


def test_everything_arrives_once_and_the_release_is_no_draft(demo_release, server):
    done = _published(demo_release)
    assert done.status == 0, done.err
    assert done.last == f"{server.url}/{NAME}/releases/tag/1.0.0"
    one = server.release(NAME)
    assert not one["draft"]
    names = {asset["name"] for asset in one["assets"]}
    assert {"README.md", "SHA256SUMS", "records.zip", "data--law-free--train-00000-of-00001.parquet"} <= names
    assert f"gemeingut verify github:{NAME}@1.0.0" in one["body"]
    server.asked.clear()
    again = _published(demo_release)
    assert again.status == 0, again.err
    assert "sent 0 files" in again.err
    assert server.writes() == []


@pytest.mark.parametrize("place", ["github:{name}@1.0.0", "{url}/{name}/releases/tag/1.0.0"])
def test_what_is_published_verifies(place, demo_release, server):
    assert _published(demo_release).status == 0
    verified = running.here("verify", place.format(name=NAME, url=server.url))
    assert verified.status == 0, verified.out + verified.err


def test_what_was_changed_afterwards_does_not_verify(demo_release, server):
    assert _published(demo_release).status == 0
    asset = next(one for one in server.release(NAME)["assets"] if one["name"] == "README.md")
    asset["content"] += b"anders"
    verified = running.here("verify", f"github:{NAME}@1.0.0")
    assert verified.status == 1
    assert "README.md has another checksum" in verified.out
    assert running.here("verify", f"github:{NAME}@9.9.9").status == 1


def test_large_files_come_in_parts_that_join_to_the_file(demo_release, server, monkeypatch):
    monkeypatch.setattr(github_publication, "PART_BYTES", 30_000)
    done = running.here("publish", demo_release, "--to", f"github:{NAME}")
    assert done.status == 0, done.err
    one = server.release(NAME)
    assert all(len(asset["content"]) <= 30_000 for asset in one["assets"])
    parts = {asset["name"]: asset["content"] for asset in one["assets"] if ".part-" in asset["name"]}
    law = "data--law-free--train-00000-of-00001.parquet"
    joined = b"".join(parts[name] for name in sorted(parts) if name.startswith(law))
    assert joined == (demo_release / "data/law-free/train-00000-of-00001.parquet").read_bytes()
    assert f"cat {law}.part-* > {law}" in one["body"]
    for name, content in parts.items():
        assert f"{hashlib.sha256(content).hexdigest()}  {name}" in one["body"]
    verified = running.here("verify", f"github:{NAME}@1.0.0")
    assert verified.status == 0, verified.out + verified.err


def test_no_part_reaches_two_gibibytes():
    assert github_publication.PART_BYTES < 2 * 1024**3


def test_a_broken_upload_goes_on_where_it_stopped(demo_release, server):
    server.broken_upload = "name=evidence.parquet"
    broken = _published(demo_release)
    assert broken.status == 1
    assert "the same command goes on from here" in broken.err
    one = server.release(NAME)
    assert one["draft"]
    assert [asset["name"] for asset in one["assets"] if asset["state"] == "starter"] == ["evidence.parquet"]
    whole = {asset["name"] for asset in one["assets"] if asset["state"] == "uploaded"}
    server.asked.clear()
    done = _published(demo_release)
    assert done.status == 0, done.err
    sent = [line for line in server.writes() if line.startswith("POST")]
    assert any("name=evidence.parquet" in line for line in sent)
    assert not [name for name in whole if any(line.endswith(f"name={name}") for line in sent)]
    assert not server.release(NAME)["draft"]


def test_without_digests_assets_are_downloaded_and_compared(demo_release, server):
    server.has_digests = False
    assert _published(demo_release).status == 0
    next(one for one in server.release(NAME)["assets"] if one["name"] == "README.md")["content"] = b"anders"
    server.release(NAME)["draft"] = True
    assert _published(demo_release).status == 0
    content = {asset["name"]: asset["content"] for asset in server.release(NAME)["assets"]}
    assert content["README.md"] == (demo_release / "README.md").read_bytes()


def test_another_release_under_the_same_version_is_refused(demo_release, newer, server):
    assert _published(newer).status == 0
    server.release(NAME)["tag_name"] = "1.0.0"
    done = _published(demo_release)
    assert done.status == 1
    assert "a published version is never changed" in done.err


@pytest.mark.parametrize(
    ("pattern", "fault", "says"),
    [
        ("GET /repos", (401, {}), "make a new one and set GITHUB_TOKEN"),
        ("POST .*/releases$", (403, {}), "ask for the right to write there"),
        ("POST .*/releases$", used_up(), "used up: wait until"),
        ("POST .*/releases$", (409, {}), "something with this name"),
        ("POST .*/assets", (413, {}), "larger than the server takes"),
        ("POST .*/assets", (422, {}), "the server refuses the content"),
        ("POST .*/releases$", (429, {"Retry-After": "3600"}), "wait as long as the server asks"),
        ("PATCH", (500, {}), "the server has a fault of its own"),
    ],
)
def test_what_github_refuses_is_told_with_what_to_do(pattern, fault, says, demo_release, server):
    server.faults[pattern] = [fault]
    done = _published(demo_release)
    assert done.status == 1
    assert says in done.err
    assert TOKEN not in done.out + done.err
    releases = server.repositories[NAME]["releases"]
    assert all(one["draft"] for one in releases)
    assert _published(demo_release).status == 0
    assert not server.release(NAME)["draft"]


def test_a_busy_server_is_asked_again(demo_release, server, monkeypatch):
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    server.faults["GET /repos"] = [(429, {"Retry-After": "7"}), (503, {})]
    assert _published(demo_release).status == 0
    assert waited[0] == 7


def test_a_repository_that_there_is_not(demo_release, server):
    done = running.here("publish", demo_release, "--to", "github:bibliothek/nichts")
    assert done.status == 1
    assert "404 (Not Found): it is not there, or the token in GITHUB_TOKEN may not see it" in done.err


def test_without_a_token_nothing_is_written(demo_release, server, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    done = _published(demo_release)
    assert done.status == 1
    assert "GITHUB_TOKEN is not set" in done.err
    assert server.writes() == []


def test_a_dry_run_shows_every_call_and_writes_nothing(demo_release, server):
    done = _published(demo_release, "--dry-run")
    assert done.status == 0, done.err
    assert server.writes() == []
    for call in ('"draft": true', "name=README.md", '"draft": false'):
        assert call in done.out
    assert TOKEN not in done.out + done.err


def test_what_is_not_for_everybody_goes_to_no_open_repository(demo_release, server):
    done = _published(demo_release, "--private")
    assert done.status == 1
    assert "is open to everybody" in done.err
    server.add(NAME, private=True)
    assert _published(demo_release, "--private").status == 0
    assert running.here("verify", f"github:{NAME}@1.0.0").status == 0


def test_more_assets_than_github_takes(demo_release, monkeypatch):
    monkeypatch.setattr(github_publication, "MOST_ASSETS", 5)
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    parcel = open_parcel(demo_release)
    with pytest.raises(github_publication.PublishError, match="make fewer and larger files"):
        _ = github_publication._Publication(github_publication.Repository(NAME, "GITHUB_TOKEN"), parcel, "public").parts


def test_the_archive_is_the_same_on_every_day(demo_release, monkeypatch):
    parcel = open_parcel(demo_release)
    first = next(one.sha256 for one in Assets(parcel).all if one.name == "records.zip")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert next(one.sha256 for one in Assets(parcel).all if one.name == "records.zip") == first


@pytest.mark.parametrize("fault", [None, (401, {}), (500, {})])
def test_the_token_is_nowhere_afterwards(fault, demo_release, server, tmp_path, monkeypatch):
    server.faults["POST .*/releases$"] = [fault] if fault else []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = running.here("publish", demo_release, "--to", f"github:{NAME}", cwd=tmp_path)
    assert done.status == (1 if fault else 0), done.err
    assert ("127.0.0.1" in str(server.hosts)) == (f"Bearer {TOKEN}" in str(server.hosts))
    assert TOKEN not in done.out + done.err
    found = [path for path in [*tmp_path.rglob("*"), *demo_release.rglob("*")] if path.is_file()]
    assert [path for path in found if TOKEN.encode() in path.read_bytes()] == []
    assert TOKEN not in str(server.repositories)
