"""Format `docx`: Word documents (ECMA-376, Office Open XML), one document a member.

Text as it stands after all changes are accepted, with footnotes behind their paragraph; tables of contents, hidden text, heads and feet
stay out.  Title, authors and dates come from the document's properties.  Native id: the member's path without suffix.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf
from pipeline.read.document import Document, Fault
from pipeline.read.office.blocks import Block, set_blocks, stated_date, stated_rights, styled
from pipeline.read.office.package import Package
from pipeline.read.reader import Options, Reader, ReadError, TooDeepError
from pipeline.read.reader_options import IdFrom, native_id
from pipeline.read.xml import MAX_DEPTH, Names, child, children, flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_OUT: Final = frozenset(
    {
        "Fallback",
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "instrText",
        "delText",
        "sdtPr",
        "oMath",
        "oMathPara",
        "fldData",
        "delInstrText",
    }
)
_CONTENTS: Final = re.compile(
    r"(?:toc|verzeichnis|inhaltsverzeichnis|tableoffigures|abbildungsverzeichnis|index)\s?\d*$|TOCHeading|Contents?\d+$",
    re.IGNORECASE,
)
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_ADDRESS: Final = re.compile(r"\S+@\S+")


class DocxOptions(Options):
    """Options: what names the document, whether footnotes and tables of contents are read too."""

    id: IdFrom = "path_without_suffix"
    notes: bool = True
    contents: bool = False


def read(part: Part, options: DocxOptions) -> Iterator[Document | Fault]:
    """Yield the document, a Fault `empty` where it has no text; ReadError where the member is no Word document."""
    package = Package(part.member, "Word document (docx)")
    name = _main(package)
    root = package.tree(name)
    body = child(root, "body")
    if body is None:
        raise ReadError(
            f"{part.member.path}: no Word document: {name!r} holds no <w:body>; a table is `format: spreadsheet`"
        )
    walk = _Walk(options, _notes(package, name) if options.notes else {})
    walk.body(body, 0)
    document_id = native_id(part.member.path, options.id)
    text = set_blocks(walk.blocks)
    if not text:
        yield Fault("empty", "no paragraph holds text", document_id)
        return
    yield _document(document_id, text, walk.blocks, package)


def _main(package: Package) -> str:
    """Return the name of the main part, as the package's relations say it."""
    relations = package.tree("_rels/.rels")
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return posixpath.normpath((relation.get("Target") or "").lstrip("/"))
    return "word/document.xml"


def _notes(package: Package, main: str) -> dict[tuple[str, str], str]:
    """Return the text of each footnote and endnote by kind and number."""
    notes: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        root = package.tree(posixpath.join(posixpath.dirname(main), f"{kind}s.xml"))
        for note in children(root, kind):
            walk = _Walk(DocxOptions(), {})
            if _value(note, "type") not in {"separator", "continuationSeparator"}:
                walk.body(note, 0)
                notes[kind, _value(note, "id")] = " ".join(block.text.strip() for block in walk.blocks)
    return notes


def _value(element: etree._Element | None, name: str = "val") -> str:
    """Return an attribute of a name in whatever namespace it stands."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


class _Walk:
    """Collects the blocks of a body."""

    def __init__(self, options: DocxOptions, notes: dict[tuple[str, str], str]) -> None:
        self.blocks: list[Block] = []
        self._options = options
        self._notes = notes
        self._names = Names()

    def body(self, parent: etree._Element, depth: int) -> None:
        """Add the blocks of a body, a cell, a text box or what stands around them."""
        if depth > MAX_DEPTH:
            raise TooDeepError(f"elements nested deeper than {MAX_DEPTH}")
        for element in parent:
            name = self._names[element.tag]
            if name == "p":
                self._paragraph(element, depth)
            elif name == "tbl":
                self.blocks += [Block("row", row) for row in self._rows(element, depth) if row.strip()]
            elif name and name not in _OUT and not self._is_contents(element, name):
                self.body(element, depth + 1)

    def _is_contents(self, element: etree._Element, name: str) -> bool:
        if name != "sdt" or self._options.contents:
            return False
        gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
        return _value(gallery).startswith("Table of")

    def _rows(self, table: etree._Element, depth: int) -> Iterator[str]:
        for row in table.iterchildren("{*}tr"):
            cells = []
            for cell in row.iterchildren("{*}tc"):
                inner = _Walk(self._options, self._notes)
                inner.body(cell, depth + 1)
                cells.append(" ".join(" ".join(block.text.split()) for block in inner.blocks))
            yield "\t".join(cells).rstrip()

    def _paragraph(self, paragraph: etree._Element, depth: int) -> None:
        properties = child(paragraph, "pPr")
        style = _value(child(properties, "pStyle"))
        if _CONTENTS.match(style) and not self._options.contents:
            return
        pieces: list[str] = []
        notes: list[str] = []
        self._runs(paragraph, pieces, notes, depth)
        kind = "item" if child(properties, "numPr") is not None else "paragraph"
        text = "".join(pieces).strip()
        if text:
            self.blocks.append(Block(kind, _even(text), style))  # type: ignore[arg-type]
        self.blocks += [Block("paragraph", note, "footnote") for note in notes if note]

    def _runs(self, parent: etree._Element, pieces: list[str], notes: list[str], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise TooDeepError(f"elements nested deeper than {MAX_DEPTH}")
        for element in parent:
            name = self._names[element.tag]
            if name == "t":
                pieces.append(element.text or "")
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name in {"footnoteReference", "endnoteReference"}:
                notes.append(self._notes.get((name.removesuffix("Reference"), _value(element, "id")), ""))
            elif name == "txbxContent":
                self.body(element, depth + 1)
            elif name and name not in _OUT and not (name == "r" and _is_hidden(element)):
                self._runs(element, pieces, notes, depth + 1)


def _is_hidden(run: etree._Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and _value(vanish) not in {"0", "false", "off"}


def _even(text: str) -> str:
    return "\n".join(" ".join(re.split(r"[ \t]+", line)).strip() for line in text.split("\n")).strip()


def _document(document_id: str, text: str, blocks: list[Block], package: Package) -> Document:
    core = package.tree("docProps/core.xml")
    custom = package.tree("docProps/custom.xml")
    stated = {(item.get("name") or "").casefold(): flat(item) for item in children(custom, "property")}
    values: dict[str, Any] = {
        "subtitle": styled(blocks, "subtitle", "untertitel") or "",
        "created": flat(child(core, "created")),
        "modified": flat(child(core, "modified")),
        "keywords": flat(child(core, "keywords")),
        "description": flat(child(core, "description")),
    }
    date = stated_date(blocks) or edtf.free(stated.get("date", "")) or edtf.iso(flat(child(core, "created")))
    return Document(
        id=document_id,
        text=text,
        title=flat(child(core, "title")) or styled(blocks, "title", "titel"),
        authors=people(flat(child(core, "creator"))),
        date=date,
        language_declared=flat(child(core, "language")) or None,
        license_statements=tuple(stated_rights(blocks)),
        extra={name: value for name, value in values.items() if value},
        unit="document",
    )


def people(creators: str) -> tuple[str, ...]:
    """Return the names in a list separated by semicolons; an address of mail is no name."""
    return tuple(name.strip() for name in creators.split(";") if name.strip() and not _ADDRESS.fullmatch(name.strip()))


READER: Final = Reader(DocxOptions, read, is_of_text=False)
