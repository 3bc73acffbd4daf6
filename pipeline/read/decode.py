"""Bytes to text: the encoding found, never an error raised.

What cannot be decoded becomes U+FFFD, which `clean` measures as damage.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

import numpy as np
from charset_normalizer import from_bytes

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SINGLE_BYTE: Final = ("windows-1252", "mac-roman", "cp850")  # the first wins a tie
_GERMAN: Final = "äöüÄÖÜß"
_COMMON: Final = "„“”‚‘’–—…»«›‹§°€·éèêëàáâçíóúñôîûïæøåÅÉ×•\xa0\xad"
_WEIGHTS: Final = {**dict.fromkeys(_GERMAN, 4), **dict.fromkeys(_COMMON, 2)}
_PROBE_BYTES: Final = 1 << 16
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    r"""Return the text and the encoding it was read in; `encoding` is what the source declares.

    In this order: a byte order mark; UTF-16 by its pattern of NUL bytes; UTF-8 without an error; the declared encoding
    without an error; UTF-8 with few errors (a file cut off in the middle of a character); then the single-byte
    encoding in which the bytes look most like German, ISO-8859-1 being read as its superset Windows-1252 (its 0x85 is
    an ellipsis, not a line break).  Line ends CRLF and CR become `\n`, and the mark is taken off; NUL and other control
    characters stay.
    """
    text, used = _decode(data, encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n"), used


def is_encoding(name: str) -> bool:
    """Return whether Python knows the encoding."""
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    if wide := _utf16(data):
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if declared is not None and is_encoding(declared):
        try:
            return data.decode(declared), codecs.lookup(declared).name
        except UnicodeDecodeError:
            pass
    return _undeclared(data)


def _undeclared(data: bytes) -> tuple[str, str]:
    text = data.decode("utf-8", "replace")
    errors = text.count("�")
    if errors * 4 <= len(_MULTIBYTE.findall(data)):
        return text, "utf-8"
    name = _single_byte(data)
    return data.decode(name, "replace"), name


def _utf16(data: bytes) -> str | None:
    """Return the UTF-16 whose zero bytes stand at every second place, as they do in text of Latin letters."""
    probe = data[: _PROBE_BYTES // 2 * 2]
    if len(probe) < 4 or len(data) % 2 or b"\0" not in probe:
        return None
    sample = np.frombuffer(probe, dtype=np.uint8)
    even, odd = (float(np.mean(sample[start::2] == 0)) for start in (0, 1))
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.1 else None


def _single_byte(data: bytes) -> str:
    """Return the encoding whose reading of the bytes above 0x7F has the most German letters and usual signs."""
    counts = np.bincount(np.frombuffer(data, dtype=np.uint8), minlength=256)[128:]
    high = bytes(range(128, 256))
    scores = {name: _score(high.decode(name, "replace"), counts) for name in _SINGLE_BYTE}
    best = max(_SINGLE_BYTE, key=lambda name: scores[name])
    if scores[best] > 0:
        return best
    guess = from_bytes(data[:_PROBE_BYTES]).best()
    return guess.encoding if guess is not None else _SINGLE_BYTE[0]


def _score(characters: str, counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    weights = [_WEIGHTS.get(character, 0 if character.isalpha() else -2) for character in characters]
    return int(np.dot(np.array(weights), counts))
