"""A claim is proven by what its quotes say, and by nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.admit.proof import Proof, check
from pipeline.fetch.lock import Lock
from pipeline.manifest import Source
from pipeline.manifest.load import LoadedSource

OFFICIAL = {"id": "LicenseRef-DE-UrhG-5-1", "basis": "official_work"}
EXPIRED = {"id": "LicenseRef-DE-UrhG-64", "basis": "public_domain_term"}


def claimed(workspace, quotes, as_of="2026-01-02", retrieved=None, **claim):
    evidence = [{"kind": "own_work", "quote": quote, "retrieved": retrieved} for quote in quotes]
    said = {"id": "notes", "title": "Notes", "fetch": ["notes.txt"], "format": "text"}
    manifest = Source.model_validate(said | {"license": claim | {"evidence": evidence}})
    return check(LoadedSource(manifest, Path("source.yaml")), workspace, Lock("notes", ()), as_of).claim


@pytest.mark.parametrize(
    ("quotes", "claim"),
    [
        (["CC BY 4.0"], {"id": "CC-BY-4.0"}),
        (["CC BY 4.0", "Metadaten: CC0 1.0"], {"id": "CC-BY-4.0"}),
        (["CC BY 4.0 oder CC BY-NC 4.0"], {"id": "CC-BY-4.0"}),
        (["CC0 1.0"], {"id": "CC0-1.0", "basis": "waiver"}),
        (["Amtliche Bekanntmachungen der Gemeinde"], {"id": "LicenseRef-DE-UrhG-5-1", "basis": "official_work"}),
        (["CC BY-NC 4.0"], {"id": "CC-BY-NC-4.0"}),
        (["Sammlung aller Bundesgesetze und -verordnungen"], OFFICIAL),
        (["Die Satzungen sind amtliche Werke im Sinne des § 5 Abs. 1 UrhG."], OFFICIAL),
        (["https://creativecommons.org/publicdomain/mark/1.0/"], EXPIRED),
        (["Theodor Brandt, † 2. November 1801"], EXPIRED),
        (["Theodor Brandt (1740–1801)"], EXPIRED),
        (["Die Schutzfrist ist abgelaufen."], EXPIRED),
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
        (["Danke für Ihren Besuch!"], OFFICIAL, "§ 5 UrhG"),
        (["Parser für die Plenarprotokolle"], OFFICIAL, "§ 5 UrhG"),
        (["Dies sind keine amtlichen Werke."], OFFICIAL, "§ 5 UrhG"),
        (["CC BY 4.0"], OFFICIAL, "§ 5 UrhG"),
        (["Danke für Ihren Besuch!"], EXPIRED, "§§ 64 ff."),
        (["gemeinfrei in den USA"], EXPIRED, "§§ 64 ff."),
        (["Noch nicht gemeinfrei"], EXPIRED, "§§ 64 ff."),
        (["Gedruckt 1801"], EXPIRED, "§§ 64 ff."),
    ],
)
def test_a_quote_that_says_nothing_or_the_contrary_does_not(workspace, quotes, claim, why):
    found = claimed(workspace, quotes, **claim)
    assert not found.proven
    assert why in found.why_unproven


def test_a_year_of_death_proves_nothing_before_the_term_has_run_out(workspace):
    recent = {"quote": "Theodor Brandt (1940–2001)", "kind": "own_work", "retrieved": "2026-01-02"}
    said = {"id": "notes", "title": "Notes", "fetch": ["notes.txt"], "format": "text"}
    manifest = Source.model_validate(said | {"license": EXPIRED | {"evidence": [recent]}})
    found = check(LoadedSource(manifest, Path("source.yaml")), workspace, Lock("notes", ())).claim
    assert not found.proven


@pytest.mark.parametrize(
    ("as_of", "retrieved", "proven"),
    [
        ("2025-12-31", None, False),
        ("2026-01-01", None, True),
        ("2025-12-31", "2026-02-03", False),  # a page fetched later frees nothing earlier
        ("2026-01-01", "2020-02-03", True),
        (None, "2025-02-03", False),
        (None, "2026-02-03", True),
        (None, None, False),
    ],
)
def test_terms_are_judged_on_the_collections_day_else_on_that_of_retrieval(workspace, as_of, retrieved, proven):
    found = claimed(workspace, ["Theodor Brandt (1880–1955)"], as_of, retrieved, **EXPIRED)
    assert found.proven is proven


def test_evidence_of_a_restriction_is_checked_like_any_other(workspace):
    evidence = [{"kind": "url", "url": "https://a.example/rechte", "quote": "Alle Rechte vorbehalten"}]
    said = {"id": "notes", "title": "Notes", "fetch": ["notes.txt"], "format": "text"}
    restriction = {"documents": "1", "verdict": "reject", "note": "Der Verlag gibt nichts frei.", "evidence": evidence}
    manifest = Source.model_validate(said | {"license": {"id": "CC0-1.0", "restrictions": [restriction]}})
    lock = Lock("notes", (), missing=(("https://a.example/rechte", "HTTP 404 Not Found"),))
    ((piece,),) = check(LoadedSource(manifest, Path("source.yaml")), workspace, lock).restrictions
    assert (piece.statement, piece.license) == ("Alle Rechte vorbehalten", "LicenseRef-all-rights-reserved")
    assert piece.finding == "'https://a.example/rechte' could not be had: HTTP 404 Not Found"


def test_a_proof_comes_back_from_the_workspace_as_it_was(workspace):
    own = {"kind": "own_work", "quote": "CC BY 4.0", "retrieved": "2026-01-02"}
    said = {"id": "notes", "title": "Notes", "fetch": ["notes.txt"], "format": "text"}
    restrictions = [
        {"documents": name, "verdict": "reject", "note": "Nichts frei.", "evidence": evidence}
        for name, evidence in (("1", [own, own | {"quote": "Alle Rechte vorbehalten"}]), ("2", []))
    ]
    rights = {"id": "CC-BY-4.0", "evidence": [own], "restrictions": restrictions}
    source = LoadedSource(Source.model_validate(said | {"license": rights}), Path("source.yaml"))
    proof = check(source, workspace, Lock("notes", ()))
    assert [len(one) for one in proof.restrictions] == [2, 0]
    assert Proof.from_json(json.loads(json.dumps(proof.as_json()))) == proof
