"""Cells that a spreadsheet leaves alone, with whichever delimiter it reads the table, and that come back as they were."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.manifest.cells import plain, restored

TEXT = st.text(alphabet=st.sampled_from("=+-@'\";,\t\r\n aé\uff1d\uff0d1"), max_size=24)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("frei;=cmd|' /C calc'!A0", "frei;'=cmd|' /C calc'!A0"),
        ("frei\n=1", "frei\n'=1"),
        ("'=1", "''=1"),
        ("Müller, +49 30", "Müller, +49 30"),
        ("Rechte:\n- CC BY\n- frei", "Rechte:\n- CC BY\n- frei"),
        ("CC BY-SA 4.0; a=b", "CC BY-SA 4.0; a=b"),
        ("", ""),
    ],
)
def test_a_cell_as_it_is_written(text, cell):
    assert plain(text) == cell
    assert restored(cell) == text


@given(TEXT)
def test_every_cell_comes_back_as_it_was(text):
    assert restored(plain(text)) == text


@given(TEXT, st.sampled_from(";,\t"))
def test_no_cell_begins_as_a_formula_in_any_reading_of_the_table(text, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(["quelle", plain(text)])
    for part in re.split(r"[;,\t\r\n]", out.getvalue()):
        assert not re.match(r'"?(?:[=+@\uff1d]|[-\uff0d][^\s"])', part)


def test_a_long_cell_takes_no_longer_than_it_is_long():
    text = "'" * 200_000 + ";'" * 200_000
    assert restored(plain(text)) == text
