"""A claim is proven by what its quotes say, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.fetch import Lock
from pipeline.load import LoadedSource
from pipeline.manifest import Source
from pipeline.proof import check


def claimed(workspace, quotes, **claim):
    evidence = [{"kind": "own_work", "quote": quote} for quote in quotes]
    said = {"id": "notes", "title": "Notes", "fetch": ["notes.txt"], "format": "text"}
    manifest = Source.model_validate(said | {"license": claim | {"evidence": evidence}})
    return check(LoadedSource(manifest, Path("source.yaml")), workspace, Lock("notes", ())).claim


@pytest.mark.parametrize(
    ("quotes", "claim"),
    [
        (["CC BY 4.0"], {"id": "CC-BY-4.0"}),
        (["CC BY 4.0", "Metadaten: CC0 1.0"], {"id": "CC-BY-4.0"}),
        (["CC BY 4.0 oder CC BY-NC 4.0"], {"id": "CC-BY-4.0"}),
        (["CC0 1.0"], {"id": "CC0-1.0", "basis": "waiver"}),
        (["Amtliche Bekanntmachungen der Gemeinde"], {"id": "LicenseRef-DE-UrhG-5-1", "basis": "official_work"}),
        (["CC BY-NC 4.0"], {"id": "CC-BY-NC-4.0"}),
    ],
)
def test_a_quote_that_says_what_is_claimed_proves_it(workspace, quotes, claim):
    assert claimed(workspace, quotes, **claim).proven


@pytest.mark.parametrize(
    ("quotes", "claim", "why"),
    [
        (["Alle Rechte vorbehalten."], {"id": "CC0-1.0", "basis": "waiver"}, "'LicenseRef-all-rights-reserved'"),
        (["Alle Rechte vorbehalten."], {"id": "LicenseRef-DE-UrhG-5-1", "basis": "official_work"}, "a quote says"),
        (["CC BY 4.0", "CC BY-NC 4.0"], {"id": "CC-BY-4.0"}, "a quote says 'CC-BY-NC-4.0'"),
        (["Danke für Ihren Besuch!"], {"id": "CC0-1.0", "basis": "waiver"}, "no quote was recognised as 'CC0-1.0'"),
        (["Danke für Ihren Besuch!"], {"id": "CC-BY-4.0"}, "no quote was recognised as 'CC-BY-4.0'"),
    ],
)
def test_a_quote_that_says_nothing_or_the_contrary_does_not(workspace, quotes, claim, why):
    found = claimed(workspace, quotes, **claim)
    assert not found.proven
    assert why in found.why_unproven
