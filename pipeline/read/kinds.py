"""The kind of a text, where its file or its title says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.manifest.vocabulary import KindName

_ACT: Final = re.compile(
    r"(?P<decree>\w*(?:verordnung|anordnung|erla[sß]s?|richtlinien?|satzung|bekanntmachung|verfügung)\b)|(?P<law>\w*(?:gesetz(?:es|buch(?:es)?)?|ordnung|abkommen|vertrag)\b)",
    re.IGNORECASE,
)


def of_law(title: str | None) -> KindName:
    """Return whether an act is a statute or a decree, by the first word of its title that says so; a statute if none does.

    `Verordnung zur Durchführung des Waldgesetzes` is a decree, `Gesetz über die Verordnung von Hilfsmitteln` a statute.
    """
    match = _ACT.search(title or "")
    return "decree" if match and match["decree"] else "law"
