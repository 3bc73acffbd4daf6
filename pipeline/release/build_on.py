"""Building on an earlier release: what a source's documents are known by without their texts, kept beside the index.

`index/<collection>/carried/` holds, under the paths they have in the workspace, the tables of every source that hold no whole
text (annotations, counts, proofs, cuts; linked, not copied) and its documents' outlines, which are the documents without text.
A run on a release puts back what is missing, takes the texts of kept documents from the release's shards, and demands a full
run by name where a text would be needed that stands in neither.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from gemeingut.errors import PlaceError
from pipeline.admit import proof as proofs
from pipeline.admit.admit import Admitted, refusal
from pipeline.admit.unchanged import is_unchanged, lock_of
from pipeline.fetch.lock import read_lock
from pipeline.manifest import Recipe
from pipeline.manifest.yaml_file import load_model
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.manifest.load import LoadedCollection, LoadedSource
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

FOLDER: Final = "carried"
OUTLINE: Final = ":outline"
"""What the key of documents without text ends with: no stage takes them for the documents themselves."""
_FULL: Final = "a full run is needed: leave out --on"


PASSAGES: Final = "find repeated passages"
_WHY: Final = {
    PASSAGES: "a new document may repeat any run of tokens of an old one, and which sentences of which of them are cut "
    "is seen in their texts alone"
}
"""Why stages need texts that nothing else stands for, however little has changed."""


class CarryError(PlaceError, RuntimeError):
    """A release cannot be built on: what would be needed is named, and that a full run has it."""


@dataclass(frozen=True)
class Carried:
    """The release that is built on, and the sources taken over from it, as they were admitted."""

    release: Path
    sources: Mapping[str, Admitted]


def store(workspace: Workspace, collection: str, source: str, shards: Sequence[Shard]) -> None:
    """Keep what a later run needs of a source without its texts; a source without shards is read anew."""
    kept = _folder(workspace, collection)
    for path in _tables(workspace, collection, source):
        _link(path, kept / path.relative_to(workspace.root))
    for shard in shards:
        documents = shard.documents(workspace)
        outline = kept / documents.relative_to(workspace.root)
        if is_outline(documents):
            _link(documents, outline)
            continue
        table = pq.read_table(documents, partitioning=None)
        place = table.schema.get_field_index("text")
        empty = pa.repeat(pa.scalar("", pa.large_string()), table.num_rows)
        made_with = f"{table.schema.metadata[ws.KEY].decode()}{OUTLINE}"
        ws.write_table(outline, table.set_column(place, table.schema.field(place), empty), made_with)


def _folder(workspace: Workspace, collection: str) -> Path:
    return workspace.index(collection) / FOLDER


def _tables(workspace: Workspace, collection: str, source: str) -> Iterator[Path]:
    """Yield the files of a source that hold no whole text, but for what was cut from, which a release shows as it is there."""
    yield from (workspace.snapshot(source) / name for name in ("lock.json", "proof.json"))
    yield from (workspace.read(source) / name for name in ("read.json", "quarantine.parquet", "members.parquet"))
    folders = [workspace.quarantine(source), *sorted((workspace.root / "annotations").glob(f"*/{source}"))]
    folders += [workspace.decisions(collection) / "cuts" / source, workspace.contamination(collection) / source]
    for folder in folders:
        yield from sorted(folder.glob("*.parquet"))


def _link(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with ws.whole(target) as temporary:
        try:
            os.link(path, temporary)
        except OSError:  # another file system, or one without links
            shutil.copyfile(path, temporary)


def take_over(
    collection: LoadedCollection,
    workspace: Workspace,
    release: Path,
    mirror: Path | None = None,
    as_of: str | None = None,
) -> Carried:
    """Put back what is missing of the sources that a release holds unchanged, and return them as they are admitted now.

    A source whose manifest, or whose files as far as they lie on this machine, are others than in the release, that was not
    read for it, or that is refused by now, is not taken over.  Its proof is checked again: against the snapshot, or by
    what was found there and today's licences, on the day `as_of`.  Raises CarryError if the release is of another collection, or was
    not built in this workspace, or a proof can no longer be checked.
    """
    facts = ws.read_json(release / "release.json")
    name = collection.manifest.name
    if not facts or facts["name"] != name:
        what = f"a release of {facts['name']!r}" if facts else "no release"
        raise CarryError(f"{release}: {what}; --on needs an earlier release of {name!r}")
    found = [
        one
        for one in collection.sources
        if is_unchanged(release, one, mirror) and (one.manifest.witness or refusal(one, collection.policy) is None)
    ]
    return Carried(release, {one.id: _taken_over(workspace, name, one, release, as_of) for one in found})


def _taken_over(
    workspace: Workspace, collection: str, loaded: LoadedSource, release: Path, as_of: str | None
) -> Admitted:
    kept, source = _folder(workspace, collection), loaded.id
    there = workspace.read(source).relative_to(workspace.root)
    if not (kept / there / "read.json").is_file():
        raise CarryError(f"{source}: {kept} holds nothing of it, so {release.name} was built elsewhere; {_FULL}")
    roots = [
        workspace.snapshot(source),
        workspace.read(source),
        workspace.quarantine(source),
        workspace.documents(source),
    ]
    roots += [workspace.decisions(collection) / "cuts" / source, workspace.contamination(collection) / source]
    roots += [workspace.root / one.relative_to(kept) for one in sorted((kept / "annotations").glob(f"*/{source}"))]
    for root in roots:
        for path in sorted((kept / root.relative_to(workspace.root)).glob("*.*")):
            target = root / path.name
            if not target.exists():
                _link(path, target)
    return _admitted(workspace, loaded, release, as_of)


def _admitted(workspace: Workspace, source: LoadedSource, release: Path, as_of: str | None) -> Admitted:
    lock = read_lock(workspace, source.id)
    if lock is None or lock.sha256() != lock_of(release, source.id).sha256():
        raise CarryError(
            f"{source.id}: the workspace holds another snapshot than {release.name} was built from; {_FULL}"
        )
    try:
        proof = proofs.check(source, workspace, lock, as_of)
    except proofs.ProofError as error:
        raise CarryError(f"{error}; {_FULL}") from error
    proofs.write(proof, source, lock, workspace)
    return Admitted(source.id, "admitted", lock=lock, proof=proof)


def read_before(workspace: Workspace, carried: Carried, wanted: Mapping[str, str]) -> set[str]:
    """Return the sources taken over, whose reading is not done again; raise CarryError if it would give something else."""
    for source in sorted(carried.sources):
        if ws.read_json(workspace.read(source) / "read.json")["key"] != wanted[source]:
            raise CarryError(
                f"{source}: the readers or their options are others than for {carried.release.name}; {_FULL}"
            )
    return set(carried.sources)


def is_outline(documents: Path) -> bool:
    """Return whether a shard's documents are there without their texts."""
    try:
        metadata = pq.read_schema(documents).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return False
    return bool(metadata.get(ws.KEY, b"").endswith(OUTLINE.encode()))


