"""Format `pdf`: PDF (ISO 32000) with a layer of text, one document a member, read by PDFium.

Columns are read one after the other, running heads, page numbers and leaders of tables of contents stay out, words broken at
line ends keep their hyphen for cleaning.  A PDF of pictures without text is quarantined as `no_text_layer`.  Native id: the member's path
without suffix.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.read.document import Document, Fault
from pipeline.read.office.docx import people
from pipeline.read.office.pdf_lines import ordered, read_pages
from pipeline.read.print.paragraphs import Line, LineBreaks, set_block
from pipeline.read.print.running_heads import furniture
from pipeline.read.reader import Options, Reader, ReadError
from pipeline.read.reader_options import IdFrom, native_id
from pipeline.read.skipped_lines import Patterns, is_skipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.read.office.pdf_lines import PdfPage, Placed
    from pipeline.read.reader import Part

LEAST_LETTERS: Final = 20
"""Letters on all pages of a document that has a layer of text."""

_LEADER: Final = re.compile(r"(?:\.\s?|…\s?|·\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})?\s*$")
_FILLED: Final = re.compile(r"(?:[.…_‥]\s?){5,}|…{2,}")
_LETTER: Final = re.compile(r"[^\W\d_]")
_UNKNOWN: Final = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08]")
_NO_TITLE: Final = re.compile(
    r"\.(?:docx?|indd|pdf|odt|rtf|qxd|pptx?|xlsx?|tex|dvi|p65|fm)\b|^Microsoft (?:Word|PowerPoint)|_|^(?:untitled|unbenannt|tmp)\b",
    re.IGNORECASE,
)
_HYPHENS: Final = "-\u00ad\u2010"
_GOES_ON: Final = re.compile(r"[\w,;–-]$")
_DAY: Final = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


class PdfOptions(Options):
    """Options: what names the document; whether heads, page numbers and entries of tables of contents are read too; how lines end.

    `skip_lines` are regular expressions; lines that one of them matches as a whole stay out: imprints, marks of printers.
    """

    id: IdFrom = "path_without_suffix"
    running_heads: bool = False
    contents: bool = False
    line_breaks: LineBreaks = "auto"
    skip_lines: Patterns = ()


def read(part: Part, options: PdfOptions) -> Iterator[Document | Fault]:
    """Yield the document; a Fault `no_text_layer` where it is pictures of text; ReadError where it is no PDF, or encrypted."""
    member = part.member
    if b"%PDF-" not in member.data[:1024]:
        raise ReadError(f"{member.path}: no PDF: it does not begin with %PDF-")
    pages, metadata = read_pages(member)
    document_id = native_id(member.path, options.id)
    letters = sum(len(_LETTER.findall(line.text)) for page in pages for line in page.lines)
    unknown = sum(len(_UNKNOWN.findall(line.text)) for page in pages for line in page.lines)
    if letters < LEAST_LETTERS or unknown > letters:
        what = (
            f"{letters} letters"
            if letters >= unknown
            else f"{unknown} characters whose fonts do not say which they are"
        )
        yield Fault("no_text_layer", f"{len(pages)} pages with {what}; recognise its text first (OCR)", document_id)
        return
    kept = pages if options.running_heads else _without_heads(pages)
    heads = sum(len(page.lines) for page in pages) - sum(len(page.lines) for page in kept)
    text = _joined([block for page in kept for block in _blocks(page, options)])
    empty = sum(not page.lines for page in pages)
    counts = {"pages": len(pages), "pages_without_text": empty, "running_heads_left_out": heads}
    yield _document(document_id, text, metadata, {name: number for name, number in counts.items() if number})


def _without_heads(pages: Sequence[PdfPage]) -> list[PdfPage]:
    """Return the pages without the lines at their upper and lower edges that come again."""
    kept = []
    rows = [_rows(page) for page in pages]
    for page, lines, taken in zip(pages, rows, furniture([[text for text, _ in row] for row in rows]), strict=True):
        gone = {id(piece) for number in taken for piece in lines[number][1]}
        kept.append(type(page)(page.width, page.height, tuple(line for line in page.lines if id(line) not in gone)))
    return kept


def _rows(page: PdfPage) -> list[tuple[str, list[Placed]]]:
    """Return the lines from top to bottom, pieces at one height as one line: a title at the left, a number at the right."""
    rows: list[list[Placed]] = []
    for piece in sorted(page.lines, key=lambda piece: (-piece.bottom, piece.left)):
        if rows and abs(rows[-1][0].bottom - piece.bottom) <= 0.4 * max(rows[-1][0].height, piece.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [(" ".join(piece.text for piece in sorted(row, key=lambda piece: piece.left)), row) for row in rows]


def _blocks(page: PdfPage, options: PdfOptions) -> Iterator[str]:
    """Yield the blocks of a page: lines of one size that follow each other without a gap."""
    for column in ordered(page):
        block: list[Placed] = []
        end = max(piece.right for piece in column) if column else 0.0
        for piece in column:
            if block and not _follows(piece, block[-1]):
                yield _set(block, end, options)
                block = []
            block.append(piece)
        yield _set(block, end, options)


def _follows(piece: Placed, before: Placed) -> bool:
    height = max(before.height, piece.height, 1.0)
    if abs(piece.bottom - before.bottom) <= 0.4 * height:
        return True
    is_below = -0.5 * height <= before.bottom - piece.top <= 0.7 * height
    return (
        is_below
        and piece.left < before.right
        and before.left < piece.right
        and min(before.height, piece.height) > 0.6 * height
    )


def _set(block: Sequence[Placed], end: float, options: PdfOptions) -> str:
    lines: list[Line] = []
    before: Placed | None = None
    for piece in block:
        if before is not None and abs(piece.bottom - before.bottom) <= 0.4 * max(piece.height, before.height):
            lines[-1] = Line(f"{lines[-1].text} {piece.text}", lines[-1].left, piece.right)
        else:
            lines.append(Line(piece.text, piece.left, piece.right))
        before = piece
    kept = [
        Line(_FILLED.sub(" ", line.text).strip(), line.left, line.right)
        for line in lines
        if not _is_out(line.text, options)
    ]
    lines = [line for line in kept if line.text]
    if options.line_breaks != "auto":
        return set_block(lines, options.line_breaks)
    return _run_on(lines, end)


def _run_on(lines: Sequence[Line], end: float) -> str:
    """Return lines as text: one on which the next word had no room goes on, any other ends a paragraph or an item."""
    parts: list[str] = []
    joined = 0
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        parts.append(line.text)
        if after is None:
            break
        goes_on = not _has_room(line, after, end)
        is_broken = line.text[-1] in _HYPHENS
        parts.append("\n" if goes_on and is_broken else " " if goes_on else "\n\n" if joined else "\n")
        joined = joined + 1 if goes_on else 0
    return "".join(parts)


def _has_room(line: Line, after: Line, end: float) -> bool:
    """Return whether the first word of the next line would have had room before the end of the column."""
    if line.right is None or after.left is None or after.right is None:
        return True
    word = after.text.split(" ", 1)[0]
    width = (after.right - after.left) * (len(word) + 1) / max(len(after.text), 1)
    return line.right + width < end


def _is_out(line: str, options: PdfOptions) -> bool:
    if not options.contents and _LEADER.search(line):
        return True
    return is_skipped(line, options.skip_lines)


def _joined(blocks: Sequence[str]) -> str:
    """Return the blocks as one text; a sentence that goes on in the next block, column or page is not divided."""
    parts: list[str] = []
    for block in filter(None, blocks):
        if parts:
            goes_on = block[0].islower() and _GOES_ON.search(parts[-1]) is not None and len(parts[-1]) > 40
            is_broken = parts[-1][-1] in _HYPHENS and parts[-1][-2:-1].isalpha() and block[0].islower()
            parts.append("\n" if is_broken else " " if goes_on else "\n\n")
        parts.append(block)
    return "".join(parts)


def _document(document_id: str, text: str, metadata: dict[str, str], counts: dict[str, int]) -> Document | Fault:
    if not text:
        return Fault("empty", "no line but running heads and leaders", document_id)
    title = " ".join(metadata.get("Title", "").split())
    created = _DAY.match(metadata.get("CreationDate", ""))
    values: dict[str, Any] = {
        "keywords": metadata.get("Keywords"),
        "subject": metadata.get("Subject"),
        "producer": metadata.get("Producer"),
        "created": "-".join(created.groups()) if created else None,
    }
    is_title = len(title.split()) > 1 and not _NO_TITLE.search(title) and title.isprintable()
    return Document(
        id=document_id,
        text=text,
        title=title if is_title else None,
        authors=people(metadata.get("Author", "")),
        extra={name: value for name, value in values.items() if value} | counts,
        unit="document",
    )


READER: Final = Reader(PdfOptions, read, is_of_text=False)
