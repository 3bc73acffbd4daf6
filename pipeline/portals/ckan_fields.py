"""What CKAN gets to know of a release: the dataset's fields, the extras of DCAT-AP.de, and those of each resource.

The names of the extras are those of ckanext-dcat and ckanext-dcatde, so that a portal with them serves DCAT-AP.de; one
without them shows them as they are.  A resource's licence is that of its subset, as a URI of dcat-ap.de.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from licenses.catalogue import catalogue
from licenses.dcat_terms import iri_of
from pipeline.portals.assets import RECORDS

if TYPE_CHECKING:
    from collections.abc import Collection as Sized
    from collections.abc import Iterator, Mapping

    from pipeline.portals.assets import Asset
    from pipeline.portals.target import Access, Parcel
    from pipeline.release_files.facts import SubsetFacts

EU: Final = "http://publications.europa.eu/resource/authority/"
IANA: Final = "https://www.iana.org/assignments/media-types/"
SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
LEVELS: Final = "http://dcat-ap.de/def/politicalGeocoding/Level/"
CONTRIBUTORS: Final = "http://dcat-ap.de/def/contributors/"
PUBLISHER_TYPES: Final = "http://purl.org/adms/publishertype/"
ACCESS_RIGHTS: Final[dict[str, str]] = {"internal": "NON_PUBLIC", "gated": "RESTRICTED", "public": "PUBLIC"}
FORMATS: Final[dict[str, tuple[str, str]]] = {
    ".parquet": ("PARQUET", "application/vnd.apache.parquet"),
    ".md": ("MARKDOWN", "text/markdown"),
    ".html": ("HTML", "text/html"),
    ".json": ("JSON", "application/json"),
    ".jsonld": ("JSON_LD", "application/ld+json"),
    ".ttl": ("RDF_TURTLE", "text/turtle"),
    ".rdf": ("RDF_XML", "application/rdf+xml"),
    ".xml": ("XML", "application/xml"),
    ".csv": ("CSV", "text/csv"),
    ".zip": ("ZIP", "application/zip"),
    ".odt": ("ODT", "application/vnd.oasis.opendocument.text"),
    ".docx": ("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".cff": ("YAML", "application/yaml"),
    ".bib": ("TXT", "text/plain"),
    "": ("TXT", "text/plain"),
}
SHORT: Final[dict[str, str]] = {
    "CC0-1.0": "cc-zero",
    "CC-BY": "cc-by",
    "CC-BY-SA": "cc-by-sa",
    "ODbL-1.0": "odc-odbl",
    "ODC-By-1.0": "odc-by",
    "PDDL-1.0": "odc-pddl",
}
"""Ids of CKAN's own register of licences; Creative Commons without regard to version and port."""

METADATA_LICENSE: Final = "http://dcat-ap.de/def/licenses/cc-zero"
TEXTS: Final = ("sample/", RECORDS)
"""What holds texts of every subset: the sample, and with the records the portal page, which shows how documents begin."""
NOT_IN_A_TAG: Final = re.compile(r"[^\w \-.]")
COLLECTION: Final = "gemeingut_collection"
VERSION: Final = "gemeingut_version"
COMPLETE: Final = "gemeingut_complete"
DATES: Final = ("issued", "modified")


def extra_of(package: Mapping[str, Any], key: str) -> str | None:
    """Return the value of a dataset's extra, or None."""
    return next((str(extra["value"]) for extra in package.get("extras", []) if extra["key"] == key), None)


def dataset(parcel: Parcel, access: Access, known_licenses: Sized[str], issued: str) -> dict[str, Any]:
    """Return the dataset's fields but for name, owner, state and whether it is private; `issued` is a date (ISO 8601)."""
    manifest = parcel.collection
    fields: dict[str, Any] = {
        "title": f"{manifest.title} {parcel.version}" if parcel.version not in manifest.title else manifest.title,
        "notes": manifest.description,
        "version": parcel.version,
        "license_id": _license_id(parcel, known_licenses),
        "tags": [
            {"name": tag} for tag in sorted({NOT_IN_A_TAG.sub(" ", tag).strip() for tag in manifest.keywords}) if tag
        ],
        "extras": [{"key": key, "value": value} for key, value in extras(parcel, access, issued).items() if value],
    }
    if manifest.homepage:
        fields["url"] = manifest.homepage
    if manifest.publisher:
        fields |= {"author": manifest.publisher.name, "author_email": manifest.publisher.email or ""}
    if manifest.contact:
        fields |= {"maintainer": manifest.contact.name, "maintainer_email": manifest.contact.email or ""}
    return fields


def changed(package: Mapping[str, Any], parcel: Parcel, access: Access, known_licenses: Sized[str]) -> Iterator[str]:
    """Yield the fields of a dataset that are not those of the release; its dates are the portal's own."""
    wanted = dataset(parcel, access, known_licenses, "")
    extras_wanted = {extra["key"]: extra["value"] for extra in wanted.pop("extras")} | {COMPLETE: "true"}
    tags = {tag["name"] for tag in wanted.pop("tags")}
    if {tag["name"] for tag in package.get("tags", [])} != tags:
        yield "tags"
    yield from (key for key, value in wanted.items() if (package.get(key) or "") != (value or ""))
    shown = {extra["key"]: extra["value"] for extra in package.get("extras", []) if extra["key"] not in DATES}
    yield from sorted(key for key in {*shown, *extras_wanted} if shown.get(key) != extras_wanted.get(key))
    if bool(package["private"]) != (access != "public"):
        yield "private"


