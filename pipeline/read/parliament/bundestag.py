"""Format `bundestag`: BUNDESTAGSDOKUMENTE-XML of the open data portal, the full text in one TEXT element.

Native id: the member's path without suffix.  The text is taken as it stands, with its line ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.read import edtf
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XmlOptions, child, flat, native_id, parse, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part


class BundestagOptions(XmlOptions):
    """Options of all XML readers; the format has none of its own."""


_FIELDS: Final = {
    "WAHLPERIODE": "legislative_period",
    "DOKUMENTART": "document_type",
    "NR": "number",
    "DRS_TYP": "paper_type",
}


def read(part: Part, options: BundestagOptions) -> Iterator[Document | Fault]:
    """Yield the document, a Fault `empty` if TEXT is empty; ReadError if the root is not DOKUMENT or TEXT is missing."""
    member = part.member
    root = parse(member, options, frozenset({"DOKUMENT"}))
    body = child(root, "TEXT")
    if body is None:
        raise ReadError(f"{member.path}: <DOKUMENT> has no <TEXT>")
    document_id = native_id(member, options)
    content = text(body).strip()
    if not content:
        yield Fault("empty", "<TEXT> is empty", document_id)
        return
    yield Document(
        document_id,
        content,
        title=flat(child(root, "TITEL")) or None,
        date=edtf.free(flat(child(root, "DATUM"))),
        kind="parliamentary_protocol"
        if "PROTOKOLL" in flat(child(root, "DOKUMENTART")).upper()
        else "parliamentary_paper",
        extra={name: value for tag, name in _FIELDS.items() if (value := flat(child(root, tag)))},
    )


READER: Final = Reader(BundestagOptions, read)
