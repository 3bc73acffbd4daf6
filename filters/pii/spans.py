"""Spans of personal data in a column of texts, on code points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from filters.pii.contact import EMAIL, IP_ADDRESS, MAC_ADDRESS, URL_TOKEN
from filters.pii.kinds import KINDS, Detector
from filters.pii.numbers import CREDIT_CARD, IBAN, IDENTITY_DOCUMENT, LICENSE_PLATE, SOCIAL_SECURITY, TAX_ID
from filters.pii.person import BIRTH_DATE, POSTAL_ADDRESS
from filters.pii.phone import PHONE
from filters.pii.windows import candidates, search

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    IP_ADDRESS,
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
"""What a check of a number can raise on input that nobody thought of; none of them may let a document pass."""


def find(texts: pa.Array | pa.ChunkedArray, detectors: Sequence[Detector] = DETECTORS) -> pa.Table:
    """Return the spans of personal data of each text, schema SPANS; a null text has none.

    Fails closed: if a detector raises on a text, that row has no spans and names the detector in `failed`.
    """
    found: list[list[Span]] = [[] for _ in range(len(texts))]
    failed: dict[int, str] = {}
    for row, text, by_detector in candidates(texts, detectors):
        for number, windows in by_detector.items():
            detector = detectors[number]
            try:
                found[row].extend((start, end, detector.kind) for start, end in search(detector, text, windows))
            except _FAILURES as error:
                failed.setdefault(row, f"{detector.kind}: {type(error).__name__}")
    spans = [[] if row in failed else _disjoint(of_row) for row, of_row in enumerate(found)]
    failures = [failed.get(row) for row in range(len(texts))]
    return pa.Table.from_arrays([pa.array(spans, pa.list_(SPAN)), pa.array(failures, pa.string())], schema=SPANS)


def _disjoint(spans: list[Span]) -> list[dict[str, object]]:
    """Return the spans in order; of overlapping ones the kind of higher rank stays, then the longer."""
    kept: list[Span] = []
    for start, end, kind in sorted(spans, key=lambda one: (KINDS.index(one[2]), one[0] - one[1], one[0])):
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, kind))
    return [{"start": start, "end": end, "kind": kind} for start, end, kind in sorted(kept)]
