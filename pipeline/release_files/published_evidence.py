"""`evidence.parquet`: every licence proof of kept documents, and all statements on documents refused for their licence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE: Final = "evidence.parquet"
EVIDENCE: Final = pa.schema(
    [
        pa.field("evidence_id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("statement", pa.string(), nullable=False),
        pa.field("where", pa.string(), nullable=False),
        pa.field("url", pa.string()),
        pa.field("retrieved", pa.string()),
        pa.field("sha256", pa.string()),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("decided_by", pa.string(), nullable=False),
        pa.field("finding", pa.string()),  # why it proves nothing, such as a quote that is not there; else null
        pa.field("passage", pa.string()),  # the sentence in which a manifest's quote stands, the quote between ⸨ and ⸩
        pa.field("remark", pa.string()),  # what the file adds that changes nothing, such as a licence of its pictures
    ]
)


@dataclass(frozen=True, kw_only=True)
class EvidenceRow:
    """One licence statement, verbatim, with its place, the rule that decided and who applied it."""

    evidence_id: str
    source: str
    statement: str
    where: str
    url: str | None = None
    retrieved: str | None = None
    sha256: str | None = None
    rule: str
    decided_by: str
    finding: str | None = None
    passage: str | None = None
    remark: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """Return the row by column."""
        return asdict(self)


def read_evidence(release: Path, ids: Iterable[str]) -> list[EvidenceRow]:
    """Return the rows with these ids, in the order of the file; unknown ids are skipped."""
    table = files.read_table(release / FILE)
    rows = table.filter(pc.is_in(table["evidence_id"], pa.array(ids, pa.string())))
    known = [name for name in EVIDENCE.names if name in table.column_names]
    return [EvidenceRow(**row) for row in rows.select(known).to_pylist()]
