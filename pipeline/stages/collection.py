"""A collection opened for work: its manifests read, and every format's options validated by the reader they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.manifest.load import load_collection
from pipeline.manifest.yaml_file import ManifestError
from pipeline.read import registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.manifest.load import LoadedCollection, LoadedSource


def open_collection(name: str, only: Sequence[str] = ()) -> LoadedCollection:
    """Return the collection of that path or name; raise ManifestError with a line per fault of a manifest or an option."""
    collection = load_collection(name, only)
    faults = [fault for source in collection.sources for fault in _faults(source)]
    if faults:
        raise ManifestError("\n".join(faults))
    return collection


def _faults(source: LoadedSource) -> Iterator[str]:
    formats = [("format", source.manifest.format)]
    formats += [(f"formats.{place}.format", entry.format) for place, entry in enumerate(source.manifest.formats)]
    for key, format_ in formats:
        try:
            registry.reader(format_.name)
        except registry.FormatError as error:
            yield f"{source.path}: {key}.name: {error}"
            continue
        try:
            registry.parse_options(format_.name, format_.options(), f"{source.path}: {key}")
        except registry.FormatError as error:
            yield str(error)
