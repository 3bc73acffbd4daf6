"""What mutation testing changes: one thing at a time, in Python that can be read, and nothing that only says something."""

from __future__ import annotations

import pytest

from scripts import mutants
from scripts.mutants import MutantsError, chosen, drawn, mutants_of, report

SOURCE = '''
"""A docstring of 1 module."""
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    LIMIT = 1

def größer(value: int | None, limit=3) -> int | None:
    """Return 2 things."""
    if value is None or not limit:
        raise ValueError(f"{value + 1} is none")
    for one in range(value):
        if one > limit:
            break
    return value - 1
'''.encode()


def changes(source=SOURCE):
    return [one.shown(source).removeprefix("m.py:") for one in mutants_of("m.py", source)]


def test_each_change_is_one_place_and_says_what_becomes_of_it():
    found = changes()
    assert "7: 3  ->  4" in found
    assert "7: 3  ->  2" in found
    assert "9: value is None  ->  (value is not None)" in found
    assert "9: value is None or not limit  ->  (value is None and (not limit))" in found
    assert "9: not limit  ->  (limit)" in found
    assert '10: raise ValueError(f"{value + 1} is none")  ->  pass' in found
    assert "12: one > limit  ->  (one >= limit)" in found
    assert "13: break  ->  continue" in found
    assert "14: return value - 1  ->  return None" in found
    assert "14: value - 1  ->  (value + 1)" in found


def test_annotations_docstrings_messages_and_imports_for_type_checkers_stay():
    lines = [int(one.split(":")[0]) for one in changes()]
    assert not {2, 5, 8} & set(lines)
    assert not [one for one in changes() if "int &" in one or one.startswith("10: value")]


@pytest.mark.slow  # every change of every module is compiled
def test_every_change_of_the_modules_of_the_heart_is_python_and_differs_from_them():
    for module in mutants.TARGETS:
        source = (mutants.ROOT / module).read_bytes()
        found = mutants_of(module, source)
        assert len(found) == len(set(found)) > 10, module
        assert all(one.apply(source) != source for one in found)


def test_every_module_and_every_matching_test_is_there():
    for module, tests in mutants.TARGETS.items():
        assert [path for path in (module, *tests) if not (mutants.ROOT / path).is_file()] == []


def test_a_sample_is_the_same_for_the_same_seed_and_another_for_another():
    modules = ["filters/filter.py"]
    first = drawn(modules, 5, 1)
    assert len(first) == 5
    assert drawn(modules, 5, 1) == first
    assert drawn(modules, 5, 2) != first
    assert set(first) < set(drawn(modules, 0, 1))


def test_what_survived_stands_with_its_place_and_the_share_that_was_killed():
    tried = drawn(["filters/filter.py"], 4, 1)
    lines = report(
        tried, tried[:1], {"filters/filter.py": (mutants.ROOT / "filters/filter.py").read_bytes()}
    ).splitlines()
    assert lines[0].startswith(f"filters/filter.py:{tried[0].line}: ")
    assert lines[1:] == ["filters/filter.py: 3 of 4 killed", "killed 3 of 4 (75%)"]


def test_a_module_that_there_is_not_is_refused_with_those_that_there_are():
    assert list(chosen(["ledger"])) == ["pipeline/release/ledger.py"]
    with pytest.raises(MutantsError, match=r"no module matches \['nothing'\]; there are \['filters/filter\.py'"):
        chosen(["nothing"])
