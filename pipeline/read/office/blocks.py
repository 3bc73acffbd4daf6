"""The blocks of a document of an office, as docx and odt have them: paragraphs, items of lists, rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pipeline.read import edtf
from pipeline.read.document import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Kind = Literal["paragraph", "item", "row"]

_OF_DATE: Final = re.compile(
    r"(?:dokument|erstellungs|ausgabe|veröffentlichungs|versions)?datum|stand|date|datum der \w+", re.IGNORECASE
)
_OF_LICENSE: Final = re.compile(
    r"(?:li[zcs]en[zsc]e?n?|nutzungsbedingungen|nutzungsrechte|rechte|copyright|rights|urheberrecht)", re.IGNORECASE
)
_LABEL: Final = 40
_LOOKED_AT: Final = 200
"""Blocks at the beginning of a document in which a table about the document stands."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list, or a row of a table, whose cells are separated by tabs; `style` names its role."""

    kind: Kind
    text: str
    style: str = ""


def set_blocks(blocks: Iterable[Block]) -> str:
    """Return the text: paragraphs separated by an empty line, items of a list and rows of a table each on a line."""
    parts: list[str] = []
    before: Kind | None = None
    for block in blocks:
        if block.text.strip():
            parts += [("" if before is None else "\n" if block.kind == before != "paragraph" else "\n\n"), block.text]
            before = block.kind
    return "".join(parts)


def _labelled(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield label and value of the rows of two cells at the beginning of a document: the table that says what it is."""
    for block in blocks[:_LOOKED_AT]:
        label, _, value = block.text.partition("\t")
        if block.kind == "row" and value.strip() and "\t" not in value and len(label) <= _LABEL:
            yield label.strip(" :"), " ".join(value.split())


def stated_date(blocks: Sequence[Block]) -> str | None:
    """Return the day that the document's own table or a line styled as its date states."""
    values = [block.text for block in blocks[:_LOOKED_AT] if block.style.casefold() in {"date", "datum"}]
    values += [value for label, value in _labelled(blocks) if _OF_DATE.fullmatch(label)]
    return next((date for value in values if (date := edtf.free(value))), None)


def stated_rights(blocks: Sequence[Block]) -> Iterator[Statement]:
    """Yield what the document's own table says of its licence."""
    for label, value in _labelled(blocks):
        if _OF_LICENSE.fullmatch(label):
            yield Statement(value, f"table/{label}")


def styled(blocks: Sequence[Block], *names: str) -> str | None:
    """Return the text of the first block of a style, such as the title."""
    return next(
        (" ".join(block.text.split()) for block in blocks if block.style.casefold() in names and block.text), None
    )
