"""Which licence an address means, in any spelling: scheme, www., deed, legalcode, language, slash."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from licenses.catalogue import DCAT_BASE, catalogue
from licenses.creative_commons import ELEMENT_ORDER, Named

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME: Final = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_CHOOSER: Final = re.compile(r"\?(?:ref=(?:chooser|ccchooser|openverse)[\w.-]*|lang(?:uage)?=[a-z-]+)$")
_CC: Final = re.compile(
    r"^creativecommons\.org/licenses/(?P<kind>[a-z-]+)(?:/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,8}))?)?"
    r"(?:/(?:deed|legalcode|rdf)(?:[.-][a-z_-]+)*)?$"
)
_BUTTON: Final = re.compile(
    r"^(?:licensebuttons\.net|i\.creativecommons\.org)/(?P<kind>[lp])/(?P<path>.+?)/(?:\d+x\d+|icon)\.(?:png|svg)$"
)
"""The pictures of Creative Commons' buttons, whose addresses name the licence."""
_ACCESS: Final = re.compile(r"^info:eu-repo/semantics/(?P<access>\w+)$")
_COAR_OPEN: Final = "purl.org/coar/access_right/c_abf2"
"""Open access in the vocabulary of the Confederation of Open Access Repositories."""
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
    """Return the address in lower case without scheme, `www.`, fragment, trailing punctuation and slash."""
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


def _dcat_paths() -> Iterator[tuple[str, str]]:
    """Yield identifier and path of the DCAT-AP.de addresses that mean a single licence, or one without version."""
    for kind in ("BY", "BY-SA", "BY-NC", "BY-ND"):
        yield catalogue().get(f"CC-{kind}-unversioned").id, f"cc-{kind.lower()}"
    yield from (("CC-PDM-1.0", "ccpdm/1.0"), ("LicenseRef-GFDL", "gfdl"))
    paths: dict[str, list[str]] = {}
    for license_ in catalogue().licenses.values():
        paths.setdefault(license_.dcat_uri.removeprefix(DCAT_BASE), []).append(license_.id)
    yield from ((ids[0], path) for path, ids in paths.items() if len(ids) == 1)


_CLASSIFIED: Final = re.compile(r"mycore\.(?:org|de)/classifications/mir_licenses#(?P<id>[\w.-]+)$")


def license_at(address: str) -> str | Named | None:
    """Return the identifier that an address means, the parts of a Creative Commons address, or None if it is unknown.

    For a Creative Commons address with a port or version that does not exist the parts are returned, which match no licence.
    """
    bare = normal_uri(address)
    classified = _CLASSIFIED.search(address.casefold())
    if classified:
        spelled = classified["id"].replace("_", "-")
        return catalogue().get(spelled).id if spelled in catalogue() else None
    known = _table().get(bare) or _table().get(_SUFFIX.sub("", bare).rstrip("/"))
    if known is not None:
        return known
    button = _BUTTON.match(bare)
    if button:
        folder = "licenses" if button["kind"] == "l" else "publicdomain"
        return license_at(f"creativecommons.org/{folder}/{button['path']}")
    creative = _CC.match(bare)
    if creative:
        elements = frozenset(creative["kind"].split("-"))
        usual = "-".join(element for element in ELEMENT_ORDER if element in elements)
        if creative["kind"] not in {usual, "by-nd-nc"} or not elements <= set(ELEMENT_ORDER):
            return None  # `by-evil`, `sa-by`: on the licence's own host, and no licence
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


def access_at(address: str) -> str | None:
    """Return the access that an address of the vocabulary `info:eu-repo` means, such as `openaccess`; None for any other."""
    if normal_uri(address) == _COAR_OPEN:
        return "openaccess"
    match = _ACCESS.match(address.strip().rstrip(".,;").casefold())
    return match["access"] if match else None


def is_license_host(address: str) -> bool:
    """Return whether the address is on a host for licences, so that an unknown address is an unknown licence."""
    return normal_uri(address).startswith(LICENSE_HOSTS)
