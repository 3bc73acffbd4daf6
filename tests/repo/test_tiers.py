"""The tier of a test follows from what it reaches, and a skipped test in CI is a failure."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests import skips, tiers
from tests.conftest import missing
from tests.e2e import running
from tests.manifests import corpora


def starts_a_process():
    subprocess.run(["true"], check=True)


def calls_what_starts_a_process():
    starts_a_process()


def runs_a_collection():
    return [running.run(name, None) for name in ("demo",)]


def reads_corpora_of_another_module():
    return corpora.CORPORA / "ud-german"


def runs_within_an_inner_function():
    def inner():
        return running.here("plan")

    return inner


class Starts:
    def start(self):
        starts_a_process()


def uses_a_class():
    return Starts()


def skips_without_the_machine():
    missing("a browser")


def computes():
    return os.path.join("a", str(len(skips.DECISIONS)))  # noqa: PTH118  a module that is not slow


SLOW = [
    starts_a_process,
    calls_what_starts_a_process,
    runs_a_collection,
    reads_corpora_of_another_module,
    runs_within_an_inner_function,
    uses_a_class,
    skips_without_the_machine,
]


@pytest.mark.parametrize("number", range(len(SLOW)))
def test_what_reaches_something_slow_is_slow(number):
    assert tiers.is_slow(SLOW[number])


def test_what_computes_is_not_slow():
    assert not tiers.is_slow(computes)


@pytest.fixture
def listed_as_slow(tmp_path):
    starts_a_process()
    return tmp_path


def test_a_test_is_slow_by_its_fixtures(listed_as_slow, request):
    assert request.node.get_closest_marker("quick") is None


def test_a_quick_test_that_starts_a_process_all_the_same_is_refused(request):
    assert request.node.get_closest_marker("quick")
    with pytest.raises(tiers.NotQuickError, match=r"os\.system"):
        os.system("true")  # noqa: S605


def report(reason, outcome="skipped"):
    longrepr = ("tests/test_x.py", 1, f"Skipped: {reason}")
    return pytest.TestReport("tests/test_x.py::test_x", ("", 0, ""), {}, outcome, longrepr, "setup")


@pytest.mark.parametrize(
    ("ci", "reason", "outcome"),
    [
        ("true", "chromium is not on this machine", "failed"),
        ("", "chromium is not on this machine", "skipped"),
        ("true", next(iter(skips.DECISIONS)), "skipped"),
        ("true", next(iter(skips.DECISIONS)) + " and more", "failed"),
    ],
)
def test_a_skip_in_ci_fails_unless_it_is_a_decision(ci, reason, outcome, monkeypatch):
    monkeypatch.setenv("CI", ci)
    skipped = report(reason)
    skips.refuse(skipped)
    assert skipped.outcome == outcome
    assert outcome == "skipped" or reason in skipped.longrepr


def test_what_passed_or_was_expected_to_fail_is_left_alone_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    passed, expected = report("", "passed"), report("a known fault")
    expected.wasxfail = "a known fault"
    for one in (passed, expected):
        before = one.outcome
        skips.refuse(one)
        assert one.outcome == before


class Item:
    """What the order of files looks at."""

    def __init__(self, path, *, is_quick):
        self.path, self.is_quick = tiers.TESTS / path, is_quick

    def get_closest_marker(self, _name):
        return self.is_quick or None


def test_files_of_whole_runs_come_first_and_quick_ones_last_each_in_one_piece():
    quick = [Item("filters/test_a.py", is_quick=True), Item("filters/test_a.py", is_quick=True)]
    mixed = [Item("pipeline/test_b.py", is_quick=True), Item("pipeline/test_b.py", is_quick=False)]
    whole = [Item("e2e/test_c.py", is_quick=False), Item("real/test_d.py", is_quick=False)]
    assert tiers.longest_first([*quick, *mixed, *whole]) == [*whole, *mixed, *quick]
