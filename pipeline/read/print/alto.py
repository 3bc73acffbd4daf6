"""Format `alto`: ALTO XML of any version (Library of Congress), usually one page a member.

The lines of a paragraph are joined; a word that ALTO itself puts together across a line end (`SUBS_CONTENT`) is read
whole, with the signs that stand at its halves.  Native id: the member's path without suffix.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read import edtf, identifiers, origins
from pipeline.read.document import Document, Fault, Recognition, TextOrigin
from pipeline.read.print.paragraphs import Line, LineBreaks, set_block, set_blocks
from pipeline.read.reader import Reader
from pipeline.read.xml import XmlOptions, child, children, descendants, flat, local, native_id, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_SIGNS: Final = re.compile(r"[,.;:!?)\]}»«“”’…]+")
_SIGNS_BEFORE: Final = re.compile(r"[^\w\s]+")
_SIGNS_BEHIND: Final = re.compile(r"[^\w\s]+$")
_HYPHENS: Final = "-⸗¬\u00ad\u2010"
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_ZERO: Final = re.compile(r"0(?:[.,]0*)?")
_OF_THREE_LETTERS: Final = re.compile(r"[^\W\d_]{3}")
_MARGINS: Final = frozenset({"TopMargin", "BottomMargin", "LeftMargin", "RightMargin"})


class AltoOptions(XmlOptions):
    """Options: how lines end, and whether the blocks in the margins (running titles, page numbers) are read too."""

    line_breaks: LineBreaks = "auto"
    margins: bool = False


def read(part: Part, options: AltoOptions) -> Iterator[Document | Fault]:
    """Yield all pages of the member as one document, a Fault `empty` if there is no String; ReadError if it is no ALTO."""
    member = part.member
    root = parse(member, options, frozenset({"alto"}))
    blocks = [text for _, lines in blocks_of(root, options) if (text := set_block(lines, options.line_breaks))]
    document_id = native_id(member, options)
    if not blocks:
        yield Fault("empty", "no TextBlock holds a String", document_id)
        return
    source = child(root, "Description", "sourceImageInformation")
    address = flat(child(source, "fileIdentifier"))
    image = flat(child(source, "fileName"))
    ocr = recognition_of(child(root, "Description"))
    languages = [element.get("LANG") or element.get("language") for element in descendants(root, "TextBlock", "Page")]
    yield Document(
        document_id,
        set_blocks(blocks),
        url=address if address.startswith("http") else None,
        language_declared=next((language for language in languages if language), None),
        extra={"image": image} if image else {},
        unit="page" if len(descendants(root, "Page")) == 1 else None,
        origin=TextOrigin("ocr", f"softwareName: {ocr.engine}") if ocr and ocr.engine else None,
        ocr=ocr,
        identifiers=identifiers.of_fields({}, address),
    )


def blocks_of(root: etree._Element, options: AltoOptions) -> list[tuple[str, list[Line]]]:
    """Return the blocks of text that are wanted, in reading order: the ID and the lines of each."""
    wanted = [] if _is_noise(root) else [block for block in _ordered(root) if _wanted(block, options)]
    ends = _second_halves(wanted)
    return [(block.get("ID", ""), _lines(block, ends)) for block in wanted]


def _is_noise(root: etree._Element) -> bool:
    """Return whether a page holds no word but specks: none of which the engine is sure (`WC` is 0), none of three letters."""
    words = descendants(root, "String")
    return all(
        _ZERO.fullmatch(word.get("WC", "")) and not _OF_THREE_LETTERS.search(word.get("CONTENT", "")) for word in words
    )


def composed(root: etree._Element) -> dict[str, tuple[str, ...]]:
    """Return for the ID of each ComposedBlock those of the blocks of text in it."""
    return {
        block.get("ID", ""): tuple(inner.get("ID", "") for inner in descendants(block, "TextBlock"))
        for block in descendants(root, "ComposedBlock")
        if not any(local(up) == "ComposedBlock" for up in block.iterancestors())
    }


def recognition_of(description: etree._Element | None) -> Recognition | None:
    """Return the last program that is said to have recognised text, with its version, and the year of that step."""
    found = None
    for step in descendants(description, "ocrProcessingStep", "preProcessingStep", "postProcessingStep", "Processing"):
        software = next(iter(descendants(step, "processingSoftware")), None)
        named = " ".join(filter(None, (flat(child(software, name)) for name in ("softwareName", "softwareVersion"))))
        maker = flat(child(software, "softwareCreator"))
        program = origins.engine(named) or (named if origins.engine(maker) else None)
        if program or (named and local(step) == "ocrProcessingStep"):
            date = edtf.iso(flat(child(step, "processingDateTime")))
            found = Recognition(program or named, int(date[:4]) if date else None)
    return found


def _ordered(root: etree._Element) -> list[etree._Element]:
    """Return the blocks: those of the ReadingOrder (ALTO 4.3) first, then the others as they stand."""
    blocks = descendants(root, "TextBlock")
    named = {block.get("ID", ""): block for block in reversed(blocks)}
    order = [reference.get("REF", "") for reference in descendants(child(root, "ReadingOrder"), "ElementRef")]
    return list(dict.fromkeys([*(named[ref] for ref in order if ref in named), *blocks]))


def _wanted(block: etree._Element, options: AltoOptions) -> bool:
    return options.margins or not any(local(up) in _MARGINS for up in block.iterancestors())


def _second_halves(blocks: list[etree._Element]) -> dict[etree._Element, str]:
    """Return for each first half of a word the text of the half that follows it, "" where it stands on another page."""
    halves = [
        string
        for block in blocks
        for string in descendants(block, "String")
        if string.get("SUBS_TYPE") in {"HypPart1", "HypPart2"}
    ]
    return {
        first: second.get("CONTENT", "") if second is not None and second.get("SUBS_TYPE") == "HypPart2" else ""
        for first, second in zip(halves, [*halves[1:], None], strict=False)
        if first is not None and first.get("SUBS_TYPE") == "HypPart1"
    }


def _lines(block: etree._Element, ends: dict[etree._Element, str]) -> list[Line]:
    return [Line(_line(line, ends), *_place(line)) for line in children(block, "TextLine")]


def _place(line: etree._Element) -> tuple[float | None, float | None]:
    left, width = _NUMBER.match(line.get("HPOS", "")), _NUMBER.match(line.get("WIDTH", ""))
    return (float(left[0]), float(left[0]) + float(width[0])) if left and width else (None, None)


def _line(line: etree._Element, ends: dict[etree._Element, str]) -> str:
    """Return the words of the line; the hyphen at its end is written, unless the whole word is given.

    Signs in strings of their own follow their word where the line says by `SP` where blanks are.
    """
    words: list[str] = []
    has_blanks = child(line, "SP") is not None
    is_after_blank = True
    for element in line:
        name = local(element)
        if name == "String":
            word = _word(element, ends)
            if word and has_blanks and words and not is_after_blank and _SIGNS.fullmatch(word):
                words[-1] += word
            elif word:
                words.append(word)
            is_after_blank = False
        elif name == "SP":
            is_after_blank = True
        elif name == "HYP" and words and not _substituted(line) and words[-1][-1] not in _HYPHENS:
            words[-1] += element.get("CONTENT") or "-"
    return " ".join(words)


def _word(string: etree._Element, ends: dict[etree._Element, str]) -> str:
    """Return the word that a string stands for: the first half of a broken one is the whole, the second nothing."""
    content, whole, half = (string.get(name, "") for name in ("CONTENT", "SUBS_CONTENT", "SUBS_TYPE"))
    if not whole:
        return f"{content}-" if half == "HypPart1" and content[-1:].isalpha() and not _has_hyphen(string) else content
    if half == "HypPart2":
        return ""
    if half != "HypPart1":
        return whole
    before, behind = _SIGNS_BEFORE.match(content), _SIGNS_BEHIND.search(ends.get(string, ""))
    opening, closing = before[0] if before else "", behind[0] if behind else ""
    return ("" if whole.startswith(opening) else opening) + whole + ("" if whole.endswith(closing) else closing)


def _has_hyphen(string: etree._Element) -> bool:
    following = string.getnext()
    return following is not None and local(following) == "HYP"


def _substituted(line: etree._Element) -> bool:
    last = next((element for element in reversed(line) if local(element) == "String"), None)
    return last is not None and last.get("SUBS_TYPE") == "HypPart1" and bool(last.get("SUBS_CONTENT"))


READER: Final = Reader(AltoOptions, read)
