"""Spans that the recipe cuts out of otherwise readable documents, and what the text measures afterwards.

Cutting comes before the walk over duplicates: a document that the cuts empty must not have knocked out its twin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from filters import measures, pii
from pipeline import workspace as ws
from pipeline.code import code_hash
from pipeline.documents import CUT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.decide.shards import Shard
    from pipeline.manifest import PiiRecipe, Source
    from pipeline.workspace import Workspace

Action = Literal["mask", "remove", "keep"]

CUTS: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),
        pa.field("cuts", pa.list_(CUT), nullable=False),
        pa.field("changes", pa.list_(pa.string()), nullable=False),
    ]
)
"""Only the documents that something was cut from; the measures of the new text stand beside it."""


def actions(recipe: PiiRecipe, source: Source) -> tuple[dict[str, Action], Action]:
    """Return what happens to each kind of personal data in this source, and to kinds not named."""
    kept = source.personal_data.keep if source.personal_data else ()
    return {**recipe.kinds, **dict.fromkeys(kept, "keep")}, recipe.default


def path_of(workspace: Workspace, collection: str, shard: Shard) -> Path:
    """Return where the cuts of a shard lie."""
    return workspace.decisions(collection) / "cuts" / shard.source / f"{shard.name}.parquet"


def key_of(annotation_key: str, chosen: Mapping[str, Action], default: Action) -> str:
    """Return the key of a shard's cuts."""
    return ws.key("cut", annotation_key, dict(chosen), default, code_hash("pipeline/decide/cuts", "filters"))


def cut(documents: Path, annotation: Path, out: Path, chosen: Mapping[str, Action], default: Action, key: str) -> None:
    """Write the documents of a shard that lose something: their new text, what was cut, and the measures anew."""
    spans = ws.read_table(annotation, ["id", "spans", "failed"])
    concerned = pc.and_(pc.greater(pc.list_value_length(spans.column("spans")), 0), pc.is_null(spans.column("failed")))
    rows = pc.indices_nonzero(concerned)
    texts = ws.read_table(documents, ["id", "text"]).take(rows)
    found = [
        _cut_one(one, text, hits, chosen, default)
        for one, text, hits in zip(
            texts.column("id").to_pylist(),
            texts.column("text").to_pylist(),
            spans.column("spans").take(rows).to_pylist(),
            strict=True,
        )
    ]
    table = pa.Table.from_pylist([one for one in found if one["changes"]], schema=CUTS)
    for name, column in zip(*_measured(table), strict=True):
        table = table.append_column(name, column)
    ws.write_table(out, table, key)


def _measured(table: pa.Table) -> tuple[list[str], list[pa.ChunkedArray]]:
    measured = measures.measure(table.column("text"))
    return measured.column_names, measured.columns


def _cut_one(
    one: str, text: str, spans: list[dict[str, Any]], chosen: Mapping[str, Action], default: Action
) -> dict[str, Any]:
    new, removed = pii.mask(text, spans, chosen, default)
    done = sorted({span["kind"] for span in spans if chosen.get(span["kind"], default) != "keep"})
    cuts = [{"reason": f"pii_{kind}", "characters": count} for kind, count in sorted(removed.items())]
    changes = [f"{chosen.get(kind, default)}ed_{kind}".replace("removeed", "removed") for kind in done]
    return {"id": one, "text": new, "cuts": cuts, "changes": changes}
