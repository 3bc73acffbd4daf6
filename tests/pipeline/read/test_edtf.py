"""Dates of headers as EDTF."""

from __future__ import annotations

import pytest

from pipeline.read import edtf


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("1841", "1841"),
        ("1841-03", "1841-03"),
        ("1841-03-05", "1841-03-05"),
        ("2020-08-20T15:33:00Z", "2020-08-20"),
        ("1841-00-00", "1841"),
        ("1900-02-30", None),
        ("0000", None),
        ("18415", None),
        ("um 1841", None),
        ("", None),
        (None, None),
    ],
)
def test_iso(given, expected):
    assert edtf.iso(given) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("1896-01-01", "1896-12-31", "1896"),
        ("1898-02-01", "1898-02-28", "1898-02"),
        ("1898-02-01", "1898-02-27", "1898-02-01/1898-02-27"),
        ("1841", "1843", "1841/1843"),
        ("1841", "1841", "1841"),
        (None, "1903", "../1903"),
        ("1903", None, "1903/.."),
        (None, None, None),
    ],
)
def test_interval(start, end, expected):
    assert edtf.interval(start, end) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23.05.1951", "1951-05-23"),
        ("Bonn, den 3. 5. 1951", "1951-05-03"),
        ("[1902]", "1902~"),
        ("Lindau: Seeverlag 1888", "1888"),
        ("1888 und 1890", None),
        ("31.02.1951", "1951"),
        ("ohne Jahr", None),
        ("23. Januar 2000", "2000-01-23"),
        ("Wien, 3. Jänner 1900", "1900-01-03"),
        ("den 5ten März 1841", "1841-03-05"),
        ("5 March 1841", "1841-03-05"),
        ("March 5th, 1841", "1841-03-05"),
        ("1. Sept. 1899", "1899-09-01"),
        ("März 1841", "1841-03"),
        ("Jan. 2000", "2000-01"),
        ("31. Februar 1900", "1900"),
        ("1. April 1899 / 2. Mai 1899", "1899"),
        ("Maiglöckchen 1899", "1899"),
        ("02/13/1999", "1999-02-13"),
        ("13/02/1999", "1999-02-13"),
        ("02/03/1999", "1999"),
        ("02/02/1999", "1999-02-02"),
        ("1841-1843", "1841/1843"),
        ("1841–43", "1841/1843"),
        ("1843-1841", None),
    ],
)
def test_free_text(text, expected):
    assert edtf.free(text) == expected
