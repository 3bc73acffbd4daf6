"""The repository itself: who may import what, what must not stand in any file."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from importlib import metadata

import pytest

from tests.e2e.running import ROOT

PACKAGES = ("gemeingut", "pipeline", "filters", "licenses", "flows")
FLOORS = {
    "filters": {"filters"},
    "licenses": {"licenses"},
    "pipeline": {"pipeline", "filters", "licenses"},
    "flows": {"pipeline", "filters", "licenses", "flows", "prefect"},
}
LOWEST = ("gemeingut.errors", "gemeingut.yaml_text")  # below all floors; the rest of that package is above them
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
        if name.partition(".")[0] in foreign and not f"{name}.".startswith(tuple(f"{one}." for one in LOWEST))
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
