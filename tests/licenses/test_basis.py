"""A quote proves a legal basis by saying what the text is, not by a word that also stands in other sentences."""

from __future__ import annotations

import pytest

from licenses.basis import supports
from licenses.recognise import recognise


def proves(basis, quote, year=2026):
    return supports(basis, quote, recognise(quote).license, year)


@pytest.mark.parametrize(
    "quote",
    [
        "amtliche Werke im Sinne des § 5 Abs. 1 UrhG",
        "Dieses Git Repository enthält alle Deutschen Bundesgesetze und -verordnungen",
        "Gesetze, Verordnungen, amtliche Erlasse und Bekanntmachungen sowie",
        "Sammlung aller Bundesgesetze und -verordnungen",
        "Amtliche Bekanntmachungen der Gemeinde",
        "Die Texte sind amtliche Werke und dürfen verbreitet werden.",
        "Die Gesetzestexte dieser Sammlung sind gemeinfrei.",
        "Die Entscheidungen sind nach § 5 UrhG gemeinfrei.",
        "These texts are official works within the meaning of German copyright law.",
        "This archive contains all German federal laws.",
    ],
)
def test_what_says_that_a_text_is_an_official_work_proves_it(quote):
    assert proves("official_work", quote)


@pytest.mark.parametrize(
    "quote",
    [
        "Unsere Gesetze schützen die Urheber dieser Kommentare",
        "Die Verordnungen regeln, wer unsere Texte drucken darf.",
        "Seminar zu § 5 UrhG am Montag",
        "Satzungen unseres Vereins finden Sie im Anhang.",
        "Ein Roman über Urteile und Erlasse",
        "Das Gesetz über das Urheberrecht schützt diese Seite.",
        "Das Ortsrecht kennt unser Verlag gut.",
        "Gehören Kommentare zu den amtlichen Werken im Sinne des Gesetzes?",
        "Dies sind keine amtlichen Werke.",
        "Our statutes protect the authors of these comments.",
        "Judgments on this novel differ widely.",
        "All laws and regulations on copyright apply.",
        "An essay on official works and their readers",
        "This site was made by a lawyer who explains court decisions.",
    ],
)
def test_a_word_of_the_law_proves_no_official_work(quote):
    assert not proves("official_work", quote)
    assert not supports("official_work", quote, None)


@pytest.mark.parametrize(
    "quote",
    [
        "https://creativecommons.org/publicdomain/mark/1.0/",
        "BENGEL, Johann Albrecht, * 24.6. 1687 als Pfarrerssohn in Winnenden bei Stuttgart, + 2.11. 1752 in Stuttgart.",
        "Theodor Brandt (1740–1801)",
        "Die Schutzfrist ist abgelaufen.",
        "Die Schutzfristen sind seit 1992 abgelaufen.",
        "Das Urheberrecht ist längst erloschen.",
        "Der Text ist seit 2022 gemeinfrei.",
        "Die Texte sind gemeinfrei.",
        "This text is in the public domain.",
        "These letters are now in the public domain because their author died in 1801.",
        "The copyright term has expired.",
    ],
)
def test_what_says_that_the_term_has_run_out_proves_it(quote):
    assert proves("public_domain_term", quote)


@pytest.mark.parametrize(
    "quote",
    [
        "Public Domain Day 2026 findet in Berlin statt",
        "Ein Vortrag über gemeinfreie Werke und ihre Leser",
        "Gemeinfreiheit ist das Thema unseres Vereins.",
        "Nach § 64 UrhG erlischt das Urheberrecht siebzig Jahre nach dem Tode.",
        "Bücher werden gemeinfrei, wenn die Schutzfrist abgelaufen ist.",
        "Ist der Text gemeinfrei?",
        "Nach Ablauf der Schutzfrist dürfen Sie diesen Text drucken.",
        "Es ist umstritten, was gemeinfrei bleibt.",
        "We write about the public domain and its readers.",
        "This portal is about works in the public domain.",
        "The novel will be in the public domain in 2060.",
        "These texts are not in the public domain.",
        "A guide for books out of copyright",
    ],
)
def test_talk_of_the_public_domain_proves_no_expired_term(quote):
    assert not proves("public_domain_term", quote)
    assert not supports("public_domain_term", quote, None)


def test_a_year_of_death_counts_on_the_day_of_judgement_and_never_without_one():
    quote = "Theodor Brandt (1880–1955)"
    assert supports("public_domain_term", quote, None, 2026)
    assert not supports("public_domain_term", quote, None, 2025)
    assert not supports("public_domain_term", quote, None)


def test_a_gap_of_a_phrase_ends_with_the_sentence():
    assert not proves("public_domain_term", "Der Eintritt ist frei. Gemeinfrei lesen wir nächste Woche.")
