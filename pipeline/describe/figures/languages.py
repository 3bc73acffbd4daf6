"""Languages and varieties: documents kept, and those removed because theirs is not wanted or too uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.describe.figures import counting, svg
from pipeline.describe.figures.figure import Figure
from pipeline.describe.wording import number, word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.describe.figures.svg import Drawing
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

SHOWN: Final = 12
ROW: Final = 34


@dataclass(frozen=True)
class _Spoken:
    name: str
    kept: int
    removed: int

    @property
    def documents(self) -> int:
        return self.kept + self.removed


def languages(release: Path, model: Model) -> Figure | None:
    """Return the figure of languages and varieties, or None if none was identified."""
    kept = {one.name: one.documents for one in model.composition.languages}
    removed = counting.spoken(release)
    listed = [_Spoken(name, kept.get(name, 0), removed.get(name, 0)) for name in kept.keys() | removed.keys()]
    if not listed:
        return None
    listed.sort(key=lambda one: (-one.kept, -one.removed, one.name))
    return Figure(
        name="languages",
        title={"de": "Dokumente nach Sprache und Varietät", "en": "Documents by language and variety"},
        says={"de": _says(kept, removed, "de"), "en": _says(kept, removed, "en")},
        columns=("language", "kept", "removed"),
        rows=[(one.name, one.kept, one.removed) for one in listed],
        draw=lambda language: [("", _draw(listed, language))],
        rooms={"language": "languages"},
    )


def _says(kept: dict[str, int], removed: dict[str, int], language: Language) -> str:
    total, lost = number(sum(kept.values()), language), number(sum(removed.values()), language)
    named = ", ".join(
        word("languages", name, language) for name in sorted(kept, key=lambda name: (-kept[name], name))[:3]
    )
    if language == "de":
        return f"Behalten: {total} Dokumente ({named or 'keine'}). Ihrer Sprache wegen entfernt: {lost}."
    return f"Kept: {total} documents ({named or 'none'}). Removed because of their language: {lost}."


def _draw(listed: Sequence[_Spoken], language: Language) -> Drawing:
    shown = list(listed[:SHOWN])
    rest = listed[SHOWN:]
    labels = [word("languages", one.name, language) for one in shown]
    if rest:
        labels.append(f"{len(rest)} {word('words', 'others', language)}")
        shown.append(_Spoken("", sum(one.kept for one in rest), sum(one.removed for one in rest)))
    longest = max(one.documents for one in shown)
    body: list[str] = []
    for place, (label, one) in enumerate(zip(labels, shown, strict=True)):
        body += _bar(13 + ROW * place, label, one, longest, language)
    return svg.Drawing(ROW * len(shown), tuple(body))


def _bar(y: int, label: str, one: _Spoken, longest: int, language: Language) -> list[str]:
    kept, removed = (number(count, language) for count in (one.kept, one.removed))
    verb = word("words", "removed", language)
    said = " + ".join([*([kept] if one.kept else []), *([f"{removed} {verb}"] if one.removed else [])])
    wide = 100 * one.kept / longest
    body = [svg.text(label, 0, y), svg.text(said, 100, y, "strong" if one.kept else "quiet", "end")]
    body.append(svg.box(0, y + 6, 100, 8, "bed"))
    if one.kept:
        body.append(svg.box(0, y + 6, wide, 8, "kept"))
    if one.removed:
        body.append(svg.box(wide, y + 6, 100 * one.removed / longest, 8, svg.patterned("language")))
    return body
