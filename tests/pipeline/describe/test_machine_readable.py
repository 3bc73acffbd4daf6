"""Croissant, data package, provenance and citation: their readers' own validators accept them, and records load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import PROV, RDFS

from gemeingut.yaml_text import load_yaml
from pipeline.describe import croissant, datapackage, describe
from pipeline.describe.read_model import read_model
from tests.e2e import folders, running

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib of itself

SPDX = Namespace("http://spdx.org/rdf/terms#")
SCHEMA = Namespace("https://schema.org/")
REQUIRED = ("@context", "@type", "conformsTo", "name", "description", "license", "url", "creator", "datePublished")
"""What the specification of Croissant 1.1 demands of a dataset; mlcroissant itself asks for the name alone."""

LOAD = """
import json, logging, os, sys, warnings
warnings.simplefilter("ignore")
import mlcroissant
found = mlcroissant.Dataset(jsonld="croissant.json")
text = lambda value: value.decode() if isinstance(value, bytes) else value
sets = {}
for one in found.metadata.record_sets:
    rows = list(found.records(one.name))
    sets[one.name] = {text(row[f"{one.name}/id"]): text(row[f"{one.name}/text"]) for row in rows}
print(json.dumps({"sets": sets, "faults": found.metadata.issues.report()}), flush=True)
os._exit(0)  # threads of its libraries may still run when the interpreter ends, which aborts it then
"""
VALIDATE = """
import json, sys, warnings
warnings.simplefilter("ignore")
import frictionless
report = frictionless.validate("datapackage.json")
print(json.dumps({"valid": report.valid, "errors": report.flatten(["type", "message"]), "tasks": len(report.tasks)}))
"""


def run(code, folder):
    """Run a program in the release's folder, as somebody who has only its files; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("which", ["demo_release", "described"])
def test_mlcroissant_finds_nothing_wrong_and_loads_the_very_texts(request, which):
    release = request.getfixturevalue(which)
    loaded = run(LOAD, release)
    assert "error" not in loaded["faults"].lower()
    subsets = running.facts_of(release)["subsets"]
    taken = [name for name, subset in subsets.items() if not subset.get("apart")]
    files = [path for name in taken for path in sorted((release / "data" / name).glob("*.parquet"))]
    wanted = dict(pl.read_parquet(files, columns=["id", "text"]).iter_rows())
    assert loaded["sets"]["default"] == wanted
    for name in running.facts_of(release)["subsets"]:
        rows = pl.read_parquet(sorted((release / "data" / name).glob("*.parquet")), columns=["id", "text"])
        assert loaded["sets"][name] == dict(rows.iter_rows())
    sample = sorted((release / "sample").glob("*.parquet"))
    assert loaded["sets"].get("sample", {}) == (
        dict(pl.read_parquet(sample, columns=["id", "text"]).iter_rows()) if sample else {}
    )


def test_croissant_holds_what_the_specification_demands(described):
    said = json.loads((described / "croissant.json").read_text("utf-8"))
    assert [name for name in REQUIRED if not said.get(name)] == []
    assert said["conformsTo"] == list(croissant.CONFORMS_TO)
    assert said["rai:personalSensitiveInformation"]
    assert "To test." in said["rai:dataUseCases"]
    facts = running.facts_of(described)
    objects = {one["@id"]: one for one in said["distribution"] if one["@type"] == "cr:FileObject"}
    for one in facts["files"]:
        assert objects[one["file"]]["sha256"] == one["sha256"]
        assert objects[one["file"]]["contentSize"] == f"{one['bytes']} B"


def test_a_split_has_a_record_set_of_its_own(demo_release):
    facts = running.facts_of(demo_release)
    sets = {one["name"] for one in croissant.description(read_model(demo_release))["recordSet"]}
    held_out = set(facts["splits"]) - {"train"}
    assert sets >= {"default", *facts["subsets"], *(facts["splits"] if held_out else ())}


@pytest.mark.parametrize("which", ["demo_release", "described"])
def test_frictionless_checks_every_file_and_finds_it_whole(request, which):
    release = request.getfixturevalue(which)
    found = run(VALIDATE, release)
    assert found["errors"] == []
    assert found["valid"]
    listed = [one for place in ("data/*", "sample") for one in release.glob(f"{place}/*.parquet")]
    assert found["tasks"] == len(listed)


def test_frictionless_sees_a_changed_file(release):
    path = next((release / "data").glob("*/*.parquet"))
    path.write_bytes(path.read_bytes() + b"\0")
    assert {one[0] for one in run(VALIDATE, release)["errors"]} == {"hash-count", "byte-count"}


def test_the_package_describes_every_column(described):
    (resource, *_) = datapackage.package(read_model(described))["resources"]
    columns = pl.read_parquet_schema(described / resource["path"])
    assert [one["name"] for one in resource["schema"]["fields"]] == list(columns)
    assert all(one["description"] for one in resource["schema"]["fields"])


@pytest.fixture(scope="session")
def provenance(described):
    """Return the provenance as a graph."""
    text = (described / "provenance.jsonld").read_text("utf-8")
    with pytest.warns(DeprecationWarning, match="ConjunctiveGraph is deprecated"):
        return Graph().parse(data=text, format="json-ld", publicID="https://example.org/x/")


