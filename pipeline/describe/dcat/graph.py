"""The graph of a release: catalogue, dataset, its series and versions, and one distribution per data file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDFS, SKOS, XSD

from pipeline.describe.dcat import vocabularies
from pipeline.describe.dcat.distributions import add_distributions
from pipeline.describe.dcat.vocabularies import ADMS, DCAT, DCATAP, DCATDE, ELI, PREFIXES, VCARD
from pipeline.describe.wording import number, word

if TYPE_CHECKING:
    from pipeline.describe.model import Model
    from pipeline.describe.place import Place
    from pipeline.release_files.facts import Contact

NOT_STATED: Final = "Herausgeber nicht angegeben"
"""DCAT-AP.de demands a publisher; a collection that names none is described with an agent of this name."""
DATE: Final = XSD.date


def empty() -> Graph:
    """Return a graph with the prefixes of DCAT-AP.de."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def graph_of(model: Model) -> Graph:
    """Return a release's catalogue with its one dataset; without blank nodes, so that the same release gives the same bytes."""
    graph = empty()
    dataset = add_dataset(graph, model, model.place)
    catalog = URIRef(model.place.node("catalog"))
    graph.add((catalog, DCAT.dataset, dataset))
    add_catalog(graph, catalog, model, model.place)
    return graph


def add_catalog(graph: Graph, catalog: URIRef, model: Model, place: Place) -> None:
    """Add the properties of the catalogue itself; the caller adds its datasets."""
    facts = model.facts
    graph.add((catalog, RDF.type, DCAT.Catalog))
    graph.add((catalog, DCTERMS.title, Literal(f"Katalog: {facts.title}", lang="de")))
    text = f"Beschreibung der Sammlung {facts.name} nach DCAT-AP.de 3.0, aus dem Lauf selbst geschrieben."
    graph.add((catalog, DCTERMS.description, Literal(text, lang="de")))
    graph.add((catalog, DCTERMS.publisher, _publisher(graph, model, place)))
    graph.add((catalog, DCTERMS.modified, Literal(model.released, datatype=DATE)))
    graph.add((catalog, DCTERMS.language, _typed(graph, vocabularies.language("deu"), DCTERMS.LinguisticSystem)))
    graph.add((catalog, DCTERMS.license, _typed(graph, vocabularies.METADATA_LICENSE, DCTERMS.LicenseDocument)))
    taxonomy = URIRef(f"{vocabularies.EU}data-theme")
    graph.add((catalog, DCAT.themeTaxonomy, _typed(graph, taxonomy, SKOS.ConceptScheme)))
    if model.collection.homepage:
        homepage = _typed(graph, URIRef(model.collection.homepage), FOAF.Document)
        graph.add((catalog, FOAF.homepage, homepage))


def add_dataset(graph: Graph, model: Model, place: Place) -> URIRef:
    """Add the dataset of a release with all that belongs to it, and return its node."""
    dataset = URIRef(place.node(_versioned(model)))
    graph.add((dataset, RDF.type, DCAT.Dataset))
    _say(graph, dataset, model)
    _link(graph, dataset, model, place)
    _classify(graph, dataset, model)
    _cover(graph, dataset, model, place)
    _trace(graph, dataset, model, place)
    _line_up(graph, dataset, model, place)
    add_distributions(graph, dataset, model, place)
    return dataset


def _versioned(model: Model) -> str:
    return f"{model.facts.name}-{model.facts.version}"


