"""Demands for deletion: by id, URL, author or the hash of the text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.compute as pc

from pipeline import workspace as ws
from pipeline.decide.rows import decisions, shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.decide.shards import Shard
    from pipeline.manifest import Takedown
    from pipeline.workspace import Workspace


def takedowns(frame: pl.DataFrame, demands: Sequence[Takedown]) -> pl.DataFrame:
    """Return a decision for every document that a demand by id, URL or author concerns; parts fall with their work."""
    ids = [one.id for one in demands if one.id]
    urls = [one.url for one in demands if one.url]
    authors = [one.author for one in demands if one.author]
    work = pl.col("id").str.split("#").list.first()
    by_author = pl.col("authors").list.set_intersection(pl.lit(authors, dtype=pl.List(pl.String))).list.len() > 0
    concerned = pl.col("id").is_in(ids) | work.is_in(ids) | pl.col("url").is_in(urls)
    if authors:
        concerned = concerned | by_author.fill_null(value=False)
    return shape(frame.filter(concerned.fill_null(value=False)), "takedown", reason="takedown")


def by_text(workspace: Workspace, shards: Sequence[Shard], demands: Sequence[Takedown]) -> pl.DataFrame:
    """Return a decision for every document whose text has the SHA-256 of a demand; reads text only if there is one."""
    hashes = {one.text_sha256 for one in demands if one.text_sha256}
    found = []
    for shard in shards if hashes else ():
        table = ws.read_table(shard.documents(workspace), ["id", "text"])
        for one, text in zip(table.column("id"), pc.cast(table.column("text"), "large_binary"), strict=True):
            if hashlib.sha256(text.as_py()).hexdigest() in hashes:
                found.append({"id": one.as_py(), "stage": "takedown", "reason": "takedown", "rank": 0})
    return decisions(found)
