"""Format `odt`: OpenDocument texts (ISO/IEC 26300), packed or as one XML file (fodt), one document a member.

Text with footnotes behind their paragraph; tables of contents, changes that were deleted and comments stay out.  Title, authors and dates
come from the document's metadata.  Native id: the member's path without suffix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf
from pipeline.read.document import Document, Fault
from pipeline.read.office.blocks import Block, set_blocks, stated_date, stated_rights, styled
from pipeline.read.office.docx import people
from pipeline.read.office.package import Package
from pipeline.read.reader import Options, Reader, ReadError, TooDeepError
from pipeline.read.reader_options import IdFrom, native_id
from pipeline.read.xml import MAX_DEPTH, Names, child, descendants, flat, parse_any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_OUT: Final = frozenset({
    "tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "scripts", "object", "bookmark", "title", "desc", "math",
    "alphabetical-index", "illustration-index", "table-index", "bibliography", "object-index", "user-index",
})  # fmt: skip
_CONTENTS: Final = "table-of-content"


class OdtOptions(Options):
    """Options: what names the document, whether footnotes and tables of contents are read too."""

    id: IdFrom = "path_without_suffix"
    notes: bool = True
    contents: bool = False


def read(part: Part, options: OdtOptions) -> Iterator[Document | Fault]:
    """Yield the document, a Fault `empty` where it has no text; ReadError where the member is no OpenDocument text."""
    member = part.member
    if member.data.startswith(b"PK"):
        package = Package(member, "OpenDocument text (odt)")
        root, meta = package.tree("content.xml"), package.tree("meta.xml")
    else:
        root = meta = parse_any(member)
    body = child(root, "body", "text")
    if body is None:
        raise ReadError(
            f"{member.path}: no OpenDocument text: no <office:text> in it; a table is `format: spreadsheet`"
        )
    walk = _Walk(options)
    walk.body(body, 0)
    document_id = native_id(member.path, options.id)
    text = set_blocks(walk.blocks)
    if not text:
        yield Fault("empty", "no paragraph holds text", document_id)
        return
    yield _document(document_id, text, walk.blocks, child(meta, "meta"))


class _Walk:
    """Collects the blocks of a text."""

    def __init__(self, options: OdtOptions, *, in_list: bool = False) -> None:
        self.blocks: list[Block] = []
        self._options = options
        self._in_list = in_list
        self._names = Names()

    def body(self, parent: etree._Element, depth: int) -> None:
        """Add the blocks of a text, a section, a list or a cell."""
        if depth > MAX_DEPTH:
            raise TooDeepError(f"elements nested deeper than {MAX_DEPTH}")
        for element in parent:
            name = self._names[element.tag]
            if name in {"p", "h"}:
                self._paragraph(element, depth)
            elif name == "table":
                self.blocks += [Block("row", row) for row in self._rows(element, depth) if row.strip()]
            elif name == "list":
                was_in_list, self._in_list = self._in_list, True
                self.body(element, depth + 1)
                self._in_list = was_in_list
            elif name and name not in _OUT and (name != _CONTENTS or self._options.contents):
                self.body(element, depth + 1)

    def _rows(self, table: etree._Element, depth: int) -> Iterator[str]:
        for row in table.iter("{*}table-row"):
            if next(row.iterancestors("{*}table"), None) is not table:
                continue
            cells = []
            for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
                inner = _Walk(self._options)
                inner.body(cell, depth + 1)
                cells.append(" ".join(" ".join(block.text.split()) for block in inner.blocks))
            yield "\t".join(cells).rstrip()

    def _paragraph(self, paragraph: etree._Element, depth: int) -> None:
        pieces: list[str] = [_white(paragraph.text)]
        notes: list[str] = []
        self._inner(paragraph, pieces, notes, depth)
        lines = (" ".join(filter(None, line.split(" "))) for line in "".join(pieces).split("\n"))
        style = next((str(value) for key, value in paragraph.items() if str(key).endswith("}style-name")), "")
        self.blocks.append(Block("item" if self._in_list else "paragraph", "\n".join(lines).strip(), style))
        self.blocks += [Block("paragraph", note, "footnote") for note in notes if note]

    def _inner(self, parent: etree._Element, pieces: list[str], notes: list[str], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise TooDeepError(f"elements nested deeper than {MAX_DEPTH}")
        for element in parent:
            name = self._names[element.tag]
            if name == "line-break":
                pieces.append("\n")
            elif name in {"tab", "s"}:
                pieces.append(" ")
            elif name == "note":
                notes += self._note(element, depth) if self._options.notes else []
            elif name == "text-box":
                self.body(element, depth + 1)
            elif name and name not in _OUT:
                pieces.append(_white(element.text))
                self._inner(element, pieces, notes, depth + 1)
            pieces.append(_white(element.tail))

    def _note(self, note: etree._Element, depth: int) -> list[str]:
        inner = _Walk(self._options)
        for body in note.iterchildren("{*}note-body"):
            inner.body(body, depth + 1)
        return [" ".join(" ".join(block.text.split()) for block in inner.blocks)]


def _white(text: str | None) -> str:
    """Return text with line ends of the file as blanks: breaks of lines are elements of their own."""
    return (text or "").replace("\n", " ").replace("\t", " ").replace("\r", " ")


def _document(document_id: str, text: str, blocks: list[Block], meta: etree._Element | None) -> Document:
    values: dict[str, Any] = {
        "created": flat(child(meta, "creation-date")),
        "modified": flat(child(meta, "date")),
        "keywords": ", ".join(filter(None, map(flat, descendants(meta, "keyword")))),
        "description": flat(child(meta, "description")),
        "subject": flat(child(meta, "subject")),
    }
    return Document(
        id=document_id,
        text=text,
        title=flat(child(meta, "title")) or styled(blocks, "title", "titel"),
        authors=people(flat(child(meta, "initial-creator")) or flat(child(meta, "creator"))),
        date=stated_date(blocks) or edtf.iso(flat(child(meta, "creation-date"))),
        language_declared=flat(child(meta, "language")) or None,
        license_statements=tuple(stated_rights(blocks)),
        extra={name: value for name, value in values.items() if value},
        unit="document",
    )


READER: Final = Reader(OdtOptions, read, is_of_text=False)
