"""Alignment of a collection's print: which documents are readings of one page, and which similar ones are forms.

Candidates come from the letters of the documents of sources that are print, and from the verified edges among these and
the sources that the recipe compares as editions.  Texts are read once; their letters are kept on disk, a byte each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.similarity import alignments
from pipeline.similarity.alignments import Letters
from pipeline.similarity.bands import EDGE_FLOOR
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.manifest import DuplicateRecipe, Source
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

ALIGNMENTS: Final = "alignments.parquet"
PAIRS: Final = "pairs.parquet"
"""The near edges among the documents to be aligned."""


def is_print(source: Source, recipe: DuplicateRecipe) -> bool:
    """Return whether a source's documents are sought in other readings, however misread."""
    return recipe.misread is not None and source.profile_name() in recipe.misread.profiles


def is_bound(source: Source, recipe: DuplicateRecipe) -> bool:
    """Return whether a source's documents are compared as editions."""
    bound = recipe.editions
    return bound is not None and (source.id in bound.sources or source.domain in bound.domains)


def align_collection(
    workspace: Workspace, collection: str, shards: Sequence[Shard], sought: frozenset[str], threshold: float
) -> int:
    """Write the alignments of a collection and return how many pairs were aligned.

    `shards` are those of all sources to be aligned; in those of `sought` other readings are looked for, in the
    others similar documents are judged only.
    """
    store, folder = workspace.store, workspace.index(collection)
    near = store.read_table(folder / PAIRS)
    with store.scratch() as working:
        ids, letters = _letters(workspace, shards, working / "letters")
        is_sought = np.array([shard.source in sought for shard in shards for _ in range(_rows(workspace, shard))], bool)
        found = alignments.candidates(letters, working, is_sought, threshold=threshold)
        pairs = np.concatenate([found, _numbered(ids, near)])
        pairs = np.unique(np.sort(pairs, axis=1), axis=0)
        table = alignments.judged(ids, letters, pairs, threshold)
    store.write_table(folder / ALIGNMENTS, table)
    return len(pairs)


def _rows(workspace: Workspace, shard: Shard) -> int:
    return workspace.store.rows(shard.documents(workspace))


def _letters(workspace: Workspace, shards: Sequence[Shard], path: Path) -> tuple[pa.Array, Letters]:
    """Return the ids of all documents and their letters, mapped from the file `path`."""
    ids, starts = [], [np.zeros(1, np.int64)]
    with path.open("wb") as file:
        for shard in shards:
            table = workspace.store.read_table(shard.documents(workspace), ["id", "text"])
            part = alignments.letters_of(table.column("text"))
            part.codes.tofile(file)
            ids += table.column("id").cast(pa.string()).chunks
            starts.append(part.starts[1:] + starts[-1][-1])
    places = np.concatenate(starts)
    codes = np.memmap(path, np.uint8, "r") if places[-1] else np.zeros(0, np.uint8)
    codes.flags.writeable = False
    return pa.chunked_array(ids, pa.string()).combine_chunks(), Letters(codes, places)


def _numbered(ids: pa.Array, near: pa.Table) -> npt.NDArray[np.int64]:
    """Return the near edges as pairs of places among the ids; those with an end elsewhere are left out."""
    ends = [pc.fill_null(pc.index_in(near.column(name), value_set=ids), -1).to_numpy() for name in ("a", "b")]
    pairs = np.stack([np.asarray(end, np.int64) for end in ends], axis=1)
    return pairs[(pairs >= 0).all(axis=1)]


def warnings_of(workspace: Workspace, collection: str, recipe: DuplicateRecipe, sources: Sequence[Source]) -> list[str]:
    """Return what a curator should know of the comparison as editions: where it is unbound or void, and what it left."""
    bound = [source.id for source in sources if is_bound(source, recipe)]
    lines = []
    if recipe.editions is None:
        if recipe.threshold < EDGE_FLOOR:
            lines.append(
                f"duplicates.threshold {recipe.threshold} holds for every source: decrees, tenders and decisions of one "
                "frame count as duplicates; duplicates.editions binds it to sources or domains and tells forms apart"
            )
        return lines
    if not bound:
        named = ", ".join([*recipe.editions.sources, *recipe.editions.domains])
        lines.append(f"duplicates.editions: no source is in {named}; nothing is compared as editions")
    table = workspace.store.read_table(alignments_name(workspace, collection))
    forms = frame_of(table).filter(pl.col("kind") == alignments.TEMPLATE)
    counts = forms.group_by(pl.col("a").str.split("/").list.first().alias("source")).len().sort("source")
    lines += [
        f"duplicates.editions: {source}: {count} pairs of similar documents differ in numbers, names and dates; they are "
        "forms of one frame, and no editions"
        for source, count in counts.iter_rows()
    ]
    return lines


def pairs_name(workspace: Workspace, collection: str) -> Name:
    """Return the name of the table of near edges to be judged."""
    return workspace.index(collection) / PAIRS


def alignments_name(workspace: Workspace, collection: str) -> Name:
    """Return the name of the table of alignments."""
    return workspace.index(collection) / ALIGNMENTS
