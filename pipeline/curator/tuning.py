"""What other limits would keep and remove, from stored measures, in seconds, without writing anything.

The collection is decided twice from the workspace, once as it is and once with the changed recipe: so duplicates that
gain or lose their survivor are counted too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from pydantic import ValidationError

from filters import profiles
from gemeingut.errors import InputError
from pipeline.admit import proof as proofs
from pipeline.decide.decide import decide
from pipeline.decide.demands import demanded
from pipeline.decide.joined_edges import read_edges
from pipeline.fetch.lock import read_lock
from pipeline.manifest import Recipe
from pipeline.manifest.tombstones import tombstones
from pipeline.similarity.bands import edge_floor
from pipeline.store.rows import first_reasons
from pipeline.store.shard import shards_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from filters.profiles import Profile
    from pipeline.admit.proof import Proof
    from pipeline.decide.decide import Decided
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

LANGUAGE: Final = "wrong_language"
DUPLICATES: Final = "near_duplicate"


class TuneError(InputError, ValueError):
    """A rule that is to be changed does not exist, or the workspace has nothing to decide from."""


@dataclass(frozen=True)
class Tuned:
    """What a changed recipe would do: counts per source, and the documents whose fate changes, nearest to the limit first."""

    sources: list[dict[str, Any]]
    changed: list[dict[str, Any]]


def change(recipe: Recipe, asked: Sequence[str], known: Mapping[str, Profile] | None = None) -> Recipe:
    """Return the recipe with other limits; `asked` are `[PROFILE:]REASON[/MEASURE]=LIMIT`, the limit a number or `off`.

    `known` are the profiles there are; default: the shipped ones.

    `wrong_language` and `near_duplicate` change the recipe's own limits.  Raises TuneError for what does not exist.
    """
    content = recipe.model_dump(mode="json")
    for option in asked:
        rule, sign, value = option.partition("=")
        if not sign:
            raise TuneError(f"--rule {option}: expected [PROFILE:]REASON[/MEASURE]=LIMIT")
        limit = _limit(option, value)
        profile, _, named = rule.rpartition(":")
        reason, _, measure = named.partition("/")
        if reason == LANGUAGE:
            content["language"]["at_least"] = limit
        elif reason == DUPLICATES:
            content["duplicates"]["threshold"] = limit
        else:
            content["limits"] += _changes(profile, reason, measure or None, limit, option, known or profiles.profiles())
    try:
        return Recipe.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise TuneError(f"{'.'.join(map(str, first['loc']))}: found {first['input']!r}; {first['msg']}") from error


def _limit(option: str, value: str) -> float | None:
    if value == "off":
        return None
    try:
        return float(value)
    except ValueError as error:
        raise TuneError(f"--rule {option}: found {value!r}, expected a number or off") from error


def _changes(
    profile: str, reason: str, measure: str | None, limit: float | None, option: str, known: Mapping[str, Profile]
) -> list[dict[str, Any]]:
    """Return one change per profile that has the rule, so that a profile without it is no error."""
    names = [profile] if profile else sorted(known)
    if profile and profile not in known:
        raise TuneError(f"--rule {option}: no profile {profile!r}; there are {', '.join(sorted(known))}")
    changes = [
        {"profile": name, "rule": reason, "measure": rule.measure, "limit": limit, "why": "tried out"}
        for name in names
        for rule in known[name].rules
        if rule.reason == reason and measure in {None, rule.measure}
    ]
    if not changes:
        reasons = sorted({rule.reason for name in names for rule in known[name].rules} | {LANGUAGE, DUPLICATES})
        raise TuneError(f"--rule {option}: no such rule; reasons are {', '.join(reasons)}")
    return changes


def tune(collection: LoadedCollection, workspace: Workspace, asked: Sequence[str]) -> Tuned:
    """Return what the changed limits would do to a collection that was run in this workspace."""
    state = workspace.store.read_sealed(workspace.state(collection.manifest.name)) or {}
    shards, checked = _there(collection, workspace, state.get("as_of"))
    edges = read_edges(workspace, collection)
    as_of = dt.date.fromisoformat(state["as_of"])
    other = replace(collection, recipe=change(collection.recipe, asked, collection.own.profiles))
    least = edge_floor(collection.recipe.duplicates.least())
    if edge_floor(other.recipe.duplicates.least()) < least:
        raise TuneError(
            f"--rule {DUPLICATES}={other.recipe.duplicates.threshold}: similarities below {least} are not stored"
        )
    demands = demanded(collection, tombstones(workspace, collection.manifest.name, state["version"]))
    before = decide(collection, workspace, shards, checked, edges, as_of, demands)
    after = decide(other, workspace, shards, checked, edges, as_of, demands)
    return _compared(before, after)


def _there(
    collection: LoadedCollection, workspace: Workspace, as_of: str | None
) -> tuple[Mapping[str, Sequence[Shard]], Mapping[str, Proof]]:
    shards: dict[str, list[Shard]] = {}
    checked: dict[str, Proof] = {}
    for source in collection.sources:
        lock = read_lock(workspace, source.id)
        if lock is not None and workspace.store.exists(workspace.read(source.id) / "read.json"):
            shards[source.id] = shards_of(workspace, source.id)
            checked[source.id] = proofs.check(source, workspace, lock, as_of)
    edges = workspace.index(collection.manifest.name) / "edges.parquet"
    if not shards or not workspace.store.exists(edges):
        name = collection.manifest.name
        raise TuneError(f"{workspace}: {name} was not run in this workspace; first: gemeingut run {name}")
    return shards, checked


def _fates(decided: Decided) -> pl.DataFrame:
    removed = first_reasons(decided.decisions).select("id", "reason", "measure", "value", "limit")
    kept = decided.kept.select("id", *[pl.lit(None, removed.schema[name]).alias(name) for name in removed.columns[1:]])
    return pl.concat([kept, removed]).with_columns(pl.col("id").str.split("/").list.first().alias("source"))


def _compared(before: Decided, after: Decided) -> Tuned:
    old, new = _fates(before), _fates(after)
    both = old.join(new, on="id", suffix="_new")
    was, now = pl.col("reason").is_null(), pl.col("reason_new").is_null()
    counts = both.group_by("source").agg(
        was.sum().alias("kept_before"),
        now.sum().alias("kept_after"),
        (was & ~now).sum().alias("newly_removed"),
        (~was & now).sum().alias("newly_kept"),
    )
    moved = both.filter(was != now)
    nearness = (pl.coalesce("value_new", "value") - pl.coalesce("limit_new", "limit")).abs()
    shown = moved.sort(nearness, pl.col("id"), nulls_last=True).select(
        "id",
        pl.when(now).then(pl.lit("kept")).otherwise(pl.lit("removed")).alias("fate"),
        pl.coalesce("reason_new", "reason").alias("reason"),
        pl.coalesce("measure_new", "measure").alias("measure"),
        pl.coalesce("value_new", "value").alias("value"),
    )
    return Tuned(counts.sort("source").to_dicts(), shown.to_dicts())
