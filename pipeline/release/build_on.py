"""Building on an earlier release: what is kept of a source's documents without their texts, next to the index.

`index/<collection>/carried/` holds, under the names they have in the workspace, the tables of every source that hold no whole
text (annotations, proofs, cuts), its documents' outlines, which are the documents without text, and what is recorded of them.
A run on a release puts back what is missing and takes the texts of kept documents from the release's data files.  If a text is
needed that is in neither, it raises an error that names the cause and asks for a full run.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from gemeingut.errors import PlaceError
from pipeline.admit import proof as proofs
from pipeline.admit.admitted import Admitted, is_unchanged, lock_of, refusal
from pipeline.fetch.lock import read_lock
from pipeline.manifest import Recipe
from pipeline.manifest.yaml_file import load_model
from pipeline.release_files.facts import is_release, read_facts
from pipeline.store.files import read_table, whole
from pipeline.store.records import Made, as_json, from_json
from pipeline.store.schemas import frame_of
from pipeline.store.step import owner_of
from pipeline.store.store import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.fetch.lock import Lock
    from pipeline.manifest.load import LoadedCollection, LoadedSource
    from pipeline.store.records import Records
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

FOLDER: Final = "carried"
OUTLINE: Final = b"gemeingut.outline"
"""The key in the schema's metadata that marks documents without text."""
NOTES: Final = ("lock.json", "proof.json")
"""The files that are kept of a snapshot."""
OF_COLLECTION: Final = frozenset({"compare", "cut"})
"""Stages whose records are kept by collection, not by source."""
STAGES: Final = frozenset({"read", "clean", "annotate", *OF_COLLECTION})
"""Stages whose outputs a later run can use."""
_FULL: Final = "a full run is needed: leave out --on"


PASSAGES: Final = "find repeated passages"
_WHY: Final = {
    PASSAGES: "a new document may repeat any run of tokens of an old one, and which sentences of which of them are cut "
    "is seen in their texts alone"
}
"""Why a stage needs texts that nothing can replace, however little has changed."""


class CarryError(PlaceError, RuntimeError):
    """A release cannot be built on; the message names what is missing and asks for a full run."""


@dataclass(frozen=True)
class Carried:
    """The release that is built on, and the sources taken over from it, as they were admitted."""

    release: Path
    sources: Mapping[str, Admitted]


def keep(
    workspace: Workspace,
    collection: str,
    source: str,
    shards: Sequence[Shard],
    made: Mapping[str, Mapping[str, Made]],
) -> None:
    """Keep what a later run needs of a source, without its texts; `made` holds the outputs of each stage by the steps' labels.

    Tables without whole texts are copied.  The documents are kept as outlines; of raw shards only the hashes that stand
    for their contents in keys are kept.
    """
    store, kept = workspace.store, _folder(workspace, collection)
    for shard in shards:
        _keep_outline(workspace, shard, kept / shard.documents(workspace))
    outlines = {shard.documents(workspace) for shard in shards}
    texts = {workspace.read(source) / f"{shard.name}.parquet" for shard in shards}
    steps: dict[str, dict[str, Made]] = {}
    for stage, by_label in made.items():
        for label, step in by_label.items():
            outputs = {}
            for name, stored in step.outputs.items():
                if name in texts:
                    outputs[name] = replace(stored, file="", is_whole=False)
                    continue
                if name not in outlines:
                    store.copy(name, kept / name)
                copied = store.stored(kept / name)
                if name not in outlines and copied.file != stored.file:
                    raise DamagedError(str(name), str(store.local(kept / name)))
                is_whole = stored.is_whole and name not in outlines
                outputs[name] = replace(copied, content=stored.content, is_whole=is_whole)
            steps.setdefault(stage, {})[label] = Made(step.key, outputs)
    for note in NOTES:
        name = workspace.snapshot(source) / note
        store.write_bytes(kept / name, store.read_bytes(name))  # no link: damage to one is none to the other
    content = {stage: {label: as_json(step) for label, step in by_label.items()} for stage, by_label in steps.items()}
    store.write_sealed(_steps_name(workspace, collection, source), content)


