"""The keys of the stages name all that a stage's output depends on."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions

from pipeline.stages import steps
from pipeline.store.code import ROOT

OWN = {"gemeingut", "pipeline", "filters", "licenses"}
WITHOUT_SAY = {"numpy", "pydantic", "xxhash"}  # sums of integers, checks of options, a hash with a norm


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
        yield from (name.partition(".")[0] for name in names)


def test_every_library_that_reading_uses_is_in_its_key():
    files = [
        one for part in steps.READ_CODE for one in [*(ROOT / part).rglob("*.py"), (ROOT / part).with_suffix(".py")]
    ]
    modules = {name for path in files if path.is_file() for name in _imported(path)}
    foreign = modules - set(sys.stdlib_module_names) - OWN - {""}
    distributions = {packages_distributions()[name][0].lower().replace("_", "-") for name in foreign}
    assert distributions - WITHOUT_SAY <= set(steps.READ_LIBRARIES)
