"""Reading rows of Parquet and JSON Lines into documents, against datatrove's readers: same files, one core; the ratio counts.

    python -m tests.benchmarks.bench_read

Ours ends with the columns of a shard (ids, dates, statements, identifiers, origin), theirs with objects of text, id and metadata.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from datatrove.pipeline.readers import JsonlReader, ParquetReader

from pipeline.archives.member import Member
from pipeline.read import registry
from pipeline.read.reading import Reading
from tests.filters.real_texts import law_sections

SECTIONS = 12_000
JOINED = 6
"""Sections of a document: some thousand characters."""


def rows():
    sections = law_sections(SECTIONS)
    texts = ["\n\n".join(sections[start : start + JOINED]) for start in range(0, len(sections), JOINED)]
    return [
        {
            "id": f"d{number}",
            "text": text,
            "date": "2020-03-01",
            "license": "CC0",
            "url": f"https://example.org/{number}",
        }
        for number, text in enumerate(texts)
    ]


def ours(path, kind):
    reader, options = registry.reader(kind), registry.parse_options(kind, {}, "bench")
    reading = Reading("bench", 1 << 30)
    for part in reader.parts(Member(path.name, path.read_bytes()), options):
        for item in reader.read(part, options):
            for documents in reading.fitting(item) if isinstance(item, pa.RecordBatch) else ():
                reading.add_batch(documents, path.name)
            if not isinstance(item, pa.RecordBatch):
                reading.add(item, path.name)
            if reading.is_full:
                reading.take()


def seconds(function):
    """Return the least processor time of three calls."""
    durations = []
    for _ in range(3):
        start = time.process_time()
        function()
        durations.append(time.process_time() - start)
    return min(durations)


def main():
    listed = rows()
    megabytes = sum(len(row["text"].encode()) for row in listed) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        parquet, lines = Path(folder) / "a.parquet", Path(folder) / "a.jsonl"
        pq.write_table(pa.Table.from_pylist(listed), parquet, compression="zstd")
        lines.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in listed), encoding="utf-8")
        for path, kind, peer in ((parquet, "parquet", ParquetReader), (lines, "jsonl", JsonlReader)):
            own = megabytes / seconds(lambda path=path, kind=kind: ours(path, kind))
            reader = peer(folder, glob_pattern=path.name)
            theirs = megabytes / seconds(lambda reader=reader: list(reader.run()))
            print(f"{kind}: {own:.0f} MB/s; datatrove {theirs:.0f} MB/s; ratio {own / theirs:.1f}")


if __name__ == "__main__":
    main()
