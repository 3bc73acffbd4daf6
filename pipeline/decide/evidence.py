"""The proofs that verdicts stand on, kept and removed documents alike: the rows of `evidence.parquet`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.manifest import Restriction, ReviewDecision


@dataclass
class Evidence:
    """The proofs gathered, by id."""

    rows: dict[str, dict[str, Any]]

    def add(self, row: dict[str, Any]) -> str:
        """Add a proof and return its id: a hash of source, place, statement, snapshot, and the rule where it refused."""
        parts = [row["source"], row["where"], row["statement"], row.get("sha256") or "", row["rule"], row["decided_by"]]
        one = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
        self.rows.setdefault(one, {"evidence_id": one, **row})
        return one


def of_review(source: str, answer: ReviewDecision) -> dict[str, Any]:
    """Return the row of a person's decision; a role and a case number sign it."""
    return {
        "source": source,
        "statement": answer.reason,
        "where": f"review {answer.case}",
        "url": None,
        "retrieved": answer.date.isoformat(),
        "sha256": answer.statement_sha256,
        "rule": "review",
        "decided_by": f"review:{answer.role}:{answer.case}:{answer.date.isoformat()}",
    }


def of_restriction(source: str, said: Restriction) -> list[dict[str, Any]]:
    """Return the rows of a manifest's restriction: its note, and what it quotes with the places."""
    quoted = [(one.quote, one.member or one.file or one.url or "") for one in said.evidence if one.quote]
    own = {"source": source, "url": None, "retrieved": None, "sha256": None}
    own |= {"rule": "manifest_restriction", "decided_by": "manifest"}
    return [
        own | {"statement": text, "where": place} for text, place in [(said.note, "the source's manifest"), *quoted]
    ]
