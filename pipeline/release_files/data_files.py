"""The data files of a release: Parquet, the same bytes for the same rows.

A data file is a bucket of the id's hash.  The number of buckets is fixed per subset, so that a takedown or an update changes
the files it concerns and no other; rows are ordered by the hash, so that reading in order is reading in random order.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from filters.definitions import MEASURES
from pipeline.store import files
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

ROW_GROUP_BYTES: Final = 64 << 20  # uncompressed text; the Hub's viewer refuses row groups over about 286 MiB
DICTIONARIES: Final = (
    "source",
    "domain",
    "license",
    "license_url",
    "license_basis",
    "language",
    "snapshot_sha256",
    "origin",
    "kind",
    "unit",
)
"""Columns of few values: looking for repeats in texts would take longer than writing them."""
MEMBER: Final = pa.struct(
    [("id", pa.string()), ("source", pa.string()), ("license", pa.string()), ("attribution", pa.string())]
)
QUALITY: Final = pa.struct([pa.field(name, pa.float32()) for name in MEASURES])
IDENTIFIER: Final = pa.struct([("scheme", pa.string()), ("value", pa.string())])
OCR: Final = pa.struct([("engine", pa.string()), ("year", pa.int32())])
_WORD: Final = pa.dictionary(pa.int32(), pa.string())


def _field(name: str, kind: pa.DataType, says: str, *, required: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=not required, metadata={"description": says})


COLUMNS: Final = pa.schema(
    [
        _field("id", pa.string(), "<source>/<native id>, or …#<part> for a part of a long work", required=True),
        _field("text", pa.large_string(), "the document, cleaned and masked", required=True),
        _field("source", _WORD, "id of the source manifest in inputs/", required=True),
        _field("domain", _WORD, "kind of text", required=True),
        _field("title", pa.string(), "title as the source gives it"),
        _field("date", pa.string(), "date of the text, EDTF"),
        _field("url", pa.string(), "address of the document at its source"),
        _field("language", pa.string(), "ISO 639-3, identified"),
        _field("authors", pa.list_(pa.string()), "authors as the source gives them"),
        _field("language_score", pa.float32(), "confidence of the language, 0 to 1"),
        _field("license", pa.string(), "SPDX expression, LicenseRef-… where SPDX has none", required=True),
        _field("license_url", pa.string(), "address of the licence"),
        _field("attribution", pa.string(), "the line that the licence demands"),
        _field(
            "license_basis",
            pa.string(),
            "license, public_domain_term, public_domain_presumed, official_work or waiver",
            required=True,
        ),
        _field("license_evidence", pa.list_(pa.string()), "evidence_id in evidence.parquet", required=True),
        _field("changes", pa.list_(pa.string()), "what cleaning and masking did", required=True),
        _field("words", pa.int64(), "words of the text", required=True),
        _field("characters", pa.int64(), "code points of the text", required=True),
        _field("quality", QUALITY, "one field per measure, see reasons.json", required=True),
        _field("duplicates", pa.int32(), "documents this one stands for, itself included", required=True),
        _field("members", pa.list_(MEMBER), "the other documents this one stands for"),
        _field("snapshot_sha256", pa.string(), "hash of the snapshot it was read from", required=True),
        _field("origin", pa.string(), "who or what wrote the text, see docs/release.md"),
        _field("origin_evidence", pa.string(), "what the origin is known from, verbatim where the file says it"),
        _field("kind", pa.string(), "kind of text, finer than the domain"),
        _field("unit", pa.string(), "what one row is: document, part, page, paragraph, sentence or entry"),
        _field("work_id", pa.string(), "id of the text that this row is a part of"),
        _field("part", pa.int32(), "place of the row in that text, from 1"),
        _field("year", pa.int32(), "first year of the date"),
        _field(
            "quality_class",
            pa.int32(),
            "1 (lowest) to 10: tenth of the trusted texts of its profile by measured quality",
        ),
        _field("identifiers", pa.list_(IDENTIFIER), "persistent identifiers: scheme and value"),
        _field("ocr", OCR, "engine and year of the text recognition, where the file says so"),
    ]
)
"""Columns of a data file where the recipe names no tokenizer."""

LATER: Final = COLUMNS.names[COLUMNS.names.index("snapshot_sha256") + 1 :]
"""Columns that releases of version 0.1 do not have."""

MEMBERS_FILE: Final = PurePosixPath("ledger/_members.parquet")
"""Where a release names the files and the sources that were not read."""

TOKENS: Final = _field("tokens", pa.int64(), "tokens of the text, by the recipe's tokenizer")


def schema(*, tokens: bool) -> pa.Schema:
    """Return the columns of a data file, with that of a tokenizer or without."""
    return COLUMNS.insert(COLUMNS.names.index("characters") + 1, TOKENS) if tokens else COLUMNS


def schema_of(names: Sequence[str], *, tokens: bool) -> pa.Schema:
    """Return the columns of a release that names them; one of version 0.1 names none and has all but the later ones."""
    known = schema(tokens=tokens)
    named = names or [name for name in known.names if name not in LATER]
    return pa.schema([known.field(name) for name in named if name in known.names])


def hash_of(document_id: str) -> int:
    """Return the 64-bit hash of an id that chooses its bucket and its place (BLAKE2b, 8 bytes, big-endian)."""
    return int.from_bytes(hashlib.blake2b(document_id.encode(), digest_size=8).digest())


def buckets_for(text_bytes: int, bucket_bytes: int) -> int:
    """Return the number of buckets for a subset: the power of two that brings a file to `bucket_bytes` of text at most."""
    count = 1
    while count * bucket_bytes < text_bytes:
        count *= 2
    return count


def file_name(split: str, bucket: int, buckets: int) -> str:
    """Return the name that the Hub expects: `train-00000-of-00016.parquet`."""
    return f"{split}-{bucket:05d}-of-{buckets:05d}.parquet"


def data_files(release: Path) -> list[Path]:
    """Return the files of a release that hold its documents, in order."""
    return sorted((release / "data").glob("*/*.parquet"))


def ledger_files(release: Path) -> list[Path]:
    """Return the files of a release's ledger in order, one per source; MEMBERS_FILE is not one of them."""
    return [path for path in sorted((release / "ledger").glob("*.parquet")) if path.name != MEMBERS_FILE.name]


