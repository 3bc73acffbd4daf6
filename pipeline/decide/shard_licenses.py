"""The licences of a shard's documents: each judged with its facts and restrictions, and an objection where it is not accepted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

from licenses import layers, official
from pipeline.decide import terms
from pipeline.decide.document_facts import Recognised
from pipeline.manifest.chosen import is_named
from pipeline.manifest.globs import matches
from pipeline.store.rows import decisions

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    import pyarrow as pa

    from pipeline.decide.licensing import Judge, Verdict
    from pipeline.manifest import Restriction, Source
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace


def judged(frame: pl.DataFrame, judge: Judge, source: Source, workspace: Workspace, shard: Shard) -> list[Verdict]:
    """Return the verdict on every document of a shard, in the shard's order.

    `frame` has the documents' own dates as `own_date` beside those that the release writes (`nature.with_nature`).
    """
    has_extras = _needs_extras(frame, source)
    columns = ["license_statements", *(["extra"] if has_extras else [])]
    table = workspace.store.read_table(shard.documents(workspace), columns)
    statements = table.column("license_statements")
    annotation = workspace.store.read_table(shard.annotation(workspace, "license"), ["recognitions", "foreign_part"])
    recognitions, foreign = annotation.column("recognitions"), annotation.column("foreign_part").to_pylist()
    extras = table.column("extra").to_pylist() if has_extras else repeat(None)
    verdicts = []
    rows = frame.select("id", "statements_key", "member", "authors", "date", "own_date", "url").iter_rows()
    for row, ((document_id, key, member, authors, date, own_date, url), extra) in enumerate(
        zip(rows, extras, strict=False)
    ):
        country = official.first_country(url, document_id, source.homepage)
        is_stated = own_date is None
        facts = judge.facts.of(document_id, member, authors or [], date, extra, is_dated_by_manifest=is_stated)
        if foreign[row] or country:
            facts = replace(facts, foreign_part=foreign[row], country=country)
        verdict = judge.judge(key, partial(_recognised, statements, recognitions, row), facts)
        for restriction in source.license.restrictions:
            if concerns(restriction, document_id, member, authors or []):
                verdict = judge.restricted(verdict, restriction)
        verdicts.append(judge.witnessed(verdict))
    return verdicts


def _needs_extras(frame: pl.DataFrame, source: Source) -> bool:
    """Return whether identifiers and years of death in the documents' own headers can matter."""
    if source.license.deaths or source.work or terms.needs_terms(source.license):
        return True
    if source.domain == terms.NAMED_BY_YEAR:
        return True
    dates = frame["date"].unique().to_list()
    return any(layers.is_implausible(terms.year_of(date), source.domain) for date in dates)


def _recognised(statements: pa.ChunkedArray, recognitions: pa.ChunkedArray, row: int) -> Recognised:
    return Recognised.of(statements[row].as_py(), recognitions[row].as_py())


def concerns(restriction: Restriction, document_id: str, member: str, authors: list[str]) -> bool:
    """Return whether a restriction names a document: by its member, its id or an author."""
    return bool(
        (restriction.members and matches(member, restriction.members))
        or is_named(document_id, restriction.documents)
        or set(authors) & set(restriction.authors)
    )


def objections(frame: pl.DataFrame, verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """Return a decision for every document whose licence was not accepted; `related` are the ids of its evidence."""
    rows = [
        {
            "id": document_id,
            "stage": "license",
            "reason": verdict.resolution.reason,
            "measure": verdict.resolution.rule,
            "rank": 100,
            "related": " ".join(verdict.evidence) or None,
            "evidence": list(verdict.evidence) or None,
        }
        for document_id, verdict in zip(frame["id"], verdicts, strict=True)
        if verdict.resolution.verdict != "accept"
    ]
    return decisions(rows)
