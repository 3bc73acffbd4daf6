"""The same collection gives the same bytes, whoever runs it, with however many workers, in whatever order."""

from __future__ import annotations

import shutil

import yaml

from gemeingut.yaml_text import load_yaml
from pipeline.store import files
from tests.e2e import running
from tests.e2e.running import copied_demo, digests


def test_two_processes_give_the_bytes_of_one(demo_release, tmp_path):
    done = running.apart("run", "demo", "--workspace", tmp_path, "--workers", 2, "--no-prefect")
    two, one = (digests(release, everything=True) for release in (done.release, demo_release))
    assert [name for name in two.keys() | one.keys() if two.get(name) != one.get(name)] == ["timings.json"]
    workers = [files.read_json(release / "timings.json")["workers"] for release in (done.release, demo_release)]
    assert workers == [2, 1]


def test_order_of_the_sources_and_place_of_the_manifests_change_nothing(demo_release, tmp_path):
    path = copied_demo(tmp_path / "elsewhere")
    said = load_yaml(path.read_text("utf-8"))
    path.write_text(yaml.safe_dump(said | {"sources": said["sources"][::-1]}), "utf-8")
    release = running.run(path, tmp_path / "w").release
    assert digests(release) == digests(demo_release)


def test_a_release_built_again_in_a_used_workspace_has_the_same_bytes(demo_workspace, demo_release, tmp_path):
    shutil.copytree(demo_workspace, tmp_path / "w")
    shutil.rmtree(tmp_path / "w" / "releases")
    shutil.rmtree(tmp_path / "w" / "decisions")
    assert digests(running.run("demo", tmp_path / "w").release) == digests(demo_release)


def test_a_stage_can_be_deleted_and_is_made_again(demo_workspace, demo_release, tmp_path):
    for stage in ("snapshots", "read", "documents", "quarantine", "annotations", "index"):
        assert (demo_workspace / stage).is_dir(), stage
    shutil.copytree(demo_workspace, tmp_path / "w")
    shutil.rmtree(tmp_path / "w" / "quarantine")
    shutil.rmtree(tmp_path / "w" / "releases")
    assert digests(running.run("demo", tmp_path / "w").release) == digests(demo_release)
