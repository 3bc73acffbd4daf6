"""DCAT-AP.de: the official shapes find nothing, the three forms say the same, and every number is that of release.json."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pyshacl import validate
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SH, XSD

from licenses import dcat_terms
from licenses.catalogue import catalogue
from pipeline.describe import describe
from pipeline.describe.dcat import vocabularies
from pipeline.describe.dcat.graph import NOT_STATED
from pipeline.describe.dcat.vocabularies import ADMS, DCAT, DCATAP, DCATDE, SPDX
from tests.e2e import folders, running

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib of itself

ENDINGS = ("ttl", "jsonld", "rdf")
CONVENTIONS_THAT_NEED_A_CONTRACT = "K12&13"  # a contributor id is given out by GovData, and cannot be made up


@pytest.fixture(scope="session")
def plain(once):
    """Return a release of the smallest collection: no publisher, no contact, no description."""

    def make(folder: Path) -> None:
        collection = folders.own_folder(folder, folders.notes())
        running.run(collection, folder / "workspace")

    return next((once("plain", make) / "workspace" / "releases" / "mine").glob("*/"))


@pytest.fixture(scope="session")
def real(once, corpora):
    """Return a release of two real sources."""

    def make(folder: Path) -> None:
        only = ("--only", "progit2-de", "--only", "rki-impfungen", "--only", "cncf-glossary-de")
        ran = running.run("real", folder, "--mirror", corpora, "--offline", *only)
        assert ran.release.is_dir()

    return next((once("real-few", make) / "releases" / "real").glob("*/"))


@pytest.fixture(scope="session")
def standards(shared):
    """Return shapes, conventions and vocabularies as graphs."""
    root = shared / "standards" / "dcat-ap-de"
    shapes, conventions, words = Graph(), Graph(), Graph()
    for path in sorted((root / "shapes").glob("[1-5]-*.ttl")):
        shapes.parse(path)
    conventions.parse(root / "shapes" / "optional-konventionen-2.0.ttl")
    for name in ("vocab-inscheme.ttl", "subclasses.ttl"):
        words.parse(root / "vocab" / name)
    return shapes, conventions, words


def faults(graph, shapes, words):
    """Return what a validator says against a graph, warnings included."""
    data = Graph()
    for triple in (*graph, *words):
        data.add(triple)
    _, report, _ = validate(data, shacl_graph=shapes)
    results = set(report.subjects(SH.resultSeverity, None))
    return sorted(f"{report.value(one, SH.resultSeverity)}: {report.value(one, SH.resultMessage)}" for one in results)


def read(release, ending="ttl"):
    """Return the graph of a release, its relative addresses resolved."""
    formats = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
    text = (release / f"catalog.{ending}").read_text("utf-8")
    return Graph().parse(data=text, format=formats[ending], publicID="https://example.org/x/")


@pytest.mark.parametrize("which", ["demo_release", "described", "plain", "real"])
def test_the_official_shapes_find_neither_fault_nor_warning(request, standards, which):
    shapes, _, words = standards
    assert faults(read(request.getfixturevalue(which)), shapes, words) == []


@pytest.mark.parametrize("which", ["demo_release", "plain"])
def test_of_govdatas_conventions_only_the_contributor_is_missing(request, standards, which):
    _, conventions, words = standards
    found = faults(read(request.getfixturevalue(which)), conventions, words)
    assert [one for one in found if CONVENTIONS_THAT_NEED_A_CONTRACT not in one] == []
    assert len(found) == 1


def test_the_validator_sees_a_fault_that_is_there(described, standards):
    shapes, _, words = standards
    graph = read(described)
    graph.remove((None, DCTERMS.publisher, None))
    assert any("publisher" in one for one in faults(graph, shapes, words))


def test_a_whole_collection_meets_the_conventions_too(release, standards):
    shapes, conventions, words = standards
    folders.changed(
        release / "inputs" / "collection.yaml",
        contributor_id="berlinOpenData",
        themes=["JUST", "EDUC"],
        geocoding="stateKey/11",
        frequency="monthly",
        keywords=["Recht"],
        high_value=["statistics"],
        homepage="https://example.org/korpus",
        publish=["huggingface:archiv/klein"],
    )
    describe(release)
    graph = read(release)
    assert faults(graph, shapes, words) == []
    assert faults(graph, conventions, words) == []
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert graph.value(dataset, DCATDE.contributorID) == URIRef("http://dcat-ap.de/def/contributors/berlinOpenData")
    level = "http://dcat-ap.de/def/politicalGeocoding/Level/state"
    assert graph.value(dataset, DCATDE.politicalGeocodingLevelURI) == URIRef(level)
    assert graph.value(dataset, DCTERMS.spatial) == URIRef("http://dcat-ap.de/def/politicalGeocoding/stateKey/11")
    assert graph.value(dataset, DCATAP.hvdCategory) == URIRef("http://data.europa.eu/bna/c_e1da4e07")
    distribution = graph.value(dataset, DCAT.distribution)
    assert graph.value(distribution, DCATAP.applicableLegislation) == vocabularies.HIGH_VALUE
    base = "https://huggingface.co/datasets/archiv/klein/resolve/2.0.0/data/"
    assert str(graph.value(distribution, DCAT.downloadURL)).startswith(base)
    assert graph.value(dataset, DCAT.landingPage) == URIRef("https://example.org/korpus")


def test_the_three_forms_say_the_same(demo_release):
    first, *others = (read(demo_release, ending) for ending in ENDINGS)
    assert len(first) > 300
    assert all(isomorphic(first, other) for other in others)


def test_every_data_file_is_described_with_its_own_numbers(demo_release):
    graph, facts = read(demo_release), running.facts_of(demo_release)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    listed = {str(graph.value(one, DCAT.downloadURL)): one for one in graph.objects(dataset, DCAT.distribution)}
    assert set(listed) == {f"https://example.org/x/{one['file']}" for one in facts["files"]}
    for one in facts["files"]:
        node = listed[f"https://example.org/x/{one['file']}"]
        assert graph.value(node, DCAT.byteSize) == Literal(str(one["bytes"]), datatype=XSD.nonNegativeInteger)
        checksum = graph.value(node, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == one["sha256"]
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    (sample,) = graph.objects(dataset, ADMS.sample)
    assert str(graph.value(sample, DCAT.downloadURL)).startswith("https://example.org/x/sample/")


def test_one_licence_is_named_and_several_are_listed(demo_release):
    graph, facts = read(demo_release), running.facts_of(demo_release)
    mixed = 0
    for one in facts["files"]:
        (node,) = graph.subjects(DCAT.downloadURL, URIRef(f"https://example.org/x/{one['file']}"))
        said = str(graph.value(node, DCTERMS.license))
        ids = set(facts["subsets"][one["subset"]]["licenses"])
        rights = str(graph.value(graph.value(node, DCTERMS.rights), RDFS.label))
        assert all(name in rights for name in ids)
        if len(ids) == 1:
            assert said == catalogue().get(ids.pop()).dcat_uri
        else:
            mixed += 1
            assert said == dcat_terms.OPEN
    (sample,) = graph.objects(None, ADMS.sample)
    assert str(graph.value(sample, DCTERMS.license)) == dcat_terms.OPEN
    assert mixed < len(facts["files"]) / 2


def test_who_must_be_named_is_named(described):
    graph = read(described)
    lines = [str(one) for one in graph.objects(None, DCATDE.licenseAttributionByText)]
    assert any(line.startswith("Example Archive") or "Notizen" in line for line in lines)


def test_a_publisher_that_nobody_named_is_not_made_up(plain):
    graph = read(plain)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    agent = graph.value(dataset, DCTERMS.publisher)
    assert str(graph.value(agent, FOAF.name)) == NOT_STATED
    assert graph.value(dataset, DCAT.contactPoint) is None


@pytest.mark.parametrize(
    ("access", "right"), [("public", "PUBLIC"), ("gated", "RESTRICTED"), ("internal", "NON_PUBLIC")]
)
def test_access_is_said_in_the_eus_words(access, right):
    assert vocabularies.concept("access-right", vocabularies.ACCESS[access]) == URIRef(
        f"{vocabularies.EU}access-right/{right}"
    )


@pytest.mark.parametrize(
    ("geocode", "level", "place"),
    [
        ("federal", "federal", None),
        ("municipalityKey/05315000", "municipality", "municipalityKey/05315000"),
        ("http://dcat-ap.de/def/politicalGeocoding/Level/state", "state", None),
        ("http://dcat-ap.de/def/politicalGeocoding/stateKey/11", "state", "stateKey/11"),
    ],
)
def test_a_geocoding_gives_level_and_place(geocode, level, place):
    base = "http://dcat-ap.de/def/politicalGeocoding/"
    assert vocabularies.geocoding(geocode) == (URIRef(f"{base}Level/{level}"), URIRef(base + place) if place else None)


def test_the_bytes_do_not_depend_on_the_hash_seed(described, tmp_path):
    code = (
        "import sys, pathlib; from pipeline.describe import dcat; from pipeline.describe.read_model import read_model;"
        "out = pathlib.Path(sys.argv[2]); out.mkdir(); dcat.write(out, read_model(pathlib.Path(sys.argv[1])))"
    )
    written = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(running.ROOT)}
        subprocess.run([sys.executable, "-c", code, described, out], check=True, env=environment)
        written.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert written[0] == written[1]
    assert written[0] == {name: (described / name).read_bytes() for name in written[0]}
