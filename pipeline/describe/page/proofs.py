"""The permalinks: facts and proofs of each document, in scripts that hold a range of ids each.

A source's ledger is ordered by id, and a script holds the next few thousand rows of it, so that the page finds a document by
the first id of each script.  The facts of kept documents come from the data files, without their texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl
import pyarrow as pa

from licenses.translation import translated
from pipeline.describe.document_file import OWN_STATEMENTS
from pipeline.describe.page import chunks
from pipeline.describe.wording import meanings
from pipeline.release_files import data_files as files
from pipeline.release_files.published_evidence import FILE as EVIDENCE

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.model import Model
    from pipeline.fetch.lock import SnapshotFile

Detail = Literal["full", "brief", "none"]
BRIEF: Final = ("license", "license_basis", "license_evidence", "changes", "words", "duplicates", "snapshot_sha256")
FULL: Final = (*BRIEF, "title", "date", "url", "language", "attribution", "members", "characters")
FATE: Final = ("id", "member", "fate", "reason", "measure", "value", "limit", "related", "evidence")
"""Columns of the ledger; those that an earlier release lacks are null."""
SHARE: Final = 0.05
"""How large the page's data may be, as a share of the data files."""
FLOOR_BYTES: Final = 2_000_000
"""How large they may be in any case, however small the release is."""
PASS_ROWS: Final = 60_000
"""Documents whose facts are in memory at a time."""
TRIED_ROWS: Final = 2_000
FILLED: Final = 0.9
"""How full a script is meant to be, so that few have to be made twice."""
DETAILS: Final[tuple[Detail, ...]] = ("full", "brief")
LISTS: Final = ("license_evidence", "changes")
"""Columns whose values are written in one line, with blanks between."""
REPEATED: Final = 3
"""How often values have to occur on average for each to be written once."""


def write(release: Path, model: Model) -> dict[str, Any]:
    """Write the scripts and return what the page needs to find a document: detail, and per source the first ids.

    `detail` is `full`, or `brief` (no title, address and attribution) or `none` where more would be over SHARE of the data.
    """
    evidence = _Evidence(release, model)
    detail, weights = _detail(release, evidence, max(FLOOR_BYTES, int(SHARE * model.bytes)))
    first: dict[str, list[str]] = {}
    if detail != "none":
        for path in files.ledger_files(release):
            first[path.stem] = _source(release, path, detail, evidence, weights.get(path.stem, 1.0))
    return {"detail": detail, "first": first}


def rules(release: Path, model: Model) -> dict[str, dict[str, str]]:
    """Return the meaning of every rule that the release's proofs and licence decisions name, by rule and language."""
    names = set(pl.read_parquet(release / EVIDENCE, columns=["rule"])["rule"].drop_nulls())
    for path in files.ledger_files(release):
        decided = pl.scan_parquet(path).filter(pl.col("stage") == "license").select(pl.col("measure").unique())
        names |= set(decided.collect()["measure"].drop_nulls())
    own = {rule.name: (rule.why, rule.why_de) for rule in model.policy.rules}
    return {name: {"de": both["german"], "en": both["english"]} for name, both in meanings(names, own).items()}


