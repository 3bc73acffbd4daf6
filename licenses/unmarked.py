"""Statements without the syntax of the text they stand in: reStructuredText, LaTeX, comments of programs.

What is written stays; marks, names of directives and targets of substitutions go, and an address follows its text.
"""

from __future__ import annotations

import re
from typing import Final

_DIRECTIVE: Final = re.compile(
    r"^(?P<indent>[ \t]*)\.\. (?:\|(?P<name>[^|\n]+)\| )?(?P<kind>[\w-]+)::[ \t]*(?P<argument>[^\n]*)$"
)
_OPTION: Final = re.compile(r"^[ \t]+:(?P<key>[\w-]+):[ \t]*(?P<value>[^\n]*)$")
_TARGET: Final = re.compile(r"^[ \t]*\.\. _`?(?P<name>[^`:\n]+)`?:[ \t]*(?P<address>\S+)?[ \t]*$")
_COMMENT_RST: Final = re.compile(r"^\.\.(?:[ \t]+(?P<comment>[^\n]*))?$")
_LINK: Final = re.compile(r"`(?P<text>[^`<>]*?)\s*(?:<(?P<address>[^<>`]+)>)?`__?")
_ROLE: Final = re.compile(r":[\w-]+:`([^`]*)`")
_SUBSTITUTION: Final = re.compile(r"\|([^|\s][^|\n]{0,60})\|_{0,2}")
_RST: Final = re.compile(r"^[ \t]*\.\. |`[^`\n]*`_|^:[\w -]+:[ \t]", re.MULTILINE)
_FIELD: Final = re.compile(r"^:(?P<key>[\w -]{1,40}):[ \t]", re.MULTILINE)
_STATING: Final = frozenset({"license", "licence", "rights", "copyright"})
_SHOWN: Final = frozenset({"target", "alt"})
_TEX: Final = re.compile(r"\\[A-Za-z]+")
_HREF: Final = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_HEADING: Final = re.compile(r"\\(?:part|chapter|(?:sub){0,2}section|paragraph|title)\*?\s*\{([^{}]*)\}")
_COMMAND: Final = re.compile(
    r"\\(?:url|text(?:bf|it|tt|sf|sc)|emph|footnote|thanks|mbox|nolinkurl|license|copyright|date|centering|small|noindent|item|begin|end)"
    r"\*?\s*(?:\{([^{}]*)\})?"
)
_BLOCKS: Final = (
    ("<!--", "-->"),
    ("/*", "*/"),
    ("{#", "#}"),
    ("(*", "*)"),
    ("--[[", "]]"),
    ("{-", "-}"),
    ('"""', '"""'),
    ("<%--", "--%>"),
)
_LINE_MARKS: Final = re.compile(r"[ \t]*(?:#+!?|//+!?|%+|;+|--+|\*+|!|'|\"|\.\.|REM|rem|dnl|C|::)(?:[ \t]+|$)")


def unmarked(text: str) -> str | None:
    """Return what a statement in reStructuredText, LaTeX or a comment says; None for any other, and for one that stays as it is."""
    for reading in (_without_comment, _without_restructured, _without_tex):
        rest = reading(text)
        if rest is not None and rest.strip() and rest.strip() != text.strip():
            return rest.strip()
    return None


def _without_comment(text: str) -> str | None:
    """Return the lines of a comment: a block between marks, or lines that all begin with the same mark."""
    stripped = text.strip()
    for opening, closing in _BLOCKS:
        if stripped.startswith(opening) and stripped.endswith(closing) and stripped.count(opening) <= 2:
            inside = stripped[len(opening) : -len(closing)]
            if opening not in inside and closing not in inside:
                return "\n".join(re.sub(r"^[ \t]*\*+(?:[ \t]|$)|^[ \t]+", "", line) for line in inside.splitlines())
    lines = [line for line in stripped.splitlines() if line.strip()]
    marks = [_LINE_MARKS.match(line) for line in lines]
    if not all(marks) or len({mark.group().strip() for mark in marks if mark}) != 1:
        return None
    if marks[0] is not None and marks[0].group().strip() in {"#", "##", "*", "--", ".."} and not _is_comment(stripped):
        return None
    return "\n".join(line[mark.end() :] for line, mark in zip(lines, marks, strict=True) if mark is not None)


def _is_comment(text: str) -> bool:
    """Return whether lines that may be headings, items or directives are a comment: several lines, or a header of SPDX."""
    return "SPDX-" in text or (text.startswith("#") and "\n" in text and "\n\n" not in text)


def _without_restructured(text: str) -> str | None:
    if _RST.search(text) is None:
        return None
    kept: list[str] = []
    shown: dict[str, str] = {}
    name: str | None = None
    is_options = False
    for line in text.splitlines():
        directive, target, option = _DIRECTIVE.match(line), _TARGET.match(line), _OPTION.match(line)
        if directive is not None:
            name, is_options = directive["name"], True
            said = _of_directive(directive)
            if name is not None:
                shown[name] = "" if directive["kind"] in {"image", "figure"} else directive["argument"]
            elif said:
                kept.append(said)
        elif is_options and option is not None:
            if option["key"] in _SHOWN and name is not None:
                shown[name] = f"{shown[name]} {option['value']}".strip()
            elif option["key"] in _SHOWN:
                kept.append(option["value"])
        elif target is not None:
            kept.append(target["address"] or "")
        else:
            is_options = is_options and not line.strip()
            comment = _COMMENT_RST.match(line)
            kept.append(comment["comment"] or "" if comment else line)
    return _without_inline("\n".join(kept), shown)


def _of_directive(directive: re.Match[str]) -> str:
    """Return what a directive says by itself: its argument, behind its name if that speaks of rights."""
    kind, argument = directive["kind"], directive["argument"]
    if kind.lower() in _STATING:
        return f"{kind}: {argument}"
    return "" if kind in {"image", "figure", "include", "contents", "toctree"} else argument


def _without_inline(text: str, shown: dict[str, str]) -> str:
    text = _SUBSTITUTION.sub(lambda match: shown.get(match[1], match.group()), text)
    text = _ROLE.sub(r"\1", text)
    text = _LINK.sub(lambda match: f"{match['text']} {match['address'] or ''}".strip(), text)
    return "\n".join(line.strip() if "::" not in line else line for line in _FIELD.sub(r"\g<key>: ", text).splitlines())


def _without_tex(text: str) -> str | None:
    if _TEX.search(text) is None:
        return None
    text = _HREF.sub(r"\2 \1", text)
    text = _HEADING.sub(lambda match: f"{match[1]}: " if match[1] else " ", text)
    text = _COMMAND.sub(lambda match: f" {match[1] or ''} ", text)
    return text.replace("~", " ").replace("\\ ", " ").replace("\\\\", " ").replace("---", "—").replace("--", "-")
