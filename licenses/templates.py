"""Statements in the syntax of wikis and cards: MediaWiki's licence templates and lists of licence ids.

A template is read by its whole name: `{{Bild-CC-by-sa/3.0/de}}`, `{{self|cc-by-sa-3.0,2.5,2.0,1.0|GFDL}}`.  Several
licences in one template are offered for choice (OR), as the templates' own texts say.  A list of ids in a card or record does
not say which part each covers, so all of them bind (AND).
"""

from __future__ import annotations

import re
from typing import Final

import yaml

from licenses.catalogue import CatalogueError, catalogue
from licenses.creative_commons import Named
from licenses.uris import license_at

FIXED: Final = {
    "cc-zero": "CC0-1.0",
    "cc0": "CC0-1.0",
    "cc-pd-mark": "CC-PDM-1.0",
    "gfdl": "LicenseRef-GFDL",
    "gfdl-1.2": "GFDL-1.2",
    "gfdl-1.3": "GFDL-1.3",
    "fal": "LAL-1.3",
    "mit": "MIT",
    "apache": "Apache-2.0",
    "pd-self": "LicenseRef-public-domain",
    "pd-author": "LicenseRef-public-domain",
    "pd-user": "LicenseRef-public-domain",
    "pd": "LicenseRef-public-domain",
    "pd-schöpfungshöhe": "LicenseRef-public-domain",
    "pd-ineligible": "LicenseRef-public-domain",
    "pd-text": "LicenseRef-public-domain",
    "pd-alt": "LicenseRef-DE-UrhG-64",
    "pd-germangov": "LicenseRef-DE-UrhG-5",
    "pd-de-gov": "LicenseRef-DE-UrhG-5",
    "pd-amtliches werk": "LicenseRef-DE-UrhG-5",
    "amtliches werk": "LicenseRef-DE-UrhG-5",
}
"""Template names, case-folded and without the prefix `Bild-`, and what they say."""

_OLD: Final = re.compile(r"pd-old(?:-(?:auto|\d{2,3}))?(?:-expired)?")
_CC: Final = re.compile(
    r"cc-(?P<kind>by(?:-(?:nc|nd|sa))*)[-/ ](?P<versions>\d\.\d(?:,\d\.\d)*)(?:[-/](?P<port>[a-z]{2,8}))?",
    re.IGNORECASE,
)
_TEMPLATE: Final = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}(?:\s*\{\{\s*int:[\w-]+\s*\}\})?")
_SILENT: Final = re.compile(r"(?:author|attribution|1|2|urheber|autor|date|datum|class|category)\s*=.*", re.IGNORECASE)
_LONGEST: Final = 1_000
_RELICENSED: Final = re.compile(r"migration\s*=\s*(?:relicense|redundant)", re.IGNORECASE)


def of_template(text: str) -> str | None:
    """Return the licence or the choice of licences that one template grants; None for what is no template we know.

    Parameters that name nobody's licence (`author=`) are passed over; any other makes it unknown.
    """
    found = _TEMPLATE.fullmatch(text)
    if found is None:
        return None
    name, *parameters = (part.strip() for part in found[1].split("|"))
    parameters = [one for one in parameters if one and not _SILENT.fullmatch(one)]
    is_choice = name.casefold() in {"self", "multi-lizenz", "lizenz", "license"}
    named = parameters if is_choice else [name]
    rest = [] if is_choice else parameters
    if name.casefold().removeprefix("bild-") == "gfdl" and rest and all(map(_RELICENSED.fullmatch, rest)):
        named, rest = [name, "cc-by-sa-3.0"], []
    found_ids = [one for part in named for one in _licenses(part)]
    if rest or not found_ids or None in found_ids:
        return None
    return _joined([str(one) for one in found_ids], "OR")


def _licenses(name: str) -> list[str | None]:
    plain = name.casefold().replace("_", " ").removeprefix("bild-")
    if plain in FIXED:
        return [FIXED[plain]]
    if _OLD.fullmatch(plain):
        return ["LicenseRef-DE-UrhG-64"]
    creative = _CC.fullmatch(plain)
    if creative is None:
        return [None]
    port = f"/{creative['port']}" if creative["port"] and creative["port"] != "self" else ""
    return [
        _creative(f"creativecommons.org/licenses/{creative['kind']}/{one}{port}")
        for one in creative["versions"].split(",")
    ]


def _creative(address: str) -> str | None:
    found = license_at(address)
    return None if isinstance(found, Named) else found


def of_list(text: str) -> tuple[str | None, tuple[str, ...]] | None:
    """Return what a list of identifiers names, joined by AND, and the items nobody knows; None for what is no such list.

    Lists as Hub cards and records spell them: `[cc-by-4.0, mit]`, or one after the other as YAML does.  With one item that
    is not known the list names no licence.
    """
    if not (text.startswith("[") or "\n" in text) or len(text) > _LONGEST:
        return None
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    if isinstance(content, dict) and len(content) == 1:
        ((key, content),) = content.items()
        content = content if key in {"license", "licenses", "licence"} else None
    if not isinstance(content, list) or not all(isinstance(one, str) for one in content):
        return None
    known = [catalogue().get(one).id for one in content if one in catalogue()]
    unknown = tuple(one for one in content if one not in catalogue())
    if not known:
        return None
    return (None, unknown) if unknown else (_joined(known, "AND"), ())


def _joined(ids: list[str], operator: str) -> str | None:
    distinct = list(dict.fromkeys(ids))
    if len(distinct) == 1:
        return distinct[0]
    try:
        return catalogue().normal(f" {operator} ".join(distinct))
    except CatalogueError:
        return None
