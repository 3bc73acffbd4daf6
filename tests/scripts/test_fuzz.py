"""The search for inputs that bring a reader down: what is found is told, and the readers withstand a few inputs of each kind."""

from __future__ import annotations

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
def test_a_sound_file_of_each_target_is_not_refused(name):
    assert target(name)(SEEDS[name]) == 0


@pytest.mark.parametrize("name", SEEDS)
def test_a_target_withstands_mutants(name):
    work = target(name)
    for number in range(40):
        work(fuzz.mutant([SEEDS[name]], number, 7))


def test_time_that_grows_as_the_square_is_seen_and_time_that_grows_with_the_input_is_not():
    def square(data):
        return sum(1 for _ in range(len(data) // 20) for _ in range(len(data) // 20))

    def linear(data):
        return sum(1 for _ in range(len(data) * 40))

    assert fuzz._ratio(square, b"", MARKS[0], 0) > fuzz.MOST_GROWTH
    assert fuzz._ratio(linear, b"", MARKS[0], 0) < fuzz.MOST_GROWTH


def test_findings_come_before_the_table_and_name_the_input():
    outcome = fuzz.Outcome("tei", 10, 2, 0.5, 300, 3.0, ["tei: input 7, seed 1: ValueError: x"])
    lines = fuzz.table([outcome]).splitlines()
    assert lines[0] == "tei: input 7, seed 1: ValueError: x"
    assert lines[-1].split() == ["tei", "10", "2", "0.50", "300", "3.0", "1"]
