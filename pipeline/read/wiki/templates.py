"""Templates and parser functions: what each shows, as far as its own arguments say it.

The text of templates is not in an export of articles.  A template that stands in a sentence and whose words are not known
leaves a hole, which is marked and counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read.wiki.pairs import GONE, HOLE, HOLE_END

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

TEXT_TEMPLATES: Final[Mapping[str, int]] = {
    '"': 1, "zitat": 1, "zitat-de": 1, "lang": 2, "nowrap": 1, "nobr": 1, "sic": 1, "okina": 0, "lückentext": 1, "s": 0,
    "abbr": 1, "abk": 1, "tooltip": 1, "unicode": 1, "small": 1, "big": 1, "sup": 1, "sub": 1, "kapitälchen": 1, "b": 1,
    "ipa": 0, "audio": 0, "lautschrift": 0, "anker": 0, "anchor": 0, "coordinate": 0, "coord": 0, "sfn": 0, "refn": 0, "efn": 0,
    "toc": 0, "clear": 0, "internetquelle": 0, "literatur": 0, "belege": 0, "citation needed": 0, "wikidata-registrierung": 0,
}  # fmt: skip
"""Templates that stand for running text: their number of the parameter that holds it; 0 for those that show none of the text."""

_SILENT: Final = frozenset(
    {
        *("displaytitle", "defaultsort", "defaultsortkey", "sortierung", "seitentitel", "#tag", "#seo", "#widget"),
        *("noexternallanglinks", "#related", "#set", "#ask", "toclimit", "#vardefine"),
    }
)
_VARIABLES: Final = {"!": "|", "=": "=", "((": "{{", "))": "}}", "!!": "||", "-": "", "•": " • ", "·": " · ", "snd": " – ", "ndash": "–", "spaces": " ", "nbsp": " "}  # fmt: skip
_NAMES: Final = frozenset({"pagename", "fullpagename", "basepagename", "subpagename", "seitenname"})
_NUMBER: Final = re.compile(r"[+−–-]?\d[\d.,\s]*")
_UNIT: Final = re.compile(r"[^\W\d_]{1,4}[²³23]?|[°%‰€$]C?|[a-z]{1,4}/[a-z]{1,2}[²³23]?")
_PLAIN: Final = re.compile(r"[^\x00-\x08=|{}\[\]<>]{1,200}")
_CODE: Final = re.compile(r"Q\d+|\S+\.(?:ogg|oga|wav|mp3|jpe?g|png|svg|gif|webm|pdf)|https?://\S*", re.IGNORECASE)


def shown_by(name: str, arguments: Sequence[str], title: str, language: str) -> str | None:
    """Return what a variable or parser function shows; None for what is none.  `arguments` are rendered already.

    Those that show what only the wiki knows are holes, those that set something are gone.
    """
    word, colon, first = name.partition(":")
    word = word.strip().lower()
    if not colon:
        return title if word in _NAMES else _VARIABLES.get(word)
    if word in _SILENT:
        return GONE
    function = _FUNCTIONS.get(word)
    if function is not None:
        return function([first.strip(), *(argument.strip() for argument in arguments)], language)
    return HOLE + HOLE_END if word.startswith("#") or word in {"int", "msg", "msgnw", "raw"} else None


def unknown(arguments: Sequence[str]) -> str:
    """Return the hole of a template that is not known, with what it shows if its own arguments leave little doubt.

    That is its only argument, if it reads as words or as a number, or a number with its unit.
    """
    positional = [argument.strip() for argument in arguments if "=" not in argument and argument.strip()]
    if not positional or not _PLAIN.fullmatch(positional[0]) or _CODE.fullmatch(positional[0]):
        shown = ""
    elif _NUMBER.fullmatch(positional[0]):
        unit = positional[1] if len(positional) > 1 and _UNIT.fullmatch(positional[1]) else ""
        shown = f"{positional[0]} {unit}".strip()
    else:
        shown = positional[0] if len(arguments) == 1 else ""
    return f"{HOLE}{shown}{HOLE_END}"


def _chosen(arguments: list[str], _language: str) -> str:
    """Return what `#switch` shows: the value of the case that fits, cases before it falling through, else the default."""
    default, falls = "", False
    for case in arguments[1:]:
        name, equals, value = case.partition("=")
        falls = falls or name.strip() == arguments[0]
        if equals and falls:
            return value.strip()
        if equals and name.strip() == "#default":
            default = value.strip()
        elif not equals:
            default = case
    return default


def _formatted(arguments: list[str], language: str) -> str:
    """Return a number as `formatnum` writes it: in German `12.345,6`; with `R` as it is."""
    number = arguments[0]
    if language != "de" or not re.fullmatch(r"-?\d+(?:\.\d+)?", number) or "R" in arguments[1:]:
        return number
    whole, _, rest = number.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".") if len(whole) < 40 else whole
    return f"{grouped},{rest}" if rest else grouped


def _at(arguments: list[str], number: int) -> str:
    return arguments[number] if len(arguments) > number else ""


_FUNCTIONS: Final[Mapping[str, Callable[[list[str], str], str]]] = {
    "formatnum": _formatted,
    "lc": lambda a, _: a[0].lower(),
    "uc": lambda a, _: a[0].upper(),
    "lcfirst": lambda a, _: a[0][:1].lower() + a[0][1:],
    "ucfirst": lambda a, _: a[0][:1].upper() + a[0][1:],
    "#if": lambda a, _: _at(a, 1) if a[0].strip(GONE + " ") else _at(a, 2),
    "#ifeq": lambda a, _: _at(a, 2) if a[0] == _at(a, 1) else _at(a, 3),
    "#iferror": lambda a, _: _at(a, 2) or a[0],
    "#switch": _chosen,
    "plural": lambda a, _: _at(a, 1) if a[0].strip() == "1" else _at(a, 2) or _at(a, 1),
    "gender": lambda a, _: _at(a, 1),
    "#formatdate": lambda a, _: a[0],
    "#dateformat": lambda a, _: a[0],
    "urlencode": lambda a, _: a[0],
    "anchorencode": lambda a, _: a[0],
}