def made_of(records: Records, collection: str, source: str) -> dict[str, dict[str, Made]]:
    """Return, by stage and the steps' labels, the outputs for a source that a later run can use."""
    return {stage: dict(records.made(stage, _owner(stage, collection, source))) for stage in sorted(STAGES)}


def _owner(stage: str, collection: str, source: str) -> str:
    return owner_of(collection, source) if stage in OF_COLLECTION else source


def _keep_outline(workspace: Workspace, shard: Shard, outline: Name) -> None:
    """Write a shard's documents without their texts."""
    store, documents = workspace.store, shard.documents(workspace)
    if is_outline(workspace, shard):
        store.copy(documents, outline)
        return
    table = store.read_table(documents)
    place = table.schema.get_field_index("text")
    empty = pa.repeat(pa.scalar("", pa.large_string()), table.num_rows)
    table = table.set_column(place, table.schema.field(place), empty)
    store.write_table(outline, table.replace_schema_metadata({OUTLINE: b"yes"}))


def _folder(workspace: Workspace, collection: str) -> Name:
    return workspace.index(collection) / FOLDER


def _steps_name(workspace: Workspace, collection: str, source: str) -> Name:
    return _folder(workspace, collection) / "steps" / f"{source}.json"


def take_over(
    collection: LoadedCollection,
    workspace: Workspace,
    records: Records,
    release: Path,
    mirror: Path | None = None,
    as_of: str | None = None,
) -> Carried:
    """Put back what is missing of the sources that a release holds unchanged, and return them as they are admitted now.

    A source is not taken over if its manifest or its files on this machine differ from the release's, if it was not read for
    the release, or if it is refused by now.  Its proof is checked again on the day `as_of`: against the snapshot, or from the
    recorded findings and today's licences.  Raises CarryError if the release is of another collection, was not built in this
    workspace, or a proof can no longer be checked.
    """
    name = collection.manifest.name
    if not is_release(release):
        raise CarryError(f"{release}: no release; --on needs an earlier release of {name!r}")
    facts = read_facts(release)
    if facts.name != name:
        raise CarryError(f"{release}: a release of {facts.name!r}; --on needs an earlier release of {name!r}")
    unchanged = [
        source
        for source in collection.sources
        if is_unchanged(release, source, mirror)
        and (source.manifest.is_only_compared or refusal(source, collection.policy) is None)
    ]
    return Carried(
        release, {source.id: _taken_over(workspace, records, name, source, release, as_of) for source in unchanged}
    )


def _taken_over(
    workspace: Workspace, records: Records, collection: str, loaded: LoadedSource, release: Path, as_of: str | None
) -> Admitted:
    store, source, kept = workspace.store, loaded.id, _folder(workspace, collection)
    content = store.read_sealed(_steps_name(workspace, collection, source))
    if content is None:
        where = store.local(kept)
        raise CarryError(f"{source}: {where} holds nothing of it, so {release.name} was built elsewhere; {_FULL}")
    for note in NOTES:
        name = workspace.snapshot(source) / note
        if not store.exists(name):
            store.copy(kept / name, name)
    _check_snapshot(workspace, source, release)  # before anything newer is replaced
    for stage, by_label in content.items():
        owner = _owner(stage, collection, source)
        for label, step in by_label.items():
            _put_back(workspace, records, kept, (stage, owner, label), from_json(step))
    records.flush()
    return _admitted(workspace, loaded, release, as_of)


def _put_back(workspace: Workspace, records: Records, kept: Name, step: tuple[str, str, str], made: Made) -> None:
    """Put back what a step made, unless it is there."""
    if records.is_fresh(*step, made.key, in_part=True):
        return
    outputs = {}
    for name, stored in made.outputs.items():
        if stored.file:
            workspace.store.copy(kept / name, name)
        there = workspace.store.stored(name) if stored.file else stored
        if there.file != stored.file:
            raise CarryError(f"{workspace.store.local(kept / name)}: damaged, so it cannot be built on; {_FULL}")
        outputs[name] = replace(there, content=stored.content, is_whole=stored.is_whole)
    records.note(*step, Made(made.key, outputs))


