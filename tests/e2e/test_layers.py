"""Works, editions and annotations with years, deaths and kinds: what is kept, under which licence, and what is asked of a person.

One collection of many small sources; texts are words in an order of their own, so that no two resemble each other.
"""

from __future__ import annotations

import json
import random

import polars as pl
import pytest
import yaml

from pipeline.verify.basis import contradictions
from tests.e2e import running
from tests.e2e.folders import TEXTS

WORDS = " ".join(TEXTS.values()).split()
TERMS = {
    "by": "Alle Texte stehen unter der Lizenz CC BY 4.0.",
    "zero": "Alle Texte stehen unter der Lizenz CC0 1.0.",
    "sa": "Alle Texte stehen unter der Lizenz CC BY-SA 4.0.",
    "free": "Alle Texte dieser Sammlung sind gemeinfrei, weil die Schutzfrist abgelaufen ist.",
    "official": "Die Sammlung enthält Entscheidungen des Gerichts.",
    "minutes": "Die Niederschriften sind amtliche Werke im Sinne des § 5 UrhG.",
    "print": "Der Kalender wurde 1764 zu Quellenhagen gedruckt.",
    "died": "Karl Lind (1860-1931), Lehrer in Quellenhagen, schrieb alle Briefe.",
}
IDS = {"by": "CC-BY-4.0", "zero": "CC0-1.0", "sa": "CC-BY-SA-4.0"}
LIND = {"Lind, Karl": {"year": 1931, "source": "wikidata:Q42"}}
DECISIONS = {"id": "LicenseRef-DE-UrhG-5-1", "basis": "official_work", "kind": "decision"}


def quoting(name, about="text"):
    return [{"kind": "file", "file": f"{name}.txt", "quote": TERMS[name], "object": about}]


def licensed(name, **more):
    return {"id": IDS[name], "evidence": quoting(name)} | more


EXPIRED = {"id": "LicenseRef-DE-UrhG-64", "basis": "public_domain_term", "evidence": quoting("free")}
OFFICIAL = {"id": "LicenseRef-DE-UrhG-5-1", "basis": "official_work", "evidence": quoting("official")}
RESTRICTED = {"id": "LicenseRef-DE-UrhG-5-2", "basis": "official_work", "evidence": quoting("minutes")}
OPINION = DECISIONS | {"kind": "expert_opinion", "evidence": quoting("official")}
COURT = DECISIONS | {"evidence": quoting("official")}
PRINT = {"published": 1764, "evidence": quoting("print", "metadata")}

