"""What LaTeX's commands write: a function for each kind of command, and the table of the commands known by name.

A function gets the writer, the source, the command's name, where that ends, and the depth of nesting; it returns what is
written and where the source goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read.science import latex_source as source
from pipeline.read.science.latex_commands import (
    ARGUMENTS,
    CITED_ASIDE,
    CITED_IN_TEXT,
    FOOTNOTES,
    HEADINGS,
    ITEMS,
    MATH,
    REFERENCES,
    SKIPPED,
    TITLED,
    VERBATIM,
)
from pipeline.read.science.latex_text import BLOCK, LINE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.read.science.latex_text import Command, Writer

_TABS = re.compile(r"\\[=><+']")


def _begin(to: Writer, latex: str, _name: str, end: int, depth: int) -> tuple[str, int]:
    """Write the beginning of an environment: nothing of what is skipped, formulas and listings whole, a title where it has one."""
    name, at = source.group(latex, end)
    bare = name.rstrip("*")
    if bare in SKIPPED:
        return BLOCK, source.environment(latex, at, name)[1]
    if bare in MATH or bare in VERBATIM:
        inner, after = source.environment(latex, at, name)
        if bare in MATH:
            inner = f"\\begin{{{name}}}{source.without_comments(inner)}\\end{{{name}}}"
        return f"{BLOCK}{to.keep(inner.strip(chr(10)))}{BLOCK}", after
    if bare == "tabbing":  # where these accents are tabulators
        inner, after = source.environment(latex, at, name)
        return f"{BLOCK}{to.write(_TABS.sub(' ', inner), depth + 1)}{BLOCK}", after
    title_source, after = source.option(latex, at) if latex[at : at + 1] == "[" or bare in TITLED else (None, at)
    title = f"{to.inline(title_source, depth)}{BLOCK}" if title_source and bare in TITLED else ""
    after = source.near_options(latex, after)
    for _ in range(ARGUMENTS.get(bare, 0) + (name == "tabular*")):
        _dropped, after = source.group(latex, after)
    return f"{BLOCK}{title}", after


def _end(_to: Writer, latex: str, _name: str, end: int, _depth: int) -> tuple[str, int]:
    """Write the end of an environment."""
    return BLOCK, source.group(latex, end)[1]


def _head(to: Writer, latex: str, _name: str, end: int, depth: int) -> tuple[str, int]:
    """Write a heading; the first one is that of the document."""
    heading, at = source.group(latex, source.options(latex, end))
    text = to.inline(heading, depth)
    to.heading = to.heading or to.block(text) or None
    return f"{BLOCK}{text}{BLOCK}", at


def _note(to: Writer, latex: str, _name: str, end: int, depth: int) -> tuple[str, int]:
    """Keep a footnote, which stands behind its paragraph."""
    note, at = source.group(latex, source.options(latex, end))
    if text := to.inline(note, depth):
        to.notes.append(text)
    return "", at


def _item(to: Writer, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
    """Write the beginning of an item, with its mark."""
    mark_source, at = source.option(latex, end)
    if name == "bibitem":
        return BLOCK, source.group(latex, at)[1]
    mark = to.inline(mark_source, depth) if mark_source else ""
    if name == "item":
        return f"{BLOCK}{f'{mark} ' if mark else '- '}", at
    return f"{LINE}{mark}", at  # a linguistic example, with its judgement


def _caption(to: Writer, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
    """Write a caption as a block of its own."""
    if name == "captionof":
        end = source.group(latex, end)[1]
    caption, at = source.group(latex, source.options(latex, end))
    return f"{BLOCK}{to.inline(caption, depth)}{BLOCK}", at


def _titled(to: Writer, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
    """Keep title, authors or date as metadata; nothing is written."""
    argument, at = source.group(latex, source.options(latex, end))
    people = re.split(r"\\and\b", argument) if name == "author" else [argument]
    lines = [
        re.split(r"\\\\", line, maxsplit=1)[0] if name == "author" else line for line in people
    ]  # below: addresses
    parts = [to.block(to.inline(line, depth)) for line in lines]
    to.titles[name] = "\n".join(part for part in parts if part)
    return "", at


def _cited(_to: Writer, latex: str, name: str, end: int, _depth: int) -> tuple[str, int]:
    """Write the keys of a citation, in brackets unless it is a part of the sentence."""
    keys, at = source.group(latex, source.options(latex, end))
    named = ", ".join(key.strip() for key in source.without_comments(keys).split(",") if key.strip())
    return (named if name in CITED_IN_TEXT else f"({named})"), at


def _reference(_to: Writer, latex: str, name: str, end: int, _depth: int) -> tuple[str, int]:
    """Write an ellipsis for a reference: only a run of LaTeX knows its number."""
    return ("(…)" if name == "eqref" else "…"), source.group(latex, end)[1]


def _environment_defined(_to: Writer, latex: str, _name: str, end: int, _depth: int) -> tuple[str, int]:
    """Pass over the definition of an environment."""
    _named, at = source.group(latex, end)
    at = source.options(latex, at)
    for _ in range(2):
        _dropped, at = source.group(latex, at)
    return "", at


def _quoted(to: Writer, latex: str, _name: str, end: int, depth: int) -> tuple[str, int]:
    """Write a quotation in quotation marks."""
    quoted, at = source.group(latex, end)
    return f"„{to.inline(quoted, depth)}“", at


def _address(to: Writer, latex: str, _name: str, end: int, _depth: int) -> tuple[str, int]:
    """Write an address as it stands."""
    address, at = source.address(latex, end)
    return to.keep(address), at


def _verb(to: Writer, latex: str, _name: str, end: int, _depth: int) -> tuple[str, int]:
    """Write what stands between two marks as it stands."""
    mark = latex[end : end + 1]
    closed = latex.find(mark, end + 1) if mark else -1
    return (to.keep(latex[end + 1 : closed]), closed + 1) if closed > 0 else ("", end + 1)


_WRITERS: Final = (
    ({"begin"}, _begin),
    ({"end"}, _end),
    (HEADINGS, _head),
    (FOOTNOTES, _note),
    (ITEMS, _item),
    ({"caption", "captionof"}, _caption),
    ({"title", "author", "date"}, _titled),
    (CITED_IN_TEXT | CITED_ASIDE, _cited),
    (REFERENCES, _reference),
    ({"newenvironment", "renewenvironment"}, _environment_defined),
    ({"enquote"}, _quoted),
    ({"url", "nolinkurl", "path"}, _address),
    ({"verb", "lstinline"}, _verb),
)
COMMANDS: Final[Mapping[str, Command]] = {name: writer for names, writer in _WRITERS for name in names}
"""The function that writes each command known by name."""
