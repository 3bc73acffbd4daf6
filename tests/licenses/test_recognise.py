from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeingut.yaml_text import load_yaml
from licenses.catalogue import catalogue
from licenses.recognise import LONGEST_CHARACTERS, recognise
from scripts.growth import MOST_GROWTH, growth

HONEST = [
    text
    for texts in load_yaml((Path(__file__).parent / "statements.yaml").read_text(encoding="utf-8"))["honest"].values()
    for text in texts
]
PLAIN = [text for text in HONEST if "<" not in text and "//" not in text]
OF_ONE_THING = [text for text in PLAIN if not recognise(text).note]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("", "license_unknown"),
        ("Adolph Ernst Knoch", "license_unknown"),
        ("Kein Copyright", "license_review"),
        ("Lizenzierung der Inhalte? CC BY-SA 4.0", "license_review"),
        ("© Ludwig Albrecht", "rights_reserved"),
        ("Alle Rechte vorbehalten", "rights_reserved"),
        ("CC BY-SA 4.0 http://creativecommons.org/licenses/by-nc-sa/4.0/", "license_review"),
    ],
)
def test_refusals_say_why(statement, reason):
    recognition = recognise(statement)
    assert recognition.reason == reason
    assert recognition.note or recognition.license


def test_every_identifier_and_every_address_of_the_catalogue_is_recognised():
    for license_ in catalogue().licenses.values():
        assert recognise(license_.id).license == license_.id
        for uri in license_.uris:
            for spelled in (f"https://{uri}", f"http://www.{uri}/", f"HTTP://{uri}"):
                assert recognise(spelled).license == license_.id, spelled


def test_every_name_of_the_catalogue_is_recognised_or_refused_as_reservation():
    for license_ in catalogue().licenses.values():
        for name in license_.names:
            assert recognise(name).license == license_.id, name


def test_an_asterisk_may_point_to_a_footnote_and_emphasis_says_nothing():
    assert recognise("CC BY 4.0*").reason == "license_review"
    assert recognise("*CC BY 4.0*").license == "CC-BY-4.0"
    assert recognise("* CC BY 4.0").license == "CC-BY-4.0"


@pytest.mark.parametrize(
    "id_", [license_.id for license_ in catalogue().licenses.values() if "creative_commons" in license_.classes]
)
def test_deed_and_legal_code_in_any_language_are_the_licence(id_):
    url = catalogue().get(id_).url
    for tail in ("deed.de", "deed.en", "legalcode", "legalcode.fr", "deed.pt_BR", "deed.zh-hans"):
        assert recognise(url + tail).license == id_, url + tail


def test_a_port_is_never_folded_into_the_unported_licence():
    assert recognise("http://creativecommons.org/licenses/by-sa/2.0/de/").license == "LicenseRef-CC-BY-SA-2.0-DE"
    assert recognise("CC BY-SA 2.0").license == "CC-BY-SA-2.0"


def test_words_that_look_like_ports_are_words_unless_written_like_ports():
    assert recognise("CC BY 3.0 AT").license == "CC-BY-3.0-AT"
    assert recognise("CC BY 3.0 at https://creativecommons.org/licenses/by/3.0/").license == "CC-BY-3.0"


def test_the_licence_of_the_text_counts_where_code_has_another():
    recognition = recognise("Documentation is distributed under CC BY 4.0. All code is under the Apache License 2.0.")
    assert recognition.license == "CC-BY-4.0"
    assert "software" in recognition.note


def test_the_summary_of_another_licence_is_a_contradiction():
    share_alike = (
        "ShareAlike — If you remix, transform, or build upon the material, you must distribute your contributions "
        "under the same license as the original."
    )
    assert recognise(f"CC BY-SA 4.0. {share_alike}").license == "CC-BY-SA-4.0"
    assert recognise(f"CC BY 4.0. {share_alike}").reason == "license_review"


