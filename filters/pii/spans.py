"""Spans of personal data in a column of texts, in code points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from filters.error_codes import code_of
from filters.pii.addresses import POSTAL_ADDRESS
from filters.pii.births import BIRTH_DATE
from filters.pii.contact import IPV4, IPV6, MAC_ADDRESS, URL_TOKEN
from filters.pii.emails import EMAIL
from filters.pii.kinds import KINDS
from filters.pii.numbers import CREDIT_CARD, IBAN, IDENTITY_DOCUMENT, SOCIAL_SECURITY, TAX_ID
from filters.pii.phone import PHONE
from filters.pii.plates import LICENSE_PLATE
from filters.pii.windows import candidates, search

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from filters.pii.detector import Detector

    Span = tuple[int, int, str]

DETECTORS: Final[tuple[Detector, ...]] = (
    URL_TOKEN,
    EMAIL,
    IBAN,
    CREDIT_CARD,
    SOCIAL_SECURITY,
    TAX_ID,
    IDENTITY_DOCUMENT,
    MAC_ADDRESS,
    IPV4,
    IPV6,
    BIRTH_DATE,
    POSTAL_ADDRESS,
    LICENSE_PLATE,
    PHONE,
)

SPAN: Final = pa.struct(
    [
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
    ]
)
SPANS: Final = pa.schema(
    [
        pa.field("spans", pa.list_(SPAN), nullable=False),  # sorted, not overlapping, in code points
        pa.field("failed", pa.string()),  # which detector failed and how; the document must be quarantined
    ]
)
"""One row per text."""

_FAILURES: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What the check of a number can raise on unexpected input; none of these may let a document pass."""


def find(texts: pa.Array | pa.ChunkedArray, detectors: Sequence[Detector] = DETECTORS) -> pa.Table:
    """Return the spans of personal data of each text, schema SPANS; a null text has none.

    Fails closed: if a detector raises on a text, that row has no spans and names the detector in `failed`.
    """
    by_mark = {detector.mark: detector for detector in detectors}
    by_row: dict[int, list[Span]] = {}
    failed: dict[int, str] = {}
    for window in candidates(texts):
        detector = by_mark.get(window.mark)
        if detector is None:
            continue
        try:
            spans = [(start, end, detector.kind) for start, end in search(detector, window)]
        except _FAILURES as error:
            failed.setdefault(window.row, f"{detector.kind}: {code_of(error)}")
        else:
            if spans:
                by_row.setdefault(window.row, []).extend(spans)
    kept = [(row, *span) for row in sorted(by_row) if row not in failed for span in _disjoint(by_row[row])]
    return _table(len(texts), kept, failed)


def _table(count: int, spans: list[tuple[int, int, int, str]], failed: Mapping[int, str]) -> pa.Table:
    """Return schema SPANS for `count` texts; `spans` are (row, start, end, kind), in order."""
    offsets = np.searchsorted([row for row, *_ in spans], np.arange(count + 1)).astype(np.int32)
    flat = [{"start": start, "end": end, "kind": kind} for _, start, end, kind in spans]
    failures = pa.nulls(count, pa.string()) if not failed else pa.array(map(failed.get, range(count)), pa.string())
    column = pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat, SPAN), pa.list_(SPAN))
    return pa.Table.from_arrays([column, failures], schema=SPANS)


def _disjoint(spans: list[Span]) -> list[Span]:
    """Return the spans in order; of overlapping ones the kind of higher rank wins, then the longer."""
    kept: list[Span] = []
    for start, end, kind in sorted(spans, key=lambda span: (KINDS.index(span[2]), span[0] - span[1], span[0])):
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, kind))
    return sorted(kept)
