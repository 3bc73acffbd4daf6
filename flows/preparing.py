"""From sources to measured documents: what of fetching, reading, cleaning and annotating is not fresh, and its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.engine import Step
from pipeline.admit import admit as admission
from pipeline.annotate import annotate as annotators
from pipeline.fetch.erased import erased, is_whole
from pipeline.release import build_on
from pipeline.stages import steps as stages
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    from flows.run import Work
    from pipeline.admit.admit import Admitted
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
    run = work.run
    known = dict(carried.sources) if carried else {}
    steps = [
        Step(source.id, source, run.workspace, run.collection.policy, run.mirror, run.access, run.frozen.as_of)
        for source in run.collection.sources
        if source.id not in known
    ]
    known |= {one.source: one for one in work.engine.map("fetch", admission.admit, steps)}
    return [known[source.id] for source in run.collection.sources]


def _bring_erased(work: Work, admitted: list[Admitted], carried: Carried | None) -> list[Admitted]:
    """Fetch again what was erased from the snapshots of sources that must be read anew; the others need no file."""
    run = work.run
    known = set(carried.sources) if carried else set[str]()
    steps = []
    for source, one in zip(run.collection.sources, admitted, strict=True):
        if one.lock and source.id not in known and not is_whole(run.workspace, one.lock):
            key = stages.read_key(source.manifest, one.lock, run.recipe)
            if not stages.is_read(run.workspace, source.id, key):
                asked = (run.collection.policy, run.mirror, run.access, run.frozen.as_of)
                steps.append(Step(source.id, source, run.workspace, *asked))
    again = {one.source: one for one in work.engine.map("fetch", admission.admit_anew, steps)} if steps else {}
    return [again.get(one.source, one) for one in admitted]


def read(work: Work, sources: list[LoadedSource], reading: dict[str, Admitted], carried: Carried | None) -> None:
    """Read the sources whose reading is not fresh."""
    run = work.run
    locks = {one: admitted.lock for one, admitted in reading.items() if admitted.lock}
    wanted = {source.id: stages.read_key(source.manifest, locks[source.id], run.recipe) for source in sources}
    known = build_on.read_before(run.workspace, carried, wanted) if carried else set[str]()
    todo = [
        source
        for source in sources
        if source.id not in known and not stages.is_read(run.workspace, source.id, wanted[source.id])
    ]
    work.resumed("read", len(todo), len(sources))
    # The largest snapshot first, so that no worker ends alone with it.
    todo.sort(key=lambda source: (-sum(file.bytes for file in locks[source.id].files), source.id))
    steps = [Step(source.id, source, run.workspace, locks[source.id], run.recipe) for source in todo]
    work.engine.map("read", stages.read, steps)


def clean(work: Work, sources: list[LoadedSource], shards: dict[str, list[Shard]]) -> dict[Shard, str]:
    """Clean the shards whose documents are not fresh; return the key of each shard's documents."""
    run = work.run
    keys = {source.id: stages.clean_key(source.manifest, run.workspace, run.recipe) for source in sources}
    everything = [(source, shard) for source in sources for shard in shards[source.id]]
    todo = [
        (source, shard)
        for source, shard in everything
        if not (run.on and build_on.is_there(shard.documents(run.workspace), keys[source.id]))
        and not stages.is_cleaned(run.workspace, shard, keys[source.id])
    ]
    work.demand_texts("clean", [shard for _, shard in todo])
    work.resumed("clean", len(todo), len(everything))
    steps = [Step(shard.label, source, run.workspace, shard, run.recipe, keys[source.id]) for source, shard in todo]
    work.engine.map("clean", stages.clean_shard, steps)
    return {shard: keys[shard.source] for _, shard in everything}


def annotate(work: Work, cleaned: dict[Shard, str]) -> dict[tuple[str, Shard], str]:
    """Run the annotators whose tables are not fresh; return the key of each annotator's table of each shard."""
    run = work.run
    names = annotators.wanted(run.recipe)
    parameters = {name: annotators.parameters_of(name, run.recipe, run.collection.own) for name in names}
    keys = {
        (name, shard): annotators.key_of(name, documents, parameters[name])
        for shard, documents in cleaned.items()
        for name in names
    }
    todo = [
        (name, shard)
        for (name, shard), key in keys.items()
        if not ws.is_fresh(shard.annotation(run.workspace, name), key)
    ]
    work.demand_texts("annotate", [shard for _, shard in todo])
    work.resumed("annotate", len(todo), len(keys))
    steps = [
        Step(f"{name}-{shard.label}", name, run.workspace, shard, parameters[name], keys[name, shard])
        for name, shard in todo
    ]
    work.engine.map("annotate", stages.annotate_shard, steps)
    return keys
