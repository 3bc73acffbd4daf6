"""Language codes: the labels of every model are mapped to ISO 639-3, with the script (ISO 15924) where it matters.

A script matters if it is not the usual script of the language: `__label__de` and `deu_Latn` are `deu`, `deu_Hebr` remains
`deu_Hebr`, and a language that is written in several scripts always has one.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_FILES: Final = ("filters/data/languages.csv",)


class LanguageError(GemeingutError, ValueError):
    """A model is missing, or has labels that are not language codes."""


GERMAN: Final = "deu"
ENGLISH: Final = "eng"
VARIETIES: Final = ("bar", "gsw", "ksh", "ltz", "nds", "pdc", "pfl", "sli", "stq", "swg", "vmf", "wae")
"""Languages with a code of their own in ISO 639-3 that belong to a German collection: each is a document's `language` itself."""

EARLY: Final = "deu-x-fnhd"
STANDARDS: Final = ("deu-AT", "deu-CH", EARLY)
"""Varieties without a code in ISO 639-3: Austrian and Swiss standard German, Early New High German (BCP 47, private use)."""

_LABEL: Final = "__label__"
_CODE: Final = re.compile(r"([a-z]{3})(?:[_-]([A-Z][a-z]{3}))?")
_SCRIPTS: Final = {
    "Arab": "ara arz azb ckb fas mzn pnb pus snd uig urd apc arb acm acq aeb ajp ars ary",
    "Armn": "hye", "Beng": "asm ben bpy", "Cyrl": "ava bak bel bul che chv kir krc mhr mkd mon mrj myv oss rue rus sah "
    "tat tgk tyv ukr xal kaz", "Deva": "bih bho gom hin mai mar nep new san dty", "Ethi": "amh", "Geor": "kat xmf",
    "Grek": "ell", "Gujr": "guj", "Guru": "pan", "Hebr": "heb yid ydd", "Hang": "kor", "Jpan": "jpn", "Khmr": "khm",
    "Knda": "kan", "Laoo": "lao", "Mlym": "mal", "Mymr": "mya", "Orya": "ori", "Sinh": "sin", "Taml": "tam",
    "Telu": "tel", "Thaa": "div", "Thai": "tha", "Tibt": "bod",
}  # fmt: skip
_USUAL: Final = {language: script for script, names in _SCRIPTS.items() for language in names.split()}
_SEVERAL: Final = frozenset({"aze", "bos", "hbs", "kas", "kaz", "kur", "srp", "uzb", "zho"})


@cache
def codes() -> Mapping[str, str]:
    """Return ISO 639-3 codes by the labels of lid.176, which are a mixture of ISO 639-1, 639-3 and Wikipedia's codes."""
    lines = resources.files("filters").joinpath("data/languages.csv").read_text(encoding="utf-8").splitlines()
    return {row["label"]: row["iso639_3"] for row in csv.DictReader(lines)}


@cache
def code(label: str) -> str:
    """Return the code for a model's label (`__label__de`, `de`, `__label__deu_Latn`, `srp_Cyrl`); raise LanguageError if none."""
    name = label.removeprefix(_LABEL)
    known = codes().get(name)
    if known is not None:
        return known
    match = _CODE.fullmatch(name)
    if match is None:
        raise LanguageError(f"label {label!r} is no language code; expected ISO 639-1, ISO 639-3 or e.g. deu_Latn")
    language, script = match.groups()
    matters = script and (language in _SEVERAL or script != _USUAL.get(language, "Latn"))
    return f"{language}_{script}" if matters else language


def is_german(language: str) -> bool:
    """Return whether a code is German: the standard language, one of its national standards or one of its varieties."""
    return language.split("_", maxsplit=1)[0].split("-", maxsplit=1)[0] in {GERMAN, *VARIETIES}