def _check_snapshot(workspace: Workspace, source: str, release: Path) -> Lock:
    """Return the lock of a source; raise CarryError if it names other files than the release was built from."""
    lock = read_lock(workspace, source)
    if lock is None or lock.sha256() != lock_of(release, source).sha256():
        raise CarryError(f"{source}: the workspace holds another snapshot than {release.name} was built from; {_FULL}")
    return lock


def _admitted(workspace: Workspace, source: LoadedSource, release: Path, as_of: str | None) -> Admitted:
    lock = _check_snapshot(workspace, source.id, release)
    try:
        proof = proofs.check(source, workspace, lock, as_of)
    except proofs.ProofError as error:
        raise CarryError(f"{error}; {_FULL}") from error
    proofs.write(proof, source, lock, workspace)
    return Admitted(source.id, "admitted", lock=lock, proof=proof)


def check_reading(source: str, carried: Carried, records: Records, wanted: str) -> None:
    """Raise CarryError if a source that is taken over would be read differently now; `wanted` is the key it would have."""
    made = records.made("read", source).get(source)
    if made is None or made.key != wanted:
        raise CarryError(f"{source}: the readers or their options differ from those of {carried.release.name}; {_FULL}")


def is_outline(workspace: Workspace, shard: Shard) -> bool:
    """Return whether a shard's documents are stored without their texts."""
    try:
        metadata = workspace.store.schema(shard.documents(workspace)).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return False
    return OUTLINE in metadata


def demand_texts(stage: str, workspace: Workspace, shards: Iterable[Shard]) -> None:
    """Raise CarryError if a stage needs documents whose texts are not stored."""
    for shard in shards:
        if is_outline(workspace, shard):
            why = _WHY.get(stage, "code, recipe or libraries are others than for the release built on")
            there = (
                f"keep {workspace.store.local(workspace.documents(shard.source))} when you build on a release"
                if stage in _WHY
                else ""
            )
            raise CarryError(
                f"{shard.source}: its texts are not here, and to {stage} they are needed: {why}; "
                f"{_FULL}{there and f' ({there})'}"
            )


def demand_whole_texts(release: Path) -> None:
    """Raise CarryError if documents of a release may have lost passages, which a full run may restore."""
    if load_model(release / "inputs" / "recipe.yaml", Recipe).repeated_passages:
        raise CarryError(f"{release.name} was built with repeated_passages, so its texts are not whole; {_FULL}")


def scatter(data: Path, kept: pl.LazyFrame, shards: Sequence[Shard], out: Path) -> None:
    """Write the texts of a release's file as pieces into the folders of the shards that their documents are in now."""
    wanted = pl.DataFrame({"source": [shard.source for shard in shards], "shard": [shard.name for shard in shards]})
    places = kept.select("id", "source", "shard").join(wanted.lazy(), on=["source", "shard"]).collect()
    texts = frame_of(read_table(data, ["id", "text"]))
    placed = texts.join(places, on="id", maintain_order="left")
    for (source, shard), rows in placed.group_by("source", "shard", maintain_order=True):
        name = "-".join(data.parts[-2:])
        with whole(out / str(source) / str(shard) / name) as temporary:
            pq.write_table(rows.select("id", "text").to_arrow(), temporary, compression="zstd")


def filled(documents: pl.DataFrame, kept: pl.Series, cut: pl.Series, pieces: Path) -> pl.DataFrame:
    """Return a shard's outlines with the texts of its kept documents; raise CarryError if one was not kept before.

    `cut` are the ids of documents whose text is in the table of cuts, which takes precedence.
    """
    tables = [read_table(path) for path in sorted(pieces.glob("*.parquet"))]
    schema = pa.schema([("id", pa.string()), ("text", pa.large_string())])
    texts = frame_of(pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in tables)]))
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
    """Copy the licence texts of the sources taken over, as far as they are owed, from the release that is built on."""
    for source in sorted(owing & set(carried.sources)):
        there = carried.release / "licenses" / "sources" / source
        if there.is_dir():
            shutil.copytree(there, release / "licenses" / "sources" / source)


def has_outlines(workspace: Workspace, shards: Iterable[Shard]) -> list[Shard]:
    """Return the shards whose documents are stored without texts."""
    return [shard for shard in shards if is_outline(workspace, shard)]
