"""The steps that find what documents share with each other and with benchmarks, and cut text out of them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.decide import cuts
from pipeline.release import build_on
from pipeline.similarity import collection_edges, repeated_passages
from pipeline.similarity.collection_alignments import is_print, warnings_of
from pipeline.similarity.collection_edges import Found
from pipeline.stages.collection_steps import (
    Align,
    Anchor,
    Compare,
    Cut,
    FindEdges,
    FindPassages,
    GatherBenchmarks,
    Runs,
    Screen,
)
from pipeline.stages.edge_steps import FindPairs, JoinTexts, NoteKeys, NumberTexts, Shelve, Verify
from pipeline.store.shard import in_order
from pipeline.store.step import owner_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flows.run import Work
    from pipeline.decontaminate.benchmarks import Chosen
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.shard import Shard
    from pipeline.store.step import Step
    from pipeline.store.workspace import Workspace

    Results = Callable[[type[Step[Any]], Sequence[Step[Any]]], list[Any]]
    """Carries out steps of a stage and returns what they gave, in their order."""

Shards = dict[str, "list[Shard]"]
"""The shards of each source."""


def contaminate(work: Work, chosen: list[Chosen], shards: Shards) -> None:
    """Measure what the documents share with benchmarks and witnesses; do nothing if there are neither."""
    run, recipe = work.run, work.run.collection.decontamination
    if recipe is None:
        return
    witnesses = {
        source.id: (source.manifest.compared, tuple(shards[source.id]))
        for source in run.collection.sources
        if source.manifest.compared and shards.get(source.id)
    }
    work.carry_out(GatherBenchmarks, [GatherBenchmarks(run.name, tuple(chosen), witnesses)])
    sizes = (recipe.ngram_tokens, recipe.shortest_tokens)
    owners = [owner_of(run.name, source) for source in shards]
    work.carry_out(Compare, [Compare(run.name, shard, sizes) for shard in in_order(shards)], owners)


def cut(work: Work, sources: list[LoadedSource], shards: Shards) -> None:
    """Cut out of the documents, as the recipe says, personal data and text shared with benchmarks."""
    run, steps = work.run, []
    for source in sources:
        chosen, default = cuts.actions(run.recipe.pii, source.manifest)
        mark = cuts.mark_of(source.manifest)
        steps += [
            Cut(run.name, shard, chosen, default, run.collection.decontamination, mark) for shard in shards[source.id]
        ]
    work.carry_out(Cut, steps, [owner_of(run.name, source.id) for source in sources])


def find_edges(work: Work, shards: Shards) -> None:
    """Find the verified similarities between all documents, and align print and what is compared as editions."""
    run, recipe = work.run, work.run.recipe.duplicates
    read = [source.manifest for source in run.collection.sources if source.id in shards]
    sought = frozenset(source.id for source in read if is_print(source, recipe))
    aligned = sorted(source.id for source in read if source.id in sought or recipe.editions)
    last = FindEdges(run.name, tuple(in_order(shards)), recipe, tuple(aligned))
    if not work.is_fresh(last):
        last = replace(last, from_steps=find_in_steps(work.results, run.workspace, last))
    work.carry_out(FindEdges, [last])
    own = tuple(in_order({source: shards[source] for source in aligned}))
    least = recipe.misread.threshold if recipe.misread else 1.0
    work.carry_out(Align, [Align(run.name, own, sought, least)])
    for line in warnings_of(run.workspace, run.name, recipe, read):
        work.progress.warn(line)


def find_in_steps(results: Results, workspace: Workspace, last: FindEdges) -> Found | None:
    """Carry out the steps before the last one on the way to the edges of a large collection; None if it is a small one."""
    name, shards = last.collection, last.shards
    plan = collection_edges.planned([workspace.store.rows(table) for table in last.inputs(workspace)], last.recipe)
    if plan is None:
        return None
    collection_edges.begin(workspace, name)
    groups = [(number, shards[group.start : group.end]) for number, group in enumerate(plan.groups)]
    results(NoteKeys, [NoteKeys(name, plan, number, own) for number, own in groups])
    results(NumberTexts, [NumberTexts(name, plan, part) for part in range(plan.texts)])
    (grown_from,) = results(JoinTexts, [JoinTexts(name, plan, 0, shards, last.recipe)])
    found = results(FindPairs, [FindPairs(name, plan, number) for number in range(len(plan.parts_of_keys()))])
    results(Shelve, [Shelve(name, plan, number, own) for number, own in groups])
    parts = collection_edges.parts_of_pairs(workspace, name, sum(pairs for pairs, _ in found))
    compared = results(Verify, [Verify(name, plan, number, own) for number, own in enumerate(parts)])
    return Found(plan, tuple(parts), sum(compared), tuple(hot for _, hot in found), grown_from)


def find_passages(work: Work, shards: Shards) -> None:
    """Find the passages that occur in several documents; do nothing if the recipe does not ask for it."""
    run, recipe = work.run, work.run.recipe.repeated_passages
    if recipe is None:
        return
    everything = tuple(in_order(shards))
    last = FindPassages(run.name, everything, recipe.tokens)
    if run.on:
        build_on.demand_texts(build_on.PASSAGES, run.workspace, everything)
    if work.is_fresh(last):
        work.carry_out(FindPassages, [last])
        return
    repeated_passages.begin(run.workspace, run.name)
    work.results(Anchor, [Anchor(run.name, (shard,), recipe.tokens) for shard in everything])
    (anchors,) = work.results(Screen, [Screen(run.name, everything, recipe.tokens)])
    sizes = (run.workspace.store.rows(shard.documents(run.workspace)) for shard in everything)
    firsts = itertools.accumulate(sizes, initial=0)
    steps = [Runs(run.name, (shard,), recipe.tokens, first) for shard, first in zip(everything, firsts, strict=False)]
    work.results(Runs, steps)
    work.carry_out(FindPassages, [FindPassages(run.name, everything, recipe.tokens, anchors)])
