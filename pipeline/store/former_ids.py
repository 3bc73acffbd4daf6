"""The ids by which demands and readers of older releases know a document whose id is written otherwise today.

All of them follow from the id alone, so that they are known of every document, whatever else is in its source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from pipeline.store.ids import PART, WRITTEN, as_in_source, work_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OWN, SPELT, FORMER = 0, 1, 2
"""How near a name is to an id: it is the id, or its work's; it is the source's own spelling; it was the id once."""

_ARCHIVE: Final = re.compile(r"[^/]+(?:/[^/]+)*?\.(?:zip|tar|tgz|tbz2|txz|(?:tar\.)?(?:gz|bz2|xz|zst))/(?=.)")
_DEFAULT_PORT: Final = re.compile(r":(?:80|443)$")
_BEFORE: Final = "!$&'()*+,;=:@/~-._"  # signs that crawled addresses wrote as they are


def names_of(document: str) -> dict[str, int]:
    """Return every name by which a document may be asked for, with how near it is to its id (OWN, SPELT, FORMER)."""
    work = work_of(document)
    names = dict.fromkeys((document, work), OWN)
    for name in (document, work):
        names.setdefault(as_in_source(name), SPELT)
    part = document[len(work) :]
    for former in _former(work):
        for name in (former, f"{former}{part}"):
            names.setdefault(name, FORMER)
    return names


def called(name: str, documents: Iterable[str]) -> list[str]:
    """Return the documents that a name means, those whose id it is before those whose spelling or former id it is."""
    meant: dict[int, list[str]] = {}
    for document in documents:
        nearness = names_of(document).get(name)
        if nearness is not None:
            meant.setdefault(nearness, []).append(document)
    return meant[min(meant)] if meant else []


def _former(work: str) -> Iterator[str]:
    """Yield the former ids of a work, each in the source's spelling and with its `#` as ids wrote it then."""
    source, _, written = work.partition("/")
    native = as_in_source(written)
    for former in (native, *_crawled(native), *_of_a_body(native), *_of_an_archive(native)):
        yield f"{source}/{former}"
        yield f"{source}/{former.replace(PART, WRITTEN)}"


def _crawled(native: str) -> Iterator[str]:
    """Yield the id of a page in whose path all escapes were read as UTF-8: `AC%2FDC` as `AC/DC`, `B%E4cker` as `B%EF%BF%BDcker`."""
    host, slash, rest = native.partition("/")
    path, mark, query = rest.partition("?")
    bare = _DEFAULT_PORT.sub("", host)
    if "." not in host or (bare == host and "%" not in path):
        return
    yield f"{bare}{slash}{quote(unquote(path), safe=_BEFORE)}{mark}{query}"


def _of_a_body(native: str) -> Iterator[str]:
    """Yield what stands behind the number of an OParl body."""
    behind = native.partition("/bodies/")[2].partition("/")[2]
    if behind:
        yield behind


def _of_an_archive(native: str) -> Iterator[str]:
    """Yield a member's path without the archive that it stands in."""
    archive = _ARCHIVE.match(native)
    if archive:
        yield native[archive.end() :]


def paths_of(member: str) -> list[str]:
    """Return the path of a member, and the one that it has without its archive."""
    return [member, *_of_an_archive(member)]
