"""Where court decisions that follow one another without a mark come apart, a line being a sentence, a heading or a name.

A decision ends with the names of its judges or with the ruling on costs or value; it opens with keywords, the parties, the
ruling, or a sentence about who wants what.  Names that stand behind a ruling belong to it.
"""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = r"[A-ZÄÖÜ][\wäöüßé'’-]*"
_NAME: Final = re.compile(
    rf"(?:(?:Prof|Dr|h\s?\.\s?c|[A-ZÄÖÜ][a-zäöü]{{0,4}})\s?\.\s?)*(?:(?:von|van|vom|zum|de|zu|der|den)\s)*{_WORD}(?:\s(?:von|van|de|zu|{_WORD}))?"
)
_HEADWORD: Final = re.compile(
    r"(?:ung|keit|heit|schaft|tion|recht|verfahren|entgelt|lohn|geld|zulage|frist|klage|revision|beschwerde|vertrag)$",
    re.IGNORECASE,
)
"""How the last word of a heading ends, which otherwise looks like a name."""

_UNSIGNED: Final = re.compile(r"[Uu]nterschr|[gv]e(?:r)?hindert|im Urlaub|Ruhestand")
_PLACED: Final = re.compile(rf"{_WORD} ?, den \d|Die? Vorsitzende|Der Vorsitzende|V(?:izep)?räsident\w* ")
_MOST_JUDGES: Final = 5
_ENUMERATED: Final = re.compile(r"(?:\d+|[a-zA-Z]{1,2}|[IVX]+)\s?[.)]|[\"„“\-–…\d]|\(\s?[\da-z]{1,2}\s?\)")
_FIRST_ITEM: Final = re.compile(r"(?:1|I|A)\s?\.\s")
_ENDED: Final = re.compile(r"[.:;,?!…]$")
_SENTENCE: Final = re.compile(r"[.?!]\s?[\"”“)\]]?$|\)\s?\.?$")
_COSTS: Final = re.compile(r"(?:Kosten\w*|Auslagen\w*|Streitwert\w*|Gegenstandswert\w*|Wert(?:e?s|festsetzung)?)\b")
_RESTS: Final = re.compile(r"\b(?:beruh|folg|ergib|stütz|gründe|richte)\w* ")
_LEFT: Final = re.compile(r"\b(?:vorbehalten|zu (?:entscheiden|befinden) ha(?:t|ben)(?: wird)?) \.$")
_FINAL: Final = re.compile(r"unanfechtbar \.$")
_PARTIES: Final = re.compile(
    r"In (?:der|dem|den) [\w-]*(?:[Bb]eschwerde|[Nn]ichtigkeits|[Ll]öschungs|[Ee]inspruchs|[Vv]erwaltungsstreit)(?:sache|verfahren)n?\b"
)
_RULING: Final = re.compile(
    r"(?:Auf (?:die|den)|Die|Der|Das|Dem|Den|Es wird|\d\.|I\.) ?.*\b(?:zurückgewiesen|verworfen|abgelehnt|angenommen|"
    r"aufgehoben|zurückverwiesen|geändert|festgesetzt|eingestellt|zugelassen|bewilligt|abgewiesen|gewährt|angeordnet|"
    r"verlängert|vorgelegt|fortzudauern|für nichtig erklärt|berichtigt|abgeändert)\b"
)
_GOES_ON: Final = re.compile(
    r"(?:Dan(?:ach|n)|Dem|Dies\w*|Es|Sie|Er|Eine? |Insoweit|Insbesondere|Hinsichtlich|Im Übrigen|Soweit|Da|Als|Schließlich|Nach|"
    r"Maßgeblich|Ob|Hier\w*|Bei|So|In allen|Sollten|Billigem|Bezogen|Nur|Gemäß|Auch|Ferner|Zudem|Weiter\w*|Ihr\w*|Sein\w*|Über|"
    r"Der (?:Senat|erkennende|Gesetzgeber|Maßstab)|D(?:ie|er) (?:Entscheidung|Aussetzung|Maßgabe)|Das [A-Z]+G\b|Gründe)\b"
)
_ABOUT_COSTS: Final = re.compile(
    r"[Kk]osten|[Ss]treitwert|[Gg]egenstandswert|\bWert|Auslagen|Aufwendungen|[Gg]ebühr|Rechtsmittels|unanfechtbar|GKG|RVG"
)
_UNREASONED: Final = re.compile(
    r"Begründung (?:sieht|wird)|vollstreckbar|Vollstreckbarkeit|Einverständnis der Beteiligten"
)
"""How a sentence begins, or of what it speaks, that goes on behind the ruling on costs."""

