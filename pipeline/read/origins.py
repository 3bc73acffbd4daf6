"""Who or what wrote a text, where its file says so: fields of a head, a notice in the text, the engine of a recognition.

A person's name is never taken for an engine: `translator: Claude Riehl` is a person, `translator: claude-3` is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.manifest.vocabulary import UNKNOWN, OriginName
from pipeline.read.document import TextOrigin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOOKED_AT: Final = 1500
"""Characters at the beginning and at the end of a text in which a notice about its origin stands."""

LONGEST_NOTICE: Final = 400
"""Characters of a line that is nothing but a notice."""

_ORIGINS: Final[frozenset[str]] = frozenset(OriginName.__args__) - {UNKNOWN}  # type: ignore[attr-defined]
_TRANSLATORS: Final = (
    r"deepl(?:\s?(?:pro|write|translator|api))?|google[\s_-]?(?:cloud[\s_-]?)?(?:translate|translator|translation|übersetzer)|"
    r"(?:microsoft|bing|azure)[\s_-]?translat(?:or|e|ion)|amazon[\s_-]?translate|systran|nllb[\w.-]*|opus[\s_-]?mt[\w.-]*|"
    r"m2m[\s_-]?100[\w.-]*|marian(?:mt)?|madlad[\w.-]*|libretranslate|yandex[\s_-]?translate"
)
_WRITERS: Final = (
    r"chatgpt[\w.\s-]{0,12}|(?:open[\s_-]?ai[\s/_-]?)?gpt[\s_-]?[1-9o][\w.-]*|(?:microsoft\s|github\s)?copilot|"
    r"(?:google[\s_/-]?)?gemini(?:[\s_-]?(?:[\d.]+|pro|flash|ultra)[\w.\s-]{0,12})?|(?:meta[\s_/-]?)?llama[\s_-]?[\d.]+[\w.-]*|"
    r"claude[\s_-]?(?:[\d.]+|opus|sonnet|haiku|ai)[\w.\s-]{0,16}|mi[sx]tral[\w.-]*|qwen[\w.-]*|deepseek[\w.-]*|"
    r"large language model|language model|sprachmodell|llm|ki|künstliche intelligenz|ai|artificial intelligence"
)
_LISTENERS: Final = r"(?:openai[\s/_-]?)?whisper[\w.\s-]{0,16}|wav2vec[\w.-]*|vosk[\w.-]*|deepspeech[\w.-]*|kaldi|asr|speech[\s_-]?to[\s_-]?text"
_MACHINE: Final = r"mt|nmt|smt|machine|automatic(?:ally)?|auto|maschinell|automatisch|machine[\s_-]?translat(?:ed|ion)"
_HUMAN: Final = r"ht|human|manual(?:ly)?|professional|menschlich|manuell"

_IS_MT: Final = re.compile(rf"(?:{_MACHINE}|{_TRANSLATORS}|{_WRITERS})", re.IGNORECASE)
_IS_WRITER: Final = re.compile(rf"(?:{_WRITERS}|machine|maschine)", re.IGNORECASE)
_IS_HUMAN: Final = re.compile(rf"(?:{_HUMAN})", re.IGNORECASE)
_IS_LISTENER: Final = re.compile(rf"(?:{_LISTENERS})", re.IGNORECASE)
_IS_TRUE: Final = frozenset({"true", "yes", "1", "ja", "y", "wahr"})

_FLAGS: Final[dict[str, OriginName]] = {
    **dict.fromkeys(
        ("machinetranslated", "ismachinetranslated", "machinetranslation", "autotranslated", "automatictranslation", "mt"),
        "machine_translated",
    ),
    **dict.fromkeys(
        ("aigenerated", "generatedbyai", "machinegenerated", "isaigenerated", "ismachinegenerated", "kigeneriert"),
        "machine_generated",
    ),
}  # fmt: skip
_MANNERS: Final = frozenset({"translationtype", "translationmethod", "translationmode", "übersetzungsart"})
_BY_TRANSLATOR: Final = frozenset(
    {"translator", "translators", "translatedby", "übersetzer", "übersetzung", "übersetztvon"}
)
_BY_WRITER: Final = frozenset({"generatedby", "generator", "author", "authors", "writtenby", "autor", "model"})
_BY_LISTENER: Final = frozenset(
    {"transcribedby", "transcription", "transcriptionmodel", "asrmodel", "asrengine", "transkription"}
)


_STATED_BY: Final = frozenset({"origin", "textorigin", *_FLAGS}) | _MANNERS | _BY_TRANSLATOR | _BY_WRITER | _BY_LISTENER


def is_stated_by(key: str) -> bool:
    """Return whether a field of that name may say who or what wrote a text."""
    return _plain(key) in _STATED_BY


def of_fields(fields: Mapping[str, Any]) -> TextOrigin | None:
    """Return the origin that a document's fields state, a machine's before a person's; None where none does."""
    stated = [origin for key, value in fields.items() for text in _texts(value) if (origin := _of_field(key, text))]
    machines = [origin for origin in stated if origin.name.startswith("machine")]
    return next(iter([*machines, *stated]), None)


