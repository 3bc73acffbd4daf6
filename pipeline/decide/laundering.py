"""What follows from a twin under a refused or stricter licence: a conflict, a group for review, or what a person decided.

The group is a source, the sentence that names both licences and the twin's source, the statements of both sides
verbatim, and the rule.  So one decision settles every document that two sources share, and is void when a statement of
either side changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from licenses.wording import Note, sentence
from pipeline.decide import twins
from pipeline.decide.gathered_evidence import of_review, of_twin
from pipeline.store.rows import SCHEMA, decisions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from pipeline.decide.gathered_evidence import Evidence
    from pipeline.manifest import ReviewDecision, Reviews

WHY: Final = {rule: sentence(Note(rule)) for rule in (twins.REFUSED, twins.STRICTER)}
FIRST: Final = 95  # before what only awaits a person: a twin is a fact


@dataclass(frozen=True)
class Findings:
    """The decisions on laundered texts, the groups a person must decide, and the proofs of what a person accepted."""

    decisions: pl.DataFrame
    review: list[dict[str, Any]]
    accepted: dict[str, list[str]]

    def ids(self) -> pl.Series:
        """Return the ids of the documents that a twin removes."""
        return self.decisions["id"]

    def with_proofs(self, kept: pl.DataFrame) -> pl.DataFrame:
        """Return the kept documents; those whose twin a person has accepted also cite that decision."""
        if not self.accepted:
            return kept
        proofs = [
            [*ids, *self.accepted.get(document_id, ())]
            for document_id, ids in zip(kept["id"], kept["evidence"].to_list(), strict=True)
        ]
        return kept.with_columns(pl.Series("evidence", proofs, dtype=pl.List(pl.String)))


def judge(
    edges: pa.Table, threshold: float, documents: pl.DataFrame, reviews: Mapping[str, Reviews], evidence: Evidence
) -> Findings:
    """Return what becomes of the documents that `twins.find` names.

    An undecided one is a `license_conflict`, a rejected one `license_rejected`; one whose every twin was accepted stays and
    cites the decisions.
    """
    conflicts = twins.find(edges, threshold, documents)
    facts = documents.select("id", "source", "license", "words", "evidence")
    other = facts.select(
        pl.col("id").alias("twin"),
        pl.col("source").alias("there"),
        pl.col("license").alias("other"),
        pl.col("evidence").alias("other_evidence"),
    )
    named = conflicts.join(facts, on="id", maintain_order="left").join(other, on="twin", maintain_order="left")
    decided = {
        (name, answer.statement_sha256, answer.rule): answer
        for name, all_ in reviews.items()
        for answer in all_.decisions
    }
    rows, groups, accepted = [], dict[tuple[str, str, str], dict[str, Any]](), dict[str, list[str]]()
    for row in named.iter_rows(named=True):
        verbatim = [_verbatim(row[name], evidence) for name in ("evidence", "other_evidence")]
        statement = _statement(row)
        key = (row["source"], hashlib.sha256("\x1f".join([statement, *verbatim]).encode()).hexdigest(), row["rule"])
        answer = decided.get(key)
        if answer is not None and answer.verdict == "accept":
            accepted.setdefault(row["id"], []).append(evidence.add(of_review(row["source"], answer)))
            continue
        own = [evidence.add(of_twin(row, statement))]
        own += [evidence.add(of_review(row["source"], answer))] if answer is not None else []
        ids = dict.fromkeys([*own, *(row["evidence"] or ()), *(row["other_evidence"] or ())])
        rows.append(_decision(row, threshold, answer) | {"evidence": list(ids)})
        if answer is None:
            _count(groups, key, row, sentence(Note("twin_said", (statement, *(side or "-" for side in verbatim)))))
    return Findings(decisions(rows) if rows else pl.DataFrame(schema=SCHEMA), list(groups.values()), accepted)


def _statement(row: Mapping[str, Any]) -> str:
    here, other = (row[name] or sentence(Note("no_license")) for name in ("license", "other"))
    return sentence(Note("twin", (here, row["there"], other)))


def _verbatim(ids: Sequence[str] | None, evidence: Evidence) -> str:
    """Return the statements on a document, verbatim: a decision holds only as long as those of both sides are the same."""
    return " | ".join(sorted({evidence.rows[evidence_id].statement for evidence_id in ids or ()}))


def _decision(row: Mapping[str, Any], threshold: float, answer: ReviewDecision | None) -> dict[str, Any]:
    return {
        "id": row["id"],
        "stage": "license",
        "reason": "license_conflict" if answer is None else "license_rejected",
        "measure": row["rule"],
        "value": row["similarity"],
        "limit": threshold,
        "rank": FIRST,
        "related": row["twin"],
    }


def _count(
    groups: dict[tuple[str, str, str], dict[str, Any]],
    key: tuple[str, str, str],
    row: Mapping[str, Any],
    statement: str,
) -> None:
    new: dict[str, Any] = {"source": row["source"], "rule": row["rule"], "reason": "license_conflict"}
    new |= {"why": WHY[row["rule"]], "statement": statement, "statement_sha256": key[1]}
    group = groups.setdefault(key, new | {"documents": 0, "words": 0, "example": row["id"]})
    group["documents"] += 1
    group["words"] += row["words"] or 0
