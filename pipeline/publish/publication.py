"""`publication.json`: the approval of a release and the findings that were accepted, in the release and its SHA256SUMS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.portals.target import Parcel, open_parcel
from pipeline.publish.approval import Approval
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.publish.findings import Finding

RECORD: Final = "publication.json"
SUMS: Final = "SHA256SUMS"


def accepted(release: Path) -> set[tuple[str, str]]:
    """Return the findings that the release's record says are accepted: name and detail."""
    record = ws.read_json(release / RECORD) or {"accepted": []}
    return {(one["finding"], detail) for one in record["accepted"] for detail in one["details"]}


def approved(release: Path) -> Approval | None:
    """Return the approval that the release's record holds, or None."""
    record = ws.read_json(release / RECORD) or {}
    return Approval.model_validate(record["approval"]) if record.get("approval") else None


def recorded(parcel: Parcel, findings: Sequence[Finding], approval: Approval | None) -> Parcel:
    """Write what was accepted and approved into the release, and return it as it is now.

    Nothing is written if nothing is new, so that a release that was published stays, byte for byte, what was published.
    """
    old: dict[str, Any] = ws.read_json(parcel.folder / RECORD) or {"accepted": [], "approval": None}
    merged = {one["finding"]: one["details"] for one in old["accepted"]}
    for one in findings:
        merged[one.name] = sorted({*merged.get(one.name, []), *one.details})
    new = {
        "accepted": [{"finding": name, "details": merged[name]} for name in sorted(merged)],
        "approval": approval.model_dump(mode="json") if approval else old["approval"],
    }
    if new == old:
        return parcel
    ws.write_json(parcel.folder / RECORD, new)
    _sum_up(parcel.folder)
    return open_parcel(parcel.folder)


def _sum_up(folder: Path) -> None:
    """Put the record's checksum among the others, which stay as they are: they are what was verified."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines(keepends=True)
    others = [line for line in lines if line[66:].rstrip("\n") != RECORD]
    line = f"{ws.sha256_of(folder / RECORD)}  {RECORD}\n"
    ws.write_text(folder / SUMS, "".join(sorted([*others, line], key=lambda one: one[66:])))
