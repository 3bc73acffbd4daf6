"""A quote is judged where it stands: its sentence, row, heading, the rest of the file, the files beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeingut.yaml_text import load_yaml
from licenses.context import judge_quote
from licenses.sentences import MARKS
from licenses.wording import rules, sentence
from scripts.growth import MOST_GROWTH, growth

TABLE = load_yaml((Path(__file__).parent / "quotes.yaml").read_text(encoding="utf-8"))
LABELLED = [(verdict, entry) for verdict, entries in TABLE.items() for entry in entries]


def judged(entry):
    return judge_quote(entry["text"], entry["quote"], {entry["license"]}, tuple(entry.get("beside", {}).items()))


@pytest.mark.parametrize(("verdict", "entry"), LABELLED, ids=[entry["text"][:50] for _, entry in LABELLED])
def test_a_quote_proves_what_its_passage_says(verdict, entry):
    context = judged(entry)
    assert context.verdict == verdict, (context.rule, [sentence(note) for note in context.notes])


@pytest.mark.parametrize(("verdict", "entry"), [pair for pair in LABELLED if pair[0] != "accept"])
def test_what_is_not_accepted_names_a_rule_and_shows_the_passage_with_the_quote_marked(verdict, entry):
    context = judged(entry)
    assert context.rule in rules()
    assert context.passage.count(MARKS[0]) == context.passage.count(MARKS[1]) == 1
    assert all(sentence(note, "de") != sentence(note, "en") for note in context.notes)


def test_the_table_has_twenty_of_each_verdict():
    assert all(len(entries) >= 20 for entries in TABLE.values())


def test_a_quote_that_does_not_stand_there_is_unproven():
    context = judge_quote("Die Texte stehen unter CC BY 4.0.", "CC BY-SA 4.0", {"CC-BY-SA-4.0"})
    assert (context.verdict, context.rule) == ("unproven", "quote_absent")


def test_a_row_that_names_the_source_is_its_own():
    text = "| Korpus Norden | CC BY 4.0 |\n| Korpus Süden | auf Anfrage |"
    assert judge_quote(text, "CC BY 4.0", {"CC-BY-4.0"}).verdict == "review"
    assert judge_quote(text, "CC BY 4.0", {"CC-BY-4.0"}, names=("Korpus Norden",)).verdict == "accept"
    assert judge_quote(text, "CC BY 4.0", {"CC-BY-4.0"}, names=("Korpus Süden",)).verdict == "unproven"


def test_a_title_that_is_the_name_of_the_source_ends_no_licence():
    text = "# Änderungen\n\nDie Texte stehen unter CC BY 4.0."
    assert judge_quote(text, "CC BY 4.0", {"CC-BY-4.0"}, names=("Änderungen",)).verdict == "accept"
    assert judge_quote(text, "CC BY 4.0", {"CC-BY-4.0"}, names=("Korpus",)).rule == "quote_ended"


def test_what_restricts_something_else_is_noted():
    text = "Die Texte stehen unter CC BY 4.0. Das Logo darf nicht verändert werden."
    context = judge_quote(text, "CC BY 4.0", {"CC-BY-4.0"})
    assert [note.key for note in context.notes] == ["quote_restricts_other"]


def test_a_claim_by_law_is_only_asked_whether_its_sentence_denies_it():
    quote = "amtliche Werke im Sinne des § 5 Abs. 1 UrhG"
    assert judge_quote(f"Die Satzungen sind {quote}.", quote, ()).verdict == "accept"
    assert judge_quote(f"Die Gutachten sind keine {quote}.", quote, ()).rule == "quote_denied"


def test_a_restriction_that_the_claimed_licence_has_is_no_surprise():
    text = "Die Texte stehen unter CC BY-NC 4.0. Eine kommerzielle Nutzung ist nicht gestattet."
    assert judge_quote(text, "CC BY-NC 4.0", {"CC-BY-NC-4.0"}).verdict == "accept"


def test_of_a_long_file_what_surrounds_the_quote_is_looked_at():
    padding = "Im Garten steht eine Bank. " * 20_000
    text = f"{padding}\n\nDie Texte stehen nicht unter CC BY 4.0.\n\n{padding}"
    assert judge_quote(text, "CC BY 4.0", {"CC-BY-4.0"}).rule == "quote_denied"


ACCEPTED = [entry for verdict, entry in LABELLED if verdict == "accept" and "beside" not in entry]


@given(st.sampled_from(ACCEPTED), st.sampled_from(["nicht ", "keineswegs ", "niemals "]))
def test_a_quote_behind_a_denial_proves_nothing(entry, denial):
    at = entry["text"].find(entry["quote"])
    text = entry["text"][:at] + denial + entry["text"][at:]
    if at > 0 and text.count(entry["quote"]) == 1 and "<" not in text and "| " not in text:
        assert judge_quote(text, entry["quote"], {entry["license"]}).verdict != "accept"


@given(st.sampled_from(LABELLED), st.sampled_from(["\r\n", "\n\n\n", "  \n"]))
def test_white_space_around_a_file_changes_no_verdict(labelled, around):
    verdict, entry = labelled
    if "beside" not in entry and not entry["text"].startswith(("---", "<", "{")):
        assert judge_quote(entry["text"] + around, entry["quote"], {entry["license"]}).verdict == verdict


GROWING = {
    "newlines": "\n",
    "headings": "# A\n\nb\n\n",
    "keyed lines": "Lizenz: CC BY 4.0\n",
    "metadata": "## Metadaten\n\na: b\n\n",
    "rows": "| a | b |\n",
    "leads": "a b:\n",
    "limits": "Nutzung nur. ",
    "articles": "<article>",
    "blanks": " ",
}


@pytest.mark.parametrize("piece", GROWING.values(), ids=list(GROWING))
def test_a_file_takes_time_by_its_length(piece):
    def work(characters):
        judge_quote("CC BY 4.0\n" + piece * (characters // len(piece)) + "x", "CC BY 4.0", {"CC-BY-4.0"})

    assert growth(work, 5_000, largest=80_000) < MOST_GROWTH


@given(st.text(alphabet="abc .|#*-\n<>ßÄ:", max_size=200), st.text(alphabet="abc .|#*-\n<>ßÄ:", max_size=200))
def test_any_surroundings_are_judged_and_the_passage_shows_the_quote(before, after):
    context = judge_quote(f"{before}\n\nCC BY 4.0\n\n{after}", "CC BY 4.0", {"CC-BY-4.0"})
    assert context.verdict in {"accept", "review", "unproven"}
    assert "CC BY 4.0" in context.passage.replace(MARKS[0], "").replace(MARKS[1], "")
