"""Bytes in every encoding that German files come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.decode import decode

SENTENCE = "Die Bürger der Stadt Köln müssen größere Straßen überqueren, heißt es in der „Ärzteordnung“ – § 5 …"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", SENTENCE),
        ("windows-1252", SENTENCE),
        ("mac-roman", SENTENCE),
        ("windows-1252", "Die Strasse ist schön."),
        ("cp850", "Die Straßen der Stadt sind für größere Züge gesperrt."),
        ("utf-16-le", SENTENCE.replace("„", '"').replace("“", '"')),
        ("utf-16-be", SENTENCE.replace("„", '"').replace("“", '"')),
    ],
)
def test_the_encoding_is_found_without_being_told(encoding, text):
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_taken_off(encoding):
    assert decode(SENTENCE.encode(encoding), "windows-1252")[0] == SENTENCE


def test_the_declared_encoding_is_believed_where_utf_8_fails():
    text = "Preis: 5 € für Äpfel"
    assert decode(text.encode("iso-8859-15"), "iso-8859-15") == (text, "iso8859-15")
    assert decode(text.encode(), "iso-8859-15") == (text, "utf-8")


def test_0x85_is_an_ellipsis_and_no_line_break():
    assert decode(b"und so weiter\x85 f\xfcr alle")[0] == "und so weiter… für alle"


def test_a_file_cut_off_inside_a_character_stays_utf_8():
    assert decode(SENTENCE.encode()[:-1]) == (SENTENCE[:-1] + "�", "utf-8")


def test_all_line_ends_become_one_and_controls_stay():
    assert decode(b"eins\r\nzwei\rdrei\nvier\x1e\x00")[0] == "eins\nzwei\ndrei\nvier\x1e\x00"


def test_nul_bytes_in_utf_8_do_not_make_it_utf_16():
    assert decode("Jährlich\0e Prüfung".encode()) == ("Jährlich\0e Prüfung", "utf-8")


def test_nothing_is_empty_text():
    assert decode(b"") == ("", "utf-8")


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "windows-1252", "ascii", "gibt-es-nicht"]))
def test_any_bytes_give_text_and_the_same_text_twice(data, declared):
    first = decode(data, declared)
    assert first == decode(data, declared)
    assert "\r" not in first[0]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\ufeff\0"), max_size=200))
def test_utf_8_is_kept_to_the_letter(text):
    assert decode(text.encode()) == (text, "utf-8")


def test_a_stray_line_in_another_encoding_does_not_turn_the_file():
    assert decode(b"% M\x84rz 1990, f\x81r emlines\nAxel Sch\xfcler z\xe4hlt")[1] == "windows-1252"
