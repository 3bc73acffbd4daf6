"""Parameters and attributes say what they hold: words that say nothing are counted, room by room, and may only get fewer."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SAYS_NOTHING = frozenset({"one", "found", "said", "told"})
FLOORS = ("pipeline", "filters", "licenses", "flows", "gemeingut", "scripts")
# What is left, by room.  After renaming, write down what `python -m tests.repo.test_naming` prints.
LEFT = {}


def names(tree):
    """Yield the names of all parameters, of fields of classes, and of attributes that methods set on `self`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _parameters(node.args)
        elif isinstance(node, ast.ClassDef):
            yield from (name for statement in node.body for name in _assigned(statement))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def _parameters(arguments):
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [argument.arg for argument in listed if argument]


def _assigned(statement):
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def rooms():
    """Return the modules of each room: a package of `pipeline/`, or a whole floor."""
    listed = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            room = "/".join(parts[:2]) if floor == "pipeline" and len(parts) > 2 else floor
            listed.setdefault(room, []).append(path)
    return listed


def offences(paths):
    """Return how often the modules have a parameter or an attribute whose name says nothing."""
    counted = Counter(name for path in paths for name in names(ast.parse(path.read_text("utf-8"))))
    return sum(counted[word] for word in SAYS_NOTHING)


ROOMS = rooms()


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_names_of_parameters_and_attributes_say_what_they_hold(room):
    number, allowed = offences(ROOMS[room]), LEFT.get(room, 0)
    assert number <= allowed, f"{room}: {number} names say nothing, at most {allowed}: see docs/naming.md"
    assert number == allowed, f"{room}: {number} left; write it into LEFT: python -m tests.repo.test_naming"


def test_every_room_that_is_exempt_is_there():
    assert set(LEFT) <= set(ROOMS)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("def f(one, /, *found, said=1, **told): ...", 4),
        ("sorted(rows, key=lambda one: one.id)", 1),
        ("class A:\n    found: int\n    one = 1", 2),
        ("class A:\n    def __init__(self):\n        self.told = 1", 1),
        ("async def f(said): ...", 1),
        ("one = [found for found in rows]\nrow.found", 0),
        ("def f(document_id, someone): ...", 0),
    ],
)
def test_what_counts_as_a_name(code, number):
    assert sum(name in SAYS_NOTHING for name in names(ast.parse(code))) == number


ALIKE = frozenset({"registry"})
"""Names that two modules of `pipeline/` share, because they do the same for two things: readers and targets by name."""


def test_modules_share_a_name_only_if_they_do_the_same_for_two_things():
    counted = Counter(path.stem for path in (ROOT / "pipeline").rglob("*.py") if not path.stem.startswith("__"))
    assert {name for name, number in counted.items() if number > 1} == ALIKE


if __name__ == "__main__":
    counted = {room: offences(paths) for room, paths in sorted(ROOMS.items())}
    lines = [f'    "{room}": {number},' for room, number in counted.items() if number]
    sys.stdout.write("\n".join(["LEFT = {", *lines, "}", ""]))