def _say(graph: Graph, dataset: URIRef, model: Model) -> None:
    facts = model.facts
    graph.add((dataset, DCTERMS.title, Literal(f"{facts.title}, Version {facts.version}")))
    graph.add((dataset, DCTERMS.description, Literal(description(model))))
    # No address: portals take one for an IRI, which the shapes refuse here.
    identifier = f"gemeingut:{facts.name}:{facts.version}"
    graph.add((dataset, DCTERMS.identifier, Literal(identifier)))
    graph.add((dataset, DCAT.version, Literal(facts.version)))
    for date in (DCTERMS.issued, DCTERMS.modified):
        graph.add((dataset, date, Literal(model.released, datatype=DATE)))
    for keyword in keywords(model):
        graph.add((dataset, DCAT.keyword, Literal(keyword, lang="de")))
    notes = model.changes_note("de")
    if notes:
        graph.add((dataset, ADMS.versionNotes, Literal(notes, lang="de")))


def description(model: Model) -> str:
    """Return the publisher's description of the collection, then the numbers of the run."""
    counts = model.facts.counts
    text = f"{number(counts.kept, 'de')} Dokumente mit {number(counts.words, 'de')} Wörtern aus {len(model.kept_sources)} Quellen."
    own = model.facts.description.strip()
    return f"{own} {text}".strip()


def keywords(model: Model) -> list[str]:
    """Return the collection's keywords, or the kinds of text in it where it has none."""
    named = list(model.collection.keywords)
    return named or [
        "Textkorpus",
        *(word("domains", domain.name, "de") for domain in model.composition.domains_by_words),
    ]


def _link(graph: Graph, dataset: URIRef, model: Model, place: Place) -> None:
    graph.add((dataset, DCTERMS.publisher, _publisher(graph, model, place)))
    contact = model.facts.contact
    if contact and (contact.email or contact.url):
        graph.add((dataset, DCAT.contactPoint, _contact(graph, contact, place)))
    if model.collection.contributor_id:
        graph.add((dataset, DCATDE.contributorID, vocabularies.contributor(model.collection.contributor_id)))
    page = place.page or place.file("index.html")
    if page:
        graph.add((dataset, DCAT.landingPage, _typed(graph, URIRef(page), FOAF.Document)))
    sheet = place.file("datasheet.html")
    if sheet:
        graph.add((dataset, FOAF.page, _typed(graph, URIRef(sheet), FOAF.Document)))


def _publisher(graph: Graph, model: Model, place: Place) -> URIRef:
    publisher = model.facts.publisher
    agent = URIRef((publisher and publisher.uri) or place.node("publisher"))
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(publisher.name if publisher else NOT_STATED)))
    if publisher and publisher.type:
        graph.add((agent, DCTERMS.type, _typed(graph, vocabularies.publisher_type(publisher.type), SKOS.Concept)))
    if publisher and publisher.email:
        graph.add((agent, FOAF.mbox, URIRef(f"mailto:{publisher.email}")))
    return agent


def _contact(graph: Graph, contact: Contact, place: Place) -> URIRef:
    node = URIRef(place.node("contact"))
    graph.add((node, RDF.type, VCARD.Kind))
    graph.add((node, VCARD.fn, Literal(contact.name)))
    if contact.email:
        graph.add((node, VCARD.hasEmail, URIRef(f"mailto:{contact.email}")))
    if contact.url:
        graph.add((node, VCARD.hasURL, URIRef(contact.url)))
    return node


def themes(model: Model) -> list[str]:
    """Return the themes the collection names, else those its kinds of text belong to, in order."""
    kinds = {
        vocabularies.THEME_OF_DOMAIN[domain.name]
        for domain in model.composition.domains
        if domain.name in vocabularies.THEME_OF_DOMAIN
    }
    return list(model.collection.themes) or sorted(kinds)


