"""Figures: well-formed, told in words, and of the ledger's numbers."""

from __future__ import annotations

import csv
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.describe.figures import figures, svg
from pipeline.describe.figures.bins import bins_for
from pipeline.describe.read_model import read_model
from tests.e2e.running import facts_of

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["funnel", "domains", "licenses", "decades", "languages", "length", "duplicates", "quality"]


@pytest.fixture(scope="module")
def drawn(demo_release):
    return {one.name: one for one in figures(demo_release, read_model(demo_release))}


def rows(release, name):
    with (release / "plots" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_there_is_one_of_each(drawn):
    assert list(drawn) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_file_is_svg_with_title_and_description(demo_release, name, language):
    path = demo_release / "plots" / (f"{name}.svg" if language == "de" else f"{name}.en.svg")
    root = etree.fromstring(path.read_bytes())
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert len(root.findtext(f"{SVG}title")) > 5
    assert len(root.findtext(f"{SVG}desc")) > 20
    for used in root.iter(f"{SVG}rect"):
        fill = used.get("fill", "")
        assert not fill.startswith("url(") or root.find(f".//*[@id='{fill[5:-1]}']") is not None


def test_the_funnel_adds_up_to_the_ledger(demo_release):
    counts = facts_of(demo_release)["counts"]
    by_fate, by_reason = Counter(), Counter()
    for row in rows(demo_release, "funnel"):
        by_fate[row["fate"]] += int(row["documents"])
        by_reason[row["reason"]] += int(row["documents"])
    assert {fate: by_fate[fate] for fate in ("read", "kept", "removed", "quarantined")} == {
        fate: counts[fate] for fate in ("read", "kept", "removed", "quarantined")
    }
    del by_reason[""]
    assert by_reason == Counter(counts["removed_by_reason"]) + Counter(counts["quarantined_by_reason"])


@pytest.mark.parametrize("name", ["domains", "licenses"])
def test_composition_is_that_of_the_kept(demo_release, name):
    counts = facts_of(demo_release)["counts"]
    found = rows(demo_release, name)
    assert sum(int(row["words"]) for row in found) == counts["words"]
    assert sum(int(row["documents"]) for row in found) == counts["kept"]


def test_languages_are_those_kept_and_those_not_wanted(demo_release):
    counts = facts_of(demo_release)["counts"]
    found = rows(demo_release, "languages")
    assert sum(int(row["kept"]) for row in found) == counts["kept"]
    assert {row["language"]: int(row["removed"]) for row in found if int(row["removed"])} == {
        "eng": 1
    }  # Low German is kept, in a subset of its own


def test_histograms_hold_every_kept_document(demo_release):
    counts = facts_of(demo_release)["counts"]
    assert sum(int(row["kept"]) for row in rows(demo_release, "length")) == counts["kept"]
    removed = Counter()
    for row in rows(demo_release, "quality"):
        removed[row["measure"]] += int(row["removed"])
    assert removed["ocr_score"] + removed["letter_bits"] == counts["removed_by_reason"]["ocr_quality"]
    assert removed["digit_ratio"] + removed["table_lines_ratio"] == counts["removed_by_reason"]["number_table"]


def test_the_matrix_counts_the_duplicates(demo_release):
    counts = facts_of(demo_release)["counts"]["removed_by_reason"]
    found = rows(demo_release, "duplicates")
    assert sum(int(row["documents"]) for row in found) == counts["exact_duplicate"] + counts["near_duplicate"]
    assert {"demo-presse"} == {row["survivor"] for row in found if row["source"] == "demo-amtsblatt"}


def test_texts_of_a_source_cannot_break_a_drawing():
    assert svg.text("<b> & 'c'", 0, 1) == '<text x="0%" y="1">&lt;b&gt; &amp; &#x27;c&#x27;</text>'
    assert svg.box(0, 0, 1, 1, "kept", "<x>").count("&lt;x&gt;") == 1


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=50))
def test_bins_lose_no_finite_value(values):
    for bins in (bins_for("words", []), bins_for("ratio", [("at_most", 0.1)]), bins_for("bits", [("at_most", 3.6)])):
        counted = bins.fill(np.array(values, float))
        assert counted.sum() == np.isfinite(np.array(values, float)).sum()
        assert len(bins.edges()) == bins.count + 1


@pytest.mark.parametrize("value", [1, 2, 3, 4, 31, 32, 1023, 1024, 70000])
def test_a_length_falls_between_its_edges(value):
    bins = bins_for("words", [])
    place = int(np.argmax(bins.fill(np.array([float(value)]))))
    assert bins.edges()[place] <= value < bins.edges()[place + 1]
    assert place / bins.count <= bins.place(value) < (place + 1) / bins.count
