"""What goes on record about a publication: the approval by a person and the findings accepted, in `publication.json`.

The record is a file of the release, covered by its SHA256SUMS, and is published with it.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from pipeline.manifest import Model, Slug, Version
from pipeline.manifest.yaml_file import load_model
from pipeline.portals.target import Parcel, open_parcel
from pipeline.store import files
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

RECORD: Final = "publication.json"
SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True)
class Finding:
    """Why a release should not be published: the finding's name, and what was found, a line each."""

    name: str
    details: tuple[str, ...]
    why_accepted: str | None = None
    """The reason that a person gave for publishing in spite of it."""


class Approval(Model):
    """Who approved which release, by role and case, never by name; another content needs another approval."""

    collection: Slug
    version: Version
    content_digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    role: str = Field(min_length=1)
    case: str = Field(min_length=1)
    date: dt.date

    def objections(self, parcel: Parcel) -> Iterator[str]:
        """Yield each key in which the approval is for another release than this."""
        approved = {"collection": self.collection, "version": self.version, "content_digest": self.content_digest}
        wanted = {
            "collection": parcel.name,
            "version": parcel.version,
            "content_digest": parcel.facts.content_digest,
        }
        for key, value in approved.items():
            if value != wanted[key]:
                yield f"the approval is for {key} {value}, this is {wanted[key]}: have it given anew"


def read_approval(path: Path) -> Approval:
    """Return the approval in a file; raise ManifestError if it is not one."""
    return load_model(path, Approval)


def accepted(release: Path) -> set[tuple[str, str]]:
    """Return the findings that the release's record says are accepted: name and detail."""
    record = files.read_json(release / RECORD) or {"accepted": []}
    return {(entry["finding"], detail) for entry in record["accepted"] for detail in entry["details"]}


def approved(release: Path) -> Approval | None:
    """Return the approval that the release's record holds, or None."""
    record = files.read_json(release / RECORD) or {}
    return Approval.model_validate(record["approval"]) if record.get("approval") else None


def recorded(parcel: Parcel, findings: Sequence[Finding], approval: Approval | None) -> Parcel:
    """Write what was accepted and approved into the release, and return it as it is now.

    Nothing is written if nothing is new, so that a release that was published stays, byte for byte, what was published.
    """
    old: dict[str, Any] = files.read_json(parcel.folder / RECORD) or {"accepted": [], "approval": None}
    merged = {entry["finding"]: entry["details"] for entry in old["accepted"]}
    reasons = {entry["finding"]: entry["reason"] for entry in old["accepted"] if "reason" in entry}
    for finding in findings:
        merged[finding.name] = sorted({*merged.get(finding.name, []), *finding.details})
        reasons |= {finding.name: finding.why_accepted} if finding.why_accepted else {}
    new = {
        "accepted": [
            {"finding": name, "details": merged[name]} | ({"reason": reasons[name]} if name in reasons else {})
            for name in sorted(merged)
        ],
        "approval": approval.model_dump(mode="json") if approval else old["approval"],
    }
    if new == old:
        return parcel
    files.write_json(parcel.folder / RECORD, new)
    _sum_up(parcel.folder)
    return open_parcel(parcel.folder)


def _sum_up(folder: Path) -> None:
    """Put the record's checksum among the others, which stay as they are: they are what was verified."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines(keepends=True)
    others = [line for line in lines if line[66:].rstrip("\n") != RECORD]
    line = f"{sha256_of(folder / RECORD)}  {RECORD}\n"
    files.write_text(folder / SUMS, "".join(sorted([*others, line], key=lambda entry: entry[66:])))
