"""`gemeingut explain`: what is shown to who asks about one document."""

from __future__ import annotations

import json
import re

import lxml.html
import pytest

from pipeline.describe.document_file import OWN_STATEMENTS
from tests.e2e import running

KEPT = "demo-werkstatt/musik-rhythmus"
DUPLICATE = "demo-amtsblatt/2024-09-nachdruck"


def _told(release, one, *arguments):
    done = running.here("explain", release, one, *arguments)
    assert done.status == 0, done.err
    return done.out


def test_a_kept_document_shows_proof_rule_and_obligations(demo_release):
    found = json.loads(_told(demo_release, KEPT, "--format", "json"))
    assert found["fate"]["fate"] == "kept"
    assert found["license"]["license"] == "CC-BY-SA-4.0"
    assert "attribution" in found["license"]["obligations"]
    assert any("CC" in one["statement"] for one in found["evidence"])
    assert all(one["sha256"] and one["rule"] and one["decided_by"] for one in found["evidence"])
    assert found["document"]["text"]
    assert found["source"]["snapshot"][0]["sha256"]


def test_the_statements_stand_there_verbatim(demo_release):
    found = json.loads(_told(demo_release, KEPT, "--format", "json", "--lang", "en"))
    for language in ("de", "en"):
        shown = _told(demo_release, KEPT, "--lang", language)
        for one in found["evidence"]:
            assert (one["rule"] == "difference" and language == "de") != (one["statement"] in shown)


def test_german_is_the_default_and_english_is_english(demo_release):
    assert _told(demo_release, KEPT) == _told(demo_release, KEPT, "--lang", "de")
    assert "Namensnennung, Änderungen kenntlich machen" in _told(demo_release, KEPT)
    assert "attribution, mark changes" in _told(demo_release, KEPT, "--lang", "en")
    english = _told(demo_release, DUPLICATE, "--lang", "en")
    assert "The same text is in the release already." in english
    assert "Derselbe Text" not in english


def test_a_page_is_a_page_in_its_language(demo_release):
    for language in ("de", "en"):
        page = lxml.html.document_fromstring(_told(demo_release, KEPT, "--format", "html", "--lang", language))
        assert page.get("lang") == language
        assert KEPT in page.text_content()
        assert page.xpath("//script | //link[@href] | //img[@src]") == []


def test_a_removed_document_shows_reason_value_and_limit(demo_release):
    found = json.loads(_told(demo_release, "demo-forum/f-0024", "--format", "json"))
    assert (found["fate"]["reason"], found["fate"]["measure"]) == ("too_few_words", "words")
    assert found["fate"]["value"] < found["fate"]["limit"]
    assert found["reason"]["german"] != found["reason"]["english"]
    assert found["document"] is None


def test_a_document_refused_for_its_license_shows_what_was_said(demo_release):
    one = "demo-forum/f-0019"  # its source claims nothing: each document speaks for itself
    found = json.loads(_told(demo_release, one, "--format", "json"))
    assert (found["fate"]["reason"], found["source"]["claim"]["id"]) == ("license_rejected", None)
    assert found["evidence"]
    for language in ("de", "en"):
        for format_ in ("text", "html"):
            shown = _told(demo_release, one, "--lang", language, "--format", format_)
            assert all(said["statement"] in shown for said in found["evidence"])


def test_a_duplicate_names_the_survivor_and_what_became_of_it(demo_release):
    found = json.loads(_told(demo_release, DUPLICATE, "--format", "json"))
    survivor = "demo-presse/2024-09-hochwasser"
    assert (found["duplicates"]["survivor"], found["duplicates"]["survivor_fate"]) == (survivor, "kept")
    assert survivor in _told(demo_release, DUPLICATE)
    members = json.loads(_told(demo_release, survivor, "--format", "json"))["duplicates"]["members"]
    assert DUPLICATE in [one["id"] for one in members]


def test_markup_in_a_document_is_no_markup_of_the_page(tmp_path):
    from tests.e2e.folders import LIGHTHOUSE, notes, own_folder  # noqa: PLC0415

    odd = {"id": "odd", "text": f"{LIGHTHOUSE} <script>alert(1)</script>", "title": "<b>T</b>", "license": "CC BY 4.0"}
    release = running.run(own_folder(tmp_path / "mine", [*notes(), odd]), tmp_path / "w").release
    page = _told(release, "notes/odd", "--format", "html")
    assert "<script>" not in page
    assert "<b>T</b>" not in page


