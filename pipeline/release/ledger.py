"""The ledger: what became of every document read, from three counts made in three places.

*Read* is the reader's own count, *kept* comes from the files that were written, *removed* from the decisions, *quarantined*
from the quarantine.  `read = kept + removed + quarantined` must hold for every source, and the same for characters
with what was cut; a ledger that does not balance raises and cannot be written.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from gemeingut.errors import GemeingutError
from pipeline.store.ids import are_parts, works_of
from pipeline.store.schemas import LEDGER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from pipeline.release_files.facts import WrittenFile


class LedgerError(GemeingutError, RuntimeError):
    """The counts of a source do not add up; the message holds both sides."""


@dataclass(frozen=True)
class Account:
    """The counts of one source, documents and characters; `works` are what the reader counted, before splitting."""

    source: str
    works: int
    parts_added: int
    kept: int
    removed: Mapping[str, int]
    quarantined: Mapping[str, int]
    characters_read: int
    characters_kept: int
    characters_removed: int
    characters_quarantined: int
    characters_cut: Mapping[str, int] = field(default_factory=dict)
    words_kept: int = 0

    @property
    def read(self) -> int:
        """Documents read: the reader's count, and the parts that splitting added."""
        return self.works + self.parts_added

    def check(self) -> None:
        """Raise LedgerError unless documents and characters balance."""
        removed, quarantined = sum(self.removed.values()), sum(self.quarantined.values())
        if self.read != self.kept + removed + quarantined:
            raise LedgerError(
                f"{self.source}: read {self.read} (works {self.works}, parts added {self.parts_added}) is not "
                f"kept {self.kept} + removed {removed} + quarantined {quarantined}"
            )
        cut = sum(self.characters_cut.values())
        total = self.characters_kept + self.characters_removed + self.characters_quarantined + cut
        if self.characters_read != total:
            raise LedgerError(
                f"{self.source}: characters read {self.characters_read} are not kept {self.characters_kept} + removed "
                f"{self.characters_removed} + quarantined {self.characters_quarantined} + cut {cut}"
            )

    def as_json(self) -> dict[str, Any]:
        """Return the account as release.json shows it."""
        return {
            "read": self.read,
            "works": self.works,
            "kept": self.kept,
            "removed": sum(self.removed.values()),
            "quarantined": sum(self.quarantined.values()),
            "removed_by_reason": dict(sorted(self.removed.items())),
            "quarantined_by_reason": dict(sorted(self.quarantined.items())),
            "words": self.words_kept,
            "characters": {
                "read": self.characters_read,
                "kept": self.characters_kept,
                "removed": self.characters_removed,
                "quarantined": self.characters_quarantined,
                "cut_by_reason": dict(sorted(self.characters_cut.items())),
            },
        }


def account(
    source: str,
    reader: Mapping[str, int],
    documents: pl.DataFrame,
    quarantine: pl.DataFrame,
    first_reasons: pl.DataFrame,
    written: Sequence[WrittenFile],
    cut: Mapping[str, int],
) -> Account:
    """Return the account of one source from the places in which its documents were counted.

    `documents` are ids and characters read of the immutable shards, `written` the facts of the files of the release.
    """
    removed = documents.join(first_reasons, on="id")
    kept = [file.sources[source] for file in written if source in file.sources]
    return Account(
        source=source,
        works=reader["works"],
        parts_added=_parts_added(documents, quarantine),
        kept=sum(texts.rows for texts in kept),
        removed=dict(Counter(removed["reason"].to_list())),
        quarantined=dict(Counter(quarantine["reason"].to_list())),
        characters_read=reader["characters"],
        characters_kept=sum(texts.characters for texts in kept),
        characters_removed=int(removed["characters_read"].sum()),
        characters_quarantined=int(quarantine["characters"].sum()),
        characters_cut=dict(cut),
        words_kept=sum(texts.words for texts in kept),
    )


def _parts_added(documents: pl.DataFrame, quarantine: pl.DataFrame) -> int:
    """Return how many more parts than works splitting gave; a part that cleaning emptied is only in quarantine."""
    ids = pl.concat([documents["id"], quarantine["id"]]).unique()
    parts = ids.to_frame("id").filter(are_parts(pl.col("id")))["id"]
    return len(parts) - works_of(parts).n_unique()


def rows(documents: pl.DataFrame, quarantine: pl.DataFrame, first_reasons: pl.DataFrame) -> pa.Table:
    """Return the ledger of one source: one row per document read, ordered by id, without text."""
    fated = documents.select("id", "member").join(first_reasons, on="id", how="left", maintain_order="left")
    fate = pl.when(pl.col("reason").is_null()).then(pl.lit("kept")).otherwise(pl.lit("removed"))
    read = fated.with_columns(fate.alias("fate")).select(LEDGER.names)
    lost = quarantine.select(
        "id",
        "member",
        pl.lit("quarantined").alias("fate"),
        pl.lit("quarantine").alias("stage"),
        "reason",
        pl.lit(None, pl.String).alias("measure"),
        pl.lit(None, pl.Float64).alias("value"),
        pl.lit(None, pl.Float64).alias("limit"),
        pl.lit(None, pl.String).alias("related"),
        pl.lit(None, pl.List(pl.String)).alias("evidence"),
    )
    return pl.concat([read, lost]).sort("id", "fate", "reason", "member").to_arrow().cast(LEDGER)
