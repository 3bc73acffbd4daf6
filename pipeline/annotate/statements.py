"""Statements about rights → the licences recognised in them, and what in the text would be no official work.

Equal lists of statements are recognised once.  Deciding reads these recognitions: no statement is recognised twice.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licenses import official
from licenses.recognise import recognise
from licenses.statement import elements
from licenses.wording import packed
from pipeline.read.document import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS: Final = ("license_statements", "title", "text")
RECOGNITION: Final = pa.struct(
    [
        pa.field("license", pa.string()),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("noticed", pa.string()),
    ]
)
"""What was recognised in one statement of a document (an attribute joined to its element); `noticed` is a note as JSON."""


def annotate(documents: pa.Table, _parameters: Mapping[str, Any]) -> pa.Table:
    """Recognise every statement; equal statements have the same `statements_key`, so that each set is judged once.

    Deciding reads these recognitions: no statement is recognised twice.
    """
    statements = documents.column("license_statements").combine_chunks()
    first, same = _repeated(statements)
    keys, recognitions = [], []
    for distinct in statements.take(pa.array(first, pa.int64())).to_pylist():
        keys.append(statements_key(distinct))
        texts = (text for _, text in elements([Statement(**fields) for fields in distinct]))
        recognitions.append([_recognition(text) for text in texts])
    columns = {
        "statements_key": pa.array(keys, pa.string()),
        "recognitions": pa.array(recognitions, pa.list_(RECOGNITION)),
    }
    recognised = pa.table(columns).take(pa.array(same, pa.int64()))
    return recognised.append_column("foreign_part", _foreign_parts(documents.column("title"), documents.column("text")))


def _foreign_parts(titles: pa.ChunkedArray, texts: pa.ChunkedArray) -> pa.Array:
    """Return what in each text would not be an official work: a publisher's head-note, a standard, an expert opinion."""
    marked = pc.or_(
        pc.match_substring_regex(texts, official.MARKS),
        pc.fill_null(pc.match_substring_regex(titles, official.MARKS), fill_value=False),
    )
    parts: list[str | None] = [None] * len(texts)
    for row in pc.indices_nonzero(marked).to_pylist():
        parts[row] = official.foreign_part(titles[row].as_py(), texts[row].as_py())
    return pa.array(parts, pa.string())


def _recognition(text: str) -> dict[str, str | None]:
    recognition = recognise(text)
    noticed = packed(recognition.noticed) if recognition.noticed else None
    return {
        "license": recognition.license,
        "rule": recognition.rule,
        "reason": recognition.reason,
        "noticed": noticed,
    }


def _repeated(statements: pa.ListArray) -> tuple[list[int], list[int]]:
    """Return the first row of each distinct list of statements, and the number of its list for every row."""
    flat = statements.flatten()
    fields = [pc.dictionary_encode(column, null_encoding="encode").indices.to_numpy() for column in flat.flatten()]
    _, codes = np.unique(np.stack(fields, axis=1), axis=0, return_inverse=True)
    ends = np.cumsum(statements.value_lengths().to_numpy()).tolist()
    numbers: dict[bytes, int] = {}
    first: list[int] = []
    same: list[int] = []
    start = 0
    for row, end in enumerate(ends):
        number = numbers.setdefault(codes[start:end].tobytes(), len(first))
        if number == len(first):
            first.append(row)
        same.append(number)
        start = end
    return first, same


def statements_key(statements: list[dict[str, Any]]) -> str:
    """Return a hash of a document's statements, in their order."""
    return hashlib.sha256(json.dumps(statements, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
