"""What the makers of Markdown sites add to it, taken out before it is parsed.

Each dialect is a list of substitutions; code blocks are left alone.  A macro that stands for words gives its words, a
macro that stands for something a site generates gives nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

Dialect = Literal[
    "plain", "docfx", "docsify", "hugo", "jekyll", "kumascript", "law", "liascript", "mdbook", "pandoc", "tldr"
]


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]
    in_code: bool = False


_FENCE = re.compile(
    r"^(?P<indent>[ \t>]*)(?P<mark>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=mark)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_REFERENCES: Final = frozenset(
    {
        *("domxref", "cssxref", "jsxref", "htmlelement", "svgelement", "mathmlelement", "svgattr", "htmlattrxref"),
        *("glossary", "httpheader", "httpstatus", "httpmethod", "event", "csp", "rfc", "bug", "webextapiref"),
    }
)
_ELEMENTS: Final = frozenset({"htmlelement", "svgelement", "mathmlelement"})
_HIDDEN = re.compile(r"^[ \t>]*#(?:[ \t][^\n]*)?\n", re.MULTILINE)
_ARGUMENT = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^,]*))\s*(?:,|$)""")
_SHOWN: Final = {"rfc": "RFC {}", "bug": "Bug {}"}


def _reference(match: re.Match[str]) -> str:
    """Return the words that a KumaScript macro shows: its second argument, else its first; nothing for banners."""
    name = match.group("name").lower()
    if name not in _REFERENCES:
        return ""
    values = [
        next((value for value in groups if value), "") for groups in _ARGUMENT.findall(match.group("arguments") or "")
    ]
    arguments = [value.strip().replace('\\"', '"') for value in values]
    shown = arguments[1] if len(arguments) > 1 and arguments[1] and name != "rfc" else (arguments or [""])[0]
    if name in _ELEMENTS and shown == arguments[0]:
        shown = f"<{shown}>"
    return _SHOWN.get(name, "{}").format(shown).replace("<", "&lt;").replace("*", r"\*").replace("_", r"\_")


def _shown_lines(match: re.Match[str]) -> str:
    """Return a block of Rust without the lines that mdBook hides: those that begin with `# `."""
    block = match.group()
    return _HIDDEN.sub("", block) if re.match(r"[ \t>]*[`~]{3,}\s*rust", block) else block


_LIQUID: Final = (
    _Rule(re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL), "", in_code=True),
    _Rule(re.compile(r"\{%.*?%\}", re.DOTALL), ""),
    _Rule(re.compile(r"\{\{.*?\}\}", re.DOTALL), ""),
    _Rule(re.compile(r"\{:[^}\n]*\}"), ""),
)
_RULES: Final[dict[str, tuple[_Rule, ...]]] = {
    "docfx": (
        _Rule(re.compile(r"^[ \t]*:::.*?(?::::[ \t]*)?$", re.MULTILINE), ""),
        _Rule(re.compile(r"\[!\s*INCLUDE\s*\[[^\]]*\]\s*\([^)]*\)\s*\]?", re.IGNORECASE), ""),
        _Rule(re.compile(r"\[!\s*(?:div|VIDEO|code|Code|INCLUDE)[^\]]*\](?:\([^)]*\))?\]?"), ""),
    ),
    "docsify": (
        _Rule(re.compile(r"^[ \t]*[?!]>[ \t]*", re.MULTILINE), ""),
        _Rule(re.compile(r"\[[^\]]*\]\([^)]*':include[^)]*\)"), ""),
    ),
    "hugo": (
        _Rule(re.compile(r"\{\{<\s*(?:ref|relref)\s[^}]*>\}\}"), "#"),
        _Rule(re.compile(r"\{\{[<%].*?[>%]\}\}", re.DOTALL), ""),
        _Rule(re.compile(r"[ \t]\{#[\w-]+\}[ \t]*$", re.MULTILINE), ""),
    ),
    "jekyll": _LIQUID,
    "kumascript": (
        _Rule(re.compile(r"(?<!\\)\{\{\s*(?P<name>[\w.-]+)\s*(?:\((?P<arguments>[^\n]*?)\)\s*)?\}\}"), _reference),
    ),
    "law": (),
    "liascript": (
        _Rule(re.compile(r"^[ \t]*@[A-Za-z][\w.]*(?:\([^\n]*\))?[ \t]*$", re.MULTILINE), ""),
        _Rule(re.compile(r"^[ \t]*(?:--)?\{\{[^}\n]*\}\}(?:--)?[ \t]*", re.MULTILINE), ""),
        _Rule(re.compile(r"\{\{[\d|>\s-]+\}\}"), ""),
        _Rule(
            re.compile(r"(?<![\w`])@(?:config\.)?(?:semester|university|comment|author|email|version|date|logo)\b"), ""
        ),
        _Rule(re.compile(r"[!?]\?\[[^\]]*\]\([^)]*\)"), ""),
        _Rule(re.compile(r"^([ \t]*)\[\[[xX ]\]\][ \t]*|^([ \t]*)\[\([xX ]\)\][ \t]*", re.MULTILINE), "- "),
        _Rule(re.compile(r"\[\[(?P<word>[^\]\n|?]*)\]\]"), r"\g<word>"),
        _Rule(re.compile(r"^[ \t]*\*{4,}[ \t]*$", re.MULTILINE), ""),
    ),
    "mdbook": (
        _Rule(_FENCE, _shown_lines, in_code=True),
        _Rule(re.compile(r"(?<!\\)\{\{#[^}\n]*\}\}"), "", in_code=True),
    ),
    "pandoc": (),
    "plain": (),
    "tldr": (_Rule(re.compile(r"(?<!\\)\{\{(?P<name>(?:(?!\}\}).)*\}?)\}\}"), r"\g<name>"),),
}
_FOOTNOTES: Final = (
    _Rule(re.compile(r"^([ \t]*)\[\^[^\]\n]+\]:[ \t]*", re.MULTILINE), r"\1"),
    _Rule(re.compile(r"\[\^[^\]\n]+\]"), ""),
)


def undress(text: str, dialect: Dialect) -> str:
    """Return Markdown without the macros of its dialect, and with footnotes as paragraphs of their own."""
    rules = _RULES[dialect]
    for rule in rules:
        if rule.in_code:
            text = rule.pattern.sub(rule.replacement, text)
    prose = [rule for rule in rules if not rule.in_code]
    if "[^" in text:
        prose.extend(_FOOTNOTES)
    return _outside_code(text, prose) if prose else text


def _outside_code(text: str, rules: list[_Rule]) -> str:
    parts: list[str] = []
    at = 0
    for fence in _FENCE.finditer(text):
        parts += [_substituted(text[at : fence.start()], rules), fence.group()]
        at = fence.end()
    return "".join([*parts, _substituted(text[at:], rules)])


def _substituted(text: str, rules: list[_Rule]) -> str:
    for rule in rules:
        text = rule.pattern.sub(rule.replacement, text)
    return text
