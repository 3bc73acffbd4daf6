"""Statements in the syntax of wikis and cards: MediaWiki's licence templates and lists of licence ids.

A template is recognised by its whole name: `{{Bild-CC-by-sa/3.0/de}}`, `{{self|cc-by-sa-3.0,2.5,2.0,1.0|GFDL}}`.  Several
licences in a template are alternatives (OR), as the templates' own texts say.  A list of ids in a card or record does not say
which part each covers, so that all of them apply (AND).
"""

from __future__ import annotations

import re
from typing import Final

import yaml

from gemeingut.yaml_text import load_yaml
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
"""Template names, case-folded and without the prefix `Bild-`, and the licences they mean."""

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
    """Return the licence or the choice of licences that a template grants; None for anything but a known template.

    Parameters that do not concern the licence (`author=`) are ignored; any other makes the template unknown.
    """
    template = _TEMPLATE.fullmatch(text)
    if template is None:
        return None
    name, *parameters = (part.strip() for part in template[1].split("|"))
    parameters = [part for part in parameters if part and not _SILENT.fullmatch(part)]
    is_choice = name.casefold() in {"self", "multi-lizenz", "lizenz", "license"}
    named = parameters if is_choice else [name]
    rest = [] if is_choice else parameters
    if name.casefold().removeprefix("bild-") == "gfdl" and rest and all(map(_RELICENSED.fullmatch, rest)):
        named, rest = [name, "cc-by-sa-3.0"], []
    ids = [license_ for part in named for license_ in _licenses(part)]
    if rest or not ids or None in ids:
        return None
    return _joined([str(license_) for license_ in ids], "OR")


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
        _creative(f"creativecommons.org/licenses/{creative['kind']}/{version}{port}")
        for version in creative["versions"].split(",")
    ]


def _creative(address: str) -> str | None:
    license_ = license_at(address)
    return None if isinstance(license_, Named) else license_


def of_list(text: str) -> tuple[str | None, tuple[str, ...]] | None:
    """Return the licences of a list of identifiers, joined by AND, and its unknown items; None for anything but such a list.

    Lists are written as in Hub cards and records: `[cc-by-4.0, mit]`, or as a YAML sequence.  If one item is unknown, the list
    names no licence.
    """
    if not (text.startswith("[") or "\n" in text) or len(text) > _LONGEST:
        return None
    try:
        content = load_yaml(text)
    except yaml.YAMLError:
        return None
    if isinstance(content, dict) and len(content) == 1:
        ((key, content),) = content.items()
        content = content if key in {"license", "licenses", "licence"} else None
    if not isinstance(content, list) or not all(isinstance(item, str) for item in content):
        return None
    known = [catalogue().get(item).id for item in content if item in catalogue()]
    unknown = tuple(item for item in content if item not in catalogue())
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
