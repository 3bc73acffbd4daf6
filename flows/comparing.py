"""What documents share with each other and with benchmarks, and what is cut out of them: what is not fresh, and its steps."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from flows.engine import Step
from pipeline.decide import cuts
from pipeline.decontaminate import contamination
from pipeline.release import build_on
from pipeline.similarity import repeated_passages
from pipeline.stages import steps as stages
from pipeline.store import workspace as ws
from pipeline.store.shard import in_order

if TYPE_CHECKING:
    from flows.run import Work
    from pipeline.decontaminate.benchmarks import Chosen
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.shard import Shard

Shards = dict[str, "list[Shard]"]
"""The shards of each source."""
Keys = dict[tuple[str, "Shard"], str]
"""The key of each annotator's table of each shard."""


def contaminate(work: Work, chosen: list[Chosen], shards: Shards, keys: Keys) -> dict[Shard, str]:
    """Measure what the documents share with the recipe's benchmarks; return the keys, none without decontamination."""
    run, recipe = work.run, work.run.recipe.decontamination
    if recipe is None:
        return {}
    items = contamination.items_key(chosen)
    if not ws.is_fresh(contamination.items_path(run.workspace, run.name), items):
        work.engine.map("benchmarks", contamination.gather, [Step(run.name, run.workspace, run.name, chosen, items)])
    everything = in_order(shards)
    wanted = {shard: contamination.key_of(recipe, items, keys["fingerprint", shard]) for shard in everything}
    paths = {shard: contamination.path_of(run.workspace, run.name, shard) for shard in everything}
    todo = [shard for shard in everything if not ws.is_fresh(paths[shard], wanted[shard])]
    work.demand_texts("compare", todo)
    work.resumed("compare", len(todo), len(everything))
    sizes = (recipe.ngram_tokens, recipe.shortest_tokens)
    steps = [Step(one.label, run.workspace, one, run.name, sizes, items, wanted[one]) for one in todo]
    work.engine.map("compare", contamination.measure, steps)
    return wanted


def cut(work: Work, sources: list[LoadedSource], shards: Shards, keys: Keys, contaminated: dict[Shard, str]) -> None:
    """Cut out of the documents what the recipe says, personal data and what is shared with benchmarks."""
    run, decontamination = work.run, work.run.recipe.decontamination
    steps, total = [], 0
    for source in sources:
        chosen, default = cuts.actions(run.recipe.pii, source.manifest)
        for shard in shards[source.id]:
            total += 1
            compared = [contaminated[shard], decontamination] if shard in contaminated else []
            key = cuts.key_of(keys["pii", shard], chosen, default, compared)
            if not ws.is_fresh(cuts.path_of(run.workspace, run.name, shard), key):
                work.demand_texts("cut", [shard])
                steps.append(Step(shard.label, run.workspace, shard, run.name, chosen, default, decontamination, key))
    work.resumed("cut", len(steps), total)
    work.engine.map("cut", stages.cut_shard, steps)


def find_edges(work: Work, shards: Shards, keys: Keys) -> None:
    """Find the verified similarities between all documents, unless they are fresh."""
    run, recipe, everything = work.run, work.run.recipe.duplicates, in_order(shards)
    key = stages.edges_key([keys["fingerprint", shard] for shard in everything], recipe)
    if ws.is_fresh(run.workspace.index(run.name) / "edges.parquet", key):
        work.resumed("edges", 0, 1)
        return
    work.engine.map("edges", stages.edges, [Step(run.name, run.workspace, everything, run.name, recipe, key)])


def find_passages(work: Work, shards: Shards, cleaned: dict[Shard, str]) -> list[str]:
    """Find the passages that stand in several documents; return their key, nothing if the recipe does not ask."""
    run, recipe = work.run, work.run.recipe.repeated_passages
    if recipe is None:
        return []
    where, everything = (run.workspace, run.name), in_order(shards)
    work.demand_texts(build_on.PASSAGES, everything)
    key = repeated_passages.key_of([cleaned[shard] for shard in everything], recipe.tokens)
    if repeated_passages.is_found(*where, key):
        work.resumed("passages", 0, 1)
        return [key]
    repeated_passages.begin(*where)
    anchoring = [Step(shard.label, *where, shard, recipe.tokens) for shard in everything]
    work.engine.map("anchors", repeated_passages.anchor, anchoring)
    (anchors,) = work.engine.map("screen", repeated_passages.screen, [Step(run.name, *where, everything)])
    firsts = itertools.accumulate((ws.rows(shard.documents(run.workspace)) for shard in everything), initial=0)
    steps = [
        Step(shard.label, *where, shard, first, recipe.tokens) for shard, first in zip(everything, firsts, strict=False)
    ]
    work.engine.map("runs", repeated_passages.run, steps)
    work.engine.map("passages", repeated_passages.find, [Step(run.name, *where, everything, anchors, key)])
    return [key]
