"""Checks the machine-readable descriptions of a release against release.json, without a network: they parse and agree with it."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any, Final
from xml.sax import SAXException

import yaml
from rdflib import RDF, Graph, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax

from gemeingut.yaml_text import load_yaml
from pipeline.describe.dcat.vocabularies import ADMS, DCAT, SPDX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.release_files.facts import ReleaseFacts

Sums = dict[str, tuple[int, str]]
"""Size and SHA-256 of the data files by path."""

BASE: Final = "release:/"


def faults(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    """Yield what is wrong with a description: it is missing, cannot be read, or contradicts release.json."""
    sums = {file.file: (file.bytes, file.sha256) for file in facts.files}
    for name, check in CHECKS.items():
        if not (release / name).is_file():
            yield f"{name} is missing"
            continue
        try:
            yield from (f"{name}: {fault}" for fault in check(release / name, facts, sums))
        except (ValueError, KeyError, TypeError, yaml.YAMLError, SAXException, BadSyntax, zipfile.BadZipFile) as error:
            yield f"{name} cannot be read: {type(error).__name__}: {str(error).strip().splitlines()[0][:200] if str(error) else ''}"


def _compare(stated: Sums, wanted: Sums) -> Iterator[str]:
    for name in sorted(wanted.keys() - stated.keys()):
        yield f"{name} is not in it"
    for name in sorted(stated.keys() & wanted.keys()):
        if stated[name] != wanted[name]:
            yield f"size or checksum of {name} are {stated[name]}, release.json says {wanted[name]}"


def _version(stated: Any, facts: ReleaseFacts) -> Iterator[str]:
    if stated != facts.version:
        yield f"version {stated!r}, release.json says {facts.version!r}"


def _croissant(path: Path, facts: ReleaseFacts, sums: Sums) -> Iterator[str]:
    description = json.loads(path.read_text(encoding="utf-8"))
    objects = [entry for entry in description["distribution"] if entry["@type"] == "cr:FileObject"]
    stated = {entry["contentUrl"]: (int(entry["contentSize"].split()[0]), entry["sha256"]) for entry in objects}
    yield from _version(description["version"], facts)
    yield from _compare(stated, sums)


def _package(path: Path, facts: ReleaseFacts, sums: Sums) -> Iterator[str]:
    package = json.loads(path.read_text(encoding="utf-8"))
    stated = {
        resource["path"]: (resource["bytes"], resource["hash"].removeprefix("sha256:"))
        for resource in package["resources"]
    }
    yield from _version(package["version"], facts)
    yield from _compare(stated, sums)


def _provenance(path: Path, facts: ReleaseFacts, sums: Sums) -> Iterator[str]:
    nodes = {node["@id"]: node for node in json.loads(path.read_text(encoding="utf-8"))["@graph"]}
    yield from _compare({name: (node["bytes"], node["sha256"]) for name, node in nodes.items() if name in sums}, sums)
    for source, counts in facts.sources.items():
        read = nodes.get(f"#documents-{source}", {}).get("documents")
        if read != counts.read:
            yield f"{read} documents of {source}, release.json says {counts.read}"
    if nodes["#release"]["documents"] != facts.counts.kept:
        yield f"{nodes['#release']['documents']} documents kept, release.json says {facts.counts.kept}"


def _graph(path: Path, facts: ReleaseFacts, sums: Sums) -> Iterator[str]:
    form = {".ttl": "turtle", ".rdf": "xml"}[path.suffix]
    graph = Graph().parse(data=path.read_text(encoding="utf-8"), format=form, publicID=BASE)
    datasets = list(graph.subjects(RDF.type, DCAT.Dataset))
    if len(datasets) != 1:
        yield f"{len(datasets)} datasets, expected one"
        return
    yield from _version(str(graph.value(datasets[0], DCAT.version)), facts)
    nodes = [*graph.objects(datasets[0], DCAT.distribution), *graph.objects(datasets[0], ADMS.sample)]
    stated = {}
    for node in nodes:
        checksum = graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)
        stated[_file_of(node)] = (int(str(graph.value(node, DCAT.byteSize))), str(checksum))
    yield from _compare(stated, sums)


def _file_of(node: Any) -> str:
    """Return the path that a distribution's node ends with."""
    text = str(node) if isinstance(node, URIRef) else ""
    start = max(text.rfind("-data/"), text.rfind("-sample/"))
    return text[start + 1 :] if start >= 0 else text


def _linked(path: Path, facts: ReleaseFacts, sums: Sums) -> Iterator[str]:
    nodes = json.loads(path.read_text(encoding="utf-8"))["@graph"]
    kinds = {node["@id"]: node.get("@type") for node in nodes}
    (dataset,) = [node for node in nodes if "dcat:Dataset" in _listed(kinds[node["@id"]])]
    yield from _version(dataset["dcat:version"], facts)
    values = {node["@id"]: node["spdx:checksumValue"]["@value"] for node in nodes if "spdx:checksumValue" in node}
    stated = {
        _file_of(URIRef(node["@id"])): (int(node["dcat:byteSize"]["@value"]), values[node["spdx:checksum"]["@id"]])
        for node in nodes
        if "dcat:byteSize" in node
    }
    yield from _compare(stated, sums)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _citation(path: Path, facts: ReleaseFacts, _sums: Sums) -> Iterator[str]:
    citation = load_yaml(path.read_text(encoding="utf-8"))
    yield from _version(citation["version"], facts)
    if citation["title"] != facts.title:
        yield f"title {citation['title']!r}, release.json says {facts.title!r}"


def _document(path: Path, _facts: ReleaseFacts, _sums: Sums) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        broken = archive.testzip()
        if broken or "word/document.xml" not in archive.namelist():
            yield f"damaged at {broken or 'word/document.xml'}"


def _indicators(path: Path, _facts: ReleaseFacts, _sums: Sums) -> Iterator[str]:
    silent = [
        indicator["id"]
        for indicator in json.loads(path.read_text(encoding="utf-8"))["indicators"]
        if not indicator.get("en")
    ]
    tables = {
        indicator["id"]: indicator["tables"] for indicator in json.loads(path.read_text(encoding="utf-8"))["indicators"]
    }
    yield from (
        f"{indicator_id} has neither an answer nor says so" for indicator_id in silent if not tables[indicator_id]
    )


CHECKS: Final[dict[str, Callable[[Path, ReleaseFacts, Sums], Iterator[str]]]] = {
    "croissant.json": _croissant,
    "datapackage.json": _package,
    "provenance.jsonld": _provenance,
    "catalog.ttl": _graph,
    "catalog.rdf": _graph,
    "catalog.jsonld": _linked,
    "CITATION.cff": _citation,
    "ai-act-summary.docx": _document,
    "fmti.json": _indicators,
}
