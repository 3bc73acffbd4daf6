"""The search for inputs that bring a reader down: what is found is told, and the readers withstand a few inputs of each kind."""

from __future__ import annotations

import os
import signal
import time

import pytest

from scripts import fuzz
from scripts.fuzz_seeds import MARKS, SEEDS
from scripts.fuzz_targets import target


def test_the_same_seed_gives_the_same_mutants_and_another_gives_others():
    seeds = [SEEDS["tei"]]
    assert [fuzz.mutant(seeds, number, 1) for number in range(20)] == [
        fuzz.mutant(seeds, number, 1) for number in range(20)
    ]
    assert [fuzz.mutant(seeds, number, 1) for number in range(20)] != [
        fuzz.mutant(seeds, number, 2) for number in range(20)
    ]


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.slow  # each target loads its kernels and models
def test_a_sound_file_of_each_target_is_not_refused(name):
    assert target(name)(SEEDS[name]) == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEDS)
def test_a_target_withstands_mutants(name):
    work = target(name)
    for number in range(40):
        work(fuzz.mutant([SEEDS[name]], number, 7))


def test_findings_come_before_the_line_of_their_target_and_name_the_input():
    outcome = fuzz.Outcome("tei", 10, 2, 0.5, 300, 3.0, ["tei: input 7, seed 1: ValueError: x"])
    lines = fuzz.row(outcome).splitlines()
    assert lines[0] == "tei: input 7, seed 1: ValueError: x"
    assert lines[-1].split() == ["tei", "10", "2", "0.50", "300", "3.0", "1"]


def _answer(_name, seeds, limits, conn):
    """A batch whose third input kills the process, as one that is out of memory does."""
    for number in range(limits.start, limits.stop):
        conn.send(("begin", number))
        if number == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        conn.send(("end", number, 0, 0.1, "ValueError: x" if number == 1 else ""))
    conn.send(("peak", 2048 * 1024))


def test_an_input_that_ends_its_process_is_a_finding_and_the_next_one_is_tried(monkeypatch):
    monkeypatch.setattr(fuzz, "_try_mutants", _answer)
    outcome, limits = fuzz.Outcome("tei"), fuzz.Limits(0, 5, 1, 10.0)
    assert fuzz._batch(outcome, [b""], limits, 1024) == 3
    assert fuzz._batch(outcome, [b""], fuzz.Limits(3, 5, 1, 10.0), 1024) == 5
    assert outcome.inputs == 5
    assert outcome.findings == [
        "tei: input 1, seed 1: ValueError: x",
        "tei: input 2, seed 1: the process ended with -9",
        "tei: inputs 3 to 5: 2048 MiB",
    ]


def _square(_name, _seed, pairs, _seconds, conn):
    for mark, _place in pairs:
        if mark == MARKS[1]:
            os.kill(os.getpid(), signal.SIGALRM)
            time.sleep(5)
        conn.send(("growth", 16.0 if mark == MARKS[0] else 4.0))


def test_a_mark_that_takes_too_long_is_a_finding_and_the_others_are_measured(monkeypatch):
    monkeypatch.setattr(fuzz, "_grow", _square)
    outcome = fuzz.Outcome("tei")
    fuzz._measure_growth(outcome, b"<TEI/>!", 10.0)
    assert outcome.growth == 16.0
    assert [finding.endswith("took too long") for finding in outcome.findings] == [False] * 7 + [True] * 7
