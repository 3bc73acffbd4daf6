"""The notice of one licence for a release's `licenses/` folder: name, address, duties, and the text where it must travel along."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml

from licenses.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_FILES: Final = (
    "licenses/texts/BSD-2-Clause.txt",
    "licenses/texts/BSD-3-Clause.txt",
    "licenses/texts/MIT.txt",
    "licenses/texts/duties.yaml",
)
NO_DUTIES: Final = {"de": "Die Nutzung ist an keine Bedingung geknüpft.", "en": "Use is subject to no condition."}
FULL_TEXT: Final = {"de": "Lizenztext: {url}", "en": "Licence text: {url}"}


@cache
def _duties() -> Mapping[str, Mapping[str, str]]:
    data: dict[str, dict[str, str]] = yaml.safe_load(_file("duties.yaml") or "")
    return data


def _file(name: str) -> str | None:
    place = files("licenses").joinpath("texts", name)
    return place.read_text(encoding="utf-8") if place.is_file() else None


def duty(obligation: str, lang: str = "de") -> str:
    """Return what an obligation asks for, as a sentence; KeyError for one that the catalogue does not know."""
    return _duties()[obligation][lang]


def notice_text(license_id: str) -> str:
    """Return the notice of one licence of the catalogue in German and English, with its whole text where that must travel along."""
    license_ = catalogue().get(license_id)
    parts = []
    for lang in ("de", "en"):
        duties = "\n".join(f"- {duty(obligation, lang)}" for obligation in license_.obligations)
        parts += [
            f"{license_.title(lang)} ({license_.id})",
            FULL_TEXT[lang].format(url=license_.url),
            duties or NO_DUTIES[lang],
        ]
    text = _file(f"{license_.id}.txt")
    return "\n\n".join([*parts, text.rstrip()] if text else parts) + "\n"