def _classify(graph: Graph, dataset: URIRef, model: Model) -> None:
    collection = model.collection
    for theme in themes(model):
        graph.add((dataset, DCAT.theme, _typed(graph, vocabularies.concept("data-theme", theme), SKOS.Concept)))
    for code in model.languages:
        graph.add((dataset, DCTERMS.language, _typed(graph, vocabularies.language(code), DCTERMS.LinguisticSystem)))
    right = vocabularies.concept("access-right", vocabularies.ACCESS[model.facts.access])
    graph.add((dataset, DCTERMS.accessRights, _typed(graph, right, DCTERMS.RightsStatement)))
    if collection.frequency:
        often = _typed(graph, vocabularies.frequency(collection.frequency), DCTERMS.Frequency)
        graph.add((dataset, DCTERMS.accrualPeriodicity, often))
    for name in collection.high_value:
        graph.add((dataset, DCATAP.applicableLegislation, _typed(graph, vocabularies.HIGH_VALUE, ELI.LegalResource)))
        category = URIRef(f"http://data.europa.eu/bna/{vocabularies.HIGH_VALUE_CATEGORIES[name]}")
        graph.add((dataset, DCATAP.hvdCategory, _typed(graph, category, SKOS.Concept)))


def _cover(graph: Graph, dataset: URIRef, model: Model, place: Place) -> None:
    if model.collection.geocoding:
        level, where = vocabularies.geocoding(model.collection.geocoding)
        if level:
            graph.add((dataset, DCATDE.politicalGeocodingLevelURI, level))
        if where:
            graph.add((dataset, DCTERMS.spatial, _typed(graph, where, DCTERMS.Location)))
    if model.composition.years:
        first, last = model.composition.years
        period = URIRef(place.node(f"{_versioned(model)}-period"))
        graph.add((dataset, DCTERMS.temporal, _typed(graph, period, DCTERMS.PeriodOfTime)))
        graph.add((period, DCAT.startDate, Literal(f"{first:04d}", datatype=XSD.gYear)))
        graph.add((period, DCAT.endDate, Literal(f"{last:04d}", datatype=XSD.gYear)))


def _trace(graph: Graph, dataset: URIRef, model: Model, place: Place) -> None:
    statement = URIRef(place.node(f"{_versioned(model)}-provenance"))
    facts = model.facts
    counts = facts.counts
    text = (
        f"Kuratiert mit gemeingut {facts.software.gemeingut} nach dem Rezept {facts.recipe} "
        f"(SHA-256 {facts.recipe_sha256}): {number(counts.read, 'de')} Dokumente gelesen, "
        f"{number(counts.kept, 'de')} behalten, {number(counts.removed, 'de')} entfernt, "
        f"{number(counts.quarantined, 'de')} in Quarantäne; Stichtag {facts.as_of}. Im Einzelnen: provenance.jsonld."
    )
    graph.add((dataset, DCTERMS.provenance, _typed(graph, statement, DCTERMS.ProvenanceStatement)))
    graph.add((statement, RDFS.label, Literal(text, lang="de")))
    detail = place.file("provenance.jsonld")
    if detail:
        graph.add((statement, RDFS.seeAlso, URIRef(detail)))
    run = URIRef(place.node(f"{_versioned(model)}-run"))
    graph.add((dataset, PROV.wasGeneratedBy, _typed(graph, run, PROV.Activity)))


def _line_up(graph: Graph, dataset: URIRef, model: Model, place: Place) -> None:
    series = URIRef(place.series(model.facts.name))
    graph.add((series, RDF.type, DCAT.DatasetSeries))
    graph.add((series, DCTERMS.title, Literal(f"{model.facts.title} (alle Versionen)")))
    text = f"Die Versionen der Sammlung {model.facts.name}."
    graph.add((series, DCTERMS.description, Literal(text, lang="de")))
    graph.add((series, DCTERMS.publisher, _publisher(graph, model, place)))
    graph.add((series, DCAT.hasVersion, dataset))
    graph.add((dataset, DCAT.inSeries, series))
    before = model.facts.previous
    if before:
        older = place.node_of(before.version, f"{model.facts.name}-{before.version}")
        graph.add((dataset, DCAT.prev, URIRef(older)))
        graph.add((dataset, DCAT.previousVersion, URIRef(older)))


def _typed(graph: Graph, node: URIRef, kind: URIRef) -> URIRef:
    graph.add((node, RDF.type, kind))
    return node
