"""The Creative Commons family: which licences exist, and how the parts of a name become one of them.

The family is generated from the tables in `catalogue.yaml`; a version, kind or port that is not listed there does not exist
here, and a port is never treated as the unported licence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ELEMENT_ORDER: Final = ("by", "nc", "nd", "sa")
OBLIGATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "by": ("attribution", "notice", "mark_changes"),
    "nc": ("no_commercial_use",),
    "nd": ("no_derivatives",),
    "sa": ("share_alike",),
}
CLASSES: Final[Mapping[str, str]] = {"nc": "noncommercial", "nd": "no_derivatives", "sa": "share_alike"}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"by": "Attribution", "nc": "NonCommercial", "nd": "NoDerivatives", "sa": "ShareAlike"},
    "de": {
        "by": "Namensnennung",
        "nc": "Nicht kommerziell",
        "nd": "Keine Bearbeitungen",
        "sa": "Weitergabe unter gleichen Bedingungen",
    },
}
JOINED: Final = {"en": "-", "de": " - "}
PORT_NAMES: Final[Mapping[str, str]] = {"de": "Deutschland", "at": "Österreich", "ch": "Schweiz", "igo": "IGO"}


NOT_PORTED: Final = "not ported"
"""In place of a port: `4.0 Unported`, which no licence is called, and which an address beside it can set right."""


class Named(NamedTuple):
    """The parts of a name or an address: elements, version, port, and whether it is explicitly unported."""

    elements: frozenset[str]
    version: str | None = None
    port: str | None = None
    unported: bool = False

    def kind(self) -> str | None:
        """Return the kind in canonical order, such as `by-nc-sa`, or None if there is no such licence."""
        if "by" not in self.elements or {"nd", "sa"} <= self.elements:
            return None
        return "-".join(element for element in ELEMENT_ORDER if element in self.elements)


@dataclass(frozen=True, slots=True)
class Member:
    """A licence of the family, from which an entry of the catalogue is made."""

    kind: str
    version: str | None
    port: str | None

    def spdx(self) -> str:
        """Return the identifier in the style of SPDX, whether SPDX has it or not."""
        parts = ["CC", self.kind.upper(), self.version or "unversioned", (self.port or "").upper()]
        return "-".join(part for part in parts if part)

    def path(self) -> str:
        """Return the path of the deed below creativecommons.org."""
        parts = ["licenses", self.kind, self.version or "", self.port or ""]
        return "/".join(part for part in parts if part)


def members(table: Mapping[str, Any]) -> Iterator[Member]:
    """Yield every licence of the family: unported and ported ones by version, then one without version per kind."""
    kinds: dict[str, None] = {}
    for version, entry in table["versions"].items():
        for kind in entry["kinds"]:
            kinds[kind] = None
            if entry.get("unported", True):
                yield Member(kind, version, None)
            for port in entry["ports"]:
                yield Member(kind, version, port)
    for kind in kinds:
        yield Member(kind, None, None)


def entry(member: Member, spdx_ids: frozenset[str], table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the catalogue entry of a member, in the form of the hand-written ones."""
    elements = member.kind.split("-")
    restricted = bool({"nc", "nd"} & set(elements))
    classes = [CLASSES[element] for element in elements if element in CLASSES]
    if member.version is None:
        classes.append("unversioned")
    identifier = member.spdx()
    short = f"{member.kind}-{member.version}"
    return {
        "id": identifier if identifier in spdx_ids else f"LicenseRef-{identifier}",
        "name": _short(member),
        "name_en": _title(member, table, "en"),
        "name_de": _title(member, table, "de"),
        "uris": [f"creativecommons.org/{member.path()}"],
        "classes": [*classes, *(() if restricted or "sa" in elements else ("attribution",)), "creative_commons"],
        "obligations": [duty for element in elements for duty in OBLIGATIONS[element]],
        "basis": "license",
        "open": not restricted,
        "dcat": table["dcat"].get(identifier) or _nearest_dcat(member.kind),
        "hub": f"cc-{short}" if member.port is None and short in table["hub"] else None,
        "url": f"https://creativecommons.org/{member.path()}/",
        "aliases": [identifier],
    }


def _title(member: Member, table: Mapping[str, Any], lang: str) -> str:
    """Return the title as on the licence's own page: `Creative Commons Attribution 3.0 Germany`."""
    elements = JOINED[lang].join(WORDS[lang][element] for element in member.kind.split("-"))
    if member.version is None:
        return f"Creative Commons {elements}"
    place = table["places"][member.port][lang] if member.port else _reach(member.version)
    return f"Creative Commons {elements} {member.version} {place}"


def _reach(version: str) -> str:
    return {"4.0": "International", "3.0": "Unported"}.get(version, "Generic")


def _short(member: Member) -> str:
    parts = ["CC", member.kind.upper(), member.version or "(version not said)"]
    if member.port:
        parts.append(PORT_NAMES.get(member.port, member.port.upper()))
    return " ".join(parts)


def _nearest_dcat(kind: str) -> str:
    """Return DCAT-AP.de's unversioned code of the kind; other-closed if the vocabulary has none."""
    return f"cc-{kind}" if kind in {"by", "by-sa", "by-nc", "by-nd"} else "other-closed"
