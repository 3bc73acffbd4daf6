"""What the structures of a METS file say: pages in order, records that describe the work, articles with their blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.read.xml import children, descendants, local

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml import etree

_OF_TEXT: Final = ("fulltext", "text", "alto", "altogrp", "ocr", "page", "ocr-d-gt", "transcription")
_TYPES_OF_TEXT: Final = (
    "text/xml",
    "application/xml",
    "application/alto+xml",
    "application/vnd.prima.page+xml",
    "text/vnd.hocr+html",
)
_ARTICLES: Final = frozenset(
    {"article", "section", "advertisement", "advertisement_section", "obituary", "review", "chapter", "letter"}
)
_NO_HEADINGS: Final = frozenset({"page", "physsequence"})


@dataclass(frozen=True, slots=True)
class Article:
    """A part of the logical structure that has blocks of its own: its records, and file and ID of each block in order."""

    id: str
    label: str | None
    kind: str
    records: tuple[etree._Element, ...]
    areas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """What a METS file says: `pages` are the `file` elements of the full texts in order, None for a page without one."""

    pages: tuple[etree._Element | None, ...]
    records: tuple[etree._Element, ...]
    """The records that describe the work, the narrowest first."""
    label: str | None
    kind: str | None
    headings: tuple[str, ...]
    articles: tuple[Article, ...]


def take_apart(mets: etree._Element) -> Structure:
    """Return what the structures of a METS file say."""
    files = dict(_files(mets))
    maps = {(element.get("TYPE") or "").casefold(): element for element in reversed(children(mets, "structMap"))}
    records = {section.get("ID", ""): section for section in children(mets, "dmdSec")}
    logical = maps.get("logical")
    chain = list(_chain(logical))
    described = [mods for div in reversed(chain) for mods in _records(div, records)]
    if not described and (first := next(iter(children(mets, "dmdSec")), None)) is not None:
        described = descendants(first, "mods")
    return Structure(
        pages=tuple(_pages(maps.get("physical"), files)),
        records=tuple(described),
        label=next((div.get("LABEL") for div in reversed(chain) if div.get("LABEL")), mets.get("LABEL")),
        kind=next((div.get("TYPE") for div in reversed(chain) if div.get("TYPE")), mets.get("TYPE")),
        headings=tuple(
            div.get("LABEL", "") for div in descendants(logical, "div") if div.get("LABEL") and div not in chain
        ),
        articles=tuple(_articles(logical, files, records)),
    )


def _files(mets: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield the files that hold full text, by ID: those of a group of that use, else those of a type of text."""
    groups = [group for section in children(mets, "fileSec") for group in descendants(section, "fileGrp")]
    named = [group for group in groups if _use(group) in _OF_TEXT or _use(group).startswith("fulltext")]
    for group in named or groups:
        for file in children(group, "file"):
            if named or (file.get("MIMETYPE") or "").casefold() in _TYPES_OF_TEXT:
                yield file.get("ID", ""), file


def _use(group: etree._Element) -> str:
    return (group.get("USE") or group.get("ID") or "").casefold()


def _pages(physical: etree._Element | None, files: Mapping[str, etree._Element]) -> list[etree._Element | None]:
    """Return the full text of each page in order; without a physical structure the files as they stand."""
    pages = [
        div
        for div in descendants(physical, "div")
        if (div.get("TYPE") or "").casefold() in {"page", "doublepage", "double page"}
    ]
    if not pages:
        pages = [div for div in descendants(physical, "div") if not children(div, "div")]
    if not pages:
        return list(files.values())
    order = (
        sorted(range(len(pages)), key=lambda at: (_order(pages[at], at), at)) if _is_flat(pages) else range(len(pages))
    )
    return [_file_of(pages[at], files) for at in order]


def _is_flat(pages: Sequence[etree._Element]) -> bool:
    """Return whether all pages stand in one sequence, each with a number of its own."""
    numbers = {page.get("ORDER") for page in pages}
    return len(numbers) == len(pages) and None not in numbers and len({page.getparent() for page in pages}) == 1


def _order(page: etree._Element, at: int) -> int:
    number = page.get("ORDER", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else at


def _file_of(page: etree._Element, files: Mapping[str, etree._Element]) -> etree._Element | None:
    named = (element.get("FILEID", "") for element in descendants(page, "fptr", "area"))
    return next((files[name] for name in named if name in files), None)


def _chain(logical: etree._Element | None) -> Iterator[etree._Element]:
    """Yield the divs from the root of the logical structure down to the work: as long as each holds one other alone."""
    inner = children(logical, "div")
    while len(inner) == 1:
        yield inner[0]
        inner = [] if _is_article(inner[0]) else children(inner[0], "div")
        if inner and any(_is_article(div) or children(div, "fptr") for div in inner):
            return


def _is_article(div: etree._Element) -> bool:
    return (div.get("TYPE") or "").casefold() in _ARTICLES


def _records(div: etree._Element, records: Mapping[str, etree._Element]) -> Iterator[etree._Element]:
    for name in div.get("DMDID", "").split():
        if name in records:
            yield from descendants(records[name], "mods")


def _articles(
    logical: etree._Element | None, files: Mapping[str, etree._Element], records: Mapping[str, etree._Element]
) -> Iterator[Article]:
    """Yield what is an article by its type, with the blocks that stand in it and in none inside of it."""
    areas: dict[etree._Element, list[tuple[str, str]]] = {}
    for area in descendants(logical, "area"):
        owner = next((up for up in area.iterancestors() if local(up) == "div" and _is_article(up)), None)
        if owner is not None and area.get("FILEID", "") in files:
            areas.setdefault(owner, []).append((area.get("FILEID", ""), area.get("BEGIN", "")))
    for number, div in enumerate(areas):
        kind = (div.get("TYPE") or "").casefold()
        name = div.get("ID") or f"{kind}-{number + 1}"
        yield Article(name, div.get("LABEL"), kind, tuple(_records(div, records)), tuple(areas[div]))
