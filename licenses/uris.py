"""An address → the licence it stands for, in whatever spelling: scheme, www., deed, legalcode, language, slash."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from licenses.catalogue import DCAT_BASE, catalogue
from licenses.creative_commons import Named

_SCHEME: Final = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_CHOOSER: Final = re.compile(r"\?ref=(?:chooser|ccchooser|openverse)[\w.-]*$")
_CC: Final = re.compile(
    r"^creativecommons\.org/licenses/(?P<kind>[a-z-]+)(?:/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,8}))?)?"
    r"(?:/(?:deed|legalcode|rdf)(?:[.-][a-z_-]+)*)?$"
)
_SUFFIX: Final = re.compile(r"(?:/(?:deed|legalcode|rdf)(?:[.-][a-z_-]+)*|(?:\.[a-z]{2})?\.(?:html?|txt|php|md))$")
_SPDX: Final = re.compile(r"^spdx\.org/licenses/(?P<id>[a-z0-9.+-]+?)(?:\.html|\.json)?$")
_EU: Final = re.compile(r"^publications\.europa\.eu/resource/authority/licence/(?P<id>[a-z0-9_]+)$")
LICENSE_HOSTS: Final = (
    "creativecommons.org",
    "gnu.org",
    "opensource.org",
    "govdata.de",
    "dcat-ap.de",
    "rightsstatements.org",
    "opendatacommons.org",
    "europeana.eu/rights",
    "spdx.org/licenses",
    "unlicense.org",
)


def normal_uri(address: str) -> str:
    """Return the address without scheme, `www.`, trailing punctuation, slash, port 80 noise and upper case."""
    bare = _SCHEME.sub("", address.strip()).rstrip(".,;:!").casefold()
    bare = bare.removeprefix("www.")
    return _CHOOSER.sub("", bare).split("#", 1)[0].rstrip("/")


@cache
def _table() -> dict[str, str]:
    entries: dict[str, str] = {}
    for license_ in catalogue().licenses.values():
        for uri in license_.uris:
            entries.setdefault(normal_uri(uri), license_.id)
    for spdx, path in _dcat_paths():
        entries.setdefault(normal_uri(DCAT_BASE + path), spdx)
    return entries


def _dcat_paths() -> tuple[tuple[str, str], ...]:
    """Return the addresses of DCAT-AP.de that stand for exactly one licence of the Creative Commons family."""
    unversioned = (
        ("CC-BY-unversioned", "cc-by"),
        ("CC-BY-SA-unversioned", "cc-by-sa"),
        ("CC-BY-NC-unversioned", "cc-by-nc"),
    )
    found = [(catalogue().get(alias).id, path) for alias, path in (*unversioned, ("CC-BY-ND-unversioned", "cc-by-nd"))]
    for license_ in catalogue().licenses.values():
        path = (license_.dcat_uri or "").removeprefix(DCAT_BASE)
        if "creative_commons" in license_.classes and any(character.isdigit() for character in path):
            found.append((license_.id, path))
    return (("CC0-1.0", "cc-zero"), ("CC-PDM-1.0", "ccpdm/1.0"), *found)


def license_at(address: str) -> str | Named | None:
    """Return the identifier an address stands for, the parts of a Creative Commons address, or None if it is not known.

    A Creative Commons address with a port or version that does not exist yields its parts, which no licence will match.
    """
    bare = normal_uri(address)
    known = _table().get(bare) or _table().get(_SUFFIX.sub("", bare).rstrip("/"))
    if known is not None:
        return known
    creative = _CC.match(bare)
    if creative:
        elements = frozenset(creative["kind"].split("-"))
        return Named(
            elements, creative["version"], creative["port"], unported=bool(creative["version"]) and not creative["port"]
        )
    return _by_identifier(bare)


def _by_identifier(bare: str) -> str | None:
    spdx = _SPDX.match(bare)
    if spdx and spdx["id"] in catalogue():
        return catalogue().get(spdx["id"]).id
    eu = _EU.match(bare)
    if eu:
        spelled = (
            re.sub(r"_(?=\d+$)", ".", eu["id"]).replace("_", "-").replace("bysa", "by-sa").replace("cc0", "cc0-1.0")
        )
        return catalogue().get(spelled).id if spelled in catalogue() else None
    return None


def is_license_host(address: str) -> bool:
    """Return whether the address lies where licences lie, so that not knowing it is not knowing a licence."""
    return normal_uri(address).startswith(LICENSE_HOSTS)
