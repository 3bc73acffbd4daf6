"""What follows from a twin under a refused or stricter licence: a conflict, a group for review, or what a person decided.

The group is a source, the sentence that names both licences and the twin's source, and the rule; so one decision settles
every document that two sources share.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pipeline.decide import twins
from pipeline.decide.evidence import of_review
from pipeline.decide.rows import SCHEMA, decisions

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from pipeline.decide.evidence import Evidence
    from pipeline.manifest import ReviewDecision, Reviews

WHY: Final = {
    twins.REFUSED: "The same text stands elsewhere under a licence that the policy refuses.",
    twins.STRICTER: "The same text stands in another source under a stricter licence.",
}
FIRST: Final = 95  # before what only awaits a person: a twin is a fact


@dataclass(frozen=True)
class Findings:
    """The decisions on laundered texts, the groups a person must decide, and the proofs of what a person accepted."""

    decisions: pl.DataFrame
    review: list[dict[str, Any]]
    accepted: dict[str, str]

    def ids(self) -> pl.Series:
        """Return the ids of the documents that a twin removes."""
        return self.decisions["id"]

    def with_proofs(self, kept: pl.DataFrame) -> pl.DataFrame:
        """Return the kept documents; those whose twin a person has accepted stand on that decision too."""
        if not self.accepted:
            return kept
        proofs = [
            [*ids, self.accepted[one]] if one in self.accepted else ids
            for one, ids in zip(kept["id"], kept["evidence"].to_list(), strict=True)
        ]
        return kept.with_columns(pl.Series("evidence", proofs, dtype=pl.List(pl.String)))


def judge(
    edges: pa.Table, threshold: float, documents: pl.DataFrame, reviews: Mapping[str, Reviews], evidence: Evidence
) -> Findings:
    """Return what becomes of the documents that `twins.find` names.

    An undecided one is a `license_conflict`, a rejected one `license_rejected`; an accepted one stays and cites the decision.
    """
    found = twins.find(edges, threshold, documents)
    facts = documents.select("id", "source", "license", "words")
    named = found.join(facts, on="id", maintain_order="left").join(
        facts.select(pl.col("id").alias("twin"), pl.col("source").alias("there"), pl.col("license").alias("other")),
        on="twin",
        maintain_order="left",
    )
    decided = {(name, one.statement_sha256, one.rule): one for name, all_ in reviews.items() for one in all_.decisions}
    rows, groups, accepted = [], dict[tuple[str, str, str], dict[str, Any]](), dict[str, str]()
    for row in named.iter_rows(named=True):
        statement = _statement(row)
        key = (row["source"], hashlib.sha256(statement.encode()).hexdigest(), row["rule"])
        answer = decided.get(key)
        if answer is not None and answer.verdict == "accept":
            accepted[row["id"]] = evidence.add(of_review(row["source"], answer))
            continue
        rows.append(_decision(row, threshold, answer))
        if answer is None:
            _count(groups, key, row, statement)
    return Findings(decisions(rows) if rows else pl.DataFrame(schema=SCHEMA), list(groups.values()), accepted)


def _statement(row: Mapping[str, Any]) -> str:
    here, other = row["license"] or "no licence", row["other"] or "no licence"
    return f"{here} here; the same text stands in {row['there']} under {other}"


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
