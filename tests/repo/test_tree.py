"""The repository itself: who may import what, what must not stand in any file, and that stages know their code."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from importlib import metadata

import pytest

from pipeline.annotate import annotate
from pipeline.stages import steps
from tests.e2e.running import ROOT

PACKAGES = ("gemeingut", "pipeline", "filters", "licenses", "flows")
FLOORS = {
    "filters": {"filters"},
    "licenses": {"licenses"},
    "pipeline": {"pipeline", "filters", "licenses"},
    "flows": {"pipeline", "filters", "licenses", "flows", "prefect"},
}
ERRORS = "gemeingut.errors"  # the lowest module of all; the rest of that package is the highest
# Written in pieces, so that this file is not its own first finding.
MACHINE = re.compile(r"(?<!\w)/(?:wo" + r"rk|ro" + r"ot|tm" + r"p)/|index" + r"-url|python" + r"hosted")
TEXT = {".py", ".yaml", ".yml", ".toml", ".md", ".txt", ".j2", ".json", ".cfg", ".csv", ""}


def _modules(package):
    return sorted(path for path in (ROOT / package).rglob("*.py") if "_manifests" not in path.parts)


def _imported(path):
    """Return the names that a module imports, `from a import b` as `a.b`, wherever it does."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{one.name}" for one in node.names}
    return names


@pytest.mark.parametrize("package", sorted(FLOORS))
def test_floors_import_down_only(package):
    foreign = {*PACKAGES, "prefect"} - FLOORS[package]
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in _modules(package)
        for name in _imported(path)
        if name.partition(".")[0] in foreign and name != ERRORS and not name.startswith(f"{ERRORS}.")
    }
    assert found == set()


def test_no_other_distribution_claims_our_names():
    claims = metadata.packages_distributions()
    for name in PACKAGES:
        assert {one.lower() for one in claims.get(name, [])} <= {"gemeingut"}


def test_no_other_installed_file_lies_in_our_packages():
    for one in metadata.distributions():
        if (one.metadata["Name"] or "").lower() != "gemeingut":
            tops = {file.parts[0] for file in one.files or () if file.parts}
            assert not tops & set(PACKAGES), one.metadata["Name"]


def _committed():
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("no git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_place_of_one_machine():
    found = []
    for path in _committed():
        if path.suffix in TEXT and "data" not in path.relative_to(ROOT).parts[:3]:
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                if MACHINE.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_files_are_of_a_size_that_git_bears():
    assert [path.name for path in _committed() if path.stat().st_size > 5_000_000] == []


def test_modules_are_short():
    long = [
        path.relative_to(ROOT).as_posix() for package in PACKAGES for path in _modules(package) if _lines(path) > 400
    ]
    assert long == []


def test_every_room_stands_in_the_plan():
    plan = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rooms = [path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")]
    assert rooms
    assert [room for room in rooms if f"`pipeline/{room}/`" not in plan] == []


def test_what_the_plan_names_is_there():
    named = re.findall(r"`((?:pipeline|flows)/[a-z_/]+(?:\.py)?)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []


def _lines(path):
    return len(path.read_text("utf-8").splitlines())


# Which code makes an output: a module left out of a stage's key would leave stale results behind after a change.


# Manifests are checked against all there is, and what came of it is in the keys: nothing behind it decides about a text.
LOAD = ROOT / "pipeline" / "load.py"


def _first_party(start):
    """Return the files that a module imports from our packages, directly or through others, at run time."""
    seen, todo = set(), list(start)
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        if path == LOAD:
            continue
        for name in _imported(path):
            todo += _files(name)
    return seen


def _files(name):
    parts = name.split(".")
    if parts[0] not in PACKAGES:
        return []
    for end in (len(parts), len(parts) - 1):
        base = ROOT.joinpath(*parts[:end])
        found = [one for one in (base.with_suffix(".py"), base / "__init__.py") if one.is_file()]
        if found:
            return found
    return []


def _covered(code):
    files = set()
    for part in code:
        path = ROOT / part
        files |= set(path.rglob("*.py")) if path.is_dir() else {path.with_suffix(".py")}
    return files


# What hands data over, writes tables or declares shapes, and decides nothing about their content.
PLUMBING = {
    "filters/__init__.py",
    "filters/filter.py",
    "gemeingut/__init__.py",
    "gemeingut/errors.py",
    "licenses/__init__.py",
    "pipeline/__init__.py",
    "pipeline/store/code.py",
    "pipeline/store/frames.py",
    "pipeline/manifest/load.py",
    "pipeline/store/workspace.py",
    *(path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline" / "manifest").glob("*.py")),
}
# Reading is keyed by the snapshot's hashes, not by how it came here; catalogue and reviews are asked when manifests are loaded.
FETCHING = {path.relative_to(ROOT).as_posix() for path in _modules("pipeline/fetch")}
LOADING = {"filters/language_codes.py", "pipeline/manifest/reviews.py"}
LOADING |= {f"licenses/{one}.py" for one in ("catalogue", "combine", "creative_commons")}


def _forgotten(packages, code):
    """Return what the packages import and the code named for the key leaves out."""
    missing = _first_party(_covered(packages)) - _covered(code)
    return {path.relative_to(ROOT).as_posix() for path in missing} - PLUMBING


@pytest.mark.parametrize("name", sorted(annotate.ANNOTATORS))
def test_an_annotator_names_all_of_its_code(name):
    one = annotate.ANNOTATORS[name]
    assert _forgotten(one.code, ["pipeline/annotate/annotate", *one.code]) == set()


def test_reading_names_all_of_its_code():
    assert _forgotten(["pipeline/read"], steps.READ_CODE) - FETCHING - LOADING == set()


def test_cleaning_names_all_of_its_code():
    assert _forgotten(["pipeline/clean"], steps.CLEAN_CODE) == set()
