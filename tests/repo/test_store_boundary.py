"""No module but those of the store makes paths, links, lists, renames or maps what lies in a workspace."""

from __future__ import annotations

import ast

import pytest

from pipeline.store.store import Name
from tests.e2e.running import ROOT

FLOORS = ("pipeline", "flows", "gemeingut", "scripts")
MODULES = [
    path
    for floor in FLOORS
    for path in sorted((ROOT / floor).rglob("*.py"))
    if (ROOT / "pipeline" / "store") not in path.parents
]
OF_STORE = {"os.link", "os.symlink", "os.rename", "os.replace", "pa.memory_map", "mmap.mmap"}
# Rooms whose work is on workspaces alone: no file of this machine is theirs but what a store hands out or fetching brings.
OF_WORKSPACE = ("admit", "annotate", "clean", "count", "decide", "decontaminate", "erase", "stages")
TOUCHING = {
    "glob",
    "rglob",
    "iterdir",
    "unlink",
    "rename",
    "mkdir",
    "rmdir",
    "touch",
    "write_bytes",
    "write_text",
    "rmtree",
}
# What deletes whole releases, or a working file in a scratch folder, deletes files of this machine.
ALLOWED = {("pipeline/erase/copies.py", "rmtree")}
ALLOWED |= {("pipeline/count/counts.py", call) for call in ("glob", "mkdir", "rmtree")}
# What lies next to a manifest is the curator's, and in no workspace.
ALLOWED |= {("pipeline/admit/beside.py", call) for call in ("glob", "iterdir")}


def _name(path):
    return path.relative_to(ROOT).as_posix()


def _dotted(node):
    return (
        f"{node.value.id}.{node.attr}" if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else ""
    )


def test_links_renames_and_maps_are_the_stores():
    found = [
        (_name(path), _dotted(node))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _dotted(node) in OF_STORE
    ]
    assert found == []


def test_nobody_asks_a_store_or_a_workspace_for_its_folder():
    found = [
        _name(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == "root"
        and ast.unparse(node.value).endswith(("store", "workspace"))
    ]
    assert found == []


@pytest.mark.parametrize("room", OF_WORKSPACE)
def test_rooms_that_work_on_workspaces_touch_no_file_by_path(room):
    found = {
        (_name(path), node.func.attr)
        for path in sorted((ROOT / "pipeline" / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in TOUCHING
        and not ast.unparse(node.func.value).endswith("store")
    }
    assert found - ALLOWED == set()


def test_a_name_cannot_touch_a_disk():
    assert [method for method in TOUCHING if hasattr(Name, method)] == []