SOURCES = {
    # name: (manifest keys, {document: (fields, licence or rule of the question)})
    "archive": (  # a repository under CC0: born digital, and what somebody put there
        {"license": licensed("zero"), "domain": "science"},
        {
            "thesis-2015": ({"date": "2015-03-01"}, "CC0-1.0"),
            "thesis-1995": ({"date": "1995"}, "CC0-1.0"),
            "undated": ({}, "CC0-1.0"),
            "epoch": ({"date": "1970-01-01"}, "CC0-1.0"),
            "thesis-1976": ({"date": "1976"}, "claim_implausible"),
            "thesis-1976-day": ({"date": "14.03.1976"}, "claim_implausible"),
            "thesis-1994": ({"date": "1994-12-31"}, "claim_implausible"),
            "print-1843": ({"date": "1843"}, "CC0-1.0"),
            "print-1844": ({"date": "1844"}, "claim_implausible"),
        },
    ),
    "novels": (  # a library's licence on novels of others
        {"license": licensed("by", deaths=LIND), "domain": "literature"},
        {
            "novel-1950": ({"date": "1950", "by": "Moor, Ida"}, "claim_implausible"),
            "novel-1905": ({"date": "1905", "by": "Lind, Karl"}, "CC-BY-4.0"),
            "novel-both": ({"date": "1905", "by": ["Lind, Karl", "Moor, Ida"]}, "claim_implausible"),
            "novel-2020": ({"date": "2020", "by": "Moor, Ida"}, "CC-BY-4.0"),
        },
    ),
    "reports": (  # an authority's own reports, however old
        {"license": licensed("by"), "domain": "administration"},
        {"report-1985": ({"date": "1985"}, "CC-BY-4.0")},
    ),
    "edition": (
        {"license": licensed("sa", layer="edition", deaths=LIND)},
        {
            "free": ({"by": "Lind, Karl", "date": "1911"}, "CC-BY-SA-4.0"),
            "unknown": ({"by": "Moor, Ida", "date": "1911"}, "term_not_proven"),
            "nobody": ({}, "term_not_proven"),
            "ancient": ({"date": "1582"}, "CC-BY-SA-4.0"),
        },
    ),
    "unsourced": (  # a year that nobody can look up
        {"license": licensed("by", layer="edition", deaths={"Lind, Karl": 1931})},
        {"letter": ({"by": "Lind, Karl"}, "term_not_proven")},
    ),
    "quoted": (
        {"license": licensed("by", layer="edition", deaths={"Lind, Karl": 1931}), "work": {"evidence": quoting("died", "metadata")}},
        {"letter": ({"by": "Lind, Karl"}, "CC-BY-4.0")},
    ),
    "living": (
        {"license": licensed("by", deaths={"Moor, Ida": 1990})},
        {"poem": ({"by": "Moor, Ida"}, "term_protected"), "other": ({"by": "Lind, Karl"}, "CC-BY-4.0")},
    ),
    "expired": (
        {"license": EXPIRED | {"deaths": LIND}},
        {
            "free": ({"by": "Lind, Karl"}, "LicenseRef-DE-UrhG-64"),
            "unknown": ({"by": "MR/TM", "date": "1910"}, "term_not_proven"),
            "nobody": ({}, "term_not_proven"),
            "ancient": ({"date": "1700"}, "LicenseRef-DE-UrhG-64"),
        },
    ),
    "calendar": ({"license": licensed("zero", layer="edition"), "work": PRINT}, {"page": ({}, "CC0-1.0")}),
    "calendar-unquoted": (
        {"license": licensed("zero", layer="edition"), "work": {"published": 1764}},
        {"page": ({}, "term_not_proven")},
    ),
    "newspaper": (
        {"license": licensed("zero", layer="annotation"), "work": {"kind": "periodical"}, "domain": "historical"},
        {
            "issue-1907": ({"date": "1907-01-03"}, "term_not_proven"),
            "issue-1940": ({"date": "1940-05-01"}, "term_not_proven"),
            "issue-1820": ({"date": "1820-02-01"}, "LicenseRef-DE-UrhG-64"),
        },
    ),
    "newspaper-undeclared": (
        {"license": licensed("zero"), "domain": "historical"},
        {"F_00001_19330409_033": ({}, "claim_implausible"), "1871_59_0469": ({}, "claim_implausible"), "0469": ({}, "CC0-1.0")},
    ),
    "newspaper-waived": (  # who transcribed it waives the rights of others
        {"license": licensed("zero"), "work": {"basis": "waiver", "id": "CC0-1.0", "evidence": quoting("zero")}, "domain": "historical"},
        {
            "issue-1907": ({"date": "1907-01-03"}, "claim_implausible"),
            "F_00001_19070401_033": ({"date": "1900-01-01"}, "claim_implausible"),
            "issue-2015": ({"date": "2015-01-03"}, "CC0-1.0"),
        },
    ),
    "archive-dated": (  # the manifest knows the year
        {"license": licensed("zero"), "texts": {"date": "1907", "dated_by": "Titelblatt"}},
        {"page": ({}, "claim_implausible"), "page-2015": ({"date": "2015"}, "CC0-1.0")},
    ),
    "archive-named": (
        {"license": licensed("zero"), "texts": {"date_from_id": r"^p-(\d{4})"}},
        {"p-1907": ({}, "claim_implausible"), "p-2015": ({}, "CC0-1.0")},
    ),
    "reports-edited": (  # an edition's licence makes no opinion an official work
        {"license": licensed("by", layer="edition"), "work": OPINION, "domain": "administration"},
        {"opinion": ({}, "not_official")},
    ),
    "decisions": (
        {"license": licensed("by", layer="annotation"), "work": COURT, "domain": "court"},
        {
            "decision": ({"date": "2017-05-01"}, "LicenseRef-DE-UrhG-5-1"),
            "headnote": ({"head": "Redaktioneller Leitsatz\n\nEin Zaun ist kein Haus.\n\n"}, "not_official"),
        },
    ),
    "unworked": ({"license": licensed("by", layer="annotation")}, {"text": ({}, "term_not_proven")}),
    "laws": (
        {"license": OFFICIAL, "domain": "law"},
        {
            "law-1949": ({"date": "1949-05-23"}, "LicenseRef-DE-UrhG-5-1"),
            "din": ({"title": "DIN EN 1991-1-4"}, "not_official"),
            "on-din": ({"title": "Verordnung über Kosten nach DIN 276"}, "LicenseRef-DE-UrhG-5-1"),
            "austria": ({"url": "https://www.ris.bka.gv.at/Dokument"}, "other_country"),
        },
    ),
    "council": (
        {"license": RESTRICTED, "domain": "parliament", "work": {"kind": "minutes"}},
        {"minutes": ({"date": "1998-03-01"}, "official-work-restricted")},
    ),
    "opinions": (
        {"license": RESTRICTED, "domain": "administration", "work": {"kind": "expert_opinion"}},
        {"opinion": ({}, "not_official")},
    ),
}  # fmt: skip
CASES = [
    (source, name, expected) for source, (_, documents) in SOURCES.items() for name, (_, expected) in documents.items()
]


