"""Which licence a distribution names, and what stands beside it where one name cannot say it all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from licenses.dcat_terms import iri_of, licenses_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licenses.catalogue import License
    from pipeline.describe.model import Model


@dataclass(frozen=True, slots=True)
class Terms:
    """The licence IRI of dcat-ap.de for a distribution, and the sentences that say the whole of it."""

    uri: str
    rights: str
    attribution: str | None


def terms(name: str, model: Model) -> Terms:
    """Return the terms of a subset, or of the whole release for a name that is no subset (its sample)."""
    owed = (model.facts.subsets.get(name) or model.facts).licenses
    sources = model.sources_in(name) if name in model.facts.subsets else [source for source, _ in model.kept_sources]
    licenses = licenses_in(owed)
    return Terms(iri_of(owed), _rights(sorted(owed), licenses), _attribution(sources, licenses, model))


def _rights(expressions: Sequence[str], licenses: Sequence[License]) -> str:
    named = "; ".join(f"{license_.id} ({license_.name}, {license_.url})" for license_ in licenses)
    compound = [expression for expression in expressions if " " in expression]
    also = f" Kombiniert als: {', '.join(compound)}." if compound else ""
    which = (
        "Jeder Text steht unter der Lizenz, die seine Zeile in der Spalte license nennt"
        if len(licenses) > 1
        else "Alle Texte"
    )
    return f"{which}: {named}.{also}"


def _attribution(sources: Sequence[str], licenses: Sequence[License], model: Model) -> str | None:
    if not any({"attribution", "source_note"} & set(license_.obligations) for license_ in licenses):
        return None
    named = [model.sources[source].get("attribution") or model.sources[source]["title"] for source in sources]
    return (
        f"{'; '.join(dict.fromkeys(named))} – die Zeile je Text steht in der Spalte attribution, alle in ATTRIBUTION.md"
    )
