"""Builds the binary containers of the demo's sources from the readable files beside them.

`python -m tests.demo.build` writes them anew; a test compares what is committed with what this builds.  Everything that
could differ from run to run (dates, record ids, order, compression headers) is given or cut out.
"""

from __future__ import annotations

import csv
import io
import json
import struct
import uuid
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

DEMO = Path(__file__).resolve().parents[2] / "manifests" / "demo"
RAW, DATA = DEMO / "raw", DEMO / "data"

HOST = "https://museum.quellenhagen.example/"
STATUS = {"200": "200 OK", "404": "404 Not Found"}
GZIP_HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])  # no name, no date, no operating system
ZIP_DATE = (2024, 1, 1, 0, 0, 0)
TRUNCATED = "nachtwache.xml"  # stands in the archive cut off in the middle, as after a broken upload


def museum() -> bytes:
    """Return the WARC of the museum's pages: a warcinfo record and one response a page, each its own gzip member."""
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=False, warc_version="1.1")
    records = [writer.create_warcinfo_record("museum.warc.gz", {"software": "tests/demo/build.py"})]
    rows = csv.DictReader(io.StringIO((RAW / "museum/index.tsv").read_text("utf-8")), delimiter="\t")
    records += [_response(writer, row) for row in rows]
    records[0].rec_headers.replace_header("WARC-Date", "2024-02-01T08:58:00Z")
    records[0].rec_headers.replace_header("WARC-Record-ID", _record_id("warcinfo"))
    packed = []
    for record in records:
        target.seek(0)
        target.truncate()
        writer.write_record(record)
        packed.append(_gzip(target.getvalue()))
    return b"".join(packed)


def _response(writer: WARCWriter, row: dict[str, str]) -> ArcWarcRecord:
    body = (RAW / "museum" / row["file"]).read_bytes()
    headers = [("Content-Type", row["type"]), ("Content-Length", str(len(body)))]
    http = StatusAndHeaders(STATUS[row["status"]], headers, protocol="HTTP/1.1")
    identity = {"WARC-Date": row["date"], "WARC-Record-ID": _record_id(row["path"])}
    return writer.create_warc_record(
        HOST + row["path"], "response", io.BytesIO(body), len(body), http_headers=http, warc_headers_dict=identity
    )


def _record_id(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, HOST + name)}>"


def _gzip(data: bytes) -> bytes:
    """Return a gzip member of stored blocks: compressors differ from machine to machine."""
    packer = zlib.compressobj(0, wbits=-zlib.MAX_WBITS)
    return GZIP_HEADER + packer.compress(data) + packer.flush() + struct.pack("<II", zlib.crc32(data), len(data))


def glossary() -> bytes:
    """Return the glossary as Parquet, one row a headword."""
    lines = (RAW / "glossar/stichwoerter.jsonl").read_text("utf-8").splitlines()
    table = pa.Table.from_pylist([json.loads(line) for line in lines])
    target = io.BytesIO()
    pq.write_table(table, target, compression="zstd")
    return target.getvalue()


def plays() -> bytes:
    """Return the ZIP of the plays; one member is cut off in the middle."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted((RAW / "schauspiel").iterdir()):
            data = path.read_bytes()
            entry = zipfile.ZipInfo(path.name, ZIP_DATE)
            entry.create_system = 3  # else it differs between Windows and Unix
            archive.writestr(entry, data[: len(data) // 2] if path.name == TRUNCATED else data)
    return target.getvalue()


def windows_1252() -> dict[str, bytes]:
    """Return the press releases that lie in the old encoding, by file name."""
    return {
        path.name: path.read_text("utf-8").encode("windows-1252") for path in sorted((RAW / "presse").glob("*.txt"))
    }


def built() -> dict[Path, bytes]:
    """Return every file this script makes, with its bytes."""
    files = {
        DATA / "museum/museum.warc.gz": museum(),
        DATA / "glossar/glossar.parquet": glossary(),
        DATA / "schauspiel/stuecke.zip": plays(),
    }
    return files | {DATA / "presse" / name: data for name, data in windows_1252().items()}


def build() -> None:
    """Write every file this script makes."""
    for path, data in built().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    build()
