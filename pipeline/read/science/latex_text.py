"""LaTeX to text: running text without its commands, headings and items on lines of their own, formulas as written.

Commands that are not known lose their name and keep their arguments, so that no sentence is lost to a macro that nobody
foresaw.  Nothing is included from other files.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, TypeAlias

from pipeline.read.reader import TooDeepError
from pipeline.read.science import latex_source as source
from pipeline.read.science.latex_commands import (
    ACCENTS,
    DATED,
    DEFINITIONS,
    DROPPED,
    PARAGRAPHS,
    SHORTHANDS,
    SIGNS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.read.science.latex_source import Macro

BLOCK, LINE = "\f", "\v"
MOST_EXPANSIONS: Final = 20_000
DEEPEST: Final = 40
_KEPT = "\x01"
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
_DASHES: Final = {"---": "—", "--": "–", "``": "“", "''": "”", ",,": "„", "~": " "}

Command: TypeAlias = "Callable[[Writer, str, str, int, int], tuple[str, int]]"
"""A function that writes a command: from the writer, the source, the command's name, where that ends and the depth of nesting
it returns what is written and where the source goes on."""


class Writer:
    """Writes the text of a piece of LaTeX.

    `commands` are the functions that write the commands known by name (`latex_writers.COMMANDS`), `macros` those that the
    file or its manifest defines.  `titles` holds the arguments of `title`, `author` and `date`, `notes` the footnotes that
    wait for the end of their paragraph.
    """

    def __init__(self, commands: Mapping[str, Command], macros: Mapping[str, Macro], *, shorthands: bool) -> None:
        self._commands = commands
        self.macros = dict(macros)
        self.titles: dict[str, str] = {}
        self.heading: str | None = None
        self._shorthands = shorthands
        self._kept: list[str] = []
        self.notes: list[str] = []
        self._expansions = 0

    def text(self, latex: str) -> str:
        """Return the text of a document, its blocks separated by blank lines; raise TooDeepError for macros that never end."""
        notes = "".join(f"{note}{BLOCK}" for note in self.notes)
        self.notes.clear()
        written = notes + self.write(_CONTROL.sub("", latex), 0)
        blocks = [self.block(block) for block in written.split(BLOCK)]
        return "\n\n".join(block for block in blocks if block)

    def preamble(self, latex: str) -> None:
        """Take in macros and titles; a footnote to the title comes before the text."""
        self.write(_CONTROL.sub("", latex), 1)

    def block(self, block: str) -> str:
        """Return a block with its lines tidied, and with what was kept as it stood put back."""
        lines = (re.sub(r"[ \n\t]+", " ", line).strip() for line in block.split(LINE))
        text = "\n".join(_tidy(line) for line in lines if line)
        return re.sub(f"{_KEPT}(\\d+){_KEPT}", lambda mark: self._kept[int(mark[1])], text).strip()

    def keep(self, text: str) -> str:
        """Return a mark for a text that nothing may change any more, until its block is done."""
        self._kept.append(text)
        return f"{_KEPT}{len(self._kept) - 1}{_KEPT}"

    def inline(self, latex: str, depth: int) -> str:
        """Return the text of an argument on one line."""
        return re.sub(f"[\\s{BLOCK}{LINE}]+", " ", self.write(latex, depth + 1)).strip()

    def write(self, latex: str, depth: int) -> str:
        """Return what a piece writes, with the marks of blocks and lines; notes stand behind their paragraph."""
        if depth > DEEPEST:
            raise TooDeepError(f"LaTeX nested more than {DEEPEST} deep; at {latex[:40]!r}")
        out: list[str] = []
        at = 0
        while (token := _TOKEN.match(latex, at)) is not None:
            piece, at = self._token(latex, token, depth)
            out.append(piece)
            if BLOCK in piece and self.notes and depth == 0:
                out += [f"{note}{BLOCK}" for note in self.notes]
                self.notes.clear()
        if depth == 0:
            out += [f"{BLOCK}{note}" for note in self.notes]
            self.notes.clear()
        return "".join(out)

    def _token(self, latex: str, token: re.Match[str], depth: int) -> tuple[str, int]:
        kind, whole, end = token.lastgroup, token[0], token.end()
        if kind == "word":
            return self._command(latex, token["word"], end, depth)
        if kind == "sign":
            return self._sign(latex, token["sign"], end)
        if kind == "math":
            return self._formula(latex, token.start(), whole, whole)
        if kind == "quote":
            return (SHORTHANDS[token["short"]], end) if self._shorthands else ('"', token.start() + 1)
        simple = {"comment": "", "blank": BLOCK, "space": " ", "brace": "", "cell": " | "}
        return simple.get(str(kind), _DASHES.get(whole, whole)), end

    def _sign(self, latex: str, sign: str, end: int) -> tuple[str, int]:
        if sign in ACCENTS:
            return self._accent(latex, sign, end)
        if sign in "([":
            return self._formula(latex, end - 2, f"\\{sign}", "\\)" if sign == "(" else "\\]")
        if sign == "\\":
            return LINE, source.line_end(latex, end)
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
        closed = ended.search(latex, begun)
        if closed is None or _BLANK.search(latex, begun, closed.start()):  # no formula goes beyond its paragraph
            return opening, begun
        formula = re.sub(r"\s+", " ", source.without_comments(latex[start : closed.end()]))
        kept = self.keep(formula)
        return (f"{BLOCK}{kept}{BLOCK}" if opening in {"$$", "\\["} else kept), closed.end()

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
        if name in self._commands:
            return self._commands[name](self, latex, name, end, depth)
        return self._unknown(latex, name, end, depth)

    def _unknown(self, latex: str, name: str, end: int, depth: int) -> tuple[str, int]:
        """Leave out the command, its options and those arguments that are no text; the others stay, separated by blanks."""
        at = source.near_options(latex, end)
        for place in range(arguments := DROPPED.get(name, 0)):
            _dropped, at = source.group(latex, at)
            if place + 1 < arguments or name in DATED:
                at = source.near_options(latex, at)
        if name in PARAGRAPHS:
            return BLOCK, at
        groups: list[str] = []
        while name not in DROPPED and latex[at : at + 1] == "{":
            group, at = source.group(latex, at)
            groups.append(self.write(group, depth + 1))
        if groups or name in DROPPED or at != end:
            return " ".join(groups), at
        return "", _behind_word(latex, at)

    def _expanded(self, latex: str, macro: Macro, end: int, depth: int) -> tuple[str, int]:
        self._expansions += 1
        if self._expansions > MOST_EXPANSIONS:
            raise TooDeepError(f"LaTeX macros expanded more than {MOST_EXPANSIONS} times; at {macro.body[:40]!r}")
        values: list[str] = []
        at = end
        if macro.default is not None:
            given, at = source.option(latex, at)
            values.append(macro.default if given is None else given)
        while len(values) < macro.arguments:
            value, at = source.group(latex, at)
            values.append(value)
        after = at if macro.arguments else _behind_word(latex, at)
        return self.write(macro.filled(values), depth + 1), after


def _behind_word(latex: str, at: int) -> int:
    """Return where text goes on behind a command's name: the blanks and one line end there are swallowed."""
    space = re.compile(r"[ \t]*(?:\n(?![ \t]*\n)[ \t]*)?").match(latex, at)
    return space.end() if space else at


def _tidy(line: str) -> str:
    """Return the line without what commands left behind: empty brackets, blanks before a full stop."""
    line = re.sub(r"[(\[]\s*[)\]]", "", line)
    return re.sub(r"[ ]+([.,;:!?)\]])", r"\1", re.sub(r" {2,}", " ", line)).strip(" |") if line.strip(" |") else ""
