"""Every original gives what its SOURCE.yaml expects: texts that must be there, texts that must not, title, date, authors."""

from __future__ import annotations

from typing import Final

import pytest

from pipeline.read import registry
from tests.originals import reading
from tests.originals.manifests import ORIGINALS

OPEN: Final = {"oldp-urteile-json"}
"""Originals of which an expectation does not hold yet: texts of this one are bytes of HTML as Python prints them, encoded twice."""


def test_there_is_a_manifest_for_every_original(shared):
    assert sorted(path.parent.name for path in (shared / "originals").glob("*/SOURCE.yaml")) == sorted(ORIGINALS)


@pytest.mark.parametrize("slug", sorted(set(ORIGINALS) - OPEN))
def test_an_original_gives_what_is_expected_of_it(slug, shared):
    assert list(reading.faults(slug)) == []


@pytest.mark.parametrize("slug", sorted(OPEN))
def test_an_original_that_is_open_does_not_hold_by_now(slug, shared):
    formats = [ORIGINALS[slug].format, *ORIGINALS[slug].formats.values()]
    names = {form if isinstance(form, str) else form["name"] for form in formats}
    assert not names <= set(registry.names()) or list(reading.faults(slug))
