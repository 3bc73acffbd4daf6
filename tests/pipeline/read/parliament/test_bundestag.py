"""BUNDESTAGSDOKUMENTE-XML: the text as it stands, the rest as metadata."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.parliament import bundestag
from pipeline.read.reader import Part, ReadError


def read(inner):
    xml = f'<!DOCTYPE DOKUMENT SYSTEM "BUNDESTAGSDOKUMENTE.dtd"><DOKUMENT>{inner}</DOKUMENT>'
    return next(bundestag.read(Part(Member("raw/01.xml", xml.encode())), bundestag.BundestagOptions()))


def test_line_ends_and_tabs_of_the_text_stay():
    found = read(
        "<WAHLPERIODE>1</WAHLPERIODE><NR>01/9</NR><DATUM>23.05.1951</DATUM><TITEL>Protokoll</TITEL><TEXT> Sitzung\t9\nBonn\n</TEXT>"
    )
    assert found.text == "Sitzung\t9\nBonn"
    assert (found.id, found.title, found.date) == ("raw/01", "Protokoll", "1951-05-23")
    assert found.extra == {"legislative_period": "1", "number": "01/9"}


def test_empty_and_missing_text():
    found = read("<TEXT> </TEXT>")
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    with pytest.raises(ReadError, match="no <TEXT>"):
        read("<TITEL>x</TITEL>")
