"""A catalogue over many releases, in pages that a harvester walks by `hydra:nextPage`, as CKAN's does (GovData, Berlin).

Each release is taken as its own `catalog.ttl` describes it; relative addresses are resolved against the address that the
release has below the catalogue's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS, XSD

from gemeingut.errors import PlaceError
from pipeline.describe.dcat import vocabularies
from pipeline.describe.dcat.graph import empty
from pipeline.describe.dcat.serialise import FORMS
from pipeline.describe.dcat.vocabularies import DCAT, HYDRA
from pipeline.manifest.frozen import PARTIAL
from pipeline.release_files.facts import ReleaseFacts, read_facts
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PAGE_SIZE: Final = 100
TITLE: Final = "Katalog frei lizenzierter Textsammlungen"
DEPTHS: Final = ("release.json", "*/release.json", "*/*/release.json", "*/*/*/release.json")


class FeedError(PlaceError, ValueError):
    """The folder holds no release to list, or a release in it lacks its description."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A release of the catalogue: its folder, and its path below the catalogue's address."""

    folder: Path
    path: str
    facts: ReleaseFacts


def find(root: Path) -> list[Entry]:
    """Return the releases in a folder, at most three folders down, in the order of their paths; partial ones and those for internal use are left out.

    Raises FeedError if there is none, or if one lacks catalog.ttl.
    """
    entries = []
    for path in sorted({path for pattern in DEPTHS for path in root.glob(pattern)}):
        facts = read_facts(path.parent)
        name = path.parent.relative_to(root).as_posix()
        is_whole = not path.parent.name.startswith(files.TEMPORARY) and not path.parent.name.endswith(PARTIAL)
        if not is_whole or facts.access == "internal":
            continue
        if not (path.parent / "catalog.ttl").is_file():
            raise FeedError(f"{path.parent}: no catalog.ttl there; write it with: gemeingut describe {path.parent}")
        entries.append(Entry(path.parent, "" if name == "." else f"{name}/", facts))
    if not entries:
        raise FeedError(f"{root}: no release for others there; expected <collection>/<version>/release.json")
    return entries


def write(entries: Sequence[Entry], out: Path, base: str, title: str = TITLE, size: int = PAGE_SIZE) -> list[Path]:
    """Write the catalogue's pages to `out` in each form, to be served below `base`, and return the first page of each."""
    root = base.rstrip("/") + "/"
    pages = [entries[start : start + size] for start in range(0, len(entries), size)]
    first = []
    for ending, form in FORMS.items():
        for number, listed in enumerate(pages, start=1):
            graph = _page(listed, root, title, entries)
            _number(graph, root, ending, number, len(pages), (len(entries), size))
            path = out / name_of(number, ending)
            files.write_text(path, form(graph))
            first += [path] if number == 1 else []
    return first


def name_of(number: int, ending: str) -> str:
    """Return the name of a page's file: `catalog.ttl`, `catalog-2.ttl`, …."""
    return f"catalog.{ending}" if number == 1 else f"catalog-{number}.{ending}"


def _page(listed: Iterable[Entry], root: str, title: str, entries: Sequence[Entry]) -> Graph:
    graph = empty()
    catalog = URIRef(f"{root}#catalog")
    for entry in listed:
        own = Graph().parse(entry.folder / "catalog.ttl", format="turtle", publicID=root + entry.path)
        for other in list(own.subjects(RDF.type, DCAT.Catalog)):
            own.remove((other, None, None))
        for triple in own:
            graph.add(triple)
        for dataset in own.subjects(RDF.type, DCAT.Dataset):
            graph.add((catalog, DCAT.dataset, dataset))
    _say(graph, catalog, title, entries)
    return graph


def _say(graph: Graph, catalog: URIRef, title: str, entries: Sequence[Entry]) -> None:
    collections = sorted({entry.facts.name for entry in entries})
    text = f"{len(entries)} Veröffentlichungen: {', '.join(collections)}."
    graph.add((catalog, RDF.type, DCAT.Catalog))
    graph.add((catalog, DCTERMS.title, Literal(title, lang="de")))
    graph.add((catalog, DCTERMS.description, Literal(text, lang="de")))
    graph.add((catalog, DCTERMS.publisher, _publisher(graph)))
    latest = max((str(day) for day in graph.objects(None, DCTERMS.modified)), default=None)
    if latest:
        graph.add((catalog, DCTERMS.modified, Literal(latest, datatype=XSD.date)))
    language = vocabularies.language("deu")
    graph.add((catalog, DCTERMS.language, language))
    graph.add((language, RDF.type, DCTERMS.LinguisticSystem))
    taxonomy = URIRef(f"{vocabularies.EU}data-theme")
    graph.add((catalog, DCAT.themeTaxonomy, taxonomy))
    graph.add((taxonomy, RDF.type, SKOS.ConceptScheme))


def _publisher(graph: Graph) -> URIRef:
    """Return the publisher of most of the page's datasets; of several, the first by address."""
    datasets = graph.subjects(RDF.type, DCAT.Dataset)
    counted = Counter(agent for dataset in datasets for agent in graph.objects(dataset, DCTERMS.publisher))
    best = min(counted.items(), key=lambda pair: (-pair[1], str(pair[0])))[0]
    return URIRef(str(best))


def _number(graph: Graph, root: str, ending: str, number: int, last: int, total: tuple[int, int]) -> None:
    """Add the page's place among the others, in Hydra's current terms (`next`) and in those that CKAN reads (`nextPage`)."""
    items, size = total
    page = URIRef(root + name_of(number, ending))
    for kind in (HYDRA.PagedCollection, HYDRA.PartialCollectionView):
        graph.add((page, RDF.type, kind))
    graph.add((page, HYDRA.totalItems, Literal(items)))
    graph.add((page, HYDRA.itemsPerPage, Literal(size)))
    places = {"first": 1, "last": last, "previous": number - 1, "next": number + 1}
    for name, place in places.items():
        if 1 <= place <= last:
            for word in (name, f"{name}Page"):
                graph.add((page, HYDRA[word], URIRef(root + name_of(place, ending))))
