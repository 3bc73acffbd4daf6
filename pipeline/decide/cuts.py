"""Spans that the recipe cuts out of otherwise readable documents, and what the text measures afterwards.

Personal data are masked in place; benchmark items are removed with the sentences that they touch.

Cutting comes before duplicates are removed, so that a document that cuts empty removes none of its duplicates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from filters import cutting, measures, sentences
from filters.cutting import Removal
from filters.pii.masking import CHANGES
from licenses.official import forbids_changes
from pipeline.store.schemas import CUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.manifest import PiiRecipe, Source
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

Action = Literal["mask", "remove", "keep"]
OMITTED: Final = "[...]"
"""What stands where a passage of a text that may not be changed was left out."""

CUTS: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),
        pa.field("cuts", pa.list_(CUT), nullable=False),
        pa.field("changes", pa.list_(pa.string()), nullable=False),
    ]
)
"""Only documents that lost something; the measures of the new text are further columns."""


def passages_folder(workspace: Workspace, collection: str) -> Name:
    """Return the folder of the documents that lost repeated passages, one table per shard, as in `path_of`."""
    return workspace.decisions(collection) / "passages"


def final(workspace: Workspace, collection: str, shard: Shard) -> pa.Table:
    """Return the documents of a shard that lost anything; the table of passages holds all losses of its documents."""
    first = workspace.store.read_table(path_of(workspace, collection, shard))
    name = passages_of(workspace, collection, shard)
    if not workspace.store.exists(name):
        return first
    then = workspace.store.read_table(name)
    untouched = pc.invert(pc.is_in(first.column("id"), then.column("id").combine_chunks()))
    return pa.concat_tables([first.filter(untouched), then.select(first.column_names).cast(first.schema)])


def passages_of(workspace: Workspace, collection: str, shard: Shard) -> Name:
    """Return the name of the table of a shard's documents that lost repeated passages."""
    return passages_folder(workspace, collection) / shard.source / f"{shard.name}.parquet"


def actions(recipe: PiiRecipe, source: Source) -> tuple[dict[str, Action], Action]:
    """Return what happens to each kind of personal data in this source, and to kinds not named."""
    kept = source.personal_data.keep if source.personal_data else ()
    return {**recipe.kinds, **dict.fromkeys(kept, "keep")}, recipe.default


def mark_of(source: Source) -> str:
    """Return what must stand where a text of the source was cut: where its ground forbids changes, omissions are marked (§ 62 UrhG)."""
    grounds = (source.license.id, *(work.id for work in source.work))
    return OMITTED if any(map(forbids_changes, grounds)) else ""


def path_of(workspace: Workspace, collection: str, shard: Shard) -> Name:
    """Return the name of the table of a shard's cuts."""
    return workspace.decisions(collection) / "cuts" / shard.source / f"{shard.name}.parquet"


def cut(
    workspace: Workspace,
    shard: Shard,
    chosen: Mapping[str, Action],
    default: Action,
    removals: Mapping[str, Sequence[Removal]] | None = None,
    mark: str = "",
) -> pa.Table:
    """Return the documents of a shard that lose something: new text, cuts, and new measures.

    Every sentence that a removal touches is removed as a whole.
    """
    removals = removals or {}
    spans = workspace.store.read_table(shard.annotation(workspace, "pii"), ["id", "spans", "failed"])
    touched = pc.or_(
        pc.greater(pc.list_value_length(spans.column("spans")), 0),
        pc.is_in(spans.column("id"), pa.array(list(removals), pa.string())),
    )
    rows = pc.indices_nonzero(pc.and_(touched, pc.is_null(spans.column("failed"))))
    changed = [
        cut_document(document_id, text, personal, whole(text, removals.get(document_id, ())), chosen, default, mark)
        for document_id, text, personal in texts_of(workspace, shard, rows)
    ]
    return table_of(workspace, shard, [row for row in changed if row["changes"]])


def texts_of(workspace: Workspace, shard: Shard, rows: pa.Array) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Yield (id, text, personal data) of the rows of a shard."""
    texts = workspace.store.read_table(shard.documents(workspace), ["id", "text"]).take(rows)
    spans = workspace.store.read_table(shard.annotation(workspace, "pii"), ["spans"]).take(rows)
    columns = (texts.column("id"), texts.column("text"), spans.column("spans"))
    yield from zip(*(column.to_pylist() for column in columns), strict=True)


def whole(text: str, removals: Sequence[Removal]) -> list[Removal]:
    """Return the removals grown to the sentences that they touch."""
    starting = sentences.starts(text) if removals else []
    return [Removal(*sentences.around(starting, start, end), reason) for start, end, reason in removals]


def table_of(workspace: Workspace, shard: Shard, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return documents of a shard that lost something as a table, with the measures of what is left."""
    table = pa.Table.from_pylist(list(rows), schema=CUTS)
    known = workspace.store.read_table(shard.documents(workspace), ["id", "damage"])
    damage = known.column("damage").take(pc.index_in(table.column("id"), known.column("id")))
    for name, column in zip(*_measured(table, damage), strict=True):
        table = table.append_column(name, column)
    return table


def _measured(table: pa.Table, damage: pa.ChunkedArray) -> tuple[list[str], list[pa.ChunkedArray]]:
    measured = measures.measure(table.column("text"), raw_damage=damage)
    return measured.column_names, measured.columns


def cut_document(
    document_id: str,
    text: str,
    personal: Sequence[dict[str, Any]],
    removals: Sequence[Removal],
    chosen: Mapping[str, Action],
    default: Action,
    mark: str = "",
) -> dict[str, Any]:
    """Return the row of one document: new text, characters cut by reason, and what the changes are called."""
    new, removed = cutting.cut(text, removals, personal, chosen, default, mark)
    done = sorted({name.removeprefix("pii_") for name in removed if name.startswith("pii_")})
    changes = [f"{CHANGES[chosen.get(kind, default)]}_{kind}" for kind in done]
    changes += sorted({f"cut_{removal.reason}" for removal in removals})
    cuts = [{"reason": reason, "characters": count} for reason, count in sorted(removed.items())]
    return {"id": document_id, "text": new, "cuts": cuts, "changes": changes}
