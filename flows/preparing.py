"""From sources to measured documents: the steps of fetching, reading, cleaning and annotating."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.annotate import annotate as annotators
from pipeline.fetch.erased import erased, is_whole
from pipeline.read import read_pieces
from pipeline.read.pieces import PIECE_BYTES
from pipeline.release import build_on
from pipeline.stages.source_steps import Admit, Annotate, Clean, PlanPieces, Read, ReadPiece
from pipeline.store.shard import dropped_of

if TYPE_CHECKING:
    from flows.run import Work
    from pipeline.admit.admitted import Admitted
    from pipeline.fetch.lock import Lock
    from pipeline.manifest.load import LoadedSource
    from pipeline.release.build_on import Carried
    from pipeline.store.shard import Shard


def admit(work: Work, carried: Carried | None) -> list[Admitted]:
    """Fetch every source that is not taken over, judge its licence, and return what became of each."""
    run = work.run
    gone = [source.id for source in run.collection.sources if erased(run.workspace, source.id)]
    admitted = _bring_erased(work, _admitted(work, carried), carried)
    for name in [name for name in gone if not erased(run.workspace, name)]:
        again = "its erased snapshot was fetched again, for it is checked and read anew; erase it again"
        work.progress.warn(f"{name}: {again}")
    return admitted


def _admitted(work: Work, carried: Carried | None) -> list[Admitted]:
    known = dict(carried.sources) if carried else {}
    steps = [_admit(work, source) for source in work.run.collection.sources if source.id not in known]
    known |= {source.source: source for source in work.results(Admit, steps)}
    return [known[source.id] for source in work.run.collection.sources]


def _admit(work: Work, source: LoadedSource, *, is_anew: bool = False) -> Admit:
    run = work.run
    return Admit(source, run.collection.policy, run.mirror, run.access, run.frozen.as_of, is_anew)


def _bring_erased(work: Work, admitted: list[Admitted], carried: Carried | None) -> list[Admitted]:
    """Fetch again what was erased from the snapshots of sources that must be read anew; the others need no file."""
    run = work.run
    known = set(carried.sources) if carried else set[str]()
    steps = [
        _admit(work, source, is_anew=True)
        for source, state in zip(run.collection.sources, admitted, strict=True)
        if state.lock
        and source.id not in known
        and not is_whole(run.workspace, state.lock)
        and not work.is_fresh(_read(work, source, state.lock))
    ]
    again = {source.source: source for source in work.results(Admit, steps)} if steps else {}
    return [again.get(source.source, source) for source in admitted]


def _read(work: Work, source: LoadedSource, lock: Lock) -> Read:
    return Read(source, lock, work.run.recipe.document_max_bytes)


def read(work: Work, sources: list[LoadedSource], reading: dict[str, Admitted], carried: Carried | None) -> None:
    """Read the sources whose reading is not fresh; raise CarryError if one that is taken over would be read otherwise."""
    locks = {name: admitted.lock for name, admitted in reading.items() if admitted.lock}
    steps = [_read(work, source, locks[source.id]) for source in sources]
    taken = set(carried.sources) if carried else set[str]()
    for step in steps if carried else ():
        if carried and step.owner in taken:
            build_on.check_reading(step.owner, carried, work.records, work.key(step))
    pieces = _read_pieces(work, [step for step in steps if step.owner not in taken])
    steps = [replace(step, pieces=pieces.get(step.owner, ())) for step in steps]
    # The largest snapshot first, so that no worker ends alone with it.
    steps.sort(key=lambda step: (-sum(file.bytes for file in step.lock.files), step.owner))
    work.carry_out(Read, steps)


def _read_pieces(work: Work, steps: list[Read]) -> dict[str, tuple[str, ...]]:
    """Read what large snapshots are divided into, and return the labels of the pieces by source."""
    large = [step for step in steps if sum(file.bytes for file in step.lock.files) >= PIECE_BYTES]
    if large:
        work.carry_out(PlanPieces, [PlanPieces(step.source, step.lock, PIECE_BYTES) for step in large])
    divided = {
        step.owner: [
            ReadPiece(step.source, step.lock, step.max_bytes, piece, number)
            for number, piece in enumerate(read_pieces.pieces_of(work.run.workspace, step.owner))
        ]
        for step in large
    }
    for step in steps:  # of a source that was in more pieces, or in any
        work.records.retain(ReadPiece.STAGE, step.owner, [piece.label for piece in divided.get(step.owner, ())])
    if pieces := [piece for listed in divided.values() for piece in listed]:
        work.carry_out(ReadPiece, pieces)
    return {owner: tuple(piece.label for piece in listed) for owner, listed in divided.items()}


def clean(work: Work, sources: list[LoadedSource], shards: dict[str, list[Shard]]) -> None:
    """Clean the shards whose documents are not fresh."""
    run = work.run
    counts = {
        source.id: work.records.contents([run.workspace.read(source.id) / "counts.parquet"])[0] for source in sources
    }
    longest = run.recipe.document_max_characters
    dropped = {source.id: dropped_of(run.workspace, source.id) for source in sources}
    steps = [
        Clean(source, shard, longest, counts[source.id], dropped[source.id].get(shard.name, ()))
        for source in sources
        for shard in shards[source.id]
    ]
    work.carry_out(Clean, steps, [source.id for source in sources])


def annotate(work: Work, shards: dict[str, list[Shard]]) -> None:
    """Run the annotators whose tables are not fresh."""
    recipe, own = work.run.recipe, work.run.collection.own
    settings = {name: annotators.parameters_of(name, recipe, own) for name in annotators.wanted(recipe)}
    steps = [
        Annotate(name, shard, settings[name]) for listed in shards.values() for shard in listed for name in settings
    ]
    work.carry_out(Annotate, steps, shards)
