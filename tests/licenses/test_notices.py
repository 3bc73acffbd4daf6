from __future__ import annotations

from importlib.resources import files

import pytest

from licenses.catalogue import OBLIGATIONS, catalogue
from licenses.notices import duty, notice_text
from licenses.recognise import recognise


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
    texts = [one for one in files("licenses").joinpath("texts").iterdir() if one.name.endswith(".txt")]
    assert texts
    for text in texts:
        id_ = text.name.removesuffix(".txt")
        found = recognise(text.read_text(encoding="utf-8"))
        assert (found.license, found.rule) == (id_, "whole_text")
        assert "WITHOUT WARRANTY" in notice_text(id_) or "ANY EXPRESS OR IMPLIED" in " ".join(notice_text(id_).split())
