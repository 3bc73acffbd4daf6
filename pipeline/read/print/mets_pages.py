"""The pages of a METS file: their full texts among the members of the snapshot, as blocks of lines."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.print import abbyy, alto, hocr, page_xml, running_heads
from pipeline.read.print.paragraphs import Line, set_block, set_blocks
from pipeline.read.reader import Part, ReadError
from pipeline.read.xml import local, parse_any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml import etree

    from pipeline.read.document import Recognition
    from pipeline.read.print.paragraphs import LineBreaks

MOST_BYTES: Final = 1 << 30
"""Bytes of the full texts of one work, before they are parsed."""

_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_OTHERS: Final = {"document": (abbyy.read, abbyy.AbbyyOptions), "html": (hocr.read, hocr.HocrOptions)}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read: the ID and the lines of each block, in reading order; IDs of blocks by that of their group."""

    blocks: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    ocr: Recognition | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Texts:
    """The full texts that a METS file names, each read once; `missing` are those that no member of the snapshot is."""

    mets: Member
    line_breaks: LineBreaks
    margins: bool
    missing: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    _pages: dict[str, Page | None] = field(default_factory=dict)
    _bytes: int = 0

    def page(self, file: etree._Element) -> Page | None:
        """Return the page of a `file` element; None where it is not in the snapshot, or cannot be read."""
        href = next((str(place.get(_HREF)) for place in file.iter("{*}FLocat") if place.get(_HREF)), "")
        if href not in self._pages:
            self._pages[href] = self._read(href)
        return self._pages[href]

    def _read(self, href: str) -> Page | None:
        member = next(self._members(href), None)
        if member is None:
            self.missing.append(href)
            return None
        self._bytes += len(member.data)
        if self._bytes > MOST_BYTES:
            raise ReadError(f"{self.mets.path}: its full texts have more than {MOST_BYTES} bytes; divide it")
        try:
            return self._page(member)
        except ReadError as error:
            self.unreadable.append(str(error))
            return None

    def _members(self, href: str) -> Iterator[Member]:
        """Yield the members that an address may mean: the path beside the METS file, then the end of it."""
        folder = posixpath.dirname(self.mets.path)
        for name in candidates(href, folder):
            data = self.mets.sibling(name)
            if data is not None:
                yield Member(name, data)

    def _page(self, member: Member) -> Page:
        root = parse_any(member)
        kind = local(root)
        if kind == "alto":
            options = alto.AltoOptions(line_breaks=self.line_breaks, margins=self.margins)
            blocks = tuple((name, tuple(lines)) for name, lines in alto.blocks_of(root, options))
            ocr = alto.recognition_of(next(root.iter("{*}Description"), None))
            return Page(blocks, ocr, alto.composed(root))
        if kind == "PcGts":
            own = page_xml.PageOptions(line_breaks=self.line_breaks)
            regions = tuple((name, tuple(lines)) for name, lines in page_xml.blocks_of(root, own))
            return Page(regions, page_xml.recognition_of(next(root.iter("{*}Metadata"), None)))
        if kind in _OTHERS:
            read, model = _OTHERS[kind]
            items = list(read(Part(member), model(line_breaks=self.line_breaks)))  # type: ignore[operator]
            return Page(tuple(("", _lines(item.text)) for item in items if not isinstance(item, Fault)))
        raise ReadError(f"{member.path}: <{kind}> is no full text of a page; expected ALTO, PAGE, hOCR or ABBYY")


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(line) for line in text.split("\n") if line.strip())


def candidates(href: str, folder: str) -> list[str]:
    """Return the paths of members that an address in a METS file may mean, the likeliest first.

    `file://./alto/1.xml` and `alto/1.xml` stand beside the file; of an address in the web the last steps count, for files that were
    fetched keep their names.
    """
    parts = urlsplit(href.strip())
    bare = unquote(f"{parts.netloc}{parts.path}" if parts.scheme == "file" else parts.path).replace("\\", "/")
    steps = [step for step in bare.split("/") if step not in {"", ".", ".."}]
    if not steps:
        return []
    names = [bare] if not parts.scheme else []
    names += ["/".join(steps[-count:]) for count in range(min(len(steps), 4), 0, -1)]
    around = [folder, posixpath.dirname(folder), ""] if folder else [""]
    paths = [posixpath.normpath(posixpath.join(place, name)) for name in names for place in around]
    return [path for path in dict.fromkeys(paths) if not path.startswith(("../", "/"))]


def without_heads(pages: Sequence[Page]) -> tuple[list[Page], int]:
    """Return the pages without running heads and page numbers, and how many lines these are."""
    lines = [[line.text for _, block in page.blocks for line in block] for page in pages]
    taken = running_heads.furniture(lines)
    return [_without(page, heads) for page, heads in zip(pages, taken, strict=True)], sum(map(len, taken))


def _without(page: Page, heads: set[int]) -> Page:
    if not heads:
        return page
    blocks, number = [], 0
    for name, lines in page.blocks:
        kept = tuple(line for at, line in enumerate(lines, number) if at not in heads)
        number += len(lines)
        blocks.append((name, kept))
    return replace(page, blocks=tuple(blocks))


def set_page(page: Page, breaks: LineBreaks) -> str:
    """Return the text of a page."""
    return set_blocks(set_block(lines, breaks) for _, lines in page.blocks)
