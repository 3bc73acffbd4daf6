"""What deciding sees of the documents: everything but the text, one frame per source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from pipeline.store.frames import frame_of
from pipeline.store.workspace import WorkspaceError

if TYPE_CHECKING:
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

COLUMNS = ("id", "source", "member", "authors", "date", "url", "characters_read", "damage")


def described(workspace: Workspace, shard: Shard, *, is_judged: bool = False) -> pl.DataFrame:
    """Return one row per document: its metadata and everything measured on it, without text, spans and shingles.

    With `is_judged` the verdicts of the recipe's other filters too; a failure of theirs stands in `failed`.

    Raises WorkspaceError if an annotation is not aligned with the documents.
    """
    documents = workspace.store.read_table(shard.documents(workspace), list(COLUMNS))
    documents = documents.append_column("shard", pa.repeat(pa.scalar(shard.name), len(documents)))
    frames = [frame_of(documents)]
    for annotator, columns in (
        ("license", ["id", "statements_key"]),
        ("language", None),
        ("measures", None),
        ("pii", ["id", "failed"]),
        *([("judges", None)] if is_judged else []),
    ):
        table = workspace.store.read_table(shard.annotation(workspace, annotator), columns)
        if not table.column("id").equals(documents.column("id")):
            raise WorkspaceError(f"{shard.annotation(workspace, annotator)}: not aligned with its documents")
        frames.append(frame_of(table.drop_columns(["id"])))
    frame = pl.concat(frames, how="horizontal")
    return frame.with_columns(failed=pl.coalesce("failed", "filter_failed")) if is_judged else frame