_LEAD: Final = re.compile(r"(?:\d\s?\. )?NV :")
_OPENING_LINES: Final = 4


def decision_starts(lines: list[str]) -> list[int]:
    """Return the indices of the lines that open a decision; the first is always 0."""
    signed = _signed(lines)
    starts = [0]
    is_over = False
    for at in range(1, len(lines)):
        before = lines[at - 1]
        is_over = _is_on_costs(before) or (is_over and _is_tail(before))
        if at in signed:
            continue
        ended = at - 1 in signed or (is_over and _opens(lines[at]))
        headed = at - starts[-1] == 1 and is_heading(before)
        if (ended or _stands_alone(lines, at)) and not headed:
            starts.append(at)
            is_over = False
    return starts


def _is_on_costs(line: str) -> bool:
    """Return whether a line is the ruling on costs or value with its section, or the last sentence of a decision."""
    if _FINAL.search(line):
        return True
    costs = _COSTS.search(line)
    if not costs or not line.endswith("."):
        return False
    rests = _RESTS.search(line, costs.end())
    return bool(rests and "§" in line[rests.end() :]) or bool(_LEFT.search(line, costs.end()))


def _signed(lines: list[str]) -> set[int]:
    """Return the indices of lines that are the names of judges, at least two in a row behind a whole sentence."""
    signed: set[int] = set()
    at = 1
    while at < len(lines):
        end = at
        while end < len(lines) and _is_signature(lines[end], is_first=end == at):
            end += 1
        end = _without_heading(lines, at, end)
        if end - at >= 2 and _SENTENCE.search(lines[at - 1]):
            signed.update(range(at, end))
        at = max(end, at + 1)
    return signed


def _is_signature(line: str, *, is_first: bool) -> bool:
    if len(line) < 140 and (_UNSIGNED.search(line) or _PLACED.match(line)):
        return True
    return len(line) < 40 and bool(_NAME.fullmatch(line)) and not (is_first and _ENUMERATED.match(line))


def _without_heading(lines: list[str], start: int, end: int) -> int:
    """Return where a run of names ends: its last line may be the heading of the next decision."""
    names = [line for line in lines[start:end] if not _UNSIGNED.search(line) and not _PLACED.match(line)]
    is_extra = len(names) == _MOST_JUDGES + 1 and end < len(lines) and not is_heading(lines[end])
    if end - start > 2 and (is_extra or _HEADWORD.search(lines[end - 1])):
        return end - 1
    return end


def is_heading(line: str) -> bool:
    """Return whether the line is a phrase, not a sentence: keywords or the subject of the decision."""
    return (
        len(line.split()) >= 3
        and (line[0].isupper() or line[0] == "(")
        and not _ENDED.search(line)
        and not _ENUMERATED.match(line)
    )


def _is_tail(line: str) -> bool:
    """Return whether a line behind the ruling on costs still belongs to it."""
    return bool(_GOES_ON.match(line) or _ABOUT_COSTS.search(line) or _UNREASONED.search(line))


def _opens(line: str) -> bool:
    """Return whether a line behind the ruling on costs opens the next decision, and does not go on with this one."""
    if is_heading(line) or _PARTIES.match(line) or line in {"I", "..."}:
        return True
    if _ENUMERATED.match(line) and not _FIRST_ITEM.match(line):
        return False
    return bool(_RULING.match(line)) or not (line[0].islower() or _is_tail(line))


def _stands_alone(lines: list[str], at: int) -> bool:
    """Return whether the line opens a decision whatever came before: the parties, or keywords with a ruling soon after."""
    line = lines[at]
    if _PARTIES.match(line):
        return True
    if not is_heading(line) or not _SENTENCE.search(lines[at - 1]):
        return False
    following = lines[at + 1 : at + 1 + _OPENING_LINES]
    if any(_LEAD.match(lead) for lead in following[:2]):
        return True
    keywords = line.count(" - ") >= 2 or " : " in line
    return "I" in following or (keywords and any(_RULING.match(ruling) for ruling in following))
