"""What a curator has to fix: files that could not be read, sources without a document, claims whose proof failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.read.reader import ReadError
from pipeline.release_files.data_files import MEMBERS_FILE
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.release_files.facts import ReleaseFacts
    from pipeline.store.workspace import Workspace

SHOWN: Final = 3  # files named per source; MEMBERS_FILE lists them all
UNREADABLE: Final = "unreadable"


def troubles(release: Path, facts: ReleaseFacts) -> list[str]:
    """Return a line for each unreadable file, the first of each source, and for each source that gave no document."""
    unreadable: dict[str, list[str]] = {}
    for row in files.read_table(release / MEMBERS_FILE).to_pylist():
        if row["fate"] == UNREADABLE:
            unreadable.setdefault(row["source"], []).append(_detail(row))
    lines = []
    for source, details in sorted(unreadable.items()):
        lines += [f"{source}: could not be read: {detail}" for detail in details[:SHOWN]]
        if len(details) > SHOWN:
            lines.append(f"{source}: {len(details) - SHOWN} more files could not be read; see {MEMBERS_FILE}")
    silent = [name for name, source in sorted(facts.sources.items()) if not source.read and name not in unreadable]
    return lines + [f"{name}: no document was found in its files; see `members` and `format`" for name in silent]


def unproven(sources: Iterable[str], workspace: Workspace) -> list[str]:
    """Return a line for each source that was read though its evidence does not prove its claim."""
    proofs = {name: workspace.store.read_json(workspace.snapshot(name) / "proof.json") for name in sorted(sources)}
    claims = {name: proof["claim"] for name, proof in proofs.items() if proof}
    return [
        f"{name}: the claim {claim['license'] or claim['basis']} is not proven: {claim['why_unproven']}"
        for name, claim in claims.items()
        if not claim["proven"] and (claim["license"] or claim["basis"])
    ]


def _detail(row: Mapping[str, Any]) -> str:
    code, colon, rest = row["detail"].partition(": ")
    detail = (
        rest if colon and code == ReadError.error_code else row["detail"]
    )  # the code says no more than the line does
    return detail if row["member"] in detail else f"{row['member']}: {detail}"
