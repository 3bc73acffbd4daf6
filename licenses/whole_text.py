"""Licence files, recognised by their whole text: the words must be exactly those of a known copy.

`whole_texts.yaml` has the SHA-256 sums of the words of known copies, made with `fingerprint`.  Copyright lines are left out,
because they differ from copy to copy; case, layout and http or https are ignored.  A text with an additional condition has
another sum.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

from gemeingut.yaml_text import load_yaml

DATA_FILES: Final = ("licenses/whole_texts.yaml",)
SHORTEST_CHARACTERS: Final = 500
LONGEST_CHARACTERS: Final = 200_000
_COPYRIGHT_LINE: Final = re.compile(
    r"^[^\w\n]*+(?:copyright\s*+(?:\(c\)|©|\d{4}|\[|<|\{)|©|\(c\)\s*+\d{4}).*$", re.IGNORECASE | re.MULTILINE
)
_WORD: Final = re.compile(r"[^\W_]+")


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the text's words: NFKC, case-folded, without copyright lines, in order."""
    plain = unicodedata.normalize("NFKC", _COPYRIGHT_LINE.sub("", text)).casefold().replace("https:", "http:")
    return hashlib.sha256(" ".join(_WORD.findall(plain)).encode()).hexdigest()


@cache
def _known() -> dict[str, str]:
    data = load_yaml(files("licenses").joinpath("whole_texts.yaml").read_text(encoding="utf-8"))
    return {sha256: id_ for id_, sums in data["texts"].items() for sha256 in sums}


def license_of_text(text: str) -> str | None:
    """Return the identifier of the licence whose whole text this is, None for any other text."""
    if not SHORTEST_CHARACTERS <= len(text) <= LONGEST_CHARACTERS:
        return None
    return _known().get(fingerprint(text))
