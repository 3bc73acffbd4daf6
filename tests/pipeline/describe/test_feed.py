"""A catalogue of many releases: every page is valid, and a harvester that follows the pages finds each release once."""

from __future__ import annotations

import shutil

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF

from pipeline.describe.dcat import feed
from pipeline.describe.dcat.vocabularies import DCAT, HYDRA
from pipeline.store import files
from tests.e2e import running

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib of itself

BASE = "https://daten.example.org/korpora"
FORMATS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}


@pytest.fixture
def folder(described, tmp_path):
    """Return a folder of five releases as they would lie there, one of them for internal use."""
    for number in range(5):
        release = shutil.copytree(described, tmp_path / "releases" / "klein" / f"2.0.{number}")
        facts = running.facts_of(release) | {"version": f"2.0.{number}"}
        files.write_json(release / "release.json", facts | ({"access": "internal"} if number == 4 else {}))
        text = (release / "catalog.ttl").read_text("utf-8").replace("klein-2.0.0", f"klein-2.0.{number}")
        (release / "catalog.ttl").write_text(text, "utf-8")
    return tmp_path / "releases"


def harvest(out, ending):
    """Return what a harvester comes by: it reads a page, takes its datasets, and follows the next page to the end."""
    address, found, pages = f"{BASE}/catalog.{ending}", [], 0
    while address:
        pages += 1
        assert pages < 10
        graph = Graph().parse(out / address.removeprefix(f"{BASE}/"), format=FORMATS[ending])
        found += [str(one) for one in graph.subjects(RDF.type, DCAT.Dataset)]
        following = [
            str(address)
            for kind in (HYDRA.PagedCollection, HYDRA.PartialCollectionView)
            for page in graph.subjects(RDF.type, kind)
            for word in (HYDRA.nextPage, HYDRA.next)
            for address in graph.objects(page, word)
        ]
        assert len(set(following)) <= 1
        address = following[0] if following else None
    return found, pages


@pytest.mark.parametrize("ending", FORMATS)
def test_a_harvester_finds_every_release_once(folder, tmp_path, ending):
    done = running.here("describe", "--catalog", folder, "--out", tmp_path / "out", "--base", BASE, "--page-size", 3)
    assert done.status == 0, done.err
    found, pages = harvest(tmp_path / "out", ending)
    assert pages == 2
    assert sorted(found) == [f"{BASE}/klein/2.0.{number}/#klein-2.0.{number}" for number in range(4)]


def test_addresses_lead_to_where_the_releases_are_served(folder, tmp_path):
    running.here("describe", "--catalog", folder, "--out", tmp_path / "out", "--base", f"{BASE}/")
    graph = Graph().parse(tmp_path / "out" / "catalog.ttl")
    downloads = {str(one) for one in graph.objects(None, DCAT.downloadURL)}
    wanted = {
        f"{BASE}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*.parquet")
        if path.relative_to(folder).parts[1] != "2.0.4" and path.relative_to(folder).parts[2] in {"data", "sample"}
    }
    assert downloads == wanted
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert catalog == URIRef(f"{BASE}/#catalog")
    assert len(set(graph.objects(catalog, DCAT.dataset))) == 4
    assert graph.value(catalog, DCTERMS.publisher) == URIRef("https://example.org/archiv")


def test_one_page_has_no_next(folder, tmp_path):
    feed.write(feed.find(folder), tmp_path, BASE)
    graph = Graph().parse(tmp_path / "catalog.ttl")
    assert not list(graph.objects(None, HYDRA.nextPage))
    assert int(graph.value(URIRef(f"{BASE}/catalog.ttl"), HYDRA.totalItems)) == 4


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--catalog", "FOLDER"), "needs --base URL"),
        (("--catalog", "FOLDER", "--base", "daten.example.org"), "expected an address that begins with https://"),
        (("--catalog", "FOLDER", "--base", BASE, "--page-size", "0"), "expected 1 or more"),
        (("--catalog", "EMPTY", "--base", BASE), "no release for others there"),
        ((), "describe what?"),
    ],
)
def test_what_is_missing_is_said(folder, tmp_path, arguments, says):
    (tmp_path / "empty").mkdir()
    places = {"FOLDER": folder, "EMPTY": tmp_path / "empty"}
    done = running.here("describe", *(places.get(one, one) for one in arguments))
    assert done.status == 2
    assert says in done.err


def test_a_release_without_a_description_is_named(folder):
    (folder / "klein" / "2.0.1" / "catalog.ttl").unlink()
    with pytest.raises(feed.FeedError, match=r"2\.0\.1: no catalog\.ttl there; write it with: gemeingut describe"):
        feed.find(folder)