@pytest.mark.parametrize(
    ("one", "words"),
    [
        ("demo-forum/none", "has read no such document"),
        ("nobody/none", "has read no such document"),
        ("../../../etc/passwd", "has read no such document"),
        ("", "has read no such document"),
        ("demo-schauspiel/wettermacher", "demo-schauspiel/wettermacher#0001"),
    ],
)
def test_an_id_that_was_never_read(one, words, demo_release):
    done = running.here("explain", demo_release, one)
    assert (done.status, done.out) == (1, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1


def test_a_folder_that_is_no_release(tmp_path):
    done = running.here("explain", tmp_path, KEPT)
    assert done.status == 1
    assert "is it the folder of a release?" in done.err


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_laundered_text_shows_its_twin_and_what_stands_there_verbatim(form, demo_release):
    found = json.loads(_told(demo_release, "demo-forum/f-0037", "--format", "json"))
    assert (found["twin"]["id"], found["twin"]["reason"]) == ("demo-forum/f-0019", "license_rejected")
    (said,) = found["twin"]["evidence"]
    assert said["statement"] == "CC BY-NC 4.0"
    shown = _told(demo_release, "demo-forum/f-0037", "--format", form)
    assert all(
        one in shown for one in ("Derselbe Text steht anderswo", "demo-forum/f-0019", "CC BY-NC 4.0", said["sha256"])
    )


WHY = {
    "demo-werkstatt/musik-rhythmus": [
        "die strengere gilt: angegeben in 'license': CC-BY-SA-4.0; laut Manifest der Quelle"
    ],
    "demo-werkstatt/herbarium": ["widerspricht sich", "die Richtlinie open-definition"],
    "demo-forum/f-0037": ["CC-BY-SA-4.0 hier; derselbe Text steht in demo-forum unter CC-BY-NC-4.0", "Ähnlichkeit: 1 "],
    "demo-forum/f-0019": ["Verbietet die kommerzielle Nutzung"],
    "demo-forum/f-0020": ["was nicht lizenziert ist"],
    "demo-nachlass/brief-01": ["trägt nicht: das Zitat steht nicht in 'data/nachlass/TERMS.md'"],
}
ENGLISH = ("the ", "statement", "policy", "stands", "quote", "verified", "licence")


@pytest.mark.parametrize("one", sorted(WHY))
def test_a_file_in_german_says_why_and_holds_no_english(demo_release, one):
    found = json.loads(_told(demo_release, one, "--format", "json", "--lang", "en"))
    shown = _told(demo_release, one, "--lang", "de")
    assert [sentence for sentence in WHY[one] if sentence not in shown] == []
    said = re.sub(r"Regel: [\w:-]+", "", shown.partition("\nText: ")[0])
    for proof in found["evidence"]:
        said = said.replace(proof["statement"], "") if proof["rule"] != "difference" else said
    own = [line for line in said.splitlines() if not line.startswith(("  http", "  Namensnennung"))]
    assert [(word, line) for word in ENGLISH for line in own if word in line] == []


def proofs_of(release, one, language):
    found = json.loads(_told(release, one, "--format", "json", "--lang", language))
    return found, [*found["evidence"], *((found["twin"] or {}).get("evidence") or [])]


@pytest.mark.parametrize("one", sorted(WHY))
def test_a_file_for_programs_says_it_in_the_language_asked_for_and_leaves_quotations_verbatim(demo_release, one):
    german, proofs = proofs_of(demo_release, one, "de")
    english, said = proofs_of(demo_release, one, "en")
    assert (german["language"], english["language"]) == ("de", "en")
    if english["reason"]:
        assert (german["sentence"], english["sentence"]) == (german["reason"]["german"], english["reason"]["english"])
    for told, plain in zip(proofs, said, strict=True):
        own = {"where", "finding", "why", "decider"} | ({"statement"} if plain["rule"] in OWN_STATEMENTS else set())
        spoken = " ".join(str(told[name]) for name in own if told[name])
        assert [word for word in ENGLISH if word in spoken] == []
        assert {name: value for name, value in told.items() if name not in own} == {
            name: value for name, value in plain.items() if name not in own
        }
    shown = _told(demo_release, one, "--lang", "de")
    assert all(part in shown for told in proofs for part in (told["statement"], told["why"], told["decider"]))


@pytest.mark.parametrize("one", sorted(WHY))
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_says_what_the_text_says(demo_release, one, language):
    page = lxml.html.document_fromstring(_told(demo_release, one, "--format", "html", "--lang", language))
    rules = json.loads(_told(demo_release, one, "--format", "json"))["rules"]
    assert rules
    key = {"de": "german", "en": "english"}[language]
    assert all(both[key] in page.text_content() for both in rules.values())
