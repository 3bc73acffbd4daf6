"""Verify reads the machine-readable descriptions and compares them with release.json; what is wrong is named."""

from __future__ import annotations

import json
import shutil

import pytest

from pipeline.release_files.facts import read_facts
from pipeline.verify import metadata
from pipeline.verify.verify import verify_folder
from tests.e2e import running


@pytest.fixture
def release(demo_release, tmp_path):
    """Return a copy of the demonstration's release that a test may change."""
    return shutil.copytree(demo_release, tmp_path / "release")


def found(release):
    return list(metadata.faults(release, read_facts(release)))


def test_a_release_as_it_is_built_is_in_order(demo_release):
    assert found(demo_release) == []
    assert {one.check: one.holds for one in verify_folder(demo_release)}["descriptions"]


@pytest.mark.parametrize("name", metadata.CHECKS)
def test_a_description_that_is_missing_is_named(release, name):
    (release / name).unlink()
    assert found(release) == [f"{name} is missing"]


@pytest.mark.parametrize("name", metadata.CHECKS)
def test_a_description_that_cannot_be_read_is_named(release, name):
    path = release / name
    path.write_bytes(b"{[<" + path.read_bytes()[: len(path.read_bytes()) // 2])
    (fault,) = found(release)
    assert fault.startswith(f"{name} cannot be read: ")


@pytest.mark.parametrize(
    "name", [one for one in metadata.CHECKS if one.startswith(("croissant", "data", "prov", "cat"))]
)
def test_another_checksum_is_named_with_its_file(release, name):
    one = running.facts_of(release)["files"][0]
    path = release / name
    path.write_text(path.read_text("utf-8").replace(one["sha256"], "0" * 64), "utf-8")
    (fault,) = found(release)
    assert fault.startswith(f"{name}: size or checksum of {one['file']} are ")


@pytest.mark.parametrize(
    "name", ["croissant.json", "datapackage.json", "catalog.ttl", "catalog.jsonld", "CITATION.cff"]
)
def test_another_version_is_named(release, name):
    facts = read_facts(release).model_copy(update={"version": "9.9.9"})
    faults = list(metadata.faults(release, facts))
    assert f"{name}: version '1.0.0', release.json says '9.9.9'" in faults


def test_another_count_of_documents_is_named(release):
    path = release / "provenance.jsonld"
    said = json.loads(path.read_text("utf-8"))
    for one in said["@graph"]:
        if one["@id"] in {"#documents-demo-forum", "#release"}:
            one["documents"] += 1
    path.write_text(json.dumps(said), "utf-8")
    facts = running.facts_of(release)
    read, kept = facts["sources"]["demo-forum"]["read"], facts["counts"]["kept"]
    assert found(release) == [
        f"provenance.jsonld: {read + 1} documents of demo-forum, release.json says {read}",
        f"provenance.jsonld: {kept + 1} documents kept, release.json says {kept}",
    ]


def test_a_file_that_a_description_leaves_out_is_named(release):
    path = release / "datapackage.json"
    said = json.loads(path.read_text("utf-8"))
    gone = said["resources"].pop(0)
    path.write_text(json.dumps(said), "utf-8")
    assert found(release) == [f"datapackage.json: {gone['path']} is not in it"]
