"""What the quick passes leave out cannot have mattered: against every screen on every line, and every pattern everywhere."""

import re

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.pii import person, phone
from filters.pii.context import matches
from filters.pii.spans import DETECTORS
from filters.pii.windows import lines_of, screened
from tests.filters.real_texts import law_sections

PIECES = (
    "Tel. 0711 / 12 34 56-7", "geb. am 3.4.1971", "info@example.org", "name (at) example.org", "DE02 1203 0000 0000 2020 51",
    "4111 1111 1111 1111", "12 345 678 901", "65 170839 J 003", "L01X00T47", "00:1A:2B:3C:4D:5E", "192.0.2.146",
    "2001:db8::1", "S-AB 1234", "Postfach 12 34", "70173 Stuttgart", "Am Markt 5", "wohnhaft", "https://example.org/?sid=a1",
    "§ 5 Abs. 2", "P<D<<MUSTER<<ERIKA<<<<<<<<<<<<<<<<<<", "093/815/08152", "Ä Ö 1", "ß", "🙂", "\n", " ", "0049", "+49 30 1234567",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(alphabet="aZ0.:@<-+(ä\n ", max_size=6), max_size=12).map("".join)


def on_every_line(lines):
    column = pl.Series(pl.from_arrow(lines.lines), dtype=pl.String)
    for one in DETECTORS:
        patterns = [pattern for pattern in (one.screen, one.words) if pattern]
        yield np.flatnonzero(column.str.contains("|".join(patterns)).to_numpy())


@settings(max_examples=300)
@given(st.lists(TEXTS | st.none(), max_size=4))
def test_traits_leave_out_no_line_that_a_screen_matches(texts):
    lines = lines_of(pa.array(texts, pa.large_string()))
    for one, quick, slow in zip(DETECTORS, screened(lines, DETECTORS), on_every_line(lines), strict=True):
        needless = {"identity_document": "<<"}.get(one.kind)  # alone it is no find: a machine-readable line is longer
        text = lines.lines.to_pylist()
        assert [text[at] for at in slow if at not in quick and not (needless and needless in text[at])] == []


def test_traits_leave_out_no_line_of_real_texts():
    lines = lines_of(pa.array(law_sections(3000), pa.large_string()))
    for one, quick, slow in zip(DETECTORS, screened(lines, DETECTORS), on_every_line(lines), strict=True):
        assert np.array_equal(quick, slow), one.kind


@given(st.lists(TEXTS | st.none(), max_size=4))
def test_lines_stand_where_python_finds_them(texts):
    lines = lines_of(pa.array(texts, pa.large_string()))
    expected = [
        (row, match.start(), match.end())
        for row, text in enumerate(texts)
        for match in re.finditer(r"(?:(?<=\n)|\A)[^\n]*", text or "")
    ]
    assert list(zip(lines.rows.tolist(), *lines.points.T.tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    ("wanted", "begins"), [(person._BIRTH, person._BIRTH_BEGINS), (phone._CANDIDATE, phone._BEGINS)]
)
@settings(max_examples=300)
@given(text=TEXTS)
def test_patterns_tried_only_where_they_begin_find_the_same(wanted, begins, text):
    quick = [one.span() for one in matches(wanted, begins, text)]
    assert quick == [one.span() for one in wanted.finditer(text)]


@settings(max_examples=300)
@given(text=TEXTS)
def test_addresses_are_found_as_a_search_through_the_whole_text_finds_them(text):
    whole = [one.span() for one in person._ADDRESS.finditer(text)]
    assert [
        one for one in person._addresses(text) if one in whole or person._ADDRESS.fullmatch(text[slice(*one)])
    ] == whole
