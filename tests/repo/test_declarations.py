"""What a module reads or imports other than by an import statement is declared, so that it is in the keys of what it makes."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import pytest

from pipeline.annotate.annotate import ANNOTATORS
from pipeline.read import registry
from pipeline.stages import collection_steps, release_steps, source_steps
from pipeline.store import code
from tests.e2e import running
from tests.e2e.running import ROOT

ENTRIES = sorted(
    {
        *(annotator.module for annotator in ANNOTATORS.values()),
        *(registry.module_of(name) for name in registry.names()),
        *(
            entry
            for module in (source_steps, collection_steps, release_steps)
            for step in vars(module).values()
            for entry in getattr(step, "CODE", ())
        ),
    }
)
LOADING = {"files", "import_module", "resources.files", "importlib.import_module"}
# Loads what a recipe names, whose files are in the keys by their hashes.
OF_RECIPES = {"pipeline.manifest.user_modules", "pipeline.manifest.load"}


def _declares(tree):
    return any(
        isinstance(target, ast.Name) and target.id in code.DECLARATIONS
        for node in tree.body
        for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
    )


def _loads(tree):
    """Return whether a module opens package data or imports by name."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = {ast.unparse(function) for function in calls}
    return bool(names & LOADING) or any(isinstance(node, ast.Name) and node.id == "__file__" for node in ast.walk(tree))


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_module_that_loads_data_declares_it(entry):
    silent = []
    for module in sorted(code.closure(entry) - OF_RECIPES):
        tree = ast.parse(code._path(module).read_text("utf-8"))
        if _loads(tree) and not _declares(tree):
            silent.append(module)
    assert silent == []


WATCH = """
import json, sys
opened = set()
sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" and args[0] else None)
from flows.cli import main
from pipeline.release import inputs
inputs.tree_hash = lambda *packages: ""  # it opens every file, whoever needs it
try:
    main(sys.argv[2:])
except SystemExit:
    pass
with open(sys.argv[1], "w") as stream:
    json.dump(sorted(opened), stream)
"""


def test_every_data_file_that_a_run_opens_is_declared_by_a_stage(tmp_path):
    """The demonstration in a process of its own, in which every file that is opened is written down."""
    watch, opened = tmp_path / "watch.py", tmp_path / "opened.json"
    watch.write_text(WATCH, "utf-8")
    arguments = ["run", "demo", "--workspace", str(tmp_path / "w"), "--no-prefect", "--workers", "1"]
    subprocess.run(
        [sys.executable, str(watch), str(opened), *arguments],
        env=running.environment(),
        capture_output=True,
        check=True,
        timeout=600,
    )
    packages = [ROOT / name for name in ("pipeline", "filters", "licenses")]
    data = {
        path
        for path in map(str, json.loads(opened.read_text("utf-8")))
        if any(path.startswith(f"{package}/") for package in packages)
        and not path.endswith((".py", ".pyc"))
        and "__pycache__" not in path
    }
    declared = {str(path) for path in code.data_files(code.closure(*ENTRIES))}
    assert data
    assert sorted(data - declared) == []
