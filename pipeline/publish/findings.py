"""What speaks against publishing a release: read from the release itself, its forerunner, and the approval given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from filters.pii.kinds import KINDS
from filters.pii.masking import CHANGES
from pipeline.manifest import Source
from pipeline.manifest.yaml_file import load_model
from pipeline.portals.target import STAGES, Access, Parcel, PublishError
from pipeline.publish.publication import Finding
from pipeline.publish.taken_down import explained
from pipeline.release_files.data_files import data_files, ledger_files
from pipeline.release_files.facts import is_release, read_facts
from pipeline.store.ids import order_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.publish.publication import Approval
    from pipeline.release_files.facts import SourceFacts


LOSS_LIMIT: Final = 0.02
ACCEPTABLE: Final = ("source_failed", "documents_lost", "reviews_open", "access_wider", "withdrawn_held")
"""Findings that a person may accept with a reason of their own; a missing approval is given, and what the law asks for is stated, not accepted."""

NO_BENCHMARKS: Final = "benchmarks_missing"
"""The finding that is accepted by stating the reason: nothing was searched for texts by which models are judged."""

UNDECIDED: Final = ("license_review", "license_unproven", "license_conflict")


def findings(parcel: Parcel, access: Access, previous: Path | None, approval: Approval | None) -> list[Finding]:
    """Return what speaks against publishing, in a fixed order; `previous` is the release of the version before, if any."""
    details_by_name = {
        "source_failed": list(_failed(parcel)),
        "documents_lost": list(_lost(parcel, previous)) if previous else [],
        "reviews_open": list(_open_reviews(parcel)),
        "access_wider": [f"{access} was asked for; the collection and the datasheet say {parcel.access}"]
        if STAGES.index(access) > STAGES.index(parcel.access)
        else [],
        "personal_data_unstated": list(_unstated(parcel)) if access == "public" else [],
        "approval_missing": list(_unapproved(parcel, approval)),
    }
    return [Finding(name, tuple(details)) for name, details in details_by_name.items() if details]


def uncompared(parcel: Parcel) -> list[Finding]:
    """Return the finding that a release was compared with no text by which models are judged; nothing if it was."""
    compared = parcel.facts.decontamination or {}
    if any(benchmark["items"] for benchmark in compared.get("benchmarks", ())):
        return []
    return [Finding(NO_BENCHMARKS, ("the texts were compared with no benchmark and no witness",))]


def states_access(parcel: Parcel) -> bool:
    """Return whether the collection itself says who may read it, and does not leave it to the default."""
    return "access" in parcel.collection.model_fields_set


def forerunner(parcel: Parcel) -> Path | None:
    """Return the release of the next lower version that lies beside this one, or None."""
    own = order_of(parcel.version)
    older = []
    for path in parcel.folder.resolve().parent.glob("*/release.json"):
        facts = read_facts(path.parent)
        if facts.name == parcel.name and order_of(facts.version) < own:
            older.append((order_of(facts.version), path.parent))
    return max(older)[1] if older else None


def check_previous(parcel: Parcel, previous: Path) -> Path:
    """Return a release to compare with; raise PublishError if it is none of the same collection."""
    if not is_release(previous) or read_facts(previous).name != parcel.name:
        raise PublishError(f"{previous}: no release of {parcel.name} there")
    return previous


def _failed(parcel: Parcel) -> Iterator[str]:
    for refused in parcel.facts.not_read:
        if refused.fate == "failed":
            yield f"{refused.source}: {refused.detail}"
    for name, source in sorted(parcel.facts.sources.items()):
        if not source.read:
            yield f"{name}: gave no document"


def _lost(parcel: Parcel, previous: Path) -> Iterator[str]:
    """Yield the sources that lost more than LOSS_LIMIT of their documents or words, those not counted that demands took out."""
    before = read_facts(previous)
    refused = {member.source for member in parcel.facts.not_read if member.fate == "refused"}
    demanded: dict[str, tuple[int, int]] | None = None
    for name, old in sorted(before.sources.items()):
        if next(_losses(parcel, name, old, (0, 0)), None) is None:
            continue
        demanded = explained(previous, parcel.folder) if demanded is None else demanded
        for unit, count_before, count_now, taken in _losses(parcel, name, old, demanded.get(name, (0, 0))):
            why, share = "; refused now" if name in refused else "", (count_before - count_now) / count_before
            on_demand = f"; {taken:,} more were taken down" if taken else ""
            yield (
                f"{name}: {count_before + taken:,} {unit} in {before.version}, {count_now:,} now (−{share:.1%}){on_demand}{why}"
            )
            break


def _losses(
    parcel: Parcel, name: str, old: SourceFacts, demanded: tuple[int, int]
) -> Iterator[tuple[str, int, int, int]]:
    """Yield each unit of which too much is gone: its count before without what was demanded, its count now, what was demanded."""
    new = parcel.facts.sources.get(name)
    now = (new.kept, new.words) if new else (0, 0)
    for unit, before, count_now, taken in zip(
        ("documents", "words"), (old.kept, old.words), now, demanded, strict=True
    ):
        if before - taken - count_now > LOSS_LIMIT * (before - taken):  # 1 - 98 / 100 would be above 0.02
            yield unit, before - taken, count_now, taken


def _open_reviews(parcel: Parcel) -> Iterator[str]:
    """Yield the kept documents that an undecided licence question touches.

    The question of a removed document touches a kept one if the two are twins (the ledger names it) or if the kept one
    stands for it.
    """
    undecided = _undecided(ledger_files(parcel.folder))
    if undecided.is_empty():
        return
    touched = pl.concat([undecided["id"], undecided["related"].drop_nulls()]).unique()
    for path in data_files(parcel.folder):
        kept = pl.read_parquet(path, columns=["id", "members"])
        stood_for = kept.explode("members").select("id", pl.col("members").struct.field("id").alias("other"))
        pairs = pl.concat([kept.select("id", pl.col("id").alias("other")), stood_for])
        for id_ in pairs.filter(pl.col("other").is_in(touched.implode()))["id"].unique().sort():
            yield f"{id_}: decide with `gemeingut review`"


def _undecided(ledgers: Sequence[Path]) -> pl.DataFrame:
    schema = {"id": pl.String, "reason": pl.String, "related": pl.String}
    rows = [pl.read_parquet(path, columns=list(schema)).cast(schema) for path in ledgers]  # type: ignore[arg-type]
    return pl.concat([pl.DataFrame(schema=schema), *rows]).filter(pl.col("reason").is_in(UNDECIDED))


def _unstated(parcel: Parcel) -> Iterator[str]:
    """Yield the sources that hold personal data, by their manifest or because some were masked, without what must be stated.

    Masks and patterns leave names and misses behind: where some data were, more may be.
    """
    masked = _masked(parcel)
    for name in sorted(name for name, source in parcel.facts.sources.items() if source.kept):
        manifest = load_model(parcel.folder / "inputs" / "sources" / f"{name}.yaml", Source)
        statement = manifest.personal_data
        if statement is None and name in masked:
            yield f"{name}: personal data were masked; state `personal_data` in the manifest (`kinds: []` if of no person)"
        elif statement and statement.unstated():
            yield f"{name}: personal_data lacks {', '.join(statement.unstated())}"


def _masked(parcel: Parcel) -> set[str]:
    """Return the sources with kept documents in which personal data were masked or removed."""
    names = {f"{verb}_{kind}" for verb in CHANGES.values() for kind in KINDS}
    masked: set[str] = set()
    for path in data_files(parcel.folder):
        rows = pl.read_parquet(path, columns=["source", "changes"]).explode("changes")
        masked |= set(rows.filter(pl.col("changes").is_in(names))["source"].cast(pl.String))
    return masked


def _unapproved(parcel: Parcel, approval: Approval | None) -> Iterator[str]:
    if parcel.collection.approval != "required":
        return
    if approval is None:
        yield "the collection asks for an approval; have the following written to a file, and give it with --approval FILE:"
        yield f"collection: {parcel.name}"
        yield f"version: {parcel.version}"
        yield f"content_digest: {parcel.facts.content_digest}"
        yield "role: the role of who approves, such as head of collections; no name"
        yield "case: the file number"
        yield "date: the day, such as 2026-01-31"
    else:
        yield from approval.objections(parcel)
