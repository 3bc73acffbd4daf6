"""A release of any size, made of copies of the demonstration's: what it takes to describe and to open a large one."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.release.build import write_sums

if TYPE_CHECKING:
    from pathlib import Path

COPIES_OF_A_GROUP: Final = 200
DESCRIBED: Final = ("index.html", "plots", "portal", "index")
COUNTED: Final = {
    *(
        "read",
        "kept",
        "removed",
        "quarantined",
        "works",
        "words",
        "rows",
        "documents",
        "text_bytes",
        "characters",
        "duplicates",
    ),
    *("rules_broken",),
}
BY_NAME: Final = {"removed_by_reason", "quarantined_by_reason", "cut_by_reason"}


def make(demo: Path, release: Path, documents: int) -> Path:
    """Write a release of at least this many kept documents to a folder and return it; texts repeat, ids do not."""
    shutil.copytree(demo, release, ignore=shutil.ignore_patterns(*DESCRIBED))
    facts = json.loads((release / "release.json").read_text("utf-8"))
    copies = -(-documents // facts["counts"]["kept"])
    for path in sorted(release.glob("data/*/*.parquet")):
        _copy(path, copies, "id")
    for path in sorted(release.glob("ledger/[!_]*.parquet")):
        _copy(path, copies, "id", ordered=True)
    facts = _times(facts, copies)
    for one in facts["files"]:
        one["bytes"] = (release / one["file"]).stat().st_size
    facts["counts"]["bytes"] = sum(one["bytes"] for one in facts["files"])
    reasons = _times(json.loads((release / "reasons.json").read_text("utf-8")), copies)
    for name, content in (("release.json", facts), ("reasons.json", reasons)):
        (release / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    write_sums(release)
    return release


def _copy(path: Path, copies: int, column: str, *, ordered: bool = False) -> None:
    table = pq.read_table(path)
    place = table.schema.get_field_index(column)
    parts = []
    for number in range(copies):
        ids = pc.binary_join_element_wise(table.column(column), f"{number:06d}", "-")
        parts.append(table.set_column(place, table.schema.field(place), ids))
    if ordered:
        pq.write_table(pa.concat_tables(parts).sort_by("id"), path, compression="zstd")
        return
    # Copied texts would squeeze to nothing; stored as they are, a file weighs what one of different texts does.
    squeezed = {one.path: "none" if one.path == "text" else "zstd" for one in _leaves(pq.ParquetFile(path).schema)}
    with pq.ParquetWriter(path, table.schema, compression=squeezed, use_dictionary=["source", "license"]) as writer:
        for first in range(0, copies, COPIES_OF_A_GROUP):
            writer.write_table(pa.concat_tables(parts[first : first + COPIES_OF_A_GROUP]).combine_chunks())


def _leaves(schema: pq.ParquetSchema) -> list[Any]:
    return [schema.column(place) for place in range(len(schema))]


def _times(value: Any, copies: int, counted: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: _times(one, copies, counted or key in COUNTED or key in BY_NAME) for key, one in value.items()}
    if isinstance(value, list):
        return [_times(one, copies, counted) for one in value]
    return value * copies if counted and isinstance(value, int) else value
