"""Demands for deletion: by id, URL, author or the hash of the text, plain or hashed as a release shows them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline import workspace as ws
from pipeline.decide.rows import decisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from pipeline.decide.shards import Shard
    from pipeline.manifest import Takedown
    from pipeline.workspace import Workspace


def demand_hash(one: Takedown) -> str:
    """Return the SHA-256 of a demand's kind and value: recognisable, and unreadable."""
    if one.hash:
        return one.hash
    values = {"id": one.id, "url": one.url, "author": one.author, "text_sha256": one.text_sha256}
    return next(_hash(kind, value) for kind, value in values.items() if value)


def _hash(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def takedowns(
    frame: pl.DataFrame, workspace: Workspace, shards: Sequence[Shard], demands: Sequence[Takedown]
) -> pl.DataFrame:
    """Return a decision for every document that a demand concerns; the parts of a work fall with it.

    Texts are read only if there is a demand at all.
    """
    wanted = {demand_hash(one) for one in demands}
    if not wanted:
        return decisions([])
    texts = {one: digest for shard in shards for one, digest in _texts(workspace, shard)}
    found = [
        {"id": one, "stage": "takedown", "reason": "takedown", "rank": 0}
        for one, url, authors in frame.select("id", "url", "authors").iter_rows()
        if not wanted.isdisjoint(_marks(one, url, authors or [], texts[one]))
    ]
    return decisions(found)


def _marks(one: str, url: str | None, authors: Iterable[str], text_sha256: str) -> Iterable[str]:
    yield _hash("id", one)
    yield _hash("id", one.split("#", maxsplit=1)[0])
    yield _hash("text_sha256", text_sha256)
    if url:
        yield _hash("url", url)
    for author in authors:
        yield _hash("author", author)


def _texts(workspace: Workspace, shard: Shard) -> Iterable[tuple[str, str]]:
    table = ws.read_table(shard.documents(workspace), ["id", "text"])
    for one, text in zip(table.column("id").to_pylist(), table.column("text"), strict=True):
        yield one, hashlib.sha256(text.as_py().encode()).hexdigest()
