"""A reader for tests: lines `id<TAB>text` as record batches, two lines a part; a line `!` is a fault, `!!` an error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from pipeline.read.batches import BATCH
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reader import Options, Part, Reader, ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Item

LINES: Final = 2
STATEMENT: Final = {"statement": "CC0", "where": "toy", "level": "document", "object": "text"}


class ToyOptions(Options):
    """Whether the documents are given as a batch a part, or one by one."""

    batches: bool = True


def parts(member: Member, _options: ToyOptions) -> Iterator[Part]:
    count = member.data.decode().count("\n") + 1
    for index, start in enumerate(range(0, count, LINES)):
        yield Part(member, index, start, start + LINES if start + LINES < count else None)


def read(part: Part, options: ToyOptions) -> Iterator[Item]:
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(part.member.data.decode().split("\n")[part.start : part.stop], part.start):
        if line == "!!":
            raise ReadError(f"{part.member.path}: line {number + 1}")
        if line == "!":
            yield Fault("corrupt", f"line {number + 1}", f"{part.member.path}:{number + 1}", 1)
            continue
        name, _tab, text = line.partition("\t")
        rows.append(dict.fromkeys(BATCH.names) | {"id": name, "text": text, "title": "T", "authors": ["A", "B"]})
        rows[-1] |= {"license_statements": [STATEMENT], "offset": number, "extra": json.dumps({"part": part.index})}
    if options.batches:
        yield pa.RecordBatch.from_pylist(rows, schema=BATCH)
        return
    for row in rows:
        yield _document(row, part)


def _document(row: dict[str, Any], part: Part) -> Document:
    return Document(
        row["id"],
        row["text"],
        title="T",
        authors=("A", "B"),
        license_statements=(Statement("CC0", "toy"),),
        offset=row["offset"],
        extra={"part": part.index},
    )


READER: Final = Reader(ToyOptions, read, parts)
