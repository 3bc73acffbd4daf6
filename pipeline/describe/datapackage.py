"""`datapackage.json`: the release as a Frictionless data package (Data Package 2.0), a resource per data file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from pipeline.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.model import Model
    from pipeline.release_files.facts import ParquetFile, SourceFacts

PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA: Final = "application/vnd.apache.parquet"


def write(release: Path, model: Model) -> None:
    """Write the package; paths are relative, sizes and hashes those of release.json."""
    files.write_json(release / "datapackage.json", package(model))


def package(model: Model) -> dict[str, Any]:
    """Return the package's properties; those without a value are left out."""
    facts = model.facts
    properties = {
        "$schema": PROFILE,
        "name": facts.name,
        "id": facts.content_digest,
        "title": facts.title,
        "description": facts.description,
        "version": facts.version,
        "created": f"{model.released}T00:00:00Z",
        "homepage": model.place.page,
        "keywords": list(model.collection.keywords),
        "licenses": [
            {"name": license_.id, "title": license_.name, "path": license_.url} for license_ in model.licenses
        ],
        "contributors": _contributors(model),
        "sources": [_source(name, source) for name, source in model.kept_sources],
        "resources": [_resource(file, model) for file in (*facts.files, *model.sample)],
    }
    return {name: value for name, value in properties.items() if value or name == "resources"}


def _contributors(model: Model) -> list[dict[str, Any]]:
    publisher, contact = model.facts.publisher, model.facts.contact
    known = []
    if publisher:
        known.append((publisher.name, publisher.uri, publisher.email, "publisher"))
    if contact:
        known.append((contact.name, contact.url, contact.email, "contact"))
    return [
        {"title": name} | ({"path": path} if path else {}) | ({"email": email} if email else {}) | {"roles": [role]}
        for name, path, email, role in known
    ]


def _source(name: str, source: SourceFacts) -> dict[str, str]:
    return {"title": f"{source.title} ({name})"} | ({"path": source.homepage} if source.homepage else {})


def _resource(file: ParquetFile, model: Model) -> dict[str, Any]:
    # A file, not a table: frictionless then checks size and hash, which it cannot for Parquet read as a table.
    parts = file.file.removesuffix(".parquet").split("/")
    licenses = sorted({cell.license for cell in model.composition.within(file.file)})
    return {
        "name": "-".join(parts).lower(),
        "path": file.file,
        "type": "file",
        "format": "parquet",
        "mediatype": MEDIA,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "documents": file.rows,
        "licenses": [{"name": license_, "title": license_} for license_ in licenses],
        "schema": {"primaryKey": ["id"], "fields": [_field(column) for column in model.columns]},
    }


def _field(column: pa.Field) -> dict[str, Any]:
    description = (column.metadata or {}).get(b"description", b"").decode()
    required = {} if column.nullable else {"constraints": {"required": True}}
    return {"name": column.name, "type": _type(column.type), "description": description} | required


def _type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind):
        return "number"
    if pa.types.is_struct(kind):
        return "object"
    return "array" if pa.types.is_list(kind) else "string"