def is_there(documents: Path, key: str) -> bool:
    """Return whether a shard's documents or their outlines are there, made with this key."""
    return ws.is_fresh(documents, key) or ws.is_fresh(documents, f"{key}{OUTLINE}")


def demand_texts(stage: str, workspace: Workspace, shards: Iterable[Shard]) -> None:
    """Raise CarryError if a stage is to work on documents whose texts are not there."""
    for shard in shards:
        if is_outline(shard.documents(workspace)):
            why = _WHY.get(stage, "code, recipe or libraries are others than for the release built on")
            there = f"keep {workspace.documents(shard.source)} when you build on a release" if stage in _WHY else ""
            raise CarryError(
                f"{shard.source}: its texts are not here, and to {stage} they are needed: {why}; "
                f"{_FULL}{there and f' ({there})'}"
            )


def demand_whole_texts(release: Path) -> None:
    """Raise CarryError if documents of a release may have lost passages: a full run may give them back."""
    if load_model(release / "inputs" / "recipe.yaml", Recipe).repeated_passages:
        raise CarryError(f"{release.name} was built with repeated_passages, so its texts are not whole; {_FULL}")


def scatter(data: Path, kept: Path, shards: Sequence[Shard], out: Path) -> None:
    """Write the texts of a release's file as pieces into the folders of the shards that their documents now stand in."""
    wanted = pl.DataFrame({"source": [one.source for one in shards], "shard": [one.name for one in shards]})
    places = pl.scan_parquet(kept).select("id", "source", "shard").join(wanted.lazy(), on=["source", "shard"]).collect()
    texts = pl.from_arrow(ws.read_table(data, ["id", "text"]))
    if not isinstance(texts, pl.DataFrame):
        raise TypeError(f"expected a table, found {type(texts).__name__}")
    found = texts.join(places, on="id", maintain_order="left")
    for (source, shard), rows in found.group_by("source", "shard", maintain_order=True):
        name = "-".join(data.parts[-2:])
        ws.write_table(out / str(source) / str(shard) / name, rows.select("id", "text").to_arrow(), "")


def filled(documents: pl.DataFrame, kept: pl.Series, cut: pl.Series, pieces: Path) -> pl.DataFrame:
    """Return a shard's outlines with the texts of its kept documents; raise CarryError if one was not kept before.

    `cut` are the ids of documents whose text stands with what was cut from it, which goes before.
    """
    tables = [ws.read_table(path) for path in sorted(pieces.glob("*.parquet"))]
    schema = pa.schema([("id", pa.string()), ("text", pa.large_string())])
    texts = pl.from_arrow(pa.concat_tables([schema.empty_table(), *(one.cast(schema) for one in tables)]))
    if not isinstance(texts, pl.DataFrame):
        raise TypeError(f"expected a table, found {type(texts).__name__}")
    missing = kept.filter(~kept.is_in(texts["id"].implode()) & ~kept.is_in(cut.implode())).sort()
    if len(missing):
        raise CarryError(
            f"{missing[0]} was not kept in the release that is built on and now would be, in the place of another; "
            f"its text is not here; {_FULL}"
        )
    return (
        documents.drop("text")
        .join(texts, on="id", how="left", maintain_order="left")
        .with_columns(pl.col("text").fill_null(""))
        .select(documents.columns)
    )


def notices(carried: Carried, release: Path, owing: set[str]) -> None:
    """Copy the licence texts of the sources taken over that owe one, from the release that is built on."""
    for source in sorted(owing & set(carried.sources)):
        there = carried.release / "licenses" / "sources" / source
        if there.is_dir():
            shutil.copytree(there, release / "licenses" / "sources" / source)


def has_outlines(workspace: Workspace, shards: Iterable[Shard]) -> list[Shard]:
    """Return the shards whose documents are there without texts."""
    return [shard for shard in shards if is_outline(shard.documents(workspace))]
