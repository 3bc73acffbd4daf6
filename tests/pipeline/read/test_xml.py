"""The parser: strangers' XML must neither reach the network nor the file system, and errors name their place."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.reader import ReadError
from pipeline.read.xml import XmlOptions, flat, native_id, parse

ROOTS = frozenset({"TEI"})


def root(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return parse(Member("briefe/b1.xml", data), XmlOptions(**options), ROOTS)


def test_entities_are_not_expanded(tmp_path):
    secret = tmp_path / "geheim.txt"
    secret.write_text("Geheimnis", encoding="utf-8")
    found = root(f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret.as_uri()}">]><TEI>Text &x; Ende</TEI>')
    assert "Geheimnis" not in flat(found)


def test_a_billion_laughs_are_refused():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    with pytest.raises(ReadError, match="amplification"):
        root(f"<!DOCTYPE TEI [{entities}]><TEI>&e11;</TEI>")


def test_a_missing_dtd_is_no_error():
    assert flat(root('<!DOCTYPE TEI SYSTEM "http://dtd.example/none.dtd"><TEI>Text</TEI>')) == "Text"


def test_broken_markup_is_refused_with_line_and_cause():
    with pytest.raises(ReadError, match=r"briefe/b1\.xml: not well-formed XML: .*line 2"):
        root("<TEI>\n<p>offen</TEI>")


def test_broken_markup_is_read_when_asked_for():
    assert flat(root("<TEI><p>offen</TEI>", recover=True)) == "offen"


def test_nothing_at_all_is_refused_even_when_recovering():
    with pytest.raises(ReadError):
        root("", recover=True)


def test_an_id_that_is_no_name_does_not_spoil_a_well_formed_document():
    assert flat(root('<TEI xml:id="102_final Müller"><p>Text</p></TEI>')) == "Text"


def test_a_bad_id_does_not_hide_broken_markup():
    with pytest.raises(ReadError):
        root('<TEI xml:id="102 final"><p>offen</TEI>')


def test_errors_of_an_earlier_document_do_not_count():
    for text in ("<TEI><p></TEI>", '<TEI xml:id="1 a">Text</TEI>'):
        if "Text" not in text:
            with pytest.raises(ReadError):
                root(text)
        else:
            assert flat(root(text)) == "Text"


def test_another_root_is_refused_with_what_was_expected():
    with pytest.raises(ReadError, match=r"<html>; expected one of \['TEI'\]"):
        root("<html/>")


def test_the_declared_encoding_is_used():
    assert flat(root('<?xml version="1.0" encoding="iso-8859-1"?><TEI>Bäche</TEI>'.encode("latin-1"))) == "Bäche"


@pytest.mark.parametrize(
    ("path", "form", "expected"),
    [
        ("a/b.c/d.xml", "path_without_suffix", "a/b.c/d"),
        ("a/d.xml", "stem", "d"),
        ("a/d.xml", "path", "a/d.xml"),
        ("a/d#1.xml", "stem", "d_1"),
    ],
)
def test_native_id(path, form, expected):
    assert native_id(Member(path, b""), XmlOptions(id=form)) == expected


def test_more_tags_than_memory_has_room_for_are_refused(monkeypatch):
    monkeypatch.setattr("pipeline.read.xml.MOST_TAGS", 100)
    assert len(root("<TEI>" + "<p/>" * 90 + "</TEI>")) == 90
    with pytest.raises(ReadError, match="402 tags, at most 100"):
        root("<TEI>" + "<p/>" * 400 + "</TEI>")
