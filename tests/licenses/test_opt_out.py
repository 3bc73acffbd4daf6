from __future__ import annotations

import pytest

from licenses.opt_out import ai_txt, robots, tdmrep
from licenses.policy import STRICTNESS
from licenses.reservation import is_reservation, reserving_sentences
from licenses.resolve import assess

ROBOTS = """# Willkommen
User-agent: *
Disallow: /intern/

User-agent: GPTBot
User-agent: CCBot
Disallow: / # kein Training
Allow: /frei/
"""


@pytest.mark.parametrize(
    ("text", "path", "lines"),
    [
        (ROBOTS, "/artikel/1", "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /"),
        (ROBOTS, "/frei/1", None),
        (ROBOTS, "/intern/1", "User-agent: *\nDisallow: /intern/\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /"),
        ("User-agent: *\nDisallow: /suche\n", "/artikel", None),
        ("User-agent: *\nDisallow:\n", "/", None),
        ("User-agent: Bingbot\nDisallow: /\n", "/", None),
        ("User-agent: GPTBot\nDisallow: /*.html$\n", "/a.html", "User-agent: GPTBot\nDisallow: /*.html$"),
        ("User-agent: GPTBot\nDisallow: /*.html$\n", "/a.html?x", None),
        ("User-agent: ccbot\nAllow: /a\nDisallow: /a\n", "/a", None),
        (
            "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n",
            "/",
            "User-agent: *\nContent-Signal: search=yes, ai-train=no",
        ),
        ("User-agent: *\nContent-Usage: train-ai=n\n", "/", "User-agent: *\nContent-Usage: train-ai=n"),
        ("User-agent: *\nContent-Signal: ai-train=yes\n", "/", None),
        ("Disallow: /\n", "/", "User-agent: *\nDisallow: /"),
        ("<html>404</html>", "/", None),
        ("", "/", None),
    ],
)
def test_robots_txt_reserves_the_paths_that_training_crawlers_may_not_read(text, path, lines):
    assert robots(text, path) == lines
    assert lines is None or is_reservation(lines)


@pytest.mark.parametrize(
    ("text", "is_reserved"),
    [
        ("User-Agent: *\nDisallow: /\n", True),
        ("User-Agent: *\nDisallow: *.txt\nDisallow: *.pdf\n", True),
        ("User-Agent: *\nDisallow: *.jpg\nAllow: *.txt\n", False),
    ],
)
def test_ai_txt_reserves_texts_and_not_pictures(text, is_reserved):
    assert (ai_txt(text) is not None) == is_reserved


@pytest.mark.parametrize(
    ("path", "is_reserved"), [("/", True), ("/frei/x", False), ("/frei", True), ("/artikel/1", True)]
)
def test_tdmrep_reserves_by_the_first_location_that_fits(path, is_reserved):
    text = '[{"location": "/frei/*", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}]'
    entry = tdmrep(text, path)
    assert (entry is not None) == is_reserved
    assert entry is None or is_reservation(entry)


@pytest.mark.parametrize("text", ["", "{", "null", "[1, 2]", '{"location": "/"}', "[" * 5000])
def test_what_is_no_tdmrep_reserves_nothing(text):
    assert tdmrep(text) is None


SENTENCES = [
    "Die Nutzung für Text und Data Mining im Sinne von § 44b UrhG ist vorbehalten.",
    "Wir behalten uns die Nutzung unserer Inhalte für Text und Data Mining gemäß § 44b Abs. 3 UrhG ausdrücklich vor.",
    "Der Nutzung der Inhalte dieser Website für Text- und Data-Mining wird hiermit ausdrücklich widersprochen.",
    "Text und Data Mining ist untersagt.",
    "Das Trainieren von KI-Modellen mit Inhalten dieser Seiten ist nicht gestattet.",
    "The use of our content for text and data mining is expressly reserved within the meaning of Article 4(3) of Directive (EU) 2019/790.",
    "We expressly reserve the right to text and data mining under § 44b UrhG.",
]
OTHERS = [
    "§ 44b UrhG erlaubt Text und Data Mining, sofern der Rechteinhaber dies nicht vorbehalten hat.",
    "CC BY-NC 4.0, Text und Data Mining vorbehalten.",
    "Alle Rechte vorbehalten, auch für Text und Data Mining.",
    "Text und Data Mining ist untersagt, ebenso jede gewerbliche Nutzung.",
    "Text und Data Mining ist nicht untersagt.",
    "Text und Data Mining ist erlaubt.",
    "Der Verlag behält sich Änderungen vor.",
    "noai unless licensed",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_that_only_reserves_mining_is_a_reservation(text):
    assert is_reservation(text)
    assert is_reservation(text.upper())


@pytest.mark.parametrize("text", OTHERS)
def test_a_sentence_that_says_more_or_the_contrary_is_a_statement_to_be_understood(text):
    assert not is_reservation(text)


def test_reserving_sentences_are_found_in_an_imprint_whatever_stands_around_them():
    text = f"Impressum\n\nMusterverlag, Quellenhagen. {SENTENCES[0]} Telefon 0123.\n\n{OTHERS[0]}\n\n{SENTENCES[3]}\n\n{SENTENCES[0]}"
    assert reserving_sentences(text) == (SENTENCES[0], SENTENCES[3])
    assert reserving_sentences("Musterverlag, Quellenhagen.") == ()


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    "restriction", ["CC BY-NC 4.0", "Alle Rechte vorbehalten", "nur für private Zwecke", "© Verlag 2020"]
)
def test_no_restriction_hides_behind_a_reservation(sentence, restriction, open_definition):
    _, judged = assess(f"{restriction}. {sentence}", open_definition)
    assert STRICTNESS[judged.verdict] > 0
    assert not is_reservation(f"{restriction}. {sentence}")
