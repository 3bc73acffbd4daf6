"""The score of text recognition, on print whose errors are known: read by programs, corrected by people, and planted."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.real import print_quality

BAR = 0.95


@pytest.fixture(scope="session")
def pages(workspace):
    return print_quality.pages(workspace)


@pytest.fixture(scope="session")
def planted(workspace):
    return print_quality.planted(workspace)


@pytest.mark.parametrize(
    ("one", "other", "edits"), [("Haus", "Haus", 0), ("Haus", "Hans", 1), ("", "ab", 2), ("rn", "m", 2)]
)
def test_edits_are_counted(one, other, edits):
    assert print_quality.distance(print_quality.points(one), print_quality.points(other)) == edits


def test_the_share_of_pairs_in_the_right_order():
    assert print_quality.auc(np.array([1.0, 2.0]), np.array([3.0, 4.0])) == 1.0
    assert print_quality.auc(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0.5


def test_noise_hits_the_share_of_characters_that_it_is_meant_to():
    text = "Der Müller ging am Abend durch den Wald und fand sein Haus. " * 20
    made = print_quality.misread(text, 0.05, "a")
    edits = print_quality.distance(print_quality.points(text), print_quality.points(made))
    assert 0.05 * len(text) <= edits <= 0.08 * len(text)  # m read as rn is two edits


def test_every_program_read_every_page(pages):
    assert pages["reading"].value_counts().filter(pl.col("count") >= 190).height == 6
    assert pages.filter(pl.col("reading") == "gt")["error_rate"].max() == 0


def test_pages_with_five_errors_in_a_hundred_characters_are_told_from_corrected_ones(workspace):
    told = [one for one in print_quality.on_pages(workspace) if one.measure == "ocr_score"]
    assert len(told) == len(print_quality.BANDS)
    assert all(one.noisy >= 50 for one in told)
    assert [one for one in told if one.what in {"3% to 5%", "5% to 10%", "10% and more"} and one.auc < BAR] == []
    assert min(one.auc for one in told) > 0.8


def test_the_score_falls_as_errors_rise(pages):
    read = pages.filter(pl.col("reading") != "gt")
    assert read.select(pl.corr("ocr_score", "error_rate", method="spearman")).item() < -0.7


@pytest.mark.parametrize("source", [*print_quality.CLEAN, "all"])
@pytest.mark.parametrize("rate", [0.05, 0.1])
def test_planted_noise_is_told_from_clean_text_of_the_same_source(source, rate, planted):
    (score,) = [one for one in planted[source, rate] if one.measure == "ocr_score"]
    assert score.noisy >= (5 if source == "eltec-deu" else 50)
    assert score.auc >= BAR
