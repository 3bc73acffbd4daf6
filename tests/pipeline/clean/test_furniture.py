import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.clean import clean
from pipeline.clean.furniture import _flagged
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import Evidence, count, hashes, merge, with_keys
from tests.pipeline.clean.corpus import read_table

SHORT = "Startseite der Gemeinde Musterhausen"
LONG = "Alle Inhalte stehen unter der Lizenz CC BY 4.0, sofern nichts anderes angegeben ist; Stand: 12. Mai 2021."
FORMULA = "Dieses Gesetz tritt am Tage nach der Verkündung im Bundesgesetzblatt in Kraft."
ADDRESS = "Redaktion Musterblatt\nLange Straße\nMusterhausen an der Muster"


def run(texts, **options):
    read = read_table(texts)
    documents, quarantine = clean(read, merge([count(read)]), CleanOptions(**options))
    assert len(quarantine) == 0
    return documents


def bodies(number, template):
    return [template.format(body=f"Beitrag {chr(65 + place)}: " + "ganz eigener Text " * 12) for place in range(number)]


def test_a_footer_is_cut_from_ten_documents_on():
    for number, kept in ((9, True), (10, False)):
        text = run(bodies(number, "{body}\n" + LONG)).column("text").to_pylist()
        assert [LONG in one for one in text] == [kept] * number


def test_numbers_may_change_from_page_to_page():
    texts = [
        body + f"\nMusterblatt für das Jahr 1871, Seite {n} der Ausgabe" for n, body in enumerate(bodies(12, "{body}"))
    ]
    documents = run(texts)
    assert not any("Musterblatt" in text for text in documents.column("text").to_pylist())
    assert documents.column("changes").to_pylist()[0] == ["cut_boilerplate", "normalised_whitespace"]


def test_a_short_line_is_cut_at_the_edge_and_kept_inside():
    assert not any(SHORT in text for text in run(bodies(12, SHORT + "\n\n{body}")).column("text").to_pylist())
    inside = run(bodies(12, "Vorspann von {body}\n" + SHORT + "\nNachspann von {body}"))
    assert all(SHORT in text for text in inside.column("text").to_pylist())


def test_a_repeated_paragraph_of_short_lines_is_cut_at_the_tail():
    assert not any("Redaktion" in text for text in run(bodies(12, "{body}\n\n" + ADDRESS)).column("text").to_pylist())


@pytest.mark.parametrize("line", ["FAUST.", "(weggefallen)", FORMULA, "Der Bundesrat hat dem Gesetz zugestimmt."])
def test_names_and_formulas_stay_however_often_they_stand(line):
    texts = run(bodies(30, "{body}\n" + line)).column("text").to_pylist()
    assert all(text.endswith(line) for text in texts)


@pytest.mark.parametrize("profile", ["law", "court", "drama"])
def test_some_profiles_keep_all_repetitions(profile):
    assert all(LONG in text for text in run(bodies(12, "{body}\n" + LONG), profile=profile).column("text").to_pylist())


def test_five_percent_of_a_large_source_are_needed():
    texts = bodies(12, "{body}\n" + LONG) + [f"Anderer Text Nummer {'x' * n} von vielen" for n in range(300)]
    assert sum(LONG in text for text in run(texts).column("text").to_pylist()) == 12


def test_copies_are_left_to_deduplication():
    texts = ["Ein ganzer Brief, der zwölfmal in der Sammlung liegt und darum keine Möblierung ist."] * 12
    assert run(texts).column("text").to_pylist() == texts


def test_a_refrain_inside_one_document_stays():
    song = "\n".join(
        ["Strophe vom Wind und von den Wolken über dem Land", "Und wir singen noch einmal das alte Lied vom Meer"] * 20
    )
    assert run([song]).column("text").to_pylist() == [song]


PIECES = ("\n", " ", "\t", "1", "23", "ä", "Wort ", "Seite", "–", "\n \n", LONG, SHORT, SHORT.upper(), ADDRESS, FORMULA)
KNOWN = [LONG, SHORT, ADDRESS, FORMULA, "Wort Wort Wort Wort"]


@pytest.mark.slow
@settings(max_examples=300)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=4), st.booleans())
def test_parts_are_those_that_python_divides_and_polars_keys(texts, of_paragraphs):
    known = sorted(set(hashes(with_keys(pl.DataFrame({"line": KNOWN}))["key"]).tolist()))
    evidence = Evidence(pl.Series(known, dtype=pl.UInt64).to_numpy(), pl.Series([10] * len(known)).to_numpy())
    expected = {}
    for row, text in enumerate(texts):
        for place, part in enumerate(re.split(r"\n[ \t]*\n" if of_paragraphs else "\n", text)):
            keyed = with_keys(pl.DataFrame({"line": [part]}))["key"]
            is_known = len(keyed) and hashes(keyed)[0] in known and (not of_paragraphs or "\n" in part)
            if is_known and "in Kraft" not in keyed[0]:
                expected.setdefault(row, {})[place] = len(keyed[0]) >= 60
    assert _flagged(pl.Series(texts), evidence, of_paragraphs=of_paragraphs) == expected


def test_more_parts_than_expected_find_room():
    evidence = Evidence(hashes(with_keys(pl.DataFrame({"line": [LONG]}))["key"]), pl.Series([10]).to_numpy())
    flagged = _flagged(pl.Series(["\n".join([LONG] * 3000)]), evidence, of_paragraphs=False)
    assert flagged == {0: dict.fromkeys(range(3000), True)}
