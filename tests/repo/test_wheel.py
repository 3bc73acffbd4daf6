"""The wheel: every package and data file is in it, and it works without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile

import pytest

from tests.e2e.running import ROOT

PACKAGES = ("gemeingut", "pipeline", "filters", "licenses", "flows")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling", reason="the build backend is installed for building only")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _shipped(package):
    for path in sorted((ROOT / package).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".so", ".nbi", ".nbc"}:
            yield path.relative_to(ROOT).as_posix()


def test_every_file_of_every_package_is_in_it(wheel):
    with zipfile.ZipFile(wheel) as archive:
        there = set(archive.namelist())
    assert [name for package in PACKAGES for name in _shipped(package) if name not in there] == []
    manifests = [path for path in (ROOT / "manifests").rglob("*") if path.is_file()]
    names = {f"pipeline/_manifests/{path.relative_to(ROOT / 'manifests').as_posix()}" for path in manifests}
    assert names - there == set()


def test_nothing_else_is_in_it(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {one for one in tops if not one.endswith(".dist-info")} == set(PACKAGES)


def _run(unpacked, cwd, *arguments):
    env = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)


def test_it_lists_its_sources_outside_of_the_checkout(unpacked, tmp_path):
    done = _run(unpacked, tmp_path, "sources", "--json")
    assert done.returncode == 0, done.stderr
    listed = {one["source"] for one in json.loads(done.stdout)}
    assert listed == {path.stem for path in (ROOT / "manifests" / "sources").glob("*.yaml")}


def test_its_modules_and_manifests_are_its_own(unpacked, tmp_path):
    code = """import json, gemeingut, flows, pipeline, filters, licenses
from pipeline.manifest.load import manifests_root
print(json.dumps([*(one.__file__ for one in (gemeingut, flows, pipeline, filters, licenses)), str(manifests_root())]))"""
    env = {**os.environ, "PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert [place for place in json.loads(done.stdout) if not place.startswith(str(unpacked))] == []


def test_it_plans_the_demonstration_with_its_own_data(unpacked, tmp_path):
    done = _run(unpacked, tmp_path, "plan", "demo", "--json")
    assert done.returncode == 0, done.stderr
    plan = json.loads(done.stdout)
    assert {one["origin"] for one in plan["sources"]} == {"path"}
    assert all(one["bytes"] for one in plan["sources"])


def test_the_command_is_declared(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "gemeingut = flows.cli:main" in archive.read(name).decode()
