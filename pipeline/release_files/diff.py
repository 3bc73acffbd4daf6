"""What differs between two releases: documents added, removed and changed, by source and reason; in bounded memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from gemeingut.errors import PlaceError
from pipeline.release_files.bucketed import TEXTS, Dealt, batches, buckets, rows_of
from pipeline.release_files.data_files import data_files, ledger_files
from pipeline.release_files.facts import is_release
from pipeline.release_files.published_reasons import FILE as REASONS
from pipeline.release_files.published_reasons import read_reasons

if TYPE_CHECKING:
    from pathlib import Path


class CompareError(PlaceError, ValueError):
    """One of the two folders holds no release."""


def compare(old: Path, new: Path) -> dict[str, Any]:
    """Return the differences from `old` to `new`: counts of documents and words, per source, and why documents left.

    A document is changed if its text or its licence differs.  Reasons are those of the new ledger, or `not_read` if the new
    release never read the document.
    """
    paths = [*_data_files(old), *_data_files(new), *ledger_files(old), *ledger_files(new)]
    tables = {"before": _documents(old), "after": _documents(new), "fates": _fates(new), "fates_before": _fates(old)}
    differences = _Differences()
    for bucket in buckets(tables, rows_of(paths)):
        differences.add(bucket)
    return {
        "old": str(old),
        "new": str(new),
        "added": {"documents": differences.added.total(), "words": differences.words["added"]},
        "removed": {"documents": differences.removed.total(), "words": differences.words["removed"]},
        "changed": {"documents": differences.changed.total(), "words": differences.words["changed"]},
        "unchanged": {"documents": differences.unchanged},
        "removed_by_reason": _summed(differences.removed, 1),
        "added_from": _summed(differences.added, 1),
        "sources": _sources(differences),
        "limits": _limits(old, new),
    }


@dataclass
class _Differences:
    """The counts: documents by source and reason, words, and the number of unchanged documents."""

    added: Counter[tuple[str, str]] = field(default_factory=Counter)
    removed: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: Counter[tuple[str]] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0

    def add(self, bucket: dict[str, pl.DataFrame]) -> None:
        """Count the documents of a bucket."""
        before, after = bucket["before"], bucket["after"]
        both = before.join(after, on="id", suffix="_new")
        is_other = (pl.col("digest") != pl.col("digest_new")) | (pl.col("license") != pl.col("license_new"))
        changed = both.filter(is_other)
        removed = before.join(after, on="id", how="anti").join(bucket["fates"], on="id", how="left")
        removed = removed.with_columns(pl.col("reason").fill_null("not_read"))
        added = after.join(before, on="id", how="anti").join(bucket["fates_before"], on="id", how="left")
        self.removed.update(_counted(removed, "source", "reason"))
        self.added.update(_counted(added.with_columns(pl.col("reason").fill_null("new")), "source", "reason"))
        self.changed.update(_counted(changed, "source"))
        self.unchanged += len(both) - len(changed)
        self.words["added"] += int(added["words"].sum())
        self.words["removed"] += int(removed["words"].sum())
        self.words["changed"] += int((changed["words_new"] - changed["words"]).sum())


def _counted(frame: pl.DataFrame, *names: str) -> dict[Any, int]:
    return {tuple(row[:-1]): row[-1] for row in frame.group_by(*names).len().iter_rows()}


def _data_files(release: Path) -> list[Path]:
    if not is_release(release):
        raise CompareError(f"{release}: no release.json there; is it the folder of a release?")
    return data_files(release)


def _documents(release: Path) -> Dealt:
    schema = {"id": pl.String, "source": pl.String, "license": pl.String, "words": pl.Int64, "digest": pl.UInt64}
    columns = ["id", "source", "license", "words", "text"]
    digest = pl.col("text").hash().alias("digest")
    parts = (part.with_columns(digest) for path in _data_files(release) for part in batches(path, columns, TEXTS))
    return Dealt(schema, parts)


def _fates(release: Path) -> Dealt:
    schema = {"id": pl.String, "reason": pl.String}
    return Dealt(schema, (part for path in ledger_files(release) for part in batches(path, list(schema))))


def _summed(counts: Counter[Any], place: int) -> dict[str, int]:
    """Return documents by one part of their key, 0 for the source and 1 for the reason, ordered by it."""
    totals = Counter[str]()
    for key, count in counts.items():
        totals[key[place]] += count
    return dict(sorted(totals.items()))


def _sources(differences: _Differences) -> dict[str, dict[str, Any]]:
    counts: dict[str, Counter[Any]] = {
        "added": differences.added,
        "removed": differences.removed,
        "changed": differences.changed,
    }
    parts = {name: _summed(by_key, 0) for name, by_key in counts.items()}
    because = sorted(differences.removed.items())
    return {
        name: {part: counts.get(name, 0) for part, counts in parts.items()}
        | {"removed_by_reason": {reason: count for (source, reason), count in because if source == name}}
        for name in sorted({name for counts in parts.values() for name in counts})
    }


def _limits(old: Path, new: Path) -> list[dict[str, Any]]:
    """Return the rules whose limit was changed, added or removed."""
    before, after = _rules(old), _rules(new)
    return [
        {"reason": reason, "profile": profile, "measure": measure, "old": before.get(key), "new": after.get(key)}
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
        for reason, profile, measure in [key]
    ]


def _rules(release: Path) -> dict[tuple[str, str, str], float | None]:
    reasons = read_reasons(release) if (release / REASONS).is_file() else {}
    return {(name, rule.profile, rule.measure): rule.limit for name, reason in reasons.items() for rule in reason.rules}
