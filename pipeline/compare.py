"""What differs between two releases: documents added, removed and changed, by source and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline import workspace as ws

if TYPE_CHECKING:
    from pathlib import Path


class CompareError(ValueError):
    """One of the two places holds no release."""


def compare(old: Path, new: Path) -> dict[str, Any]:
    """Return the differences from `old` to `new`: counts of documents and words, per source, and why documents left.

    A document is changed if its text or its licence is another.  A reason is the new ledger's; `not_read` where the new
    release never read the document.
    """
    before, after = _documents(old), _documents(new)
    both = before.join(after, on="id", suffix="_new")
    changed = both.filter((pl.col("digest") != pl.col("digest_new")) | (pl.col("license") != pl.col("license_new")))
    added = after.join(before, on="id", how="anti")
    removed = before.join(after, on="id", how="anti").join(_fates(new), on="id", how="left")
    removed = removed.with_columns(pl.col("reason").fill_null("not_read"))
    returned = added.join(_fates(old), on="id", how="left").with_columns(pl.col("reason").fill_null("new"))
    return {
        "old": str(old),
        "new": str(new),
        "added": _count(added),
        "removed": _count(removed),
        "changed": {"documents": len(changed), "words": int((changed["words_new"] - changed["words"]).sum())},
        "unchanged": {"documents": len(both) - len(changed)},
        "removed_by_reason": _by(removed, "reason"),
        "added_from": _by(returned, "reason"),
        "sources": _sources(added, removed, changed),
        "limits": _limits(old, new),
    }


def _documents(release: Path) -> pl.DataFrame:
    if not (release / "release.json").is_file():
        raise CompareError(f"{release}: no release.json there; is it the folder of a release?")
    paths = sorted((release / "data").glob("*/*.parquet"))
    schema = {"id": pl.String, "source": pl.String, "license": pl.String, "words": pl.Int64, "digest": pl.UInt64}
    frames = [
        pl.read_parquet(path, columns=["id", "source", "license", "words", "text"])
        .with_columns(pl.col("source").cast(pl.String), pl.col("text").hash().alias("digest"))
        .select(list(schema))
        for path in paths
    ]
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def _fates(release: Path) -> pl.DataFrame:
    schema = {"id": pl.String, "reason": pl.String}
    paths = [path for path in sorted((release / "ledger").glob("*.parquet")) if path.name != "_members.parquet"]
    return pl.concat([pl.DataFrame(schema=schema), *[pl.read_parquet(path, columns=list(schema)) for path in paths]])


def _count(frame: pl.DataFrame) -> dict[str, int]:
    return {"documents": len(frame), "words": int(frame["words"].sum())}


def _by(frame: pl.DataFrame, name: str) -> dict[str, int]:
    return dict(frame.group_by(name).len().sort(name).iter_rows())


def _sources(added: pl.DataFrame, removed: pl.DataFrame, changed: pl.DataFrame) -> dict[str, dict[str, Any]]:
    parts = {"added": _by(added, "source"), "removed": _by(removed, "source"), "changed": _by(changed, "source")}
    names = sorted({name for counts in parts.values() for name in counts})
    because = removed.group_by("source", "reason").len().sort("source", "reason").rows()
    return {
        name: {part: counts.get(name, 0) for part, counts in parts.items()}
        | {"removed_by_reason": {reason: count for source, reason, count in because if source == name}}
        for name in names
    }


def _limits(old: Path, new: Path) -> list[dict[str, Any]]:
    """Return the rules whose limit is another, has come or has gone."""
    before, after = _rules(old), _rules(new)
    return [
        {"reason": reason, "profile": profile, "measure": measure, "old": before.get(key), "new": after.get(key)}
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
        for reason, profile, measure in [key]
    ]


def _rules(release: Path) -> dict[tuple[str, str, str], float]:
    reasons = ws.read_json(release / "reasons.json") or {}
    return {
        (reason, rule["profile"], rule["measure"]): rule["limit"]
        for reason, one in reasons.items()
        for rule in one["rules"]
    }
