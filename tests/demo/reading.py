"""Reads the demo's sources with the readers that a run uses, without running anything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gemeingut.yaml_text import load_yaml
from pipeline.archives.archive import Broken
from pipeline.archives.member import Member
from pipeline.archives.snapshot import Snapshot
from pipeline.manifest import Collection, Source
from pipeline.manifest.globs import matches
from pipeline.read import registry
from pipeline.read.document import Document, Fault
from pipeline.read.reader import ReadError

if TYPE_CHECKING:
    from pipeline.read.reader import Options, Reader

MANIFESTS = Path(__file__).resolve().parents[2] / "manifests"
COLLECTION = MANIFESTS / "collections" / "demo.yaml"


@dataclass
class Found:
    """What a source holds: ids in the order read, texts by id (the first where an id stands twice), members left out."""

    ids: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)


def sources() -> dict[str, Path]:
    """Return the collection's manifests by source id."""
    said = Collection.model_validate(load_yaml(COLLECTION.read_text("utf-8")))
    paths = [(COLLECTION.parent / one).resolve() for one in said.sources]
    return {_manifest(path).id: path for path in paths}


def read(path: Path) -> Found:
    """Return what the source of this manifest holds."""
    manifest, found = _manifest(path), Found()
    files = [file for one in manifest.fetch for file in sorted(path.parent.glob(str(one.path)))]
    reader = registry.reader(manifest.format.name)
    options = registry.parse_options(manifest.format.name, manifest.format.options(), str(path))
    with Snapshot([(file, file.relative_to(path.parent).as_posix()) for file in files]) as tree:
        for member in tree.members(lambda _path: True):
            if isinstance(member, Broken):
                found.unreadable.append(member.path)
            elif not matches(member.path, manifest.members.include) or matches(member.path, manifest.members.exclude):
                found.excluded.append(member.path)
            else:
                _into(found, reader, Member(member.path, member.data, tree.read), options, manifest.id)
    return found


def _into(found: Found, reader: Reader[Any], member: Member, options: Options, source: str) -> None:
    try:
        units = [item for part in reader.parts(member, options) for item in reader.read(part, options)]
    except ReadError:
        found.unreadable.append(member.path)
        return
    for one in units:
        if isinstance(one, Fault) and one.id is None:
            found.excluded.append(member.path)
            continue
        own = f"{source}/{one.id}"
        found.ids.append(own)
        if isinstance(one, Document):
            found.texts.setdefault(own, one.text)
        elif isinstance(one, Fault):
            found.faults.append(own)


def _manifest(path: Path) -> Source:
    return Source.model_validate(load_yaml(path.read_text("utf-8")))
