"""Reservations against text and data mining that a site or snapshot declares outside its documents (§ 44b (3) UrhG).

robots.txt, ai.txt and `.well-known/tdmrep.json` are about the documents of their host or folder, and so do reserving sentences
in an imprint or in terms of use.  They are recorded with every document that they concern, whenever they were recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from lxml import html as parser
from lxml.etree import ParserError

from licenses.opt_out import ai_txt, robots, tdmrep
from licenses.reservation import reserving_sentences
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.html import HtmlElement

FILES: Final = {"robots.txt": "robots", "ai.txt": "ai", "tdmrep.json": "tdmrep"}
_TERMS: Final = re.compile(
    r"(?:^|/)(?:impressum|imprint|rechtliches|rechtliche-hinweise|nutzungsbedingungen|agb|terms|terms-of-use|terms-of-service|"
    r"legal|legal-notice)(?:\.(?:html?|php|aspx?|md|txt)|/(?:index\.(?:html?|md))?)?$",
    re.IGNORECASE,
)


def kind_of(path: str) -> str | None:
    """Return what a path declares: `robots`, `ai`, `tdmrep`, `terms`, or None; a query is no part of a path."""
    name = path.rsplit("/", 1)[-1].lower()
    return FILES.get(name) or ("terms" if _TERMS.search(path) else None)


def folder_of(path: str) -> str:
    """Return the folder that a declaring file is about, with a final slash; terms of use are about the whole site."""
    folder = path.rpartition("/")[0]
    return f"{folder.removesuffix('.well-known').rstrip('/')}/".removeprefix("/") if kind_of(path) != "terms" else ""


_BLOCKS: Final = (
    "//*[self::p or self::li or self::td or self::dd or self::div or self::section or self::body]"
    "[not(.//p or .//li or .//td or .//dd or .//div or .//section)]"
)


@dataclass
class Declared:
    """What is declared for places: a host, or a folder of the snapshot."""

    files: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)

    def add(self, place: str, kind: str, data: bytes, where: str) -> None:
        """Note a file of a place: `kind` as `kind_of` says, `where` as the evidence will name it."""
        text, _encoding = decode(data, None)
        if kind == "terms":
            text = " ".join(reserving_sentences(_plain(text)))
        if text:
            self.files.setdefault(place, []).append((kind, text, where))

    def statements(self, place: str, path: str) -> tuple[Statement, ...]:
        """Return what is declared of the document at a path (with leading slash) of the place."""
        statements = []
        for kind, text, where in self.files.get(place, ()):
            statement = _READ[kind](text, path)
            if statement:
                statements.append(Statement(statement, where, "source"))
        return tuple(dict.fromkeys(statements))


def _plain(text: str) -> str:
    if "<" not in text:
        return text
    try:
        page: HtmlElement = parser.document_fromstring(text.encode("utf-8"), parser=parser.HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError):
        return text
    return "\n\n".join(" ".join(str(block.text_content()).split()) for block in page.xpath(_BLOCKS))


_READ: Final[dict[str, Callable[[str, str], str | None]]] = {
    "robots": robots,
    "ai": lambda text, _path: ai_txt(text),
    "tdmrep": tdmrep,
    "terms": lambda text, _path: text,
}


class Snapshots:
    """What the files of a snapshot declare for the members below their folders."""

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes | None]) -> None:
        self._declared = Declared()
        self._folders: list[str] = []
        for name in names:
            kind = kind_of(name)
            data = read(name) if kind else None
            if kind and data is not None:
                folder = folder_of(name)
                self._declared.add(folder, kind, data, name)
                self._folders.append(folder)

    def statements(self, member: str) -> tuple[Statement, ...]:
        """Return what is declared of the documents of a member."""
        folders = [
            folder for folder in dict.fromkeys(self._folders) if folder in {"", "/"} or member.startswith(folder)
        ]
        statements = [
            statement
            for folder in folders
            for statement in self._declared.statements(folder, f"/{member.removeprefix(folder).lstrip('/')}")
        ]
        return tuple(dict.fromkeys(statements))


def with_statements(item: Document | Fault, declared: tuple[Statement, ...]) -> Document | Fault:
    """Return the document with what is declared of it added to its statements; a fault as it is."""
    if not declared or isinstance(item, Fault):
        return item
    return replace(item, license_statements=(*item.license_statements, *declared))
