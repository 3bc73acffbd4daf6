"""The evidence of verdicts on kept and removed documents: the rows of `evidence.parquet`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from licenses.wording import Note, sentence
from pipeline.release_files.published_evidence import EvidenceRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pipeline.admit.proof import Piece
    from pipeline.manifest import Restriction, ReviewDecision


@dataclass
class Evidence:
    """The proofs gathered, by id."""

    rows: dict[str, EvidenceRow]

    def add(self, row: Mapping[str, Any]) -> str:
        """Add a proof and return its id: a hash of source, place, statement, snapshot, and the rule where it refused."""
        parts = [row["source"], row["where"], row["statement"], row.get("sha256") or "", row["rule"], row["decided_by"]]
        evidence_id = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
        if evidence_id not in self.rows:
            self.rows[evidence_id] = EvidenceRow(evidence_id=evidence_id, **row)
        return evidence_id

    def cited(self, ids: Collection[str]) -> list[dict[str, Any]]:
        """Return the rows with these ids, ordered by id."""
        return [row.as_json() for evidence_id, row in sorted(self.rows.items()) if evidence_id in ids]


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


def of_twin(row: Mapping[str, Any], statement: str) -> dict[str, Any]:
    """Return the row for a document's verified twin and how similar the two are."""
    return {
        "source": row["source"],
        "statement": statement,
        "where": sentence(Note("and_twin", (row["id"], row["twin"]))),
        "url": None,
        "retrieved": None,
        "sha256": None,
        "rule": row["rule"],
        "decided_by": f"similarity:{row['similarity']:.6f}",
    }


def of_restriction(source: str, restriction: Restriction, pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """Return the rows of a manifest's restriction: its note, and its evidence as it was checked."""
    own: dict[str, Any] = {"source": source, "rule": "manifest_restriction", "decided_by": "manifest"}
    note = {
        "statement": restriction.note,
        "where": sentence(Note("the_manifest")),
        "url": None,
        "retrieved": None,
        "sha256": None,
    }
    return [own | note, *(own | piece.as_row() for piece in pieces)]