def test_a_long_text_is_left_to_a_person():
    recognition = recognise("CC BY 4.0 " + "Fließtext. " * LONGEST_CHARACTERS)
    assert (recognition.license, recognition.reason) == (None, "license_review")


@pytest.mark.parametrize(
    "piece", ["*", "[", "<a ", "[a](", "(", "cc by ", "MIT OR ", "© ", "Namensnennung ", "http://"]
)
def test_hostile_repetition_costs_no_more_than_a_moment(piece):
    began = time.process_time()
    recognise(piece * (LONGEST_CHARACTERS // len(piece)))
    assert time.process_time() - began < 2.0


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_raise_and_a_refusal_has_a_reason(text):
    recognition = recognise(text)
    assert (recognition.license is None) <= (
        recognition.reason in {"license_unknown", "license_review", "rights_reserved"}
    )
    if recognition.license:
        assert catalogue().expression(recognition.license) is not None


@given(
    st.sampled_from(PLAIN),
    st.sampled_from([str.upper, lambda text: f"  {text}\n", lambda text: text.replace(" ", "\n\t")]),
)
@settings(max_examples=150, deadline=None)
def test_case_and_white_space_say_nothing(text, change):
    changed = recognise(change(text))
    assert changed.license in {recognise(text).license, None}


@given(
    st.sampled_from(HONEST),
    st.sampled_from(
        ("nicht", "nur", "not", "only", "außer", "except", "aber", "ohne", "früher", "vermutlich", "soll", "einige")
    ),
)
@settings(max_examples=200, deadline=None)
def test_a_word_that_limits_makes_no_licence(text, word):
    assert recognise(f"{word} {text}").license is None
    assert recognise(f"{text} {word}").license is None


@given(
    st.sampled_from(OF_ONE_THING),
    st.sampled_from(["CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nd/4.0/", "nicht kommerziell"]),
)
@settings(max_examples=100, deadline=None)
def test_a_restricted_licence_beside_a_free_one_frees_nothing(text, restricted):
    recognition = recognise(f"{text} {restricted}").license
    assert recognition is None or "NC" in recognition or "ND" in recognition


@pytest.mark.parametrize(
    "piece",
    [
        "\n",
        "Lizenz: CC BY 4.0\n",
        "Texte der ",
        "Bitte ",
        "„A“ von B ",
        "Quelle: A ",
        "<",
        "*",
        "[",
        "{{",
        '"a": ',
        "- a\n",
    ],
)
def test_a_statement_takes_time_by_its_length(piece):
    def work(characters):
        recognise.__wrapped__("CC BY 4.0" + piece * (characters // len(piece)) + "x")

    assert growth(work, 1_000, largest=LONGEST_CHARACTERS // 5) < MOST_GROWTH


DENIALS = (
    "Nicht: ",
    "Kein ",
    "Niemals ",
    "Entgegen anderslautenden Angaben nicht ",
    "Not ",
    "Never ",
    "No longer: ",
    "Bis 2015: ",
    "Geplant: ",
    "Formerly ",
)


@given(st.sampled_from(HONEST), st.sampled_from(DENIALS))
@settings(max_examples=300, deadline=None)
def test_no_statement_behind_a_denial_is_recognised(text, denial):
    if not text.startswith(
        (
            "{",
            "<",
            "Copyright",  # `Kein Copyright` is a statement of its own
            "[",
            "!",
            "http",
            "-",
            "license",
            "\n",
        )
    ):
        assert recognise(denial + text).license is None or recognise(denial + text).reason


@given(
    st.sampled_from(OF_ONE_THING),
    st.sampled_from(["", " ", "\n", "\t ", "\u00a0"]),
    st.sampled_from([" ", "  ", "\n", "\u00a0"]),
)
@settings(max_examples=300, deadline=None)
def test_white_space_never_changes_what_a_statement_says(text, around, between):
    if "\n" in text or text.startswith(("[", "- ", "{{", '"', "{")):
        return
    assert recognise(around + between.join(text.split()) + around).license == recognise(text).license
