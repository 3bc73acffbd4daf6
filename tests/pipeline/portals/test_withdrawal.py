"""Withdrawing from portals: no address gives what was withdrawn, what replaces it verifies, and notices are put up.

The Hub and GitHub are protocol doubles; CKAN is a real one.
"""

from __future__ import annotations

import json
import shutil

import httpx2
import huggingface_hub.constants
import pytest

from pipeline.release.build import write_sums
from pipeline.store import files
from tests.e2e import running
from tests.pipeline.portals import github_server, hub_server
from tests.pipeline.portals.ckan_server import ORGANISATION
from tests.pipeline.portals.test_ckan import ckan, few, portal

__all__ = ["ckan", "few", "portal"]

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

FORUM = "demo-forum/f-0014"
NAME = "gemeingut/demo"


@pytest.fixture
def hub(shared, tmp_path, monkeypatch):
    server = hub_server.HubServer(shared, tmp_path / "hub")
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.setenv("HF_TOKEN", hub_server.TOKEN)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    yield server
    server.close()


@pytest.fixture
def github(monkeypatch):
    server = github_server.GitHubServer()
    server.add(NAME)
    monkeypatch.setenv("GITHUB_API_URL", server.url)
    monkeypatch.setenv("GITHUB_TOKEN", github_server.TOKEN)
    yield server
    server.close()


@pytest.fixture
def named(tmp_path):
    path = tmp_path / "documents.txt"
    path.write_text(FORUM, "utf-8")
    return path


def published(release, target, version=None):
    """Publish a release, or a copy of it under another version, and return it."""
    folder = release
    if version:
        folder = release.parent / version
        shutil.copytree(release, folder)
        files.write_json(folder / "release.json", files.read_json(folder / "release.json") | {"version": version})
        write_sums(folder)
    done = running.here("publish", folder, "--to", target)
    assert done.status == 0, done.err
    return folder


def withdrawn(release, target, tmp_path, *more):
    done = running.here("withdraw", release, "--to", target, "--reason", "erasure", "--work", tmp_path / "work", *more)
    assert done.status == 0, done.err
    return done


def verified(place):
    done = running.here("verify", place)
    assert done.status == 0, done.out + done.err


@pytest.mark.parametrize("squashes", [True, False])
def test_no_commit_of_the_hub_gives_a_document_that_was_withdrawn(squashes, release, hub, named, tmp_path):
    if squashes:
        hub.squash()
    target = f"huggingface:{NAME}"
    published(release, target)
    newer = published(release, target, "1.1.0")
    path = "data/forum-share-alike/train-00000-of-00001.parquet"
    old = hub.repository(NAME)["commits"]
    held = [f"{hub.url}/datasets/{NAME}/resolve/{commit}/{path}" for commit in old if path in old[commit]["files"]]
    assert held
    assert all(httpx2.get(address).status_code == 200 for address in held)
    done = withdrawn(newer, target, tmp_path, "--documents", named)
    assert [httpx2.get(address).status_code for address in held] == [404] * len(held)
    now = hub.repository(NAME)
    assert set(now["tags"]) == {"1.0.0+w1", "1.1.0+w1"}
    for version in now["tags"]:
        verified(f"{target}@{version}")
    assert not now["private"]
    main = now["commits"][now["refs"]["main"]]["files"]
    assert {"withdrawn.jsonl", "withdrawn.atom", "withdrawn.html"} <= set(main)
    assert ("a copy that is not yours" in done.out) == squashes
    if squashes:
        assert not hub.store.blob(next(iter(old.values()))["files"].get(path, {"sha256": "none"})["sha256"]).exists()


def test_the_only_version_goes_from_the_hub_and_a_card_says_so(release, hub, tmp_path):
    target = f"huggingface:{NAME}"
    published(release, target)
    withdrawn(release, target, tmp_path)
    now = hub.repository(NAME)
    assert now["tags"] == {}
    main = now["commits"][now["refs"]["main"]]["files"]
    assert set(main) == {".gitattributes", "README.md", "withdrawn.jsonl", "withdrawn.atom", "withdrawn.html"}
    done = running.here("publish", release, "--to", target)
    assert (done.status, "was withdrawn there" in done.err) == (1, True)


def test_an_older_version_published_later_does_not_become_main(release, hub):
    target = f"huggingface:{NAME}"
    hub.squash()
    newer = published(release, target, "1.1.0")
    head = hub.repository(NAME)["refs"]["main"]
    published(release, target)
    now = hub.repository(NAME)
    assert now["refs"] == {"main": head}
    verified(f"{target}@1.0.0")
    again = running.here("publish", release, "--to", target)
    assert "sent 0 files" in again.err
    assert running.here("publish", newer, "--to", target).status == 0


def test_assets_release_and_tag_go_from_github_and_forks_are_named(release, github, named, tmp_path):
    github.forks.append("institut/demo")
    target = f"github:{NAME}"
    published(release, target)
    old = [asset["id"] for asset in github.release(NAME)["assets"]]
    done = withdrawn(release, target, tmp_path, "--documents", named)
    tags = [entry["tag_name"] for entry in github.repositories[NAME]["releases"]]
    assert sorted(tags) == ["1.0.0+w1", "withdrawn"]
    assert github.repositories[NAME]["untagged"] == ["1.0.0"]
    url = f"{github.url}/repos/{NAME}/releases/assets"
    assert {httpx2.get(f"{url}/{number}").status_code for number in old} == {404}
    verified(f"github:{NAME}@1.0.0+w1")
    assert f"a copy that is not yours: {github.url}/institut/demo" in done.out
    again = running.here("publish", release, "--to", target)
    assert (again.status, "1.0.0+w1 is in its place" in again.err) == (1, True)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("user", ["editor", "sysadmin"])
def test_files_go_from_the_store_of_ckan_and_the_newest_keeps_the_name(
    user, release, ckan, named, tmp_path, monkeypatch
):
    monkeypatch.setenv("CKAN_TOKEN", ckan.tokens[user])
    target = f"ckan:{ckan.url}#{ORGANISATION}"
    published(release, target)
    _, package = ckan.action("package_show", "sysadmin", id="demo")
    addresses = [resource["url"] for resource in package["resources"]]
    withdrawn(release, target, tmp_path, "--documents", named)
    headers = {"Authorization": ckan.tokens["sysadmin"]}
    assert {httpx2.get(address, headers=headers).status_code for address in addresses} == {404}
    assert ckan.action("package_show", None, id=package["id"])[0] in {403, 404}
    verified(f"{ckan.url}/dataset/demo")
    assert ckan.action("package_show", None, id="demo")[1]["version"] == "1.0.0+w1"
    _, board = ckan.action("package_show", None, id="demo-withdrawn")
    (line,) = httpx2.get(board["resources"][0]["url"]).text.splitlines()
    assert json.loads(line)["replaced_by"] == ["1.0.0+w1"]