def test_from_the_release_one_comes_to_the_hash_of_every_snapshot(described, provenance):
    release = URIRef("https://example.org/x/#release")
    query = """SELECT DISTINCT ?sum WHERE {
        ?release prov:hadMember ?file . ?file prov:wasDerivedFrom ?documents .
        ?documents prov:wasDerivedFrom ?snapshot . ?snapshot spdx:checksumValue ?sum }"""
    rows = provenance.query(query, initNs={"prov": PROV, "spdx": SPDX}, initBindings={"release": release})
    locks = {
        name: json.loads((described / "inputs" / "locks" / f"{name}.json").read_text()) for name in ("notes", "manual")
    }
    assert {str(row[0]) for row in rows} == {one["sha256"] for lock in locks.values() for one in lock["files"]}


def test_provenance_counts_as_the_ledger_does(described, provenance):
    facts = running.facts_of(described)
    for source, one in facts["sources"].items():
        node = URIRef(f"https://example.org/x/#documents-{source}")
        assert int(provenance.value(node, SCHEMA.numberOfItems)) == one["read"]
    for one in facts["files"]:
        node = URIRef(f"https://example.org/x/{one['file']}")
        assert int(provenance.value(node, SCHEMA.numberOfItems)) == one["rows"]
        assert str(provenance.value(node, SPDX.checksumValue)) == one["sha256"]


def test_provenance_names_program_recipe_and_libraries(described, provenance):
    facts = running.facts_of(described)
    agent = URIRef("https://example.org/x/#gemeingut")
    assert str(provenance.value(agent, SCHEMA.softwareVersion)) == facts["software"]["gemeingut"]
    libraries = {
        str(provenance.value(one, RDFS.label)): str(provenance.value(one, SCHEMA.softwareVersion))
        for one in provenance.objects(agent, SCHEMA.softwareRequirements)
    }
    assert libraries["pyarrow"] == facts["software"]["libraries"]["pyarrow"]
    plan = provenance.value(URIRef("https://example.org/x/#association"), PROV.hadPlan)
    assert plan == URIRef("https://example.org/x/inputs/recipe.yaml")
    assert str(provenance.value(plan, SPDX.checksumValue)) == facts["recipe_sha256"]


def test_a_source_of_many_files_is_described_by_its_lock(release):
    path = release / "inputs" / "locks" / "notes.json"
    lock = json.loads(path.read_text())
    lock["files"] = [{**lock["files"][0], "name": f"{number}.txt"} for number in range(200)]
    path.write_text(json.dumps(lock))
    describe(release)
    graph = json.loads((release / "provenance.jsonld").read_text("utf-8"))["@graph"]
    (documents,) = [one for one in graph if one["@id"] == "#documents-notes"]
    assert documents["wasDerivedFrom"] == ["inputs/locks/notes.json"]
    assert len(graph) < 100


CITATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["authors", "cff-version", "message", "title"],
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "type": {"enum": ["dataset", "software"]},
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "url": {"type": "string", "format": "uri"},
        "license": {"type": "string"},
        "keywords": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "website": {"type": "string"}, "email": {"type": "string"}},
            },
        },
        "identifiers": {"type": "array", "items": {"type": "object", "required": ["type", "value"]}},
        **{name: {"type": "string", "minLength": 1} for name in ("message", "title", "version", "abstract")},
    },
}
"""What the Citation File Format 1.2.0 says of the keys that we use."""


@pytest.mark.parametrize("which", ["demo_release", "described"])
def test_the_citation_has_the_formats_keys(request, which):
    release = request.getfixturevalue(which)
    said = load_yaml((release / "CITATION.cff").read_text("utf-8"))
    jsonschema.validate(said, CITATION)
    facts = running.facts_of(release)
    assert (said["title"], said["version"]) == (facts["title"], facts["version"])
    assert said["authors"][0]["name"] == facts["publisher"]["name"]
    assert said["identifiers"][0]["value"] == f"sha256:{facts['content_digest']}"
    assert "license" not in said  # several stand side by side, and a list would mean a choice


def test_a_corrected_publisher_reaches_them_all(release):
    folders.changed(
        release / "inputs" / "collection.yaml", publisher={"name": "Neues Archiv"}, homepage="https://neu.example.org/"
    )
    describe(release)
    for name in (
        "croissant.json",
        "datapackage.json",
        "provenance.jsonld",
        "CITATION.cff",
        "catalog.ttl",
        "catalog.rdf",
    ):
        text = (release / name).read_text("utf-8")
        assert "Neues Archiv" in text, name
        assert "Archiv & Werkstatt" not in text, name
    for name in ("croissant.json", "datapackage.json", "CITATION.cff", "catalog.jsonld"):
        assert "https://neu.example.org/" in (release / name).read_text("utf-8"), name


def test_describing_again_gives_the_same_bytes(release):
    before = running.digests(release, everything=True)
    done = running.here("describe", release)
    assert done.status == 0, done.err
    assert running.digests(release, everything=True) == before
    assert (
        len([one for one in before if Path(one).name in {"croissant.json", "ai-act-summary.docx", "catalog.rdf"}]) == 3
    )
