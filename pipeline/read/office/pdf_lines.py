"""The lines of a PDF's pages: their characters as PDFium gives them, with places, put into reading order.

PDFium is not safe for threads: one lock guards it.
"""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.read.reader import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.archives.member import Member

MOST_ON_PAGE: Final = 500_000
"""Characters of one page."""

MOST_PAGES: Final = 20_000
MOST_CHARACTERS: Final = 50_000_000
"""Pages of a document, and characters on all of them."""

_BROKEN: Final = "\x02\ufffe"
"""What PDFium writes for a hyphen at the end of a line."""

_LOCK: Final = threading.Lock()
_WIDE: Final = 1.8
"""A gap of so many heights of a line stands between columns, not between words."""


class EncryptedError(ReadError):
    """A PDF asks for a password."""

    error_code: ClassVar[str] = "encrypted"


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of a line with its box in points, `bottom` and `top` counted from the lower edge of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height of the letters."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: its width and height in points, and its lines in the order of the file."""

    width: float
    height: float
    lines: tuple[Placed, ...]


def read_pages(member: Member) -> tuple[list[PdfPage], dict[str, str]]:
    """Return the pages of a PDF and its metadata; ReadError where it is damaged, encrypted or beyond its budget."""
    with _LOCK:
        try:
            document = pdfium.PdfDocument(member.data)
        except pdfium.PdfiumError as error:
            if "assword" in str(error):
                raise EncryptedError(f"{member.path}: this PDF asks for a password; save it without one") from None
            raise ReadError(f"{member.path}: no PDF that can be opened: {error}") from None
        try:
            return list(_pages(document, member.path)), document.get_metadata_dict(skip_empty=True)
        finally:
            document.close()


def _pages(document: pdfium.PdfDocument, path: str) -> Iterator[PdfPage]:
    if len(document) > MOST_PAGES:
        raise ReadError(f"{path}: {len(document)} pages, at most {MOST_PAGES}")
    spent = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pdfium.PdfiumError as error:
            raise ReadError(f"{path}: page {number + 1} cannot be read: {error}") from None
        count = max(text_page.count_chars(), 0)
        spent += count
        if count > MOST_ON_PAGE:
            raise ReadError(f"{path}: {count} characters on page {number + 1}, at most {MOST_ON_PAGE}")
        if spent > MOST_CHARACTERS:
            raise ReadError(f"{path}: more than {MOST_CHARACTERS} characters up to page {number + 1}; divide it")
        width, height = page.get_size()
        yield PdfPage(width, height, tuple(_lines(text_page)))
        text_page.close()
        page.close()


@dataclass(frozen=True, slots=True)
class _Letter:
    sign: str
    left: float
    right: float
    bottom: float
    top: float


def _letters(text_page: pdfium.PdfTextPage) -> Iterator[_Letter]:
    box = pdfium_c.FS_RECTF()
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page, index)
        sign = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if not pdfium_c.FPDFText_GetLooseCharBox(text_page, index, box):
            box = pdfium_c.FS_RECTF()
        yield _Letter(sign, box.left, box.right, box.bottom, box.top)


def _lines(text_page: pdfium.PdfTextPage) -> Iterator[Placed]:
    """Yield the pieces of lines as they stand in the file: up to a line end, a hyphen at a line's end, or a wide gap."""
    line: list[_Letter] = []
    for letter in _letters(text_page):
        if letter.sign in "\r\n":
            yield from _piece(line)
            line = []
        elif letter.sign in _BROKEN:
            line.append(_Letter("-", letter.left, letter.right, letter.bottom, letter.top))
            yield from _piece(line)
            line = []
        else:
            line.append(letter)
    yield from _piece(line)


def _piece(line: list[_Letter]) -> Iterator[Placed]:
    """Yield a line, divided where a gap is wider than any between words."""
    inked = [letter for letter in line if not letter.sign.isspace() and letter.right > letter.left]
    if not inked:
        return
    height = median(letter.top - letter.bottom for letter in inked) or 1.0
    start, before = 0, None
    for at, letter in enumerate(line):
        if letter.sign.isspace() or letter.right <= letter.left:
            continue
        if before is not None and letter.left - before.right > _WIDE * height:
            yield from _placed(line[start:at])
            start = at
        before = letter
    yield from _placed(line[start:])


def _placed(letters: Sequence[_Letter]) -> Iterator[Placed]:
    inked = [letter for letter in letters if not letter.sign.isspace() and letter.right > letter.left]
    if inked:
        yield Placed(
            _words(letters, inked),
            min(letter.left for letter in inked),
            max(letter.right for letter in inked),
            median(letter.bottom for letter in inked),
            median(letter.top for letter in inked),
        )


def _words(letters: Sequence[_Letter], inked: Sequence[_Letter]) -> str:
    """Return the words of a piece; of letters that are set apart (`D e r  B u n d`) the words by the wider gaps."""
    text = " ".join("".join(letter.sign for letter in letters).split())
    words = text.split(" ")
    if len(words) < 6 or sum(len(word) == 1 for word in words) < 0.8 * len(words):
        return text
    gaps = [after.left - before.right for before, after in itertools.pairwise(inked)]
    usual = median(gaps)
    pieces = [inked[0].sign]
    for gap, letter in zip(gaps, inked[1:], strict=True):
        pieces += [" " if gap > 1.6 * usual else "", letter.sign]
    return "".join(pieces)


def ordered(page: PdfPage) -> list[list[Placed]]:
    """Return the lines of a page by column: bands between lines across the page, in each the left column before the right.

    A page without a gutter is one column in the order of the file.
    """
    gutter = _gutter(page)
    if gutter is None:
        return [list(page.lines)]
    columns: list[list[Placed]] = []
    left: list[Placed] = []
    right: list[Placed] = []
    for line in sorted(page.lines, key=lambda line: -line.top):
        if line.right <= gutter:
            left.append(line)
        elif line.left >= gutter:
            right.append(line)
        else:
            columns += [left, right, [line]]
            left, right = [], []
    return [column for column in (*columns, left, right) if column]


def _gutter(page: PdfPage) -> float | None:
    """Return where a page of two columns is divided: hardly a line crosses it, and prose stands on either side."""
    lines = [line for line in page.lines if len(line.text) > 1]
    if len(lines) < 12 or not 0 < page.width < 20_000:
        return None
    size = int(page.width) + 2
    starts = np.bincount([_bin(line.left, size) for line in lines], minlength=size)
    ends = np.bincount([_bin(line.right, size) for line in lines], minlength=size)
    crossing = np.cumsum(starts) - np.cumsum(ends)
    low, high = int(0.3 * page.width), int(0.7 * page.width)
    if high <= low:
        return None
    at = low + int(np.argmin(crossing[low:high]))
    left, right = [line for line in lines if line.right <= at], [line for line in lines if line.left >= at]
    is_divided = crossing[at] <= 0.15 * len(lines) and min(len(left), len(right)) >= 6
    return float(at) if is_divided and _is_prose(left) and _is_prose(right) and _stand_beside(left, right) else None


def _bin(place: float, size: int) -> int:
    return min(max(int(place), 0), size - 1)


def _is_prose(lines: Sequence[Placed]) -> bool:
    return median(len(line.text) for line in lines) >= 18


def _stand_beside(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    """Return whether two groups of lines stand at the same heights of the page for half of the lower one's height."""
    low = max(min(line.bottom for line in group) for group in (left, right))
    high = min(max(line.top for line in group) for group in (left, right))
    smaller = min(max(line.top for line in group) - min(line.bottom for line in group) for group in (left, right))
    return high - low >= 0.5 * smaller
