"""The files of a snapshot that speak of rights beside the one that is quoted: LICENSE, COPYING, README and their like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read.decode import decode

if TYPE_CHECKING:
    from pipeline.archives.snapshot import Snapshot
    from pipeline.manifest import Evidence, License

_SPEAKING: Final = re.compile(
    r"(?:licen[cs]e|lizenz|copying|copyright|readme|rechte|rights|terms|nutzungsbedingungen)[\w.-]*?(?:\.(?:md|txt|rst|html?|adoc|asc|de|en))?",
    re.IGNORECASE,
)
MOST_FILES: Final = 6
LARGEST_BYTES: Final = 200_000


def files(quoted: Evidence, declared: License, tree: Snapshot) -> tuple[tuple[str, str], ...]:
    """Return name and text of the files of the quoted one's folder, and of the folders above it, that speak of rights.

    Left out are files that the manifest itself names as evidence, of whatever: each is judged by its own quote.
    """
    member = str(quoted.member)
    named = {evidence.member for evidence in declared.evidence} | {
        evidence.member for restriction in declared.restrictions for evidence in restriction.evidence
    }
    folders = {"/".join(member.split("/")[:depth]) for depth in range(member.count("/") + 1)}
    found = sorted(
        name
        for name in tree.names()
        if name not in named and name.rpartition("/")[0] in folders and _SPEAKING.fullmatch(name.rpartition("/")[2])
    )
    texts = ((name, tree.read(name)) for name in found[:MOST_FILES])
    return tuple((name, decode(data, None)[0]) for name, data in texts if data and len(data) <= LARGEST_BYTES)
