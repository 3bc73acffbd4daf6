"""The code that a stage's key names is the code that the stage runs: no module that computes is left out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipeline.annotate import annotate
from pipeline.decide import key
from pipeline.similarity import repeated_passages
from pipeline.stages import steps

ROOT = Path(__file__).parents[2]
FLOORS = ("filters", "licenses", "pipeline")
PLUMBING = (
    "filters/filter",  # what a measure is called
    "pipeline/decontaminate/benchmarks",  # in the key of the items, which is a part of that of decisions
    "pipeline/store/code",
    "pipeline/store/schemas",  # schemas are checked where tables are written
    "pipeline/fetch",
    "pipeline/store/frames",
    "pipeline/manifest/load",
    "pipeline/manifest",  # what manifests say is in the keys by value
    "pipeline/read/reader",
    "pipeline/read/registry",
    "pipeline/manifest/reasons",
    "pipeline/manifest/reviews",
    "pipeline/store/workspace",
)
STAGES = {
    "decide": ("pipeline/decide/decide", key.DECIDE_CODE),
    "read": ("pipeline/read/read_source", steps.READ_CODE),
    "clean": ("pipeline/clean/clean", steps.CLEAN_CODE),
    "passages": (
        "pipeline/similarity/passages",
        (*repeated_passages.CODE, "filters/cutting", "filters/pii", "filters/sentences"),
    ),
    "license": ("licenses/recognise", annotate.ANNOTATORS["license"].code),
    "judges": ("pipeline/annotate/user_filters", annotate.ANNOTATORS["judges"].code),
    **{
        name: (f"filters/{name}", annotate.ANNOTATORS[name].code)
        for name in ("fingerprint", "groups", "language", "measures")
    },
    "pii": ("filters/pii/spans", annotate.ANNOTATORS["pii"].code),
}


def _file(module: str) -> Path | None:
    found = (ROOT / f"{module}.py", ROOT / module / "__init__.py")
    return next((path for path in found if path.is_file()), None)


def _imported(module: str) -> set[str]:
    """Return the modules of ours that one imports when it runs, not only for its types."""
    found = set()
    tree = ast.parse(_file(module).read_text("utf-8"))
    skipped = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    typing = {id(inner) for node in skipped for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] in FLOORS
            and id(node) not in typing
        ):
            base = node.module.replace(".", "/")
            found |= {f"{base}/{one.name}" if _file(f"{base}/{one.name}") else base for one in node.names}
        elif isinstance(node, ast.Import) and id(node) not in typing:
            found |= {one.name.replace(".", "/") for one in node.names if one.name.split(".")[0] in FLOORS}
    return found


def _reached(module: str) -> set[str]:
    seen: set[str] = set()
    todo = [module]
    while todo:
        one = todo.pop()
        if one not in seen and not _within(one, PLUMBING):
            seen.add(one)
            todo += _imported(one)
    return seen


def _within(module: str, parts: tuple[str, ...]) -> bool:
    return any(module == part or module.startswith(f"{part}/") for part in parts)


@pytest.mark.parametrize("stage", STAGES)
def test_the_key_names_every_module_that_computes(stage):
    start, code = STAGES[stage]
    reached = _reached(start)
    assert len(reached) > 1 or stage == "judges"
    assert sorted(one for one in reached if not _within(one, code)) == []


def test_all_annotators_are_looked_at():
    assert set(STAGES) >= set(annotate.ANNOTATORS)
