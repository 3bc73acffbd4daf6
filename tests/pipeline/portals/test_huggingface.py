"""`--to huggingface:`: changed files only, a tag per version, private until whole; both ways of uploading.

The server is a protocol double of the Hub.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import huggingface_hub.constants
import pytest

from tests.conftest import missing
from tests.e2e import running
from tests.pipeline.portals.hub_server import TOKEN, HubServer

# huggingface_hub's own way of sending large files
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

NAME = "gemeingut/demo"
LOAD = """
import json, sys
from datasets import load_dataset
full = load_dataset(sys.argv[1], revision=sys.argv[2], split="train")
subset = load_dataset(sys.argv[1], "law-free", revision=sys.argv[2], split="train")
streamed = sum(1 for _ in load_dataset(sys.argv[1], revision=sys.argv[2], split="train", streaming=True))
print(json.dumps([len(full), len(subset), streamed, subset.column_names]))
"""


@pytest.fixture
def hub(shared, tmp_path, monkeypatch):
    server = HubServer(shared, tmp_path / "hub")
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    yield server
    server.close()


def _published(release, *more):
    return running.here("publish", release, "--to", f"huggingface:{NAME}", *more)


def _environment(hub, tmp_path, **more):
    return {
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": TOKEN,
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
    } | more


def _sums(release):
    lines = (release / "SHA256SUMS").read_text("utf-8").splitlines()
    return {line[66:]: line[:64] for line in lines}


def test_everything_arrives_once_under_a_tag(demo_release, hub):
    done = _published(demo_release)
    assert done.status == 0, done.err
    assert done.last == f"{hub.url}/datasets/{NAME}/tree/1.0.0"
    held = hub.repository(NAME)
    assert not held["private"]
    files = held["commits"][held["tags"]["1.0.0"]]["files"]
    assert {name: one["sha256"] for name, one in files.items() if name in _sums(demo_release)} == _sums(demo_release)
    assert set(files) == {*_sums(demo_release), "SHA256SUMS", ".gitattributes"}
    hub.asked.clear()
    again = _published(demo_release)
    assert again.status == 0, again.err
    assert "sent 0 files" in again.err
    assert hub.writes() == []
    verified = running.here("verify", done.last)
    assert verified.status == 0, verified.out + verified.err
    assert running.here("verify", f"huggingface:{NAME}@1.0.0").status == 0


def test_the_repository_is_private_until_the_release_is_whole(demo_release, hub):
    hub.faults["POST .*/tag/"] = [500]
    assert _published(demo_release).status == 1
    assert hub.repository(NAME)["private"]
    assert _published(demo_release).status == 0
    assert not hub.repository(NAME)["private"]


def test_a_new_version_sends_what_changed_and_the_old_one_stays(demo_release, newer, hub):
    assert _published(demo_release).status == 0
    before = hub.repository(NAME)
    hub.asked.clear()
    done = _published(newer)
    assert done.status == 0, done.err
    held = hub.repository(NAME)
    assert held["tags"]["1.0.0"] == before["tags"]["1.0.0"]
    files = held["commits"][held["tags"]["1.1.0"]]["files"]
    assert set(files) - {".gitattributes", "SHA256SUMS"} == set(_sums(newer))
    gone = set(_sums(demo_release)) - set(_sums(newer))
    assert gone
    assert not gone & set(files)
    same = {name for name, digest in _sums(newer).items() if _sums(demo_release).get(name) == digest}
    assert any(name.startswith("data/") for name in same)
    sent = done.err.splitlines()
    assert not [name for name in same if any(line.startswith(f"PUT {name} ") for line in sent)]
    assert running.here("verify", f"huggingface:{NAME}@1.0.0").status == 0
    assert running.here("verify", f"huggingface:{NAME}").status == 0


def test_another_release_under_the_same_version_is_refused(release, demo_release, hub):
    assert _published(demo_release).status == 0
    (release / "CITATION.txt").write_text("anders", "utf-8")
    running.here("describe", release)
    done = _published(release)
    assert done.status == 1
    assert "a published version is never changed" in done.err


def test_a_dry_run_shows_every_call_and_makes_none_that_writes(demo_release, hub, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    done = _published(demo_release, "--dry-run")
    assert done.status == 0, done.err
    assert hub.writes() == []
    for call in ("/api/repos/create", "/preupload/main", "/commit/main", "/tag/main", "/settings"):
        assert call in done.out + done.err
    assert "PUT README.md" in done.out + done.err
    assert hub.repository(NAME) is None


@pytest.mark.parametrize(
    ("option", "settings", "private"),
    [
        ("--private", [], True),
        ("--gated", [{"gated": "manual", "visibility": "public"}], False),
        ("--public", [{"visibility": "public"}], False),
    ],
)
def test_access(option, settings, private, release, hub):
    why = ("--no-benchmarks", "invented texts") if option == "--public" else ()
    assert _published(release, option, *why).status == 0
    assert hub.settings == settings
    assert hub.repository(NAME)["private"] == private
    assert _published(release, option, *why).status == 0
    assert hub.settings == settings


def test_access_is_narrowed_before_and_opened_after(demo_release, hub):
    _published(demo_release)
    assert _published(demo_release, "--private").status == 0
    assert hub.repository(NAME)["private"]
    assert _published(demo_release).status == 0
    assert not hub.repository(NAME)["private"]


@pytest.mark.parametrize(
    ("pattern", "status", "says"),
    [
        ("POST /api/repos/create", 401, "make a new one and set HF_TOKEN"),
        ("POST /api/repos/create", 403, "ask for the right to write there"),
        ("POST .*/preupload/", 429, "wait as long as the server asks"),
        ("PUT /_lfs/", 413, "larger than the server takes"),
        ("POST .*/commit/", 412, "somebody else has written there"),
    ],
)
def test_what_the_hub_refuses_is_told_with_what_to_do(pattern, status, says, demo_release, hub, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    hub.faults[pattern] = [status] * 20
    done = _published(demo_release)
    assert done.status == 1
    assert says in done.err
    assert "unexpected" not in done.err
    assert TOKEN not in done.out + done.err
    hub.faults.clear()
    assert _published(demo_release).status == 0


def test_without_a_token_nothing_is_written(demo_release, hub, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    done = _published(demo_release)
    assert done.status == 1
    assert "HF_TOKEN is not set" in done.err
    assert hub.writes() == []


def test_nobody_there(demo_release, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    done = _published(demo_release)
    assert done.status == 1
    assert "the Hub at http://127.0.0.1:9: ConnectError" in done.err


def test_a_killed_publication_goes_on_and_sends_no_large_file_twice(demo_release, hub, tmp_path):
    hub.faults["POST .*/commit/"] = [503] * 1000  # it will try for a while, and is killed while it does
    command = [sys.executable, "-m", "flows.cli", "publish", str(demo_release), "--to", f"huggingface:{NAME}"]
    env = running.environment(**_environment(hub, tmp_path, HF_HUB_DISABLE_XET="1"))
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not any("/commit/main" in line for line in hub.asked):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert "1.0.0" not in hub.repository(NAME)["tags"]
    hub.faults.clear()
    large = [line for line in hub.asked if line.startswith("PUT /_lfs/")]
    assert large
    hub.asked.clear()
    assert _published(demo_release).status == 0
    assert [line for line in hub.asked if line.startswith("PUT /_lfs/")] == []
    assert "1.0.0" in hub.repository(NAME)["tags"]


def test_published_with_large_files_in_git_it_loads_whole_and_streamed(demo_release, hub, tmp_path):
    assert _published(demo_release).status == 0
    _loads(demo_release, hub, tmp_path)


@pytest.mark.filterwarnings("ignore:.*unclosed file:ResourceWarning")  # the server's, of files that it rebuilds
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_published_through_xet_it_loads_whole_and_streamed(demo_release, shared, tmp_path):
    try:
        import hf_xet  # noqa: F401, PLC0415
    except ImportError:
        missing("hf_xet")
    server = HubServer(shared, tmp_path / "hub", xet=True)
    try:
        target = f"huggingface:{NAME}"
        done = running.apart("publish", demo_release, "--to", target, **_environment(server, tmp_path))
        assert done.status == 0, done.err
        assert any("xet-write-token" in line for line in server.asked)
        assert not any("PUT /_lfs/" in line for line in server.asked)
        again = running.apart("publish", demo_release, "--to", target, **_environment(server, tmp_path))
        assert "sent 0 files" in again.err, again.err
        _loads(demo_release, server, tmp_path)
    finally:
        server.close()


def _loads(release, hub, tmp_path):
    facts = running.facts_of(release)
    env = running.environment(**_environment(hub, tmp_path, HF_HUB_DISABLE_PROGRESS_BARS="1"))
    done = subprocess.run(
        [sys.executable, "-c", LOAD, NAME, "1.0.0"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    full, subset, streamed, columns = json.loads(done.stdout.splitlines()[-1])
    taken = tuple(f"data/{name}/train-" for name, part in facts["subsets"].items() if not part.get("apart"))
    assert full == streamed == sum(one["rows"] for one in facts["files"] if one["file"].startswith(taken))
    law = [one["rows"] for one in facts["files"] if one["file"].startswith("data/law-free/train-")]
    assert subset == sum(law)
    assert "license" in columns
