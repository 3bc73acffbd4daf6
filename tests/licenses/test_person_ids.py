from __future__ import annotations

import pytest

from licenses.person_ids import PersonIdError, check_digit, is_person_id, person_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("118540238", "gnd:118540238"),
        ("gnd:118540238", "gnd:118540238"),
        ("https://d-nb.info/gnd/118540238", "gnd:118540238"),
        ("http://d-nb.info/gnd/118540238/", "gnd:118540238"),
        ("GND: 118609807", "gnd:118609807"),
        ("Q5879", "wikidata:Q5879"),
        ("wikidata:q5879", "wikidata:Q5879"),
        ("https://www.wikidata.org/wiki/Q5879", "wikidata:Q5879"),
        ("http://www.wikidata.org/entity/Q5879", "wikidata:Q5879"),
    ],
)
def test_every_spelling_of_an_identifier_is_one(text, expected):
    assert person_id(text) == expected


@pytest.mark.parametrize(
    "text", ["118", "Q0", "Goethe", "", "https://de.wikipedia.org/wiki/Goethe", "4020227-8", "viaf:24602065"]
)
def test_anything_else_is_none(text):
    assert not is_person_id(text)
    with pytest.raises(PersonIdError, match="GND"):
        person_id(text)


def test_a_slip_in_a_gnd_identifier_is_noticed_by_its_check_digit():
    with pytest.raises(PersonIdError, match="check digit would be '8'"):
        person_id("118540239")
    with pytest.raises(PersonIdError):
        person_id("118504238")  # two digits changed places


def test_the_check_digit_of_ten_is_x():
    assert "X" in {check_digit(str(number)) for number in range(11850000, 11850020)}
