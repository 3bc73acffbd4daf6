"""What `scripts.fuzz` tries: a function of bytes by target, which returns how often it refused them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from filters import language, measures
from filters.pii import spans
from licenses import context, recognise
from pipeline.archives.member import Member
from pipeline.clean.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import Counts, count
from pipeline.read import binary, registry
from pipeline.read.opt_outs import Declared
from pipeline.read.read_source import FAILURES
from pipeline.read.reading import Reading
from pipeline.store.schemas import READ
from scripts.fuzz_seeds import BESIDE

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_BYTES: Final = 1 << 26
"""Bytes of a document, as of a source whose manifest says nothing else."""


def target(name: str) -> Callable[[bytes], int]:
    """Return what is tried under a name: a format's reader, or one of the functions that look at foreign text."""
    return _OF_TEXT[name] if name in _OF_TEXT else partial(_read, name)


def _read(format_name: str, data: bytes) -> int:
    """Read bytes as a member of a format, as a run does; return 1 where they are refused or nothing comes of them."""
    reader = registry.reader(format_name)
    options = reader.options()
    member = Member(f"folder/member.{format_name}", data, BESIDE.get)
    reading = Reading("fuzz", _MOST_BYTES)
    try:
        if reader.is_of_text:
            binary.refuse(member, options)
        if reader.declare:
            reader.declare(member, Declared())
        for part in reader.parts(member, options):
            for item in reader.read(part, options):
                if isinstance(item, pa.RecordBatch):
                    for piece in reading.fitting(item):
                        reading.add_batch(piece, member.path)
                else:
                    reading.add(item, member.path)
        reading.take()
    except FAILURES:
        return 1
    return int(bool(reading.quarantine))


def _recognise(data: bytes) -> int:
    return int(recognise.recognise(_text(data)).license is None)


def _judge(data: bytes) -> int:
    quoted = "Alle Texte stehen unter CC BY 4.0."
    return int(context.judge_quote(f"{_text(data)}\n\n{quoted}", quoted, {"CC-BY-4.0"}).verdict != "accept")


def _clean(data: bytes) -> int:
    row = {"id": "fuzz/1", "text": _text(data), "source": "fuzz", "license_statements": [], "member": "1.txt"}
    table = pa.Table.from_pylist([row], schema=READ)
    empty: int = clean(table, Counts(count(table)), CleanOptions())[1].num_rows
    return empty


def _find(data: bytes) -> int:
    found = spans.find(pa.array([_text(data)], pa.large_string()))
    return int(any(found.column("failed").is_valid().to_pylist()))


def _identify(data: bytes) -> int:
    texts = pa.array([_text(data)], pa.large_string())
    language.identify(texts)
    measures.measure(texts)
    return 0


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


_OF_TEXT: Final[dict[str, Callable[[bytes], int]]] = {
    "licence statement": _recognise,
    "quote in its file": _judge,
    "cleaning": _clean,
    "personal data": _find,
    "language and measures": _identify,
}
