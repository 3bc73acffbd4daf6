"""Demands for deletion applied: documents to remove, exact duplicates in every source, near copies on request.

A demand by URL concerns the document at that address; one by id, author or text concerns the text in every document.
An id that no document has today may be one that a document had in an earlier release (`former_ids`).
The hashes of removed texts are the demand's tombstones: they keep the same text out when it comes from elsewhere.  A
decision does not say whether its document was demanded or is a copy.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.decide.demands import as_json, former_mark, mark, marks_of_id, text_hash
from pipeline.similarity.matches import Held, find, sought
from pipeline.similarity.prints import made_alike
from pipeline.similarity.survivors import joining
from pipeline.store.former_ids import FORMER, OWN, names_of
from pipeline.store.rows import decisions
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from pipeline.decide.demands import Demand
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace


@dataclass(frozen=True)
class Fallen:
    """The decisions, the outcome of each demand, and the ids of the removed documents by the demand's hash."""

    decisions: pl.DataFrame
    outcomes: list[dict[str, Any]]
    by_demand: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Marked:
    """A document that a hash is a mark of: whether its text is meant, not its address, and how near the mark is."""

    document: str
    is_text: bool
    nearness: int = OWN


def nothing_of(document: str) -> bytes:
    """Return the exact hash of an erased document, which no text and no other document has."""
    return hashlib.blake2b(f"erased:{document}".encode(), digest_size=16).digest()


def judge(
    workspace: Workspace, shards: Sequence[Shard], edges: pa.Table, threshold: float, demands: Sequence[Demand]
) -> Fallen:
    """Return a decision for every document that a demand concerns, and for each demand its tombstones.

    No text is read: fingerprints are compared.
    """
    if not demands:
        return Fallen(decisions([]), [], {})
    marks = _marks(workspace, shards, {value for demand in demands for value in (*demand.hashes, *demand.texts)})
    copies = _Copies(edges, threshold)
    by_text = [
        _by_text(demand, marks, copies) | _like(demand, workspace, shards, threshold, copies) for demand in demands
    ]
    texts = _texts(workspace, shards, set().union(*by_text))
    outcomes, by_demand = [], {}
    for demand, ids in zip(demands, by_text, strict=True):
        named = {marked.document for marked in _named(demand, marks)}
        left = {texts[document] for document in ids if document in texts}
        by_demand[demand.hash] = sorted(ids | named)
        outcomes.append(as_json(demand, sorted(demand.texts | left), len(ids | named)))
    fallen = sorted({document for ids in by_demand.values() for document in ids})
    rows = [{"id": document, "stage": "takedown", "reason": "takedown", "rank": 0} for document in fallen]
    return Fallen(decisions(rows), outcomes, by_demand)


def _named(demand: Demand, marks: dict[str, list[_Marked]]) -> list[_Marked]:
    """Return the documents that a demand names, by the nearest of their names.

    Where the texts are known that were removed for it, it concerns those: an id of former times may be another's today.
    """
    marked = [marked for value in demand.hashes for marked in marks.get(value, ())]
    nearest = min((marked.nearness for marked in marked), default=OWN)
    if nearest == FORMER and any(value in marks for value in demand.texts):
        return []
    return [candidate for candidate in marked if candidate.nearness == nearest]


def _by_text(demand: Demand, marks: dict[str, list[_Marked]], copies: _Copies) -> set[str]:
    """Return the documents whose text a demand concerns, in any source; those of its tombstones have no near copies.

    An erased document is identified by its id, and its edges do not count: they refer to the text that it had.
    """
    named = {marked.document for marked in _named(demand, marks) if marked.is_text or demand.near_copies}
    left = [(value, marked.document) for value in demand.texts for marked in marks.get(value, ())]
    erased = {document for value, document in left if value in marks_of_id(document)}
    buried = {document for value, document in left if value not in marks_of_id(document)}
    fallen = copies.twins(named | buried) | erased
    return fallen | copies.twins(copies.near(copies.twins(named))) if demand.near_copies else fallen


def _marks(workspace: Workspace, shards: Sequence[Shard], wanted: set[str]) -> dict[str, list[_Marked]]:
    """Return for each hash wanted the documents that it is a mark of."""
    known: dict[str, list[_Marked]] = {}
    for shard in shards:
        for value, marked in _all_marks(workspace, shard):
            if value in wanted:
                known.setdefault(value, []).append(marked)
    return known


def _all_marks(workspace: Workspace, shard: Shard) -> Iterator[tuple[str, _Marked]]:
    documents = workspace.store.read_table(shard.documents(workspace), ["id", "url", "authors"])
    for document, url, authors in zip(*(column.to_pylist() for column in documents.columns), strict=True):
        for name, nearness in names_of(document).items():
            for value in marks_of_id(name):
                yield value, _Marked(document, is_text=True, nearness=nearness)
        if url:
            for value in {mark("url", url), former_mark(url)}:
                yield value, _Marked(document, is_text=False)
        for author in authors or ():
            yield mark("author", author), _Marked(document, is_text=True)
    prints = workspace.store.read_table(shard.annotation(workspace, "fingerprint"), ["id", "exact", "text_sha256"])
    for document, exact, digest in zip(*(column.to_pylist() for column in prints.columns), strict=True):
        yield text_hash(exact), _Marked(document, is_text=True)
        yield mark("text_sha256", digest.hex()), _Marked(document, is_text=True)


def _texts(workspace: Workspace, shards: Sequence[Shard], ids: set[str]) -> dict[str, str]:
    """Return the tombstones of these documents' texts."""
    tombstones = {}
    for shard in shards if ids else ():
        table = workspace.store.read_table(shard.annotation(workspace, "fingerprint"), ["id", "exact"])
        for document, exact in zip(*(column.to_pylist() for column in table.columns), strict=True):
            if document in ids and exact != nothing_of(document):
                tombstones[document] = text_hash(exact)
    return tombstones


class _Copies:
    """Exact twins and near copies by the stored edges: exact ones join a group to its smallest id, near ones these."""

    def __init__(self, edges: pa.Table, threshold: float) -> None:
        frame = frame_of(joining(edges, threshold))
        self._exact = frame.filter(pl.col("kind") == "exact")
        self._near = frame.filter(pl.col("kind") != "exact")

    def twins(self, ids: Iterable[str]) -> set[str]:
        """Return the documents and those with the same text."""
        own = set(ids)
        first = own | set(self._exact.filter(pl.col("b").is_in(_listed(own)))["a"])
        return first | set(self._exact.filter(pl.col("a").is_in(_listed(first)))["b"])

    def near(self, ids: Iterable[str]) -> set[str]:
        """Return the other ends of the edges that join documents."""
        own = _listed(ids)
        there, back = self._near.filter(pl.col("a").is_in(own))["b"], self._near.filter(pl.col("b").is_in(own))["a"]
        return {*there, *back}


def _listed(ids: Iterable[str]) -> pl.Series:
    return pl.Series(sorted(ids), dtype=pl.String).implode()


def _like(demand: Demand, workspace: Workspace, shards: Sequence[Shard], threshold: float, copies: _Copies) -> set[str]:
    """Return the documents that resemble the file demanded by, or a part of it, verified by their shingles."""
    if not demand.near_copies or not demand.forms:
        return set()
    paths = [workspace.store.local(shard.annotation(workspace, "fingerprint")) for shard in shards]
    like = sought(list(demand.forms), made_alike(paths))
    held = (Held(path) for path in paths)
    return copies.twins(
        match.id for file in held for match in find(file, like, threshold) if match.similarity >= threshold
    )
