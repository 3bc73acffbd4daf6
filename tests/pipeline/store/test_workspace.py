"""The workspace: names in a store, one run at a time, in a folder of this machine and nowhere else yet."""

from __future__ import annotations

import pytest

from pipeline.store import files
from pipeline.store import workspace as ws


def test_a_lock_is_held_once_and_sweeps_what_a_killed_run_left(tmp_path):
    place = ws.open_workspace(tmp_path / "w")
    left = place.store.local(place.documents("source")) / f"{files.TEMPORARY}1-a.parquet"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    folder = place.store.local(place.releases("mine")) / f"{files.TEMPORARY}1.0.0" / "data"
    folder.mkdir(parents=True)
    with place.lock():
        assert not left.exists()
        assert not folder.parent.exists()
        with pytest.raises(ws.WorkspaceError, match="another run holds"), ws.open_workspace(tmp_path / "w").lock():
            pass
    with place.lock():
        pass


@pytest.mark.parametrize("address", ["s3://bucket/ws", "gs://bucket/ws", "memory://ws", "s3:/bucket"])
def test_an_object_store_is_refused_by_name_and_never_becomes_a_folder(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ws.WorkspaceError, match="object stores"):
        ws.open_workspace(address)
    assert list(tmp_path.iterdir()) == []


def test_a_file_address_is_the_folder_that_it_names(tmp_path):
    assert ws.open_workspace(f"file://{tmp_path}/w").store.root == tmp_path / "w"


def test_releases_are_listed_whole_ones_alone(tmp_path):
    place = ws.open_workspace(tmp_path)
    for version in ("1.0.0", f"{files.TEMPORARY}1.1.0", f"{files.TEMPORARY}old-0.9.0"):
        place.store.write_json(place.releases("mine") / version / "release.json", {})
    place.store.write_json(place.releases("other") / "2.0.0" / "release.json", {})
    assert place.release_folders("mine") == [tmp_path / "releases" / "mine" / "1.0.0"]
    assert len(place.release_folders()) == 2