class _Evidence:
    """The proofs of a release by id, and the snapshots of its sources by the files in them."""

    def __init__(self, release: Path, model: Model) -> None:
        self.rows = pl.read_parquet(release / EVIDENCE)
        self.files = {source: {file.name: _file(file) for file in lock.files} for source, lock in model.locks.items()}

    def snapshots(self, rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
        """Return the snapshot's files by member, for these rows of one source; if the source has one file, also under ""."""
        files = self.files.get(rows["id"][0].split("/")[0], {})
        named = {name: files[name] for name in rows["member"].unique().sort() if name in files}
        return named | ({"": next(iter(files.values()))} if len(files) == 1 else {})

    def of(self, ids: set[str]) -> dict[str, dict[str, Any]]:
        """Return the proofs with these ids."""
        proofs = self.rows.filter(pl.col("evidence_id").is_in(sorted(ids)))
        return {row.pop("evidence_id"): _bilingual(row) for row in proofs.drop("source").to_dicts()}


def _bilingual(row: dict[str, Any]) -> dict[str, Any]:
    """Return a proof with the German of the program's own sentences; quotations stay verbatim."""
    own = ("where", "finding", "remark", *(["statement"] if row["rule"] in OWN_STATEMENTS else []))
    german = {
        name: translation for name in own if row.get(name) and (translation := translated(row[name], "de")) != row[name]
    }
    return row | ({"german": german} if german else {})


def _detail(release: Path, evidence: _Evidence, allowed: int) -> tuple[Detail, dict[str, float]]:
    """Return the most detail that fits, and by source the bytes of a row, both judged by the first documents."""
    for detail in DETAILS:
        weights: dict[str, float] = {}
        expected = 0.0
        for path in files.ledger_files(release):
            rows = pl.scan_parquet(path).select(pl.len()).collect().item()
            tried = _fates(path, TRIED_ROWS)
            if len(tried):
                content = _content(_joined(release, tried, detail), evidence)
                weights[path.stem] = len(chunks.pack("", content)) / len(tried)
                expected += weights[path.stem] * rows
        if expected <= allowed:
            return detail, weights
    return "none", {}


def _source(release: Path, path: Path, detail: Detail, evidence: _Evidence, weight: float) -> list[str]:
    ledger = _fates(path)
    step = max(1, int(FILLED * chunks.CHUNK_BYTES / weight))
    first: list[str] = []
    for offset in range(0, len(ledger), PASS_ROWS):
        rows = _joined(release, ledger.slice(offset, PASS_ROWS), detail)
        before = len(first)
        starts = chunks.write_rows(
            release,
            lambda number, before=before: f"{path.stem}-{before + number:04d}",  # type: ignore[misc]
            len(rows),
            lambda start, stop, rows=rows: _content(rows.slice(start, stop - start), evidence),  # type: ignore[misc]
            step,
        )
        first += [rows["id"][start] for start in starts]
    return first


def _fates(path: Path, rows: int | None = None) -> pl.DataFrame:
    """Return the first rows of a source's ledger (all, if None), with the ids of the proofs that removed documents name."""
    ledger = pl.scan_parquet(path)
    known = ledger.collect_schema().names()
    absent = [pl.lit(None, dtype=pl.List(pl.String)).alias(name) for name in FATE if name not in known]
    ledger = ledger if rows is None else ledger.head(rows)
    return ledger.with_columns(absent).select(FATE).collect()


def _joined(release: Path, ledger: pl.DataFrame, detail: str) -> pl.DataFrame:
    columns = FULL if detail == "full" else BRIEF
    low, high = ledger["id"][0], ledger["id"][-1]
    facts = (
        files.scan(release)
        .filter(pl.col("id").is_between(pl.lit(low), pl.lit(high)))
        .select("id", *columns)
        .collect(engine="streaming")
    )
    joined = ledger.join(facts.with_columns(fate=pl.lit("kept")), on=["id", "fate"], how="left", maintain_order="left")
    return joined.with_columns(license_evidence=pl.coalesce("license_evidence", "evidence")).drop("evidence")


def _content(rows: pl.DataFrame, evidence: _Evidence) -> dict[str, Any]:
    """Return the rows by column, and the proofs that they name; columns without a value are left out."""
    listed = [pl.col(name).list.join(" ").alias(name) for name in LISTS if name in rows.columns]
    flat = rows.with_columns(*listed, *([_members()] if "members" in rows.columns else []))
    named = {evidence_id for ids in flat["license_evidence"].unique().drop_nulls() for evidence_id in ids.split()}
    related = flat.filter(pl.col("fate") != "kept")["related"].unique().drop_nulls()
    return {
        "rows": {column.name: _column(column) for column in flat if column.null_count() < len(flat)},
        "evidence": evidence.of(named | {evidence_id for ids in related for evidence_id in ids.split()}),
        "snapshots": evidence.snapshots(flat),
    }


def _members() -> pl.Expr:
    return pl.when(pl.col("members").list.len() > 0).then(pl.col("members")).alias("members")


def _column(values: pl.Series) -> list[Any] | dict[str, list[Any]]:
    """Return the values; if they repeat, each once (`of`) and per row its index there (`at`; left out if all are equal)."""
    if values.dtype == pl.String and values.name != "id":
        encoded = values.to_arrow().cast(pa.string()).dictionary_encode(null_encoding="encode")
        if len(encoded.dictionary) * REPEATED <= len(values):
            encoding = {"of": encoded.dictionary.to_pylist()}
            return encoding if len(encoded.dictionary) == 1 else encoding | {"at": encoded.indices.to_pylist()}
    return values.to_list()


def _file(file: SnapshotFile) -> dict[str, str]:
    return {"name": file.name, "sha256": file.sha256, "retrieved": file.retrieved}
