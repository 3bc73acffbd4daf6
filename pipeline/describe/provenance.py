"""`provenance.jsonld`: where the release comes from, in W3C PROV-O: snapshots → documents → data files → release.

Documents appear as one collection per source: rows of the data files and of the ledger name their snapshot and member already,
and a million entities would add nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.describe.processing import NAMED_LIBRARIES
from pipeline.store.files import sha256_of, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.describe.model import Model

CONTEXT: Final[dict[str, Any]] = {
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{
        name: {"@id": f"prov:{name}", "@type": "@id"}
        for name in (
            *("used", "wasDerivedFrom", "wasGeneratedBy", "wasAssociatedWith", "wasAttributedTo", "hadMember"),
            *("hadPrimarySource", "atLocation", "wasRevisionOf", "hadPlan", "agent", "qualifiedAssociation"),
        )
    },
    "sha256": "spdx:checksumValue",
    "documents": {"@id": "schema:numberOfItems", "@type": "xsd:integer"},
    "bytes": {"@id": "schema:contentSize", "@type": "xsd:integer"},
    "retrieved": {"@id": "dct:date", "@type": "xsd:date"},
    "version": "schema:softwareVersion",
    "label": "rdfs:label",
}
LISTED: Final = 100
"""A source fetched as more files than this is described by its lock file, which lists them with their hashes."""


def write(release: Path, model: Model) -> None:
    """Write the description."""
    graph = [*_snapshots(release, model), *_documents(model), *_files(model), *_release(model), *_software(model)]
    write_json(release / "provenance.jsonld", {"@context": CONTEXT, "@graph": graph})


def _snapshots(release: Path, model: Model) -> Iterator[dict[str, Any]]:
    for source, lock in model.locks.items():
        address = model.sources[source].get("homepage")
        origin = {"hadPrimarySource": address} if address else {}
        if len(lock.files) > LISTED:
            path = f"inputs/locks/{source}.json"
            yield {"@id": path, "@type": ["prov:Entity", "prov:Collection"], **origin} | {
                "label": f"{len(lock.files)} files of {source}",
                "documents": len(lock.files),
                "sha256": sha256_of(release / path),
            }
            continue
        for file in lock.files:
            yield {
                "@id": _snapshot(file.sha256),
                "@type": "prov:Entity",
                "label": file.name,
                "sha256": file.sha256,
                "bytes": file.bytes,
                "retrieved": file.retrieved,
                **origin,
            } | ({"atLocation": file.address} if "://" in file.address else {})


def _snapshot(digest: str) -> str:
    return f"urn:sha256:{digest}"


def _snapshots_of(source: str, model: Model) -> list[str]:
    files = model.locks[source].files if source in model.locks else ()
    return [f"inputs/locks/{source}.json"] if len(files) > LISTED else [_snapshot(file.sha256) for file in files]


def _documents(model: Model) -> Iterator[dict[str, Any]]:
    for source, counts in sorted(model.facts.sources.items()):
        yield {
            "@id": f"#documents-{source}",
            "@type": ["prov:Entity", "prov:Collection"],
            "label": f"documents read from {source}",
            "documents": counts.read,
            "wasDerivedFrom": _snapshots_of(source, model),
            "wasGeneratedBy": f"#reading-{source}",
            "atLocation": f"ledger/{source}.parquet",
        }
        yield {
            "@id": f"#reading-{source}",
            "@type": "prov:Activity",
            "label": f"fetching, reading and cleaning {source}",
            "used": [*_snapshots_of(source, model), f"inputs/sources/{source}.yaml"],
            "wasAssociatedWith": "#gemeingut",
        }


def _files(model: Model) -> Iterator[dict[str, Any]]:
    for file in (*model.facts.files, *model.sample):
        yield {
            "@id": file.file,
            "@type": "prov:Entity",
            "documents": file.rows,
            "bytes": file.bytes,
            "sha256": file.sha256,
            "wasDerivedFrom": [f"#documents-{source}" for source in model.sources_in(file.file)],
            "wasGeneratedBy": "#curation",
        }


def _release(model: Model) -> Iterator[dict[str, Any]]:
    facts = model.facts
    publisher = facts.publisher
    agent = (publisher.uri or "#publisher") if publisher else None
    yield (
        {
            "@id": "#release",
            "@type": ["prov:Entity", "prov:Collection"],
            "label": f"{facts.title}, {facts.version}",
            "documents": facts.counts.kept,
            "sha256": facts.content_digest,
            "hadMember": [file.file for file in facts.files],
            "wasGeneratedBy": "#curation",
            "wasDerivedFrom": [f"#documents-{source}" for source, _ in model.kept_sources],
        }
        | ({"wasAttributedTo": agent} if agent else {})
        | _revision(model)
    )
    plans = ["inputs/recipe.yaml", "inputs/policy.yaml", "inputs/profiles.yaml", "inputs/collection.yaml"]
    yield {
        "@id": "#curation",
        "@type": "prov:Activity",
        "label": f"curation, judged as of {facts.as_of}",
        "used": [*(f"#documents-{source}" for source in sorted(facts.sources)), *plans],
        "wasAssociatedWith": ["#gemeingut", *([agent] if agent else [])],
        "qualifiedAssociation": {
            "@id": "#association",
            "@type": "prov:Association",
            "agent": "#gemeingut",
            "hadPlan": "inputs/recipe.yaml",
        },
    }
    hashes = {"inputs/recipe.yaml": facts.recipe_sha256, "inputs/policy.yaml": facts.policy_sha256}
    for plan in plans:
        known = {"sha256": hashes[plan]} if plan in hashes else {}
        yield {"@id": plan, "@type": ["prov:Entity", "prov:Plan"]} | known
    if publisher and agent:
        yield {"@id": agent, "@type": ["prov:Agent", "prov:Organization"], "label": publisher.name}


def _revision(model: Model) -> dict[str, str]:
    before = model.facts.previous
    return {"wasRevisionOf": f"urn:sha256:{before.content_digest}"} if before else {}


def _software(model: Model) -> Iterator[dict[str, Any]]:
    software = model.facts.software
    installed = [name for name in NAMED_LIBRARIES if name in software.libraries]
    yield {
        "@id": "#gemeingut",
        "@type": ["prov:Agent", "prov:SoftwareAgent"],
        "label": "gemeingut",
        "version": software.gemeingut,
        "sha256": software.code_sha256,
        "schema:softwareRequirements": [{"@id": f"#library-{name}"} for name in installed],
    }
    for name in installed:
        yield {
            "@id": f"#library-{name}",
            "@type": ["prov:Agent", "prov:SoftwareAgent"],
            "label": name,
            "version": software.libraries[name],
        }
