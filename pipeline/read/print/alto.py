"""Format `alto`: ALTO XML of any version (Library of Congress), usually one page a member.

Blocks are paragraphs, lines end as on the page; a word that ALTO itself puts together across a line end
(`SUBS_CONTENT`) is read whole.  Native id: the member's path without suffix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader
from pipeline.read.xml import XmlOptions, child, children, descendants, flat, local, native_id, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_MARGINS: Final = frozenset({"TopMargin", "BottomMargin", "LeftMargin", "RightMargin"})


class AltoOptions(XmlOptions):
    """Options: how lines end, and whether the blocks in the margins (running titles, page numbers) are read too."""

    line_breaks: Literal["newline", "space"] = "newline"
    margins: bool = False


def read(part: Part, options: AltoOptions) -> Iterator[Document | Fault]:
    """Yield all pages of the member as one document, a Fault `empty` if there is no String; ReadError if it is no ALTO."""
    member = part.member
    root = parse(member, options, frozenset({"alto"}))
    glue = "\n" if options.line_breaks == "newline" else " "
    blocks = [text for block in _ordered(root) if _wanted(block, options) and (text := glue.join(_lines(block)))]
    document_id = native_id(member, options)
    if not blocks:
        yield Fault("empty", "no TextBlock holds a String", document_id)
        return
    source = child(root, "Description", "sourceImageInformation")
    address = flat(child(source, "fileIdentifier"))
    image = flat(child(source, "fileName"))
    languages = [element.get("LANG") or element.get("language") for element in descendants(root, "TextBlock", "Page")]
    yield Document(
        document_id,
        "\n\n".join(blocks),
        url=address if address.startswith("http") else None,
        language_declared=next((language for language in languages if language), None),
        extra={"image": image} if image else {},
    )


def _ordered(root: etree._Element) -> list[etree._Element]:
    """Return the blocks: those of the ReadingOrder (ALTO 4.3) first, then the others as they stand."""
    blocks = descendants(root, "TextBlock")
    named = {block.get("ID", ""): block for block in reversed(blocks)}
    order = [reference.get("REF", "") for reference in descendants(child(root, "ReadingOrder"), "ElementRef")]
    return list(dict.fromkeys([*(named[ref] for ref in order if ref in named), *blocks]))


def _wanted(block: etree._Element, options: AltoOptions) -> bool:
    return options.margins or not any(local(up) in _MARGINS for up in block.iterancestors())


def _lines(block: etree._Element) -> list[str]:
    return [text for line in children(block, "TextLine") if (text := _line(line))]


def _line(line: etree._Element) -> str:
    """Return the words of the line; the hyphen at its end is written, unless the whole word is given."""
    words: list[str] = []
    for element in line:
        name = local(element)
        if name == "String":
            whole = element.get("SUBS_CONTENT")
            if whole and element.get("SUBS_TYPE") == "HypPart2":
                continue
            words.append(whole or element.get("CONTENT") or "")
        elif name == "HYP" and words and not _substituted(line):
            words[-1] += element.get("CONTENT") or "-"
    return " ".join(word for word in words if word).strip()


def _substituted(line: etree._Element) -> bool:
    last = next((element for element in reversed(line) if local(element) == "String"), None)
    return last is not None and last.get("SUBS_TYPE") == "HypPart1" and bool(last.get("SUBS_CONTENT"))


READER: Final = Reader(AltoOptions, read)
