"""The files beside the one that is quoted that speak of rights: LICENSE, COPYING, README and their like.

Looked at are the snapshot and, of files that lie next to the manifest, their own folder, whether it was fetched or not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read.decode import decode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from pipeline.archives.snapshot import Snapshot
    from pipeline.manifest import Evidence

_OF: Final = r"(?:data|daten|texts?|texte|content|corpus|korpus)"
_RIGHTS: Final = (
    r"(?:un)?licen[cs]es?|lizenz(?:en)?|copying|copyright|urheberrecht|rechte|rights|terms|legal|"
    r"nutzung(?:srechte|sbedingungen|shinweise)?"
)
_SPEAKING: Final = re.compile(rf"(?:{_OF}[-_. ]?)?(?:{_RIGHTS}|readme|liesmich)[\w. -]*", re.IGNORECASE)
_ON_DISK: Final = re.compile(
    rf"(?:{_OF}[-_. ]?)?(?:{_RIGHTS}|readme|liesmich)(?:[-_. ]{_OF})?(?:\.(?:md|txt|rst|html?|adoc|asc|de|en))*",
    re.IGNORECASE,
)
"""Names of files next to a manifest, where other sources may have files of their own (`LICENSE-letters.txt`)."""
_FIRST: Final = re.compile(_RIGHTS, re.IGNORECASE)
_BINARY: Final = re.compile(rb"%PDF|\x00")
MOST_FILES: Final = 12
LARGEST_BYTES: Final = 200_000


def files(quoted: Evidence, named: Iterable[Evidence], tree: Snapshot, manifest: Path) -> tuple[tuple[str, str], ...]:
    """Return name and text of the files of the quoted one's folder, and in the snapshot of those above it, that speak of rights.

    Left out are binary files and those that `named`, the evidence of the source, quotes on its texts: each is judged by its own
    quote.  Files next to the manifest that another one there quotes are that source's.
    """
    folder = manifest.parent
    place = str(quoted.member or quoted.file)
    left_out = {place} | {str(evidence.member or evidence.file) for evidence in named if evidence.object == "text"}
    inside = _in_snapshot(place, tree, left_out)
    outside = _on_disk(place, manifest, left_out | set(inside)) if _lies_there(quoted, tree, folder) else ()
    texts = [*((name, tree.read(name)) for name in inside), *outside]
    return tuple(
        (name, decode(data, None)[0])
        for name, data in texts[:MOST_FILES]
        if data and len(data) <= LARGEST_BYTES and not _BINARY.search(data, 0, 8_000)
    )


def _in_snapshot(place: str, tree: Snapshot, left_out: Collection[str]) -> list[str]:
    """Return the members that speak of rights in the folder of a path and in those above, files on rights before others."""
    folders = {"/".join(place.split("/")[:depth]) for depth in range(place.count("/") + 1)}
    members = (name for name in tree.names() if name not in left_out and name.rpartition("/")[0] in folders)
    return sorted((name for name in members if _SPEAKING.fullmatch(name.rpartition("/")[2])), key=_order)[:MOST_FILES]


def _order(name: str) -> tuple[bool, str]:
    return _FIRST.search(name.rpartition("/")[2]) is None, name


def _lies_there(quoted: Evidence, tree: Snapshot, folder: Path) -> bool:
    """Return whether the quoted file is one next to the manifest; of a member, whether it was fetched from there."""
    if quoted.member is None:
        return True
    path = folder / quoted.member
    return path.is_file() and path.stat().st_size <= LARGEST_BYTES and path.read_bytes() == tree.read(quoted.member)


def _on_disk(place: str, manifest: Path, left_out: Collection[str]) -> Iterator[tuple[str, bytes]]:
    above = (manifest.parent / place).parent
    others = _other_manifests(manifest)
    for path in sorted(above.iterdir(), key=lambda path: _order(path.name)) if above.is_dir() else ():
        name = f"{place.rpartition('/')[0]}/{path.name}".lstrip("/")
        is_speaking = name not in left_out and _ON_DISK.fullmatch(path.name) is not None
        if is_speaking and not _is_quoted(name, others) and path.is_file() and path.stat().st_size <= LARGEST_BYTES:
            yield name, path.read_bytes()


def _other_manifests(manifest: Path) -> list[str]:
    paths = [path for path in sorted(manifest.parent.glob("*.y*ml")) if path.name != manifest.name]
    return [path.read_text("utf-8", "replace") for path in paths if path.stat().st_size <= LARGEST_BYTES]


def _is_quoted(name: str, manifests: Iterable[str]) -> bool:
    """Return whether a manifest names a file as evidence."""
    key = re.compile(rf"\b(?:file|member): *[\"']?{re.escape(name)}[\"']? *(?:[,}}]|$)", re.MULTILINE)
    return any(key.search(text) for text in manifests)
