"""LaTeX to text: running text without its commands, headings and items on lines of their own, formulas as written.

Commands that are not known lose their name and keep their arguments, so that no sentence is lost to a macro that nobody
foresaw.  Nothing is included from other files.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from pipeline.read import latex_source as source
from pipeline.read.latex_commands import (
    ACCENTS,
    ARGUMENTS,
    CITED_ASIDE,
    CITED_IN_TEXT,
    DEFINITIONS,
    DROPPED,
    FOOTNOTES,
    HEADINGS,
    ITEMS,
    MATH,
    PARAGRAPHS,
    REFERENCES,
    SHORTHANDS,
    SIGNS,
    SKIPPED,
    TITLED,
    VERBATIM,
)
from pipeline.read.reader import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.read.latex_source import Macro

MOST_EXPANSIONS: Final = 20_000
DEEPEST: Final = 40
_BLOCK, _LINE, _KEPT = "\f", "\v", "\x01"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TOKEN = re.compile(
    r"""(?P<comment>%[^\n]*(?:\n(?![ \t]*\n)[ \t]*)?)
    |(?P<blank>[ \t]*\n[ \t]*(?:\n[ \t]*)+)
    |(?P<space>[ \t\n]+)
    |\\(?P<word>[A-Za-z@]+)\*?
    |\\(?P<sign>[\s\S])
    |(?P<math>\$\$?)
    |(?P<brace>[{}])
    |(?P<dashes>---?|``|''|,,|~)
    |(?P<quote>"(?P<short>[aouAOUszSZeiEI`'<>=~"|/-]|(?P<double>[cflmnprt])(?=(?P=double)|k)))
    |(?P<cell>&)
    |(?P<text>[^\\%${}\-`',~"&\s]+|.)""",
    re.VERBOSE,
)
_BLANK = re.compile(r"\n[ \t]*\n")
_TABS = re.compile(r"\\[=><+']")
_DASHES: Final = {"---": "—", "--": "–", "``": "“", "''": "”", ",,": "„", "~": " "}


class Writer:
    """Writes the text of a piece of LaTeX; `titles` holds what `title`, `author` and `date` said."""

    def __init__(self, macros: dict[str, Macro], *, shorthands: bool) -> None:
        self.macros = dict(macros)
        self.titles: dict[str, str] = {}
        self.heading: str | None = None
        self._shorthands = shorthands
        self._kept: list[str] = []
        self._notes: list[str] = []
        self._expansions = 0

    def text(self, latex: str) -> str:
        """Return the text of a document: blocks a blank line apart; raise ReadError for macros that never end."""
        notes = "".join(f"{note}{_BLOCK}" for note in self._notes)
        self._notes.clear()
        written = notes + self._write(_CONTROL.sub("", latex), 0)
        blocks = [self._block(one) for one in written.split(_BLOCK)]
        return "\n\n".join(one for one in blocks if one)

    def preamble(self, latex: str) -> None:
        """Take in macros and titles; a footnote to the title comes before the text."""
        self._write(_CONTROL.sub("", latex), 1)

    def _block(self, block: str) -> str:
        lines = (re.sub(r"[ \n\t]+", " ", line).strip() for line in block.split(_LINE))
        text = "\n".join(_tidy(line) for line in lines if line)
        return re.sub(f"{_KEPT}(\\d+){_KEPT}", lambda one: self._kept[int(one[1])], text).strip()

    def _keep(self, text: str) -> str:
        self._kept.append(text)
        return f"{_KEPT}{len(self._kept) - 1}{_KEPT}"

    def _inline(self, latex: str, depth: int) -> str:
        """Return the text of an argument on one line."""
        return re.sub(f"[\\s{_BLOCK}{_LINE}]+", " ", self._write(latex, depth + 1)).strip()

    def _write(self, latex: str, depth: int) -> str:
        if depth > DEEPEST:
            raise ReadError(f"LaTeX nested more than {DEEPEST} deep; at {latex[:40]!r}")
        out: list[str] = []
        at = 0
        while (found := _TOKEN.match(latex, at)) is not None:
            piece, at = self._token(latex, found, depth)
            out.append(piece)
            if _BLOCK in piece and self._notes and depth == 0:
                out += [f"{note}{_BLOCK}" for note in self._notes]
                self._notes.clear()
        if depth == 0:
            out += [f"{_BLOCK}{note}" for note in self._notes]
            self._notes.clear()
        return "".join(out)

    def _token(self, latex: str, found: re.Match[str], depth: int) -> tuple[str, int]:
        kind, whole, end = found.lastgroup, found[0], found.end()
        if kind == "word":
            return self._command(latex, found["word"], end, depth)
        if kind == "sign":
            return self._sign(latex, found["sign"], end)
        if kind == "math":
            return self._formula(latex, found.start(), whole, whole)
        if kind == "quote":
            return (SHORTHANDS[found["short"]], end) if self._shorthands else ('"', found.start() + 1)
        simple = {"comment": "", "blank": _BLOCK, "space": " ", "brace": "", "cell": " | "}
        return simple.get(str(kind), _DASHES.get(whole, whole)), end

    def _sign(self, latex: str, sign: str, end: int) -> tuple[str, int]:
        if sign in ACCENTS:
            return self._accent(latex, sign, end)
        if sign in "([":
            return self._formula(latex, end - 2, f"\\{sign}", "\\)" if sign == "(" else "\\]")
        if sign == "\\":
            return _LINE, source.options(latex, end + (latex[end : end + 1] == "*"))
        return {"-": "", "/": "", "!": "", "@": "", ",": " ", ";": " ", ":": " ", "\n": " "}.get(sign, sign), end

    def _accent(self, latex: str, accent: str, end: int) -> tuple[str, int]:
        letter, after = source.group(latex, end)
        letter = {"\\i": "i", "\\j": "j"}.get(letter.strip(), letter)
        if not letter or not letter[0].isalpha():
            return letter, after
        return unicodedata.normalize("NFC", letter[0] + ACCENTS[accent]) + letter[1:], after

    def _formula(self, latex: str, start: int, opening: str, closing: str) -> tuple[str, int]:
        begun = start + len(opening)
        ended = re.compile(rf"(?<!\\)(?:\\\\)*{re.escape(closing)}" if closing[0] == "$" else re.escape(closing))
        found = ended.search(latex, begun)
        if found is None or _BLANK.search(latex, begun, found.start()):  # no formula goes beyond its paragraph
            return opening, begun
        formula = re.sub(r"\s+", " ", source.without_comments(latex[start : found.end()]))
        kept = self._keep(formula)
        return (f"{_BLOCK}{kept}{_BLOCK}" if opening in {"$$", "\\["} else kept), found.end()

    def _command(self, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
        if name in self.macros:
            return self._expanded(latex, self.macros[name], end, depth)
        if name in SIGNS:
            return SIGNS[name], _behind_word(latex, end)
        if name in ACCENTS and name.isalpha():
            return self._accent(latex, name, end)
        if name in DEFINITIONS or name == "def":
            read = source.definition if name in DEFINITIONS else source.primitive
            defined, macro, after = read(latex, end)
            self.macros[defined] = macro
            return "", after
        for names, writer in self._writers():
            if name in names:
                return writer(latex, name, end, depth)
        return self._unknown(latex, name, end, depth)

    def _writers(self) -> tuple[tuple[frozenset[str], Callable[[str, str, int, int], tuple[str, int]]], ...]:
        return (
            (frozenset({"begin"}), self._begin),
            (frozenset({"end"}), self._end),
            (HEADINGS, self._head),
            (FOOTNOTES, self._note),
            (ITEMS, self._item),
            (frozenset({"caption", "captionof"}), self._caption),
            (frozenset({"title", "author", "date"}), self._titled),
            (CITED_IN_TEXT | CITED_ASIDE, self._cited),
            (REFERENCES, self._reference),
            (frozenset({"newenvironment", "renewenvironment"}), self._environment_defined),
            (frozenset({"enquote"}), self._quoted),
            (frozenset({"url", "nolinkurl", "path"}), self._address),
            (frozenset({"verb", "lstinline"}), self._verb),
        )

    def _unknown(self, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
        """Leave out the command, its options and what of its arguments is no text; the others stay, apart."""
        at = source.options(latex, end)
        for _ in range(DROPPED.get(name, 0)):
            _dropped, at = source.group(latex, at)
            at = source.options(latex, at)
        if name in PARAGRAPHS:
            return _BLOCK, at
        groups: list[str] = []
        while name not in DROPPED and latex[at : at + 1] == "{":
            group, at = source.group(latex, at)
            groups.append(self._write(group, depth + 1))
        if groups or name in DROPPED or at != end:
            return " ".join(groups), at
        return "", _behind_word(latex, at)

    def _expanded(self, latex: str, macro: Macro, end: int, depth: int) -> tuple[str, int]:
        self._expansions += 1
        if self._expansions > MOST_EXPANSIONS:
            raise ReadError(f"LaTeX macros expanded more than {MOST_EXPANSIONS} times; at {macro.body[:40]!r}")
        values: list[str] = []
        at = end
        if macro.default is not None:
            given, at = source.option(latex, at)
            values.append(macro.default if given is None else given)
        while len(values) < macro.arguments:
            value, at = source.group(latex, at)
            values.append(value)
        after = at if macro.arguments else _behind_word(latex, at)
        return self._write(macro.filled(values), depth + 1), after

    def _begin(self, latex: str, _name: str, end: int, depth: int) -> tuple[str, int]:
        name, at = source.group(latex, end)
        bare = name.rstrip("*")
        if bare in SKIPPED:
            return _BLOCK, source.environment(latex, at, name)[1]
        if bare in MATH or bare in VERBATIM:
            inner, after = source.environment(latex, at, name)
            if bare in MATH:
                inner = f"\\begin{{{name}}}{source.without_comments(inner)}\\end{{{name}}}"
            return f"{_BLOCK}{self._keep(inner.strip(chr(10)))}{_BLOCK}", after
        if bare == "tabbing":  # where these accents are tabulators
            inner, after = source.environment(latex, at, name)
            return f"{_BLOCK}{self._write(_TABS.sub(' ', inner), depth + 1)}{_BLOCK}", after
        said, after = source.option(latex, at)
        title = f"{self._inline(said, depth)}{_BLOCK}" if said and bare in TITLED else ""
        after = source.options(latex, after)
        for _ in range(ARGUMENTS.get(bare, 0) + (name == "tabular*")):
            _dropped, after = source.group(latex, after)
        return f"{_BLOCK}{title}", after

    def _end(self, latex: str, _name: str, end: int, _depth: int) -> tuple[str, int]:
        return _BLOCK, source.group(latex, end)[1]

    def _head(self, latex: str, _name: str, end: int, depth: int) -> tuple[str, int]:
        heading, at = source.group(latex, source.options(latex, end))
        text = self._inline(heading, depth)
        self.heading = self.heading or self._block(text) or None
        return f"{_BLOCK}{text}{_BLOCK}", at

    def _note(self, latex: str, _name: str, end: int, depth: int) -> tuple[str, int]:
        note, at = source.group(latex, source.options(latex, end))
        if text := self._inline(note, depth):
            self._notes.append(text)
        return "", at

    def _item(self, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
        said, at = source.option(latex, end)
        if name == "bibitem":
            return _BLOCK, source.group(latex, at)[1]
        mark = self._inline(said, depth) if said else ""
        if name == "item":
            return f"{_BLOCK}{f'{mark} ' if mark else '- '}", at
        return f"{_LINE}{mark}", at  # a linguistic example, with its judgement

    def _caption(self, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
        if name == "captionof":
            end = source.group(latex, end)[1]
        caption, at = source.group(latex, source.options(latex, end))
        return f"{_BLOCK}{self._inline(caption, depth)}{_BLOCK}", at

    def _titled(self, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
        said, at = source.group(latex, source.options(latex, end))
        said_by = re.split(r"\\and\b", said) if name == "author" else [said]
        lines = [
            re.split(r"\\\\", one, maxsplit=1)[0] if name == "author" else one for one in said_by
        ]  # below: addresses
        parts = [self._block(self._inline(one, depth)) for one in lines]
        self.titles[name] = "\n".join(one for one in parts if one)
        return "", at

    def _cited(self, latex: str, name: str, end: int, _depth: int) -> tuple[str, int]:
        keys, at = source.group(latex, source.options(latex, end))
        named = ", ".join(one.strip() for one in source.without_comments(keys).split(",") if one.strip())
        return (named if name in CITED_IN_TEXT else f"({named})"), at

    def _reference(self, latex: str, name: str, end: int, _depth: int) -> tuple[str, int]:
        return ("(…)" if name == "eqref" else "…"), source.group(latex, end)[1]

    def _environment_defined(self, latex: str, _name: str, end: int, _depth: int) -> tuple[str, int]:
        _named, at = source.group(latex, end)
        at = source.options(latex, at)
        for _ in range(2):
            _dropped, at = source.group(latex, at)
        return "", at

    def _quoted(self, latex: str, _name: str, end: int, depth: int) -> tuple[str, int]:
        quoted, at = source.group(latex, end)
        return f"„{self._inline(quoted, depth)}“", at

    def _address(self, latex: str, _name: str, end: int, _depth: int) -> tuple[str, int]:
        address, at = source.address(latex, end)
        return self._keep(address), at

    def _verb(self, latex: str, _name: str, end: int, _depth: int) -> tuple[str, int]:
        mark = latex[end : end + 1]
        closed = latex.find(mark, end + 1) if mark else -1
        return (self._keep(latex[end + 1 : closed]), closed + 1) if closed > 0 else ("", end + 1)


def _behind_word(latex: str, at: int) -> int:
    """Return where text goes on behind a command's name: the blanks and one line end there are swallowed."""
    found = re.compile(r"[ \t]*(?:\n(?![ \t]*\n)[ \t]*)?").match(latex, at)
    return found.end() if found else at


def _tidy(line: str) -> str:
    """Return the line without what commands left behind: empty brackets, blanks before a full stop."""
    line = re.sub(r"[(\[]\s*[)\]]", "", line)
    return re.sub(r"[ ]+([.,;:!?)\]])", r"\1", re.sub(r" {2,}", " ", line)).strip(" |") if line.strip(" |") else ""
