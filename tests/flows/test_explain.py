"""`gemeingut explain`: what is shown to those who ask about one document."""

from __future__ import annotations

import json
import re

import lxml.html
import pytest

from pipeline.describe.document_file import OWN_STATEMENTS
from tests.e2e import running

KEPT = "demo-werkstatt/musik-rhythmus"
DUPLICATE = "demo-amtsblatt/2024-09-nachdruck"


def _explained(release, document_id, *arguments):
    done = running.here("explain", release, document_id, *arguments)
    assert done.status == 0, done.err
    return done.out


def test_a_kept_document_shows_proof_rule_and_obligations(demo_release):
    found = json.loads(_explained(demo_release, KEPT, "--format", "json"))
    assert found["fate"]["fate"] == "kept"
    assert found["license"]["license"] == "CC-BY-SA-4.0"
    assert "attribution" in found["license"]["obligations"]
    assert any("CC" in proof["statement"] for proof in found["evidence"])
    assert all(proof["sha256"] and proof["rule"] and proof["decided_by"] for proof in found["evidence"])
    assert found["document"]["text"]
    assert found["source"]["snapshot"][0]["sha256"]


def test_the_statements_stand_there_verbatim(demo_release):
    found = json.loads(_explained(demo_release, KEPT, "--format", "json", "--lang", "en"))
    for language in ("de", "en"):
        shown = _explained(demo_release, KEPT, "--lang", language)
        for proof in found["evidence"]:
            assert (proof["rule"] == "difference" and language == "de") != (proof["statement"] in shown)


def test_german_is_the_default_and_english_is_english(demo_release):
    assert _explained(demo_release, KEPT) == _explained(demo_release, KEPT, "--lang", "de")
    assert "Namensnennung, Änderungen kenntlich machen" in _explained(demo_release, KEPT)
    assert "attribution, mark changes" in _explained(demo_release, KEPT, "--lang", "en")
    english = _explained(demo_release, DUPLICATE, "--lang", "en")
    assert "The same text is in the release already." in english
    assert "Derselbe Text" not in english


def test_a_page_is_a_page_in_its_language(demo_release):
    for language in ("de", "en"):
        page = lxml.html.document_fromstring(_explained(demo_release, KEPT, "--format", "html", "--lang", language))
        assert page.get("lang") == language
        assert KEPT in page.text_content()
        assert page.xpath("//script | //link[@href] | //img[@src]") == []


def test_a_removed_document_shows_reason_value_and_limit(demo_release):
    found = json.loads(_explained(demo_release, "demo-forum/f-0024", "--format", "json"))
    assert (found["fate"]["reason"], found["fate"]["measure"]) == ("too_few_words", "words")
    assert found["fate"]["value"] < found["fate"]["limit"]
    assert found["reason"]["german"] != found["reason"]["english"]
    assert found["document"] is None


def test_a_document_refused_for_its_license_shows_what_was_said(demo_release):
    document_id = "demo-forum/f-0019"  # its source claims nothing: each document speaks for itself
    found = json.loads(_explained(demo_release, document_id, "--format", "json"))
    assert (found["fate"]["reason"], found["source"]["claim"]["id"]) == ("license_rejected", None)
    assert found["evidence"]
    for language in ("de", "en"):
        for format_ in ("text", "html"):
            shown = _explained(demo_release, document_id, "--lang", language, "--format", format_)
            assert all(said["statement"] in shown for said in found["evidence"])


def test_a_duplicate_names_the_survivor_and_what_became_of_it(demo_release):
    found = json.loads(_explained(demo_release, DUPLICATE, "--format", "json"))
    survivor = "demo-presse/2024-09-hochwasser"
    assert (found["duplicates"]["survivor"], found["duplicates"]["survivor_fate"]) == (survivor, "kept")
    assert survivor in _explained(demo_release, DUPLICATE)
    members = json.loads(_explained(demo_release, survivor, "--format", "json"))["duplicates"]["members"]
    assert DUPLICATE in [member["id"] for member in members]