def text(seed):
    words = random.Random(seed).sample(WORDS, 220)  # noqa: S311  the order of words, and no secret
    return " ".join(words)


def write(folder):
    for name, terms in TERMS.items():
        (folder / f"{name}.txt").write_text(f"{terms}\n", "utf-8")
    for source, (keys, documents) in SOURCES.items():
        lines = [
            {"id": name, "text": fields.get("head", "") + text(f"{source}/{name}"), **fields}
            for name, (fields, _) in documents.items()
        ]
        (folder / f"{source}.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n", "utf-8")
        columns = {"id": "id", "text": "text", "title": "title", "authors": "by", "date": "date", "url": "url"}
        manifest = {"id": source, "title": source, "attribution": "Archiv", "fetch": [f"{source}.jsonl"], **keys}
        manifest["format"] = {"name": "jsonl", **columns}
        (folder / f"{source}.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    collection = {
        "name": "c",
        "title": "C",
        "sources": [f"./{source}.yaml" for source in SOURCES],
        "as_of": "2026-01-01",
    }
    (folder / "c.yaml").write_text(yaml.safe_dump(collection), "utf-8")

    return folder / "c.yaml"


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("layers")
    return running.run(write(folder), folder / "w").release


@pytest.fixture(scope="module")
def outcomes(release):
    """Return the rule of the licence that removed a document, or the licence of one that none removed, by id."""
    tables = [pl.read_parquet(release / "ledger" / f"{source}.parquet") for source in SOURCES]
    rows = pl.concat([table.select("id", "reason", "measure", "stage") for table in tables]).to_dicts()
    kept = pl.read_parquet(release / "data" / "*" / "*.parquet", columns=["id", "license"])
    licences = dict(kept.iter_rows())
    return {row["id"]: row["measure"] if row["stage"] == "license" else licences.get(row["id"]) for row in rows}


@pytest.mark.parametrize(("source", "name", "expected"), CASES)
def test_a_document_stands_under_what_its_layers_allow(source, name, expected, outcomes):
    assert outcomes[f"{source}/{name}"] == expected


def test_no_kept_document_contradicts_its_basis(release):
    assert list(contradictions(release, None)) == []