def _of_field(key: str, value: str) -> TextOrigin | None:
    name = _named(_plain(key), value.strip())
    return None if name is None else TextOrigin(name, f"{key}: {value.strip()}"[:LONGEST_NOTICE])


@lru_cache(maxsize=4096)
def _plain(key: str) -> str:
    return re.sub(r"[\W_]", "", str(key).casefold().rpartition("ms.")[2]) if len(str(key)) < 60 else ""


def _named(key: str, value: str) -> OriginName | None:  # noqa: PLR0911  one answer per kind of field
    if not value or len(value) > LONGEST_NOTICE:
        return None
    if key in {"origin", "textorigin"}:
        return value if value in _ORIGINS else None  # type: ignore[return-value]
    if key in _FLAGS:
        return _FLAGS[key] if value.casefold() in _IS_TRUE else None
    if key in _MANNERS:
        return (
            "machine_translated"
            if _IS_MT.fullmatch(value)
            else "human_translated"
            if _IS_HUMAN.fullmatch(value)
            else None
        )
    if key in _BY_TRANSLATOR:
        if value.casefold() in _IS_TRUE | {"false", "no", "nein", "0"}:
            return None
        return "machine_translated" if _IS_MT.fullmatch(value) else "human_translated"
    if key in _BY_WRITER:
        return "machine_generated" if _IS_WRITER.fullmatch(value) else None
    if key in _BY_LISTENER:
        return "asr" if _IS_LISTENER.fullmatch(value) else None
    return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for entry in value:
            yield from _texts(entry)
    elif isinstance(value, dict):
        yield from _texts(value.get("name"))
    elif isinstance(value, bool | str | int):
        yield str(value)


_THIS: Final = r"(?:dies(?:er|e|es)|(?:der|die|das)\s(?:folgende|vorliegende|obige)|this|the\s(?:following|present))"
_TEXT: Final = (
    r"(?:\w+[\s-]){0,3}\w*(?:artikel|text|seite|dokument|beitrag|inhalt|übersetzung|fassung|version|abschnitt|meldung|"
    r"article|text|page|document|post|content|translation|entry)"
)
_MANNER: Final = (
    r"(?:maschinell|automatisch|automatisiert|machine[\s-]|automatically|(?:von|mit|durch|mithilfe|by|with|using)\s"
    rf"[^.!?\n]{{0,30}}?\b(?:{_TRANSLATORS}|{_WRITERS})\b)"
)
_DONE: Final = r"(?P<translated>übersetzt|übertragen|translated)|(?P<written>erstellt|generiert|verfasst|geschrieben|erzeugt|generated|written|created)"
_GAP: Final = r"[^.!?\n]{0,60}?"
_NOTICE: Final = re.compile(
    rf"\b{_THIS}\s(?P<what>{_TEXT})\b{_GAP}\b(?:wurden?|ist|sind|was|has\sbeen|is)\b"
    rf"{_GAP}(?:\b{_MANNER}{_GAP}(?:{_DONE})\b|\b(?:{_DONE.replace('?P<', '?P<en_')})\s{_MANNER})",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    r"\W*(?:(?:hinweis|note|anmerkung)\W{1,3})?(?:maschinell|automatisch|machine[\s-]|automatically\s)\s?(?:übersetzt|translated)\b[^.!?\n]{0,60}\W*",
    re.IGNORECASE,
)
_TRANSLATION: Final = re.compile(r"übersetzung|translation", re.IGNORECASE)
_DENIED: Final = re.compile(
    r"\b(?:nicht|kein\w*|weder|niemals|ohne|falls|wenn|ob|kann|können|könnte\w*|not|never|without|if|whether|may|might|can)\b",
    re.IGNORECASE,
)
_HINTS: Final = ("maschinell", "automati", "machine", "deepl", "translat", "gpt", "sprachmodell")
_HINT: Final = re.compile(r"\b[ka]i\b", re.IGNORECASE)
_MAY_HINT: Final = (
    f"(?i){'|'.join(word.removeprefix('s') for word in _HINTS)}",  # an s may have come of ß
    r"\x{212a}|(?-u:\b)[kKaA][iI](?-u:\b)",
    "\u0130|\u0131|\u0149|\u01f0",  # letters that fold to those of a hint, and others
    "[\u1e96-\u1e9a]|[\ufb00-\ufb06]",
)
"""Patterns, as polars knows them, of which one stands in every text that has a hint; apart, each is found fast."""


