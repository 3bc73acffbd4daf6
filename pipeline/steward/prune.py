"""Pruning: withdrawn documents taken out of a copy in other hands, of Parquet files and JSON Lines, by the hashes of their ids.

Every Parquet file with a column `id`, but for ledgers (which hold no text), and every `.jsonl` file is looked at, a row group or a
line at a time; one that holds nothing withdrawn keeps its bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import fsspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gemeingut.errors import PlaceError
from pipeline.decide.demands import marks_of_id
from pipeline.release_files.facts import is_release, read_facts
from pipeline.release_files.withdrawn import read_notices
from pipeline.store.files import whole
from pipeline.store.former_ids import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.release_files.withdrawn import Notice

LEDGER: Final = "ledger"
IDS: Final = ("id", "kept_as")
"""Columns whose document a row is about: its own, and in an index the one that stands for it."""


class PruneError(PlaceError, ValueError):
    """There is no folder to be pruned, or no list of what was withdrawn."""


@dataclass(frozen=True)
class Pruned:
    """A file and the number of documents that were taken out of it."""

    path: Path
    documents: int


def withdrawn(place: str) -> list[Notice]:
    """Return the notices of a `withdrawn.jsonl` at a path or an address; raise PruneError if there is none."""
    try:
        with fsspec.open(place, "rb") as stream:
            return read_notices(stream.read())
    except (OSError, ValueError, ImportError) as error:
        raise PruneError(f"{place}: no withdrawn.jsonl there: {error}") from error


def prune(folder: Path, notices: Sequence[Notice], *, is_dry: bool = False) -> list[Pruned]:
    """Take the documents out of the files below a folder, and return the files that held one; raise PruneError if it is none."""
    if not folder.is_dir():
        raise PruneError(f"{folder}: no folder there")
    hashes = frozenset(notice.hash for notice in notices if notice.hash)
    pruned = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != LEDGER and (take := TAKERS.get(path.suffix)):
            count = take(path, hashes, is_dry)
            pruned += [Pruned(path, count)] if count else []
    return pruned


def whole_versions(folder: Path, notices: Sequence[Notice]) -> list[Path]:
    """Return the releases below a folder whose version was withdrawn, with or without another in its place."""
    gone = {(notice.collection, version) for notice in notices for version in notice.versions}
    releases = [path.parent for path in sorted(folder.rglob("release.json")) if is_release(path.parent)]
    facts = {release: read_facts(release) for release in releases}
    return [release for release in releases if (facts[release].name, facts[release].version) in gone]


def _is_withdrawn(document: object, hashes: frozenset[str]) -> bool:
    return isinstance(document, str) and any(not hashes.isdisjoint(marks_of_id(name)) for name in names_of(document))


def _out_of_parquet(path: Path, hashes: frozenset[str], is_dry: bool) -> int:  # noqa: FBT001  a row of TAKERS
    with pq.ParquetFile(path) as file:
        columns = [name for name in IDS if name in file.schema_arrow.names]
        if "id" not in columns or not _is_text(file.schema_arrow.field("id").type):
            return 0
        rows = [file.read_row_group(number, columns=columns) for number in range(file.num_row_groups)]
        gone = [
            pa.array(
                [
                    any(_is_withdrawn(value, hashes) for value in row)
                    for row in zip(*table.to_pydict().values(), strict=True)
                ],
                pa.bool_(),
            )
            for table in rows
        ]
        count = sum(pc.sum(mask).as_py() or 0 for mask in gone)
        if count and not is_dry:
            with whole(path) as temporary, pq.ParquetWriter(temporary, file.schema_arrow, compression="zstd") as writer:
                for number, mask in enumerate(gone):
                    writer.write_table(file.read_row_group(number).filter(pc.invert(mask)))
    return int(count)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _out_of_lines(path: Path, hashes: frozenset[str], is_dry: bool) -> int:  # noqa: FBT001  dito
    with path.open("rb") as lines:
        count = sum(_is_withdrawn(_id(line), hashes) for line in lines)
    if count and not is_dry:
        with path.open("rb") as lines, whole(path) as temporary, temporary.open("wb") as sink:
            sink.writelines(_kept(lines, hashes))
    return count


def _kept(lines: Iterable[bytes], hashes: frozenset[str]) -> Iterator[bytes]:
    return (line for line in lines if not _is_withdrawn(_id(line), hashes))


def _id(line: bytes) -> Any:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry.get("id") if isinstance(entry, dict) else None


TAKERS: Final = {".parquet": _out_of_parquet, ".jsonl": _out_of_lines}
