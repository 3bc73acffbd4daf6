"""Rendered wikitext to paragraphs, lists and headings; holes in sentences are filled or marked here."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from pipeline.read.wiki.pairs import GONE, HOLE, HOLE_END, LINE, SET

OMITTED: Final = "[...]"
"""What stands for words that are missing in a sentence."""

_MARKED: Final = f"{GONE}{HOLE}{HOLE_END}"
_LISTED: Final = re.compile(r"[*#:;]+")
_HOLE: Final = re.compile(f"{HOLE}([^{HOLE}{HOLE_END}]*){HOLE_END}")
_HOLLOW: Final = re.compile(r" ?[(\[](?=[^()\[\]]{0,200}\x00)[ ,;:–/\x00]{1,200}[)\]]")
_HOLLOW_PART: Final = re.compile(r"(?<=[(\[])[ \x00]*\x00[ \x00]*[,;:][ \x00]*|[,;:][ ]*\x00[ \x00]*(?=[)\]])")
_BLANKS: Final = re.compile(r" +")
_BEFORE_SIGN: Final = re.compile(r" +(?=[,.;:!?)])")
_SET: Final = re.compile(f"{SET}(\\d+){SET}")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SENTENCE_END: Final = (".", "!", "?", ":", "“", "”", "»", ")", ">")
_OPENING: Final = " \t([{„“‚»«›‹\"'–—-/"
_CLOSING: Final = " \t)]},.;:!?“”’«»‹›\"'–—-/%"


def laid_out(raw: str, kept: list[str]) -> tuple[str, int]:
    """Return the text and the number of holes that are marked in it.

    A heading stays only if text follows before the next of its rank or higher.
    """
    blocks: list[tuple[int, str]] = []
    holes = 0
    for level, lines in _blocks(raw):
        filled = [_filled(line) for line in lines]
        holes += sum(count for _, count in filled)
        text = "\n".join(line for line in (_tidy(line) for line, _ in filled) if line.strip())
        if level:
            _drop_hollow(blocks, level)
            blocks.append((level, text))
        elif text:
            blocks.append((0, text))
    _drop_hollow(blocks, 1)
    text = "\n\n".join(text for _, text in blocks if text)
    text = _SET.sub(lambda match: kept[int(match[1])].strip("\n"), text) if kept else text
    return _ENTITY.sub(lambda match: unescape(match.group()), text).strip("\n "), holes


def _blocks(raw: str) -> list[tuple[int, list[str]]]:
    """Return blocks of lines; a heading is a block with its level, all others have level 0.

    Lines of a paragraph are joined; items of lists, lines that begin with a blank, and marked lines stay lines.
    """
    blocks: list[tuple[int, list[str]]] = []
    lines: list[list[str]] = []
    for line in raw.replace(LINE, f"\n{LINE}").split("\n"):
        bare = line.lstrip(GONE)
        level = _level(bare)
        if level or not bare.strip(" \t" + GONE + LINE):
            is_break = level or (not bare.strip(" \t" + GONE) and GONE not in line)
            if lines and is_break:
                blocks.append((0, _joined(lines)))
                lines = []
            if level:
                blocks.append((level, [bare.strip(f" \t{GONE}")[level:-level].strip(f" \t={GONE}")]))
        elif bare.startswith((LINE, "*", "#", ":", ";", " ")) or not lines:
            lines.extend([own] for own in _own_lines(bare))
        else:
            lines[-1].append(bare.strip())
    return [*blocks, (0, _joined(lines))] if lines else blocks


def _joined(lines: list[list[str]]) -> list[str]:
    return [" ".join(line) for line in lines]


def _level(line: str) -> int:
    """Return the level of a heading, 0 for any other line."""
    if not line.startswith("="):
        return 0
    bare = line.rstrip(f" \t{GONE}")
    opening, closing = (len(bare) - len(bare.lstrip("=")), len(bare) - len(bare.rstrip("=")))
    return min(opening, closing, 6) if len(bare) > opening + closing else 0


def _own_lines(line: str) -> list[str]:
    """Return a list item without its mark, a term and its definition as two lines."""
    bare = line.lstrip(LINE)
    listed = _LISTED.match(bare) if not line.startswith(LINE) else None
    if listed is None:
        return [bare.strip(" ")]
    item = bare[listed.end() :].strip()
    term, colon, definition = item.partition(" : ") if listed.group().endswith(";") else (item, "", "")
    return [term, definition] if colon else [item]


def _filled(line: str) -> tuple[str, int]:
    """Return a line with its holes filled by what is known of them, or marked, and the number of marks.

    A hole is one only in a sentence: as a word of its own, with words beside it.  What stands for itself, at the
    beginning of a sentence, or is tied to a sign of punctuation, shows a note, a flag or a box.
    """
    if HOLE not in line:
        return line, 0
    parts: list[str] = []
    marks = at = 0
    written = ""
    words = _HOLE.sub("", line)
    has_words = any(character.isalpha() for character in words)
    for hole in _HOLE.finditer(line):
        before, after = line[at : hole.start()], line[hole.end() : hole.end() + 2]
        parts.append(before)
        at = hole.end()
        written = before.strip(_MARKED) or written
        if not has_words or not _is_word(written, after, is_first=not written.strip()):
            parts.append(GONE)
        elif hole[1]:
            parts.append(hole[1])
            written = hole[1]
        else:
            parts.append(OMITTED)
            written = OMITTED
            marks += 1
    return "".join([*parts, line[at:]]), marks


def _is_word(before: str, after: str, *, is_first: bool) -> bool:
    after = after.strip(_MARKED)
    if is_first:
        return bool(after.strip()) and after[0] in " \t" and after.strip()[0].islower()
    if before and before[-1] not in _OPENING:
        return False
    if before.rstrip().endswith(("(", "[")) and not after.strip():
        return True
    ends = before.rstrip().endswith(_SENTENCE_END)
    return (not after or after[0] in _CLOSING) and not (ends and not after.strip())


def _drop_hollow(blocks: list[tuple[int, str]], level: int) -> None:
    while blocks and blocks[-1][0] >= level:
        blocks.pop()


def _tidy(text: str) -> str:
    if GONE not in text:
        return "\t".join(_BLANKS.sub(" ", cell).strip() for cell in text.split("\t")).rstrip("\t")
    text = _HOLLOW_PART.sub("", _HOLLOW.sub("", text))
    cells = [_BLANKS.sub(" ", cell.replace(GONE, "")).strip() for cell in text.split("\t")]
    return _BEFORE_SIGN.sub("", "\t".join(cells)).strip()
