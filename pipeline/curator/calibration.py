"""Limits proposed for a profile from the stored measures of trusted documents, and what they keep of the other half.

One half of each sample, by a hash of the work's id, finds the limits; the other shows what they keep.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from filters import calibration
from filters.filter import objections
from gemeingut.errors import InputError
from pipeline.decide import quality
from pipeline.decide.quality import described
from pipeline.release_files.data_files import hash_of
from pipeline.store.ids import works_of
from pipeline.store.shard import shards_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filters.calibration import Plan
    from filters.filter import Rule
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.workspace import Workspace

ALL: Final = "all"
HEAD: Final = """\
# Limits per kind of text.  A document is removed for the reason of the first rule (in this order) that it breaks.
#
# Written by `gemeingut tune {collection} --calibrate {asked}`: each limit is a quantile of the sample that needs the most
# room, found on one half of its documents, moved outward and kept within bounds (filters/data/calibration.yaml says how).
# On the other half, which no limit has seen, the rules of a profile keep:
#
{table}
#
# A limit may be changed by hand: then say why in its `origin`.

profiles:
"""


class CalibrateError(InputError, ValueError):
    """A sample names no source of the collection, or nothing was measured of it."""


@dataclass(frozen=True)
class Kept:
    """How many documents of a sample's held-out half a profile keeps; the limits come from `found_on` others."""

    profile: str
    sample: str
    found_on: int
    held_out: int
    kept: int

    @property
    def share(self) -> float:
        """Return the share kept; 1 of nothing."""
        return self.kept / self.held_out if self.held_out else 1.0


@dataclass(frozen=True)
class Calibrated:
    """A profile with its proposed rules, and what they keep of each sample's held-out half."""

    plan: Plan
    rules: tuple[Rule, ...]
    kept: tuple[Kept, ...]


def plan_of(profile: str, samples: Sequence[str], words: int | None) -> list[Plan]:
    """Return what is to be calibrated: the shipped plans (`all`), one of them, or a new profile with these samples."""
    shipped = calibration.plans()
    if profile == ALL:
        return list(shipped.values())
    known = shipped.get(profile, calibration.Plan(profile, profile, profile))
    plan = replace(known, samples=tuple(samples) or known.samples, words=known.words if words is None else words)
    if not plan.samples:
        raise CalibrateError(f"--calibrate {profile}: --sample SOURCE is missing; a new profile needs a trusted sample")
    return [plan]


def calibrate(collection: LoadedCollection, workspace: Workspace, plan: Plan, quantile: float) -> Calibrated:
    """Return the rules that follow from one half of the samples, and what they keep of the other."""
    samples = {sample: sampled(collection, workspace, sample, plan) for sample in plan.samples}
    halves = {sample: frame.filter(pl.col("finds")) for sample, frame in samples.items()}
    rules = calibration.propose({name: frame.to_arrow() for name, frame in halves.items()}, plan, quantile)
    kept = []
    for sample, frame in samples.items():
        other = frame.filter(~pl.col("finds"))
        removed = len(set(objections(other.to_arrow(), rules).column("row").to_pylist()))
        kept.append(Kept(plan.name, sample, len(halves[sample]), len(other), len(other) - removed))
    return Calibrated(plan, rules, tuple(kept))


def sampled(collection: LoadedCollection, workspace: Workspace, sample: str, plan: Plan) -> pl.DataFrame:
    """Return the measures of a sample's documents, with `finds` true for the half that finds limits.

    `sample` is SOURCE or SOURCE:GLOB, the glob over ids without the source.  Documents in a language that the recipe does not
    keep are left out, unless the plan takes any.  Raises CalibrateError if there are none.
    """
    source, _, pattern = sample.partition(":")
    known = [manifest.id for manifest in collection.sources]
    if source not in known:
        raise CalibrateError(
            f"--sample {source}: no such source in {collection.manifest.name}; there are {', '.join(known)}"
        )
    if not workspace.store.exists(workspace.read(source) / "read.json"):
        raise CalibrateError(f"--sample {source}: not in {workspace}; first: gemeingut run --only {source}")
    languages = collection.recipe.language
    manifest = next(manifest for manifest in collection.sources if manifest.id == source).manifest
    frames = [
        quality.settled(described(workspace, shard), manifest, languages) for shard in shards_of(workspace, source)
    ]
    frame = pl.concat(frames).filter(pl.col("failed").is_null()) if frames else pl.DataFrame({"id": []})
    if pattern:
        names = frame["id"].str.slice(len(source) + 1).to_list()
        frame = frame.filter(pl.Series([fnmatchcase(name, pattern) for name in names], dtype=pl.Boolean))
    if not frame.is_empty() and not plan.any_language:
        foreign = quality.language(frame, languages)["id"]
        frame = frame.filter(~pl.col("id").is_in(foreign.implode()))
    if frame.is_empty():
        raise CalibrateError(f"--sample {sample}: no document of it was measured")
    works = works_of(frame["id"])
    return frame.with_columns(pl.Series("finds", [hash_of(work) % 2 == 0 for work in works], dtype=pl.Boolean))


def table(profiles: Sequence[Calibrated]) -> list[tuple[str, ...]]:
    """Return the kept shares as rows of a table, the header first."""
    head: tuple[str, ...] = ("profile", "sample", "found on", "held out", "kept", "share")
    everything = (kept for profile in profiles for kept in profile.kept)
    return [
        head,
        *(
            (kept.profile, kept.sample, str(kept.found_on), str(kept.held_out), str(kept.kept), f"{kept.share:.1%}")
            for kept in everything
        ),
    ]


def profile_file(profiles: Sequence[Calibrated], collection: str, asked: str, lines: Sequence[str]) -> str:
    """Return the profile file: a head that says where it comes from and what it keeps, then the profiles."""
    head = HEAD.format(collection=collection, asked=asked, table="\n".join(f"#   {line}".rstrip() for line in lines))
    return head + "".join(calibration.written(profile.plan, profile.rules) for profile in profiles)


def as_json(profiles: Sequence[Calibrated]) -> list[dict[str, Any]]:
    """Return what was found, for a program to read."""
    return [
        {
            "profile": profile.plan.name,
            "rules": [
                {"reason": rule.reason, "measure": rule.measure, rule.side: rule.limit, "origin": rule.origin}
                | rule.exceptions()
                for rule in profile.rules
            ],
            "kept": [
                {
                    "sample": kept.sample,
                    "found_on": kept.found_on,
                    "held_out": kept.held_out,
                    "kept": kept.kept,
                    "share": round(kept.share, 4),
                }
                for kept in profile.kept
            ],
        }
        for profile in profiles
    ]
