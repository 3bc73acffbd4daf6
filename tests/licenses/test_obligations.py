from __future__ import annotations

from importlib.resources import files

import pytest

from licenses.catalogue import OBLIGATIONS, catalogue
from licenses.combine import CombinationError, apart
from licenses.obligations import DATA_FILES, duty, notice_text, whole
from licenses.recognise import recognise


def test_a_release_states_its_duties_as_a_whole_in_both_languages():
    owed = whole(["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0"]).as_json()
    assert owed["obligation"] == "share-alike"
    assert set(owed["obligations"]) == {"attribution", "notice", "share_alike", "mark_changes"}
    assert owed["adaptation"] == "CC-BY-SA-4.0"
    assert "Urheber und Quelle sind zu nennen" in owed["collection_note"]["de"]
    assert "Author and source must be named" in owed["collection_note"]["en"]


def test_the_database_right_is_spoken_of_where_by_sa_reaches_it():
    for lang, words in (("de", "§ 4 b)"), ("en", "§ 4(b)")):
        assert words in whole(["CC-BY-SA-4.0", "CC0-1.0"]).note[lang]
        assert words not in whole(["CC-BY-4.0"]).note[lang]


def test_where_no_single_work_could_be_made_the_note_names_the_licences():
    owed = whole(["CC-BY-SA-4.0", "ODbL-1.0"])
    assert owed.adaptation is None
    assert all(name in owed.note["en"] for name in ("CC-BY-SA-4.0", "ODbL-1.0"))


def test_texts_without_conditions_owe_nothing():
    owed = whole(["CC0-1.0", "LicenseRef-DE-UrhG-5-1"]).as_json()
    assert owed["obligations"] == []
    assert "keine Bedingung" in owed["collection_note"]["de"]


def test_a_reserved_text_is_refused_by_name():
    with pytest.raises(CombinationError, match="LicenseRef-all-rights-reserved"):
        whole(["CC0-1.0", "LicenseRef-all-rights-reserved"])


def test_expressions_stand_apart_as_they_were_given():
    owed = apart(["cc-by-sa-3.0", "CC-BY-SA-4.0", "ODbL-1.0", "MIT"])
    assert owed == {"cc-by-sa-3.0": "CC-BY-SA-4.0", "CC-BY-SA-4.0": "CC-BY-SA-4.0", "ODbL-1.0": "ODbL-1.0", "MIT": ""}


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("CC-BY-SA-3.0 OR CC-BY-SA-2.5 OR LicenseRef-GFDL", "CC-BY-SA-4.0", True),
        ("CC-BY-4.0 AND CC-BY-SA-3.0-DE", "CC-BY-SA-4.0", True),
        ("CC-BY-SA-4.0 AND ODbL-1.0", "CC-BY-SA-4.0", False),
        ("ODbL-1.0 OR EUPL-1.2", "CC-BY-SA-4.0", True),  # both lead to the GPL 3
        ("ODbL-1.0 OR GFDL-1.3-no-invariants-or-later", "CC-BY-SA-4.0", False),
    ],
)
def test_expressions_reach_what_one_side_of_a_choice_or_all_parts_reach(first, second, is_one):
    assert (len(set(apart([first, second]).values())) == 1) == is_one


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_obligation_is_said_in_both_languages(lang):
    assert len({duty(obligation, lang) for obligation in OBLIGATIONS}) == len(OBLIGATIONS)


def test_every_notice_has_name_address_and_all_duties():
    for license_ in catalogue().licenses.values():
        notice = notice_text(license_.id)
        for lang in ("de", "en"):
            assert license_.title(lang) in notice
            assert all(duty(obligation, lang) in notice for obligation in license_.obligations)
        assert license_.url in notice


def test_texts_that_must_travel_along_are_whole_and_recognised():
    texts = [path for path in files("licenses").joinpath("texts").iterdir() if path.name.endswith(".txt")]
    assert {f"licenses/texts/{text.name}" for text in texts} == {name for name in DATA_FILES if name.endswith(".txt")}
    for text in texts:
        id_ = text.name.removesuffix(".txt")
        owed = recognise(text.read_text(encoding="utf-8"))
        assert (owed.license, owed.rule) == (id_, "whole_text")
        assert "WITHOUT WARRANTY" in notice_text(id_) or "ANY EXPRESS OR IMPLIED" in " ".join(notice_text(id_).split())