def test_markup_in_a_document_is_no_markup_of_the_page(tmp_path):
    from tests.e2e.folders import LIGHTHOUSE, notes, own_folder  # noqa: PLC0415

    odd = {"id": "odd", "text": f"{LIGHTHOUSE} <script>alert(1)</script>", "title": "<b>T</b>", "license": "CC BY 4.0"}
    release = running.run(own_folder(tmp_path / "mine", [*notes(), odd]), tmp_path / "w").release
    page = _explained(release, "notes/odd", "--format", "html")
    assert "<script>" not in page
    assert "<b>T</b>" not in page


@pytest.mark.parametrize(
    ("document_id", "words"),
    [
        ("demo-forum/none", "has read no such document"),
        ("nobody/none", "has read no such document"),
        ("../../../etc/passwd", "has read no such document"),
        ("", "has read no such document"),
        ("demo-schauspiel/wettermacher", "demo-schauspiel/wettermacher#0001"),
    ],
)
def test_an_id_that_was_never_read(document_id, words, demo_release):
    done = running.here("explain", demo_release, document_id)
    assert (done.status, done.out) == (1, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1


def test_a_folder_that_is_no_release(tmp_path):
    done = running.here("explain", tmp_path, KEPT)
    assert done.status == 1
    assert "is it the folder of a release?" in done.err


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_laundered_text_shows_its_twin_and_what_stands_there_verbatim(form, demo_release):
    found = json.loads(_explained(demo_release, "demo-forum/f-0037", "--format", "json"))
    assert (found["twin"]["id"], found["twin"]["reason"]) == ("demo-forum/f-0019", "license_rejected")
    (said,) = found["twin"]["evidence"]
    assert said["statement"] == "CC BY-NC 4.0"
    shown = _explained(demo_release, "demo-forum/f-0037", "--format", form)
    assert all(
        part in shown for part in ("Derselbe Text steht anderswo", "demo-forum/f-0019", "CC BY-NC 4.0", said["sha256"])
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


@pytest.mark.parametrize("document_id", sorted(WHY))
def test_a_file_in_german_says_why_and_holds_no_english(demo_release, document_id):
    found = json.loads(_explained(demo_release, document_id, "--format", "json", "--lang", "en"))
    shown = _explained(demo_release, document_id, "--lang", "de")
    assert [sentence for sentence in WHY[document_id] if sentence not in shown] == []
    said = re.sub(r"Regel: [\w:-]+", "", shown.partition("\nText: ")[0])
    for proof in found["evidence"]:
        said = said.replace(proof["statement"], "") if proof["rule"] != "difference" else said
    own = [line for line in said.splitlines() if not line.startswith(("  http", "  Namensnennung"))]
    assert [(word, line) for word in ENGLISH for line in own if word in line] == []


def proofs_of(release, document_id, language):
    found = json.loads(_explained(release, document_id, "--format", "json", "--lang", language))
    return found, [*found["evidence"], *((found["twin"] or {}).get("evidence") or [])]


@pytest.mark.parametrize("document_id", sorted(WHY))
def test_a_file_for_programs_says_it_in_the_language_asked_for_and_leaves_quotations_verbatim(
    demo_release, document_id
):
    german, proofs = proofs_of(demo_release, document_id, "de")
    english, said = proofs_of(demo_release, document_id, "en")
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
    shown = _explained(demo_release, document_id, "--lang", "de")
    assert all(part in shown for told in proofs for part in (told["statement"], told["why"], told["decider"]))


@pytest.mark.parametrize("document_id", sorted(WHY))
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_says_what_the_text_says(demo_release, document_id, language):
    page = lxml.html.document_fromstring(_explained(demo_release, document_id, "--format", "html", "--lang", language))
    rules = json.loads(_explained(demo_release, document_id, "--format", "json"))["rules"]
    assert rules
    key = {"de": "german", "en": "english"}[language]
    assert all(both[key] in page.text_content() for both in rules.values())