def scan(release: Path) -> pl.LazyFrame:
    """Return all documents of a release as a lazy frame; an empty one with the columns of COLUMNS if there is no file."""
    paths = data_files(release)
    return pl.scan_parquet(paths) if paths else frame_of(COLUMNS.empty_table()).lazy()


def in_order(table: pa.Table) -> pa.Table:
    """Return the rows in the order of the id's hash, then of the id."""
    ids = table.column("id").to_pylist()
    order = sorted(range(len(ids)), key=lambda row: (hash_of(ids[row]), ids[row]))
    return table.take(pa.array(order, pa.int64()))


def write(path: Path, table: pa.Table) -> None:
    """Write one data file: zstd, page index, statistics, a Bloom filter on `id`, content-defined chunks, no clock."""
    columns = schema(tokens=TOKENS.name in table.column_names)
    table = in_order(table.select(columns.names).cast(columns))
    with (
        files.whole(path) as temporary,
        pq.ParquetWriter(
            temporary,
            columns,
            compression="zstd",
            compression_level=3,
            write_page_index=True,
            use_content_defined_chunking=True,
            use_dictionary=list(DICTIONARIES),
            bloom_filter_options={"id": True},
        ) as writer,
    ):
        for start, stop in _row_groups(table):
            writer.write_table(table.slice(start, stop - start), row_group_size=stop - start)


def _row_groups(table: pa.Table) -> Iterable[tuple[int, int]]:
    sizes = pa.compute.binary_length(table.column("text")).to_pylist()
    start, held = 0, 0
    for row, size in enumerate(sizes):
        if held and held + size > ROW_GROUP_BYTES:
            yield start, row
            start, held = row, 0
        held += size
    if start < len(sizes):
        yield start, len(sizes)


DIGESTED: Final = ("id", "license", "license_basis", "attribution", "changes")
"""Columns that a row's digest is over, with the text."""


def row_digests(table: pa.Table) -> list[bytes]:
    """Return one SHA-256 per row over the content that a reader uses; the same for any version of the Parquet writer."""
    columns = [table.column(name).to_pylist() for name in DIGESTED]
    texts = (text for chunk in table.column("text").chunks for text in chunk.cast(pa.large_binary()))
    digests = []
    for text, *values in zip(texts, *columns, strict=True):
        digest = hashlib.sha256(repr(tuple(values)).encode())
        digest.update(text.as_buffer())
        digests.append(digest.digest())
    return digests


def content_digest(digests: Sequence[bytes]) -> str:
    """Return the digest of a set of rows, whatever their order and files."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()