def resource_changed(shown: Mapping[str, Any], parcel: Parcel, asset: Asset) -> Iterator[str]:
    """Yield the fields of a resource that are not those of the release's file."""
    for key, value in resource(parcel, asset).items():
        if str(shown.get(key) or "") != value:
            yield f"{key} of {asset.name}"


def access_of(package: Mapping[str, Any]) -> Access:
    """Return who may read a dataset as its extras say; of one that says nothing, what follows from its being private."""
    stated = (extra_of(package, "access_rights") or "").rpartition("/")[2]
    known: dict[str, Access] = {"NON_PUBLIC": "internal", "RESTRICTED": "gated", "PUBLIC": "public"}
    return known.get(stated, "internal" if package["private"] else "public")


def extras(parcel: Parcel, access: Access, issued: str) -> dict[str, str]:
    """Return the extras of a dataset, those of DCAT-AP.de first; an empty one is not said by the collection."""
    manifest, facts = parcel.collection, parcel.facts
    publisher, contact = manifest.publisher, manifest.contact
    return {
        "identifier": f"gemeingut:{parcel.name}:{parcel.version}",  # a URL here becomes an IRI, which DCAT-AP forbids
        "issued": issued,
        "modified": issued,
        "language": _uris(f"{EU}language/", [code.upper() for code in manifest.language]),
        "theme": _uris(f"{EU}data-theme/", manifest.themes),
        "access_rights": f"{EU}access-right/{ACCESS_RIGHTS[access]}",
        "frequency": _uri(f"{EU}frequency/", manifest.frequency and manifest.frequency.upper()),
        "availability": f"{EU}planned-availability/STABLE",
        "contributorID": _uris(CONTRIBUTORS, [manifest.contributor_id] if manifest.contributor_id else []),
        **_place(manifest.geocoding),
        "publisher_name": publisher.name if publisher else "",
        "publisher_uri": (publisher.uri or "") if publisher else "",
        "publisher_email": (publisher.email or "") if publisher else "",
        "publisher_type": _uri(PUBLISHER_TYPES, publisher.type if publisher else None),
        "contact_name": contact.name if contact else "",
        "contact_email": (contact.email or "") if contact else "",
        "contact_url": (contact.url or "") if contact else "",
        "provenance": f"Gemeingut, as of {facts.as_of}: {facts.counts.read} documents read, "
        f"{facts.counts.kept} kept; the ledger names the fate of each.",
        COLLECTION: parcel.name,
        VERSION: parcel.version,
        "content_digest": facts.content_digest,
        "obligation": facts.obligation or "",
        "documents": str(facts.counts.kept),
        "words": str(facts.counts.words),
    }


def resource(parcel: Parcel, asset: Asset) -> dict[str, str]:
    """Return the fields of one resource but for its dataset and its content."""
    file_type, media_type = FORMATS.get(asset.path.suffix, FORMATS[""])
    subset = parcel.facts.subsets.get(asset.name.split("/")[1]) if asset.name.startswith("data/") else None
    fields = {
        "name": asset.name,
        "format": f"{EU}file-type/{file_type}",
        "mimetype": f"{IANA}{media_type}",
        "hash": asset.sha256,
        "hash_algorithm": SHA256,
        "size": str(asset.size),
        "availability": f"{EU}planned-availability/STABLE",
        "license": _license_of(parcel, subset, asset.name),
    }
    if subset:
        fields["description"] = f"{subset.rows:,} documents, {subset.words:,} words in this subset"
        if subset.apart:
            fields["description"] += f"; outside the default configuration: {', '.join(subset.apart)}"
        if "attribution" in subset.obligations:
            fields["licenseAttributionByText"] = f"{parcel.collection.title}: ATTRIBUTION.md"
    return fields


def _license_of(parcel: Parcel, subset: SubsetFacts | None, name: str) -> str:
    """Return the licence of a file: its subset's, else the whole release's for texts, else that of our own metadata."""
    if subset is None and not name.startswith(TEXTS):
        return METADATA_LICENSE
    return iri_of((subset or parcel.facts).licenses)


def _license_id(parcel: Parcel, known: Sized[str]) -> str:
    """Return the dataset's licence from the portal's register: the one licence of all texts, or an open one of its own kind."""
    license_id = parcel.facts.one_license
    entry = catalogue().get(license_id) if license_id and license_id in catalogue() else None
    family = re.sub(r"-\d.*$", "", license_id) if license_id else ""
    wanted = [entry.dcat_uri if entry else None, SHORT.get(license_id or ""), SHORT.get(family), "other-open"]
    return next((name for name in wanted if name and name in known), "notspecified")


def _uri(root: str, value: str | None) -> str:
    return "" if not value else value if "://" in value else f"{root}{value}"


def _uris(root: str, values: Sized[str]) -> str:
    return json.dumps([_uri(root, value) for value in sorted(values)]) if values else ""


def _place(geocoding: str | None) -> dict[str, str]:
    if not geocoding:
        return {}
    return {"spatial_uri": geocoding} if "/" in geocoding else {"politicalGeocodingLevelURI": f"{LEVELS}{geocoding}"}
