"""TimeML that is no XML: tags go, bare angle brackets stay, decisions come apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.read.corpora import timeml
from pipeline.read.corpora.timeml import decision_starts
from pipeline.read.document import Fault
from pipeline.read.reader import Part, ReadError

HEAD = '<?xml version="1.0"?>\n<!DOCTYPE TimeML SYSTEM "TimeML.dtd">\n<TimeML>\n'


def read(*lines, **options):
    data = (HEAD + "\r\n".join(lines) + "\r\n\n</TimeML>\n\n").encode()
    return list(timeml.read(Part(Member("gericht/amt.txt", data)), timeml.TimemlOptions(**options)))


def test_tags_go_and_what_only_looks_like_one_stays():
    (found,) = read(
        'Am <TIMEX3 tid="t4" type="DATE" value="2017-05-27">27. Mai 2017</TIMEX3> galt § 3 <n.F.> & <Hrsg> .', "Ende ."
    )
    assert found.text == "Am 27. Mai 2017 galt § 3 <n.F.> & <Hrsg> .\nEnde ."
    assert (found.id, found.offset) == ("gericht/amt", 0)


FIRST = ["Deichlast - Beitrag - Verjährung", "Die Revision wird zurückgewiesen .", "I. Der Kläger besitzt einen Hof ."]
SECOND = [
    "Wasserrecht - Unterhaltung - Kosten",
    "Auf die Beschwerde wird der Beschluss aufgehoben .",
    "Die Sache ist eilig .",
]


def test_judges_names_end_a_decision():
    found = read(*FIRST, "Moor", "Dr. Voss", "K. von Husum", "Der Antrag wird verworfen .", "Es fehlt am Recht .")
    assert [one.id for one in found] == ["gericht/amt/1", "gericht/amt/2"]
    assert found[0].text.endswith("K. von Husum")
    assert (found[0].title, found[1].title) == (FIRST[0], None)
    assert found[1].offset == 6


def test_the_ruling_on_costs_ends_a_decision():
    costs = "Die Kostenentscheidung beruht auf § 135 Abs. 1 FGO ."
    value = "Die Streitwertfestsetzung folgt aus § 47 GKG ."
    found = read(*FIRST, costs, value, *SECOND, costs)
    assert [one.text.split("\n")[0] for one in found] == [FIRST[0], SECOND[0]]
    assert found[0].text.endswith(value)


def test_parties_open_a_decision():
    found = read(
        "In der Beschwerdesache betreffend die Marke 1 hat der Senat beschlossen :",
        "Text .",
        "In der Patentnichtigkeitssache Moor",
        "Text .",
    )
    assert len(found) == 2
    assert len(read("In der Sache hat die Klage Erfolg .", "In der Sache selbst nicht .")) == 1


def test_one_document_a_file_on_demand():
    assert [one.id for one in read(*FIRST, "Moor", "Voss", *SECOND, unit="file")] == ["gericht/amt"]


def test_empty_and_foreign_files():
    (found,) = read("")
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    with pytest.raises(ReadError, match="no <TimeML> at the beginning"):
        list(timeml.read(Part(Member("a.txt", b"Nur Text")), timeml.TimemlOptions()))


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(st.sampled_from([*FIRST, *SECOND, "Moor", "Voss", "Die Kosten folgen aus § 1 ."]), min_size=1, max_size=30)
)
def test_splitting_loses_no_line_and_keeps_the_order(lines):
    starts = decision_starts(lines)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert "\n".join(one.text for one in read(*lines)) == "\n".join(lines)
