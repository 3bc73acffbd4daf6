"""What a curator has to fix: files that could not be read, sources without a document, claims whose proof failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.read.reader import ReadError
from pipeline.release_files.data_files import MEMBERS_FILE
from pipeline.store import files
from pipeline.store.ids import on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.release_files.facts import ReleaseFacts
    from pipeline.store.workspace import Workspace

SHOWN: Final = 3  # files named per source; MEMBERS_FILE lists them all
UNREADABLE: Final = "unreadable"
QUARANTINED: Final = "quarantined"


def troubles(release: Path, facts: ReleaseFacts) -> list[str]:
    """Return what could not be read, source by source: files, documents with the first reason, sources without a document."""
    unreadable: dict[str, list[str]] = {}
    damaged: dict[str, list[str]] = {}
    for row in files.read_table(release / MEMBERS_FILE).to_pylist():
        if row["fate"] == UNREADABLE:
            unreadable.setdefault(row["source"], []).append(_detail(row))
        elif row["fate"] == QUARANTINED:
            damaged.setdefault(row["source"], []).append(f"{row['member']}: {row['reason']}: {row['detail']}")
    lines = _shown(unreadable, "could not be read", "more files could not be read")
    lines += _shown(damaged, "in quarantine", "more files have documents in quarantine")
    silent = [name for name, source in sorted(facts.sources.items()) if not source.read and name not in unreadable]
    return lines + [f"{name}: no document was found in its files; see `members` and `format`" for name in silent]


def _shown(by_source: Mapping[str, list[str]], what: str, more: str) -> list[str]:
    lines = []
    for source, details in sorted(by_source.items()):
        lines += [on_one_line(f"{source}: {what}: {detail}") for detail in details[:SHOWN]]
        if len(details) > SHOWN:
            lines.append(f"{source}: {len(details) - SHOWN} {more}; see {MEMBERS_FILE}")
    return lines


def is_nothing_read(facts: ReleaseFacts) -> bool:
    """Return whether sources were admitted and none of them gave a document, or none but such as hold no text where it was sought."""
    return bool(facts.sources) and facts.counts.read == facts.counts.quarantined_by_reason.get(UNREADABLE, 0)


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
