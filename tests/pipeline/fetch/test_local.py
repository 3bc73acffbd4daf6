"""Files of this machine: fetched once, fetched again when they change, pinned where the manifest says so."""

from __future__ import annotations

import os

import pytest

from pipeline.fetch.fetch import FetchError, fetch
from pipeline.fetch.lock import read_lock, snapshot_path
from pipeline.manifest.load import load_source
from pipeline.store.files import sha256_of
from pipeline.store.workspace import open_workspace
from tests.e2e.folders import changed, own_folder


@pytest.fixture
def folder(tmp_path):
    own_folder(tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture
def workspace(tmp_path):
    return open_workspace(tmp_path / "w")


def _fetched(folder, workspace, mirror=None, **keys):
    changed(folder / "source.yaml", **keys)
    return fetch(load_source(folder / "source.yaml"), workspace, mirror, offline=True)


def test_what_lies_in_the_snapshot_is_what_the_lock_says(folder, workspace):
    lock = _fetched(folder, workspace)
    (file,) = lock.files
    assert (file.name, file.sha256) == ("notes.jsonl", sha256_of(folder / "notes.jsonl"))
    assert sha256_of(workspace.store.local(snapshot_path(workspace, "notes", file))) == file.sha256
    assert [page.name for page in lock.pages] == ["file:TERMS.txt"]
    assert read_lock(workspace, "notes") == lock


def test_a_second_time_nothing_is_copied(folder, workspace):
    lock = _fetched(folder, workspace)
    path = workspace.store.local(snapshot_path(workspace, "notes", lock.files[0]))
    os.utime(path, (1, 1))
    assert _fetched(folder, workspace) == lock
    assert path.stat().st_mtime == 1


def test_a_changed_file_and_a_damaged_copy_are_fetched_again(folder, workspace):
    lock = _fetched(folder, workspace)
    path = workspace.store.local(snapshot_path(workspace, "notes", lock.files[0]))
    path.write_bytes(b"damaged")
    assert _fetched(folder, workspace) == lock
    assert sha256_of(path) == lock.files[0].sha256
    (folder / "notes.jsonl").write_bytes(b"{}\n")
    assert _fetched(folder, workspace).sha256() != lock.sha256()


def test_a_pin_that_does_not_hold_is_refused_and_leaves_the_old_snapshot(folder, workspace):
    lock = _fetched(folder, workspace)
    with pytest.raises(FetchError, match="the manifest pins") as caught:
        _fetched(folder, workspace, fetch=[{"path": "notes.jsonl", "sha256": "0" * 64}])
    assert caught.value.reason == "wrong_hash"
    assert read_lock(workspace, "notes") == lock


def test_the_mirror_comes_first(folder, workspace, tmp_path):
    mirror = tmp_path / "mirror"
    (mirror / "notes").mkdir(parents=True)
    (mirror / "notes" / "notes.jsonl").write_bytes(b"{}\n")
    lock = _fetched(folder, workspace, mirror, fetch=[{"url": "https://example.org/notes.jsonl"}])
    assert lock.files[0].sha256 == sha256_of(mirror / "notes" / "notes.jsonl")
    assert lock.files[0].address == "mirror:notes/notes.jsonl"


def test_locked_means_exactly_what_lies_there(folder, workspace):
    source = load_source(folder / "source.yaml")
    with pytest.raises(FetchError, match="no lock file"):
        fetch(source, workspace, None, offline=True, locked=True)
    lock = _fetched(folder, workspace)
    (folder / "notes.jsonl").unlink()
    assert fetch(source, workspace, None, offline=True, locked=True) == lock
    workspace.store.local(snapshot_path(workspace, "notes", lock.files[0])).write_bytes(b"other")
    with pytest.raises(FetchError) as caught:
        fetch(source, workspace, None, offline=True, locked=True)
    assert caught.value.reason == "wrong_hash"


def test_a_mirror_stands_for_a_path_too(tmp_path):
    beside, mirror = tmp_path / "manifests", tmp_path / "mirror" / "chronik"
    for folder, text in ((beside, "alt"), (mirror, "neu")):
        folder.mkdir(parents=True)
        (folder / "seite.txt").write_text(text, encoding="utf-8")
    manifest = beside / "chronik.yaml"
    manifest.write_text("{id: chronik, title: Chronik, fetch: ['*.txt'], format: text}", encoding="utf-8")
    workspace = open_workspace(tmp_path / "w")
    lock = fetch(load_source(manifest), workspace, tmp_path / "mirror", offline=True)
    assert [(one.name, one.address) for one in lock.files] == [("seite.txt", "mirror:chronik/seite.txt")]
    assert (
        workspace.store.local(snapshot_path(workspace, "chronik", lock.files[0])).read_text(encoding="utf-8") == "neu"
    )
