"""TimeML that is no XML: tags go, bare angle brackets stay, decisions come apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.read.corpora import timeml
from pipeline.read.corpora.court_decisions import decision_starts
from pipeline.read.document import Fault
from pipeline.read.reader import Part, ReadError
from scripts.growth import MOST_GROWTH, growth

HEAD = '<?xml version="1.0"?>\n<!DOCTYPE TimeML SYSTEM "TimeML.dtd">\n<TimeML>\n'


def read(*lines, **options):
    data = (HEAD + "\r\n".join(lines) + "\r\n\n</TimeML>\n\n").encode()
    return list(timeml.read(Part(Member("gericht/amt.txt", data)), timeml.TimemlOptions(**options)))


def test_tags_go_and_what_only_looks_like_one_stays():
    (found,) = read(
        'Am <TIMEX3 tid="t4" type="DATE" value="2017-05-27">27. Mai 2017</TIMEX3> galt § 3 <n.F.> & <Hrsg> .', "Ende ."
    )
    assert found.text == "Am 27. Mai 2017 galt § 3 <n.F.> & <Hrsg>. Ende."
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
    assert found[0].text.endswith("Die Streitwertfestsetzung folgt aus § 47 GKG.")


def opened(*lines):
    return [lines[at] for at in decision_starts(list(lines))]


JUDGES = ["Moorhusen", "Dr. Voss", "K. von Husum", "Anna Tiede", "Berg"]
KNOWN = "Das Landgericht wird auch über die Kosten der Revision zu entscheiden haben ."
PLEA = "Die Beschwerde des Klägers wird zurückgewiesen ."


@pytest.mark.parametrize(
    "judges", [JUDGES[:2], JUDGES, [*JUDGES[:3], "RiBGH Dr. Ohm ist im Urlaub und gehindert zu unterschreiben ."]]
)
@pytest.mark.parametrize("last", ["Das ist so .", KNOWN, "Die Kostenentscheidung folgt aus § 91 Abs. 1 ZPO ."])
def test_the_names_of_judges_belong_to_their_decision(judges, last):
    assert opened(*FIRST, last, *judges, PLEA, "Sie ist unbegründet .") == [FIRST[0], PLEA]


@pytest.mark.parametrize(
    "heading", ["Mindestlohn - Bereitschaft", "Unzulässige Revision", "Streit um ein Boot", "Bereitschaftszulage"]
)
def test_the_heading_behind_the_judges_names_opens_the_next(heading):
    assert opened(*FIRST, *JUDGES, heading, PLEA, "Sie ist unbegründet .") == [FIRST[0], heading]


@pytest.mark.parametrize(
    "line",
    [
        "6. Von einer weiteren Begründung sieht der Senat nach § 116 Abs. 5 Satz 2 FGO ab .",
        "Danach trägt der Kläger die Kosten des Rechtsmittels .",
        "Gerichtskosten werden nach § 188 Satz 2 VwGO nicht erhoben .",
        "Diese Festsetzung berücksichtigt das Interesse des Klägers .",
        "Es fällt eine Festgebühr von 60 € an .",
    ],
)
def test_what_goes_on_behind_the_ruling_on_costs_opens_nothing_but_what_follows_does(line):
    costs = "Die Kostenentscheidung beruht auf § 154 Abs. 2 VwGO ."
    assert opened(*FIRST, costs, line) == [FIRST[0]]
    assert opened(*FIRST, costs, line, "Der Kläger begehrt eine Zulage .", "Er ist Müller .") == [
        FIRST[0],
        "Der Kläger begehrt eine Zulage .",
    ]


def test_cells_of_a_table_are_no_judges():
    table = ["Die Zulage beträgt nach der Tabelle :", "Entgeltgruppe", "Bezeichnung", "Ausbildungsjahr"]
    assert len(opened(*FIRST, *table, "Ärztin mit Entgelt nach dem Vertrag .", "Es bleibt dabei .")) == 1


def test_a_heading_before_the_first_part_opens():
    heading = "Fahrten zum Sitz des Rats"
    assert opened(*FIRST, heading, "1. Wege zählen mit .", "I", "Der Kläger fährt .") == [FIRST[0], heading]


def test_sentences_are_set_as_prose():
    (found,) = read(
        "Streit um den Deich - Beitrag - Verjährung",
        "I. Der Rat ( § 3 ) tagte ; er beschloss , dass gezahlt wird .",
        "Niemand kam .",
        "a ) Der Müller zahlte nicht :",
        "Kein Geld",
        unit="file",
    )
    assert found.text.split("\n") == [
        "Streit um den Deich - Beitrag - Verjährung",
        "I. Der Rat (§ 3) tagte; er beschloss, dass gezahlt wird. Niemand kam.",
        "a) Der Müller zahlte nicht:",
        "Kein Geld",
    ]
    assert found.title == "Streit um den Deich - Beitrag - Verjährung"


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
    assert "".join("".join(one.text.split()) for one in read(*lines)) == "".join("".join(lines).split())


OPENING = "Die Klägerin begehrt höheres Arbeitslosengeld ."


@pytest.mark.parametrize(
    ("line", "is_ruling"),
    [
        ("Die Kosten des Verfahrens beruhen auf § 91 ZPO .", True),
        ("Der Streitwert ergibt sich aus den §§ 47 , 52 GKG .", True),
        ("Die Entscheidung über die Kosten bleibt der Schlussentscheidung vorbehalten .", True),
        ("Über die Kosten wird das Landgericht zu entscheiden haben .", True),
        ("Der Beschluss ist unanfechtbar .", True),
        ("§ 91 ZPO regelt , worauf die Kosten beruhen .", False),
        ("Die Kosten beruhen auf § 91 ZPO", False),
        ("Dies beruht auf § 91 ZPO und betrifft die Kosten .", False),
    ],
)
def test_a_ruling_on_costs_ends_a_decision(line, is_ruling):
    assert (decision_starts(["Es geht um Geld .", line, OPENING]) == [0, 2]) == is_ruling


@pytest.mark.slow
@pytest.mark.parametrize("words", ["Kosten beruh § ", "Kosten ", "Kosten beruhen ", "Kosten vorbehalten ", "Wert § . "])
def test_time_grows_with_a_line_on_costs(words):
    assert growth(lambda n: decision_starts(["Es geht um Geld .", words * n, OPENING]), 100) < MOST_GROWTH
