"""Which licence a distribution names, and what stands beside it where one name cannot say it all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from licenses.catalogue import DCAT_BASE, License, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.describe.model import Model

OPEN: Final = f"{DCAT_BASE}other-open"
CLOSED: Final = f"{DCAT_BASE}other-closed"
UNVERSIONED: Final = {"CC-BY-SA": "cc-by-sa", "CC-BY-NC": "cc-by-nc", "CC-BY-ND": "cc-by-nd", "CC-BY": "cc-by"}
"""The vocabulary has no version but those the catalogue names; the unversioned term is the nearest that is true."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The licence IRI of dcat-ap.de for a distribution, and the sentences that say the whole of it."""

    uri: str
    rights: str
    attribution: str | None


def terms(name: str, model: Model) -> Terms:
    """Return the terms of a subset, or of the whole release for a name that is no subset (its sample)."""
    owed = model.facts["subsets"].get(name, model.facts)["licenses"]
    sources = model.sources_in(name) if name in model.facts["subsets"] else [one for one, _ in model.kept_sources]
    licenses = _licenses(owed)
    return Terms(uri(owed), _rights(sorted(owed), licenses), _attribution(sources, licenses, model))


def uri(expressions: Iterable[str]) -> str:
    """Return the licence IRI of dcat-ap.de for texts under these licences.

    One licence, or several that the vocabulary knows under one name, give that name.  Several of different names give
    `other-open` (`other-closed` if one of them is not open): each text stays under its own licence, and naming one of them
    would claim the others' texts for it, even where all of them could be merged under it.  The full list stands beside it.
    """
    licenses = _licenses(expressions)
    names = {term(one) for one in licenses}
    return names.pop() if len(names) == 1 else _mixed(licenses)


def _licenses(expressions: Iterable[str]) -> list[License]:
    found = {one.id: one for text in expressions for one in catalogue().of(text)}
    return [found[id_] for id_ in sorted(found)]


def term(one: License) -> str:
    """Return the term of dcat-ap.de for one licence: its own, the unversioned one of its family, or other-open or -closed."""
    if one.dcat_uri:
        return one.dcat_uri
    family = next((code for start, code in UNVERSIONED.items() if _is_of(one.id, start)), None)
    return f"{DCAT_BASE}{family}" if family else _mixed([one])


def _is_of(id_: str, family: str) -> bool:
    return (
        id_.removeprefix("LicenseRef-").startswith(f"{family}-")
        and id_.removeprefix("LicenseRef-")[len(family) + 1 :][:1].isdigit()
    )


def _mixed(licenses: Sequence[License]) -> str:
    # Nobody has decided on some public-domain statements; they withhold nothing either.
    return CLOSED if any(one.open_definition is False for one in licenses) else OPEN


def _rights(expressions: Sequence[str], licenses: Sequence[License]) -> str:
    said = "; ".join(f"{one.id} ({one.name}, {one.url})" for one in licenses)
    compound = [one for one in expressions if " " in one]
    also = f" Kombiniert als: {', '.join(compound)}." if compound else ""
    which = (
        "Jeder Text steht unter der Lizenz, die seine Zeile in der Spalte license nennt"
        if len(licenses) > 1
        else "Alle Texte"
    )
    return f"{which}: {said}.{also}"


def _attribution(sources: Sequence[str], licenses: Sequence[License], model: Model) -> str | None:
    if not any({"attribution", "source_note"} & set(one.obligations) for one in licenses):
        return None
    named = [model.sources[one].get("attribution") or model.sources[one]["title"] for one in sources]
    return (
        f"{'; '.join(dict.fromkeys(named))} – die Zeile je Text steht in der Spalte attribution, alle in ATTRIBUTION.md"
    )