def of_text(text: str) -> TextOrigin | None:
    """Return what a notice at the beginning or the end of a text says: a line of its own about *this* text, not denied.

    A text about machine translation says "der Text"; a notice says "dieser Text".
    """
    ends = (text,) if len(text) <= 2 * LOOKED_AT else (text[:LOOKED_AT], text[-LOOKED_AT:])
    for part in ends:
        if not _has_hint(part):
            continue
        for line in part.split("\n"):
            if len(line) <= LONGEST_NOTICE and _has_hint(line) and (origin := _of_line(line.strip())):
                return origin
    return None


def _has_hint(text: str) -> bool:
    """Return whether a word stands in a text without which it says nothing of machines: most have none."""
    folded = text.casefold()
    return any(word in folded for word in _HINTS) or _HINT.search(text) is not None


def may_state(texts: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for each text whether it may hold a notice: false only where `of_text` gives None."""
    may = _hinted(texts)
    rows = np.flatnonzero(may)
    chosen = texts.take(pa.array(rows))
    ends = [pc.utf8_slice_codeunits(chosen, 0, LOOKED_AT), pc.utf8_slice_codeunits(chosen, -LOOKED_AT)]
    is_short = pc.less_equal(pc.utf8_length(chosen), 2 * LOOKED_AT).to_numpy(zero_copy_only=False)
    may[rows] = is_short | _hinted(ends[0]) | _hinted(ends[1])
    return may


def _hinted(texts: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    column = pl.Series(pl.from_arrow(texts))
    hinted: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.zeros(len(column), bool)
    for pattern in _MAY_HINT:
        hinted |= column.str.contains(pattern).to_numpy()
    return hinted


def _of_line(line: str) -> TextOrigin | None:
    if _DENIED.search(line):
        return None
    if _BARE.fullmatch(line):
        return TextOrigin("machine_translated", line)
    match = _NOTICE.search(line)
    if match is None or match.start() > 60:  # a notice begins the line, behind a word such as "Hinweis:" at most
        return None
    is_translation = match["translated"] or match["en_translated"] or _TRANSLATION.search(match["what"])
    return TextOrigin("machine_translated" if is_translation else "machine_generated", line)


_ENGINES: Final = re.compile(
    r"tesseract|abbyy|fine\s?reader|ocropus|ocropy|ocr4all|kraken|calamari|pylaia|transkribus.*(?:pylaia|htr)|citlab|omnipage|"
    r"readiris|google\s?(?:cloud\s?)?vision|textract|easyocr|paddleocr|trocr|bit-?alpha|docworks|ocr-?d\b|eynollah|nuance|recogniform",
    re.IGNORECASE,
)


def engine(name: str | None) -> str | None:
    """Return the name of a program, on one line, if it recognises text; None for an editor or a converter."""
    plain = " ".join((name or "").split())[:200]
    return plain if plain and _ENGINES.search(plain) else None
