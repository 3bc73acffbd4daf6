"""`gemeingut publish --to folder:…`: whole or not at all, verified, never twice, never overwritten."""

from __future__ import annotations

import json
import shutil
import uuid

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from tests.e2e import running
from tests.e2e.running import digests


def _published(release, target, *more):
    return running.here("publish", release, "--to", f"folder:{target}", *more)


@pytest.fixture
def at(tmp_path):
    return tmp_path / "public" / "demo" / "1.0.0"


def test_every_file_arrives_and_the_address_is_printed(demo_release, tmp_path, at):
    done = _published(demo_release, tmp_path / "public")
    assert done.status == 0, done.err
    assert done.last == str(at)
    assert digests(at, everything=True) == digests(demo_release, everything=True)
    assert [path.name for path in at.parent.iterdir()] == ["1.0.0"]
    assert running.here("verify", at).status == 0


def test_the_second_time_nothing_is_sent(demo_release, tmp_path, at):
    _published(demo_release, tmp_path / "public")
    times = {path: path.stat().st_mtime_ns for path in at.rglob("*")}
    done = _published(demo_release, tmp_path / "public")
    assert done.status == 0
    assert "sent 0 files" in done.err
    assert {path: path.stat().st_mtime_ns for path in at.rglob("*")} == times


def test_an_interrupted_copy_goes_on_where_it_stopped(demo_release, tmp_path, at):
    draft = at.parent / ".part-1.0.0"
    shutil.copytree(demo_release / "data", draft / "data")
    (draft / "README.md").write_text("half of", "utf-8")
    (draft / "left.over").write_text("of another attempt", "utf-8")
    there = len(list((demo_release / "data").rglob("*.parquet")))
    done = _published(demo_release, tmp_path / "public")
    assert done.status == 0, done.err
    assert f"{there} were there already" in done.err
    assert digests(at, everything=True) == digests(demo_release, everything=True)


def test_another_release_under_the_same_version_is_refused(demo_release, tmp_path, at):
    _published(demo_release, tmp_path / "public")
    (at / "README.md").write_text("another", "utf-8")
    done = _published(demo_release, tmp_path / "public")
    assert done.status == 1
    assert "a published version is never changed" in done.err
    assert (at / "README.md").read_text("utf-8") == "another"


def test_a_dry_run_sends_nothing(demo_release, tmp_path):
    done = _published(demo_release, tmp_path / "public", "--dry-run")
    assert done.status == 0
    assert "would send" in done.err
    assert not (tmp_path / "public").exists()


def test_what_does_not_verify_is_not_published(demo_release, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(demo_release, broken)
    (broken / "README.md").write_text("changed", "utf-8")
    done = _published(broken, tmp_path / "public")
    assert done.status == 1
    assert "README.md has another checksum" in done.err
    assert not (tmp_path / "public").exists()


def test_a_file_address(demo_release, tmp_path, at):
    done = _published(demo_release, f"file://{tmp_path}/public")
    assert done.status == 0, done.err
    assert digests(at) == digests(demo_release)


def test_any_address_that_fsspec_knows(demo_release):
    root = f"memory://{uuid.uuid4().hex}"
    done = _published(demo_release, root)
    assert done.status == 0, done.err
    with fsspec.open(f"{root}/demo/1.0.0/release.json", "rb") as stream:
        assert json.load(stream)["name"] == "demo"
    verified = running.here("verify", f"{root}/demo/1.0.0")
    assert verified.status == 0, verified.out + verified.err


def test_where_folders_cannot_be_moved_the_sums_come_last_and_a_broken_move_goes_on(demo_release, monkeypatch):
    root = f"memory://{uuid.uuid4().hex}"
    copy, copied = MemoryFileSystem.cp_file, []

    def breaking(self, path1, path2, **more):
        if len(copied) == 5:
            raise OSError("the line is dead")
        copied.append(path2)
        copy(self, path1, path2, **more)

    with monkeypatch.context() as broken:
        broken.setattr(MemoryFileSystem, "cp_file", breaking)
        done = _published(demo_release, root)
    assert done.status == 1
    assert "the line is dead; the same command goes on from here" in done.err
    half = running.here("verify", f"{root}/demo/1.0.0")
    assert half.status == 1
    assert "no SHA256SUMS there" in half.err
    again = _published(demo_release, root)
    assert again.status == 0, again.err
    assert "sent 0 files" in again.err
    system, place = fsspec.core.url_to_fs(f"{root}/demo")
    assert [one.rsplit("/", 1)[-1] for one in system.ls(place, detail=False)] == ["1.0.0"]
    assert running.here("verify", f"{root}/demo/1.0.0").status == 0


@pytest.mark.parametrize(("target", "status"), [("folder:", 2), ("somewhere", 2), ("folder:nosuch://x/y", 1)])
def test_a_target_that_there_is_not(target, status, demo_release):
    done = running.here("publish", demo_release, "--to", target)
    assert done.status == status
    assert done.out == ""
    assert "unexpected" not in done.err
