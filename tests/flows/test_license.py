"""`gemeingut license`: one statement, a file, or a line at a time."""

from __future__ import annotations

import json

import pytest

from tests.e2e import running

KEYS = {"statement", "license", "verdict", "reason", "rule", "obligations"}


def _asked(*arguments):
    done = running.here("license", *arguments)
    assert done.status == 0, done.err
    return done.out


@pytest.mark.parametrize(
    ("statement", "license_id", "verdict"),
    [
        ("CC BY 4.0", "CC-BY-4.0", "accept"),
        ("https://creativecommons.org/licenses/by-nc/4.0/deed.de", "CC-BY-NC-4.0", "reject"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0", "accept"),
        ("Alle Rechte vorbehalten.", "LicenseRef-all-rights-reserved", "reject"),
        ("", None, "reject"),
    ],
)
def test_json_has_the_keys_of_the_contract(statement, license_id, verdict):
    found = json.loads(_asked("--json", statement))
    assert set(found) >= KEYS
    assert (found["statement"], found["license"], found["verdict"]) == (statement, license_id, verdict)
    assert (found["reason"] is None) == (verdict == "accept")
    assert isinstance(found["obligations"], list)
    assert found["rule"]


def test_another_policy_judges_otherwise():
    assert json.loads(_asked("--json", "CC BY-SA 4.0"))["verdict"] == "accept"
    assert json.loads(_asked("--json", "CC BY-SA 4.0", "--policy", "public-domain-only"))["verdict"] == "reject"


def test_an_unknown_policy_is_refused_with_those_there_are():
    done = running.here("license", "CC0", "--policy", "nobody")
    assert done.status == 2
    assert "open-definition" in done.err


def test_a_file_is_read(tmp_path):
    (tmp_path / "LICENSE").write_text("Dieses Werk steht unter CC BY-SA 3.0 DE.\n", "utf-8")
    found = json.loads(_asked("--json", tmp_path / "LICENSE"))
    assert found["license"] == "CC-BY-SA-3.0-DE"
    assert found["statement"].startswith("Dieses Werk")


def test_a_statement_too_long_for_a_path_is_a_statement():
    assert json.loads(_asked("--json", "CC BY 4.0 " + "und so weiter " * 500))["verdict"]


def test_lines_are_answered_in_order_one_object_each():
    lines = ["CC BY 4.0", "", "Alle Rechte vorbehalten.", "CC0 1.0", 'mit "Zeichen" \\ und ü']
    done = running.apart("license", "--json", "-", stdin="\n".join(lines) + "\n")
    assert done.status == 0, done.err
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [one["statement"] for one in found] == lines
    assert [one["license"] for one in found[:4]] == ["CC-BY-4.0", None, "LicenseRef-all-rights-reserved", "CC0-1.0"]
    assert all(set(one) >= KEYS for one in found)


def test_for_a_person_the_words_are_there():
    out = _asked("CC BY 4.0")
    assert "CC-BY-4.0" in out
    assert "accept" in out
    assert "attribution" in out


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ["angenommen", "Frei für jede Nutzung unter derselben Lizenz", "Änderungen sind kenntlich zu machen"]),
        ("en", ["accept", "Free for any use under the same licence", "Changes must be marked"]),
    ],
)
def test_verdict_reason_and_duties_are_told_in_the_language_asked_for(lang, words):
    told = _asked("CC BY-SA 4.0", "--lang", lang)
    assert all(one in told for one in words)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "de",
            ["ein Mensch muss entscheiden (license_review)", "bleiben Wörter unerklärt", "unerklärt bleibt 'bitte'"],
        ),
        ("en", ["review (license_review)", "words remain unexplained", "'bitte'"]),
    ],
)
def test_a_refusal_is_explained_too_and_promises_nothing(lang, words):
    told = _asked("CC BY 4.0, bitte fragen", "--lang", lang)
    assert all(one in told for one in words)
    assert "keine Bedingung" not in told
    assert "no condition" not in told


@pytest.mark.parametrize(
    "statement", ["PD", "CC BY-NC 4.0", "Alle Rechte vorbehalten", "DL-DE-BY-2.0", "", "frei", "{{cc0}}", "[cc0, mit]"]
)
def test_in_german_no_sentence_is_english(statement):
    for policy in ("open-definition", "public-domain-only", "permissive-and-share-alike"):
        found = json.loads(_asked("--json", statement, "--lang", "de", "--policy", policy))
        told = " ".join(
            [found["why"], found["recognised"], found["reason_sentence"] or "", *found["obligation_sentences"]]
        )
        assert not {"the", "and", "is", "no", "of"} & set(told.lower().split()), told
        assert found["statement"] == statement


def test_the_text_of_a_licence_is_known_as_a_whole(corpora):
    found = json.loads(_asked("--json", corpora / "lsdc-niedersaechsisch" / "LICENSE"))
    assert (found["license"], found["verdict"]) == ("CC-BY-NC-SA-4.0", "reject")


def test_a_file_is_read_in_its_encoding_and_shown_on_one_line(tmp_path):
    for name, encoding in (("acht.txt", "utf-8-sig"), ("sechzehn.txt", "utf-16"), ("alt.txt", "cp1252")):
        (tmp_path / name).write_bytes("Lizenz:\r\nCC BY 4.0 für Texte\r\n".encode(encoding))
        done = running.here("license", tmp_path / name)
        assert done.status == 0, done.err
        assert "\nlicence      CC-BY-4.0" in done.out
        assert done.out.splitlines()[0].endswith("CC BY 4.0 für Texte")


def test_a_folder_or_a_file_that_is_no_text_is_refused_in_one_line(tmp_path):
    (tmp_path / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    for given, said in ((tmp_path, "a folder"), (tmp_path / "bild.png", "not a text file")):
        done = running.here("license", given)
        assert done.status == 2
        assert said in done.err
        assert len(done.err.strip().splitlines()) == 1
