"""One distribution per data file: address, size, checksum, format, and the licence it names with all further terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDFS, SKOS, XSD

from licenses.dcat_terms import iri_of, licenses_in
from pipeline.describe.dcat import vocabularies
from pipeline.describe.dcat.vocabularies import ADMS, DCAT, DCATAP, DCATDE, ELI, SPDX
from pipeline.describe.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licenses.catalogue import License
    from pipeline.describe.model import Model
    from pipeline.describe.place import Place
    from pipeline.release_files.facts import ParquetFile


@dataclass(frozen=True, slots=True)
class Terms:
    """The licence IRI of dcat-ap.de for a distribution, and sentences with the full terms, which one name cannot hold."""

    uri: str
    rights: str
    attribution: str | None


def add_distributions(graph: Graph, dataset: URIRef, model: Model, place: Place) -> None:
    """Add a distribution for every data file, and the sample if there is one."""
    for subset, listed in sorted(model.files.items()):
        for part, file in enumerate(listed, start=1):
            title = f"{subset}, {file.split_in_name}, Datei {part} von {len(listed)}"
            why = model.apart(subset, "de")
            title += f" (nicht in der Vorgabe: {why})" if why else ""
            graph.add((dataset, DCAT.distribution, _distribution(graph, file, title, model, place)))
    for sample in model.sample:
        graph.add(
            (dataset, ADMS.sample, _distribution(graph, sample, "Stichprobe, nach Quellen geschichtet", model, place))
        )


def _distribution(graph: Graph, file: ParquetFile, title: str, model: Model, place: Place) -> URIRef:
    prefix = f"{model.facts.name}-{model.facts.version}"
    node = URIRef(place.node(f"{prefix}-{file.file}"))
    terms = terms_of(_subset_of(file), model)
    graph.add((node, RDF.type, DCAT.Distribution))
    graph.add((node, DCTERMS.title, Literal(title, lang="de")))
    text = f"Parquet (zstd), Dokumente: {number(file.rows, 'de')}."
    graph.add((node, DCTERMS.description, Literal(text, lang="de")))
    _address(graph, node, file, place)
    _form(graph, node, file, model)
    _license(graph, node, terms, URIRef(place.node(f"{prefix}-{file.file}-rights")))
    checksum = URIRef(place.node(f"{prefix}-{file.file}-sha256"))
    graph.add((node, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm))
    graph.add((checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary, normalize=False)))
    return node


def _subset_of(file: ParquetFile) -> str:
    parts = file.file.split("/")
    return parts[1] if parts[0] == "data" else parts[0]


def _address(graph: Graph, node: URIRef, file: ParquetFile, place: Place) -> None:
    download = place.file(file.file)
    graph.add((node, DCAT.accessURL, URIRef(place.page or download or "./")))
    if download:
        graph.add((node, DCAT.downloadURL, URIRef(download)))
    sheet = place.file("datasheet.html")
    if sheet:
        graph.add((node, FOAF.page, URIRef(sheet)))


def _form(graph: Graph, node: URIRef, file: ParquetFile, model: Model) -> None:
    graph.add((node, DCTERMS.format, vocabularies.PARQUET))
    graph.add((vocabularies.PARQUET, RDF.type, DCTERMS.MediaTypeOrExtent))
    graph.add((node, DCAT.mediaType, vocabularies.PARQUET_MEDIA))
    graph.add((vocabularies.PARQUET_MEDIA, RDF.type, DCTERMS.MediaType))
    graph.add((node, DCAT.byteSize, Literal(str(file.bytes), datatype=XSD.nonNegativeInteger)))
    graph.add((node, ADMS.status, vocabularies.COMPLETED))
    graph.add((vocabularies.COMPLETED, RDF.type, SKOS.Concept))
    for date in (DCTERMS.issued, DCTERMS.modified):
        graph.add((node, date, Literal(model.released, datatype=XSD.date)))
    if model.collection.high_value:
        graph.add((node, DCATAP.applicableLegislation, vocabularies.HIGH_VALUE))
        graph.add((vocabularies.HIGH_VALUE, RDF.type, ELI.LegalResource))


def _license(graph: Graph, node: URIRef, terms: Terms, rights: URIRef) -> None:
    graph.add((node, DCTERMS.license, URIRef(terms.uri)))
    graph.add((URIRef(terms.uri), RDF.type, DCTERMS.LicenseDocument))
    graph.add((node, DCTERMS.rights, rights))
    graph.add((rights, RDF.type, DCTERMS.RightsStatement))
    graph.add((rights, RDFS.label, Literal(terms.rights, lang="de")))
    if terms.attribution:
        graph.add((node, DCATDE.licenseAttributionByText, Literal(terms.attribution)))


def terms_of(name: str, model: Model) -> Terms:
    """Return the terms of a subset, or of the whole release for a name that is no subset (its sample)."""
    owed = (model.facts.subsets.get(name) or model.facts).licenses
    sources = model.sources_in(name) if name in model.facts.subsets else [source for source, _ in model.kept_sources]
    licenses = licenses_in(owed)
    return Terms(iri_of(owed), _rights(sorted(owed), licenses), _attribution(sources, licenses, model))


def _rights(expressions: Sequence[str], licenses: Sequence[License]) -> str:
    named = "; ".join(f"{license_.id} ({license_.name}, {license_.url})" for license_ in licenses)
    compound = [expression for expression in expressions if " " in expression]
    also = f" Kombiniert als: {', '.join(compound)}." if compound else ""
    which = (
        "Jeder Text steht unter der Lizenz, die seine Zeile in der Spalte license nennt"
        if len(licenses) > 1
        else "Alle Texte"
    )
    return f"{which}: {named}.{also}"


def _attribution(sources: Sequence[str], licenses: Sequence[License], model: Model) -> str | None:
    if not any({"attribution", "source_note"} & set(license_.obligations) for license_ in licenses):
        return None
    named = [model.sources[source].get("attribution") or model.sources[source]["title"] for source in sources]
    return (
        f"{'; '.join(dict.fromkeys(named))} – die Zeile je Text steht in der Spalte attribution, alle in ATTRIBUTION.md"
    )
