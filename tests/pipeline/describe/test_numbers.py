"""Every number that a description shows is that of ledger and shards, counted here once more and from nothing else."""

from __future__ import annotations

import json
import re
from collections import Counter

import docx
import polars as pl
import pytest
from rdflib import Graph
from rdflib.namespace import DCTERMS, RDFS

from pipeline.describe.wording import number
from tests.e2e import running

FATES = ("kept", "removed", "quarantined")
ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.MULTILINE)
PROSE = ("README.md", "datasheet.md", "ai-act-summary.md", "fmti.md")


@pytest.fixture(scope="module")
def counted(demo_release):
    """Return fates and reasons by source from the ledger, documents and words by source from the shards."""
    paths = [path for path in sorted((demo_release / "ledger").glob("*.parquet")) if path.name != "_members.parquet"]
    ledger = {path.stem: pl.read_parquet(path) for path in paths}
    shards = pl.read_parquet(
        sorted((demo_release / "data").glob("*/*.parquet")), columns=["source", "words", "characters"]
    )
    words = dict(
        shards.group_by("source").agg(pl.col("words").sum()).with_columns(pl.col("source").cast(str)).iter_rows()
    )
    fates = {name: Counter(rows["fate"].to_list()) for name, rows in ledger.items()}
    lost = [row for rows in ledger.values() for row in rows.filter(pl.col("fate") != "kept")["reason"].to_list()]
    total = {
        "words": shards["words"].sum(),
        "characters": shards["characters"].sum(),
        "read": sum(map(len, ledger.values())),
    }
    total |= {fate: sum(one[fate] for one in fates.values()) for fate in FATES}
    return {"fates": fates, "reasons": Counter(lost), "words": words, "total": total}


def cells(text):
    """Yield name and numbers of each row of a table whose first cell is a name in backticks."""
    for name, rest in ROW.findall(text):
        plain = [cell.strip().replace(".", "").replace(",", "") for cell in rest.split("|")]
        yield name, [int(cell) for cell in plain if cell.isdigit()]


def test_release_json_is_the_ledgers(demo_release, counted):
    facts = running.facts_of(demo_release)
    for name, fates in counted["fates"].items():
        said = facts["sources"][name]
        assert {fate: said[fate] for fate in FATES} == {fate: fates[fate] for fate in FATES}
        assert said["words"] == counted["words"].get(name, 0)
    assert facts["counts"]["removed_by_reason"].items() <= counted["reasons"].items()


@pytest.mark.parametrize("file", PROSE[:3])
def test_every_table_of_sources_shows_the_ledgers_counts(demo_release, counted, file):
    found = 0
    for name, numbers in cells((demo_release / file).read_text("utf-8")):
        if name in counted["fates"] and len(numbers) == 5:
            fates = counted["fates"][name]
            wanted = [sum(fates.values()), *(fates[fate] for fate in FATES), counted["words"].get(name, 0)]
            assert numbers == wanted, (file, name)
            found += 1
    editions = 1 if file == "README.md" else 2
    assert found == editions * len(counted["fates"])


@pytest.mark.parametrize("file", PROSE)
def test_every_table_of_reasons_shows_the_ledgers_counts(demo_release, counted, file):
    found = Counter(
        name
        for name, numbers in cells((demo_release / file).read_text("utf-8"))
        if name in counted["reasons"] and len(numbers) == 2 and sum(numbers) == counted["reasons"][name]
    )
    editions = 1 if file == "README.md" else 2
    assert found == dict.fromkeys(counted["reasons"], editions)


@pytest.mark.parametrize("file", PROSE)
def test_the_totals_stand_in_the_text_as_they_were_counted(demo_release, counted, file):
    text = (demo_release / file).read_text("utf-8")
    languages = ["en"] if file == "README.md" else ["de", "en"]
    for language in languages:
        for name in ("kept", "words", "characters"):
            assert number(counted["total"][name], language) in text, (file, language, name)


def test_the_document_shows_them_too(demo_release, counted):
    document = docx.Document(str(demo_release / "ai-act-summary.docx"))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    for name, fates in counted["fates"].items():
        (german, english) = [row[2:] for row in rows if row[0] == name and len(row) == 7]
        wanted = [sum(fates.values()), *(fates[fate] for fate in FATES), counted["words"].get(name, 0)]
        assert german == [number(one, "de") for one in wanted]
        assert english == [number(one, "en") for one in wanted]


def test_the_machine_readable_descriptions_count_alike(demo_release, counted):
    total = counted["total"]
    graph = Graph().parse(demo_release / "catalog.ttl")
    (label,) = [str(graph.value(one, RDFS.label)) for one in graph.objects(None, DCTERMS.provenance)]
    wanted = (total["read"], total["kept"], total["removed"], total["quarantined"])
    assert [int(one) for one in re.findall(r"(\d+) (?:Dokumente gelesen|behalten|entfernt|in Quar)", label)] == list(
        wanted
    )
    package = json.loads((demo_release / "datapackage.json").read_text("utf-8"))
    rows = {one["path"]: one["documents"] for one in package["resources"]}
    for path, documents in rows.items():
        assert len(pl.read_parquet(demo_release / path, columns=["id"])) == documents
    assert sum(count for path, count in rows.items() if path.startswith("data/")) == total["kept"]
    nodes = {one["@id"]: one for one in json.loads((demo_release / "provenance.jsonld").read_text("utf-8"))["@graph"]}
    assert nodes["#release"]["documents"] == total["kept"]
    for name, fates in counted["fates"].items():
        assert nodes[f"#documents-{name}"]["documents"] == sum(fates.values())
