"""The record of a release without some of its documents: ledger, evidence, index and reasons, rewritten where they name them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.decide.demands import SHOWN
from pipeline.manifest.reasons import sentences
from pipeline.release.accounts import write_record
from pipeline.release.release_index import FOLDER as INDEX
from pipeline.release.release_index import ROWS_PER_GROUP
from pipeline.release_files.data_files import ledger_files
from pipeline.release_files.published_evidence import FILE as EVIDENCE
from pipeline.release_files.published_reasons import ReasonFacts, read_reasons, write_reasons
from pipeline.similarity.index import described, open_index, write_manifest
from pipeline.store.files import read_table, whole
from pipeline.store.schemas import LEDGER

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

EXACT: Final = "exact_duplicate"
EMPTIED: Final = ("measure", "value", "limit", "related")


def rewrite_ledger(release: Path, gone: Collection[str]) -> dict[str, Counter[str]]:
    """Say `takedown` of the documents and of their exact copies, kept or removed.

    Returns, by source, how many that had been removed for another reason before have this one now, by that reason.
    """
    ids = pl.Series(sorted(gone), dtype=pl.String).implode()
    is_copy = (pl.col("reason") == EXACT) & pl.col("related").is_in(ids)
    falls = (pl.col("fate") != "quarantined") & (pl.col("id").is_in(ids) | is_copy)
    relabelled: dict[str, Counter[str]] = {}
    for path in ledger_files(release):
        rows = pl.DataFrame(pl.from_arrow(read_table(path)))
        fallen = rows.filter(falls)
        if fallen.is_empty():
            continue
        source = path.stem.split("-0")[0] if "-of-" in path.stem else path.stem
        removed = fallen.filter((pl.col("fate") == "removed") & (pl.col("reason") != SHOWN))["reason"].to_list()
        relabelled[source] = relabelled.get(source, Counter()) + Counter(removed)
        said = {"fate": "removed", "stage": SHOWN, "reason": SHOWN}
        columns = [
            pl.when(falls).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in said.items()
        ]
        columns += [pl.when(falls).then(None).otherwise(pl.col(name)).alias(name) for name in EMPTIED]
        write_record(path, rows.with_columns(columns).select(LEDGER.names).to_arrow().cast(LEDGER))
    return relabelled


def rewrite_evidence(release: Path, uncited: set[str]) -> None:
    """Delete the proofs that only the documents stood on; what the ledger cites of others stays."""
    cited = {
        proof
        for path in ledger_files(release)
        for proofs in read_table(path, ["fate", "evidence"]).filter(pc.field("fate") != "kept")["evidence"].to_pylist()
        for proof in proofs or ()
    }
    gone = pa.array(sorted(uncited - cited), pa.string())
    if len(gone):
        table = read_table(release / EVIDENCE)
        write_record(release / EVIDENCE, table.filter(pc.invert(pc.is_in(table["evidence_id"], gone))))


def rewrite_index(release: Path, gone: Collection[str]) -> None:
    """Delete the fingerprints of the documents, and of those that they stood for."""
    folder = release / INDEX
    if not folder.is_dir():
        return
    index, ids, changed = open_index(folder), pa.array(sorted(gone), pa.string()), False
    for path in index.prints:
        table = pq.read_table(path)
        falls = pc.or_(pc.is_in(table["id"], ids), pc.is_in(table["kept_as"], ids))
        left = table.filter(pc.invert(falls))
        if len(left) < len(table):
            changed = True
            with whole(path) as temporary:
                pq.write_table(
                    left.combine_chunks(),
                    temporary,
                    compression="zstd",
                    use_dictionary=["source", "license"],
                    row_group_size=ROWS_PER_GROUP,
                )
    if changed:
        listed = [described(path, folder) for path in sorted(folder.glob("*.parquet"))]
        write_manifest(folder, index.made, listed, has_shingles=False)


def rewrite_reasons(release: Path, relabelled: Mapping[str, int], documents: int) -> None:
    """Count the documents under `takedown`, and the relabelled ones no more under their former reasons."""
    reasons = dict(read_reasons(release))
    for name, count in relabelled.items():
        reasons[name] = reasons[name].model_copy(update={"documents": reasons[name].documents - count})
    total = documents + sum(relabelled.values())
    known = reasons.get(SHOWN) or ReasonFacts(**sentences()[SHOWN]._asdict(), documents=0, rules_broken=0, rules=())
    counted = {"documents": known.documents + total, "rules_broken": known.rules_broken + total}
    reasons[SHOWN] = known.model_copy(update=counted)
    write_reasons(release, dict(sorted(reasons.items())))
