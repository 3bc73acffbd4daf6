"""Languages and varieties: documents kept, and documents removed because their language is not wanted or too uncertain."""

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
    kept = {count.name: count.documents for count in model.composition.languages}
    removed = counting.spoken(release)
    listed = [_Spoken(name, kept.get(name, 0), removed.get(name, 0)) for name in kept.keys() | removed.keys()]
    if not listed:
        return None
    listed.sort(key=lambda spoken: (-spoken.kept, -spoken.removed, spoken.name))
    return Figure(
        name="languages",
        title={"de": "Dokumente nach Sprache und Varietät", "en": "Documents by language and variety"},
        says={"de": _says(kept, removed, "de"), "en": _says(kept, removed, "en")},
        columns=("language", "kept", "removed"),
        rows=[(spoken.name, spoken.kept, spoken.removed) for spoken in listed],
        draw=lambda language: [("", _draw(listed, language))],
        topics={"language": "languages"},
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
    labels = [word("languages", spoken.name, language) for spoken in shown]
    if rest:
        labels.append(f"{len(rest)} {word('words', 'others', language)}")
        shown.append(_Spoken("", sum(spoken.kept for spoken in rest), sum(spoken.removed for spoken in rest)))
    longest = max(spoken.documents for spoken in shown)
    body: list[str] = []
    for place, (label, spoken) in enumerate(zip(labels, shown, strict=True)):
        body += _bar(13 + ROW * place, label, spoken, longest, language)
    return svg.Drawing(ROW * len(shown), tuple(body))


def _bar(y: int, label: str, spoken: _Spoken, longest: int, language: Language) -> list[str]:
    kept, removed = (number(count, language) for count in (spoken.kept, spoken.removed))
    verb = word("words", "removed", language)
    numbers = " + ".join([*([kept] if spoken.kept else []), *([f"{removed} {verb}"] if spoken.removed else [])])
    wide = 100 * spoken.kept / longest
    body = [svg.text(label, 0, y), svg.text(numbers, 100, y, "strong" if spoken.kept else "quiet", "end")]
    body.append(svg.box(0, y + 6, 100, 8, "bed"))
    if spoken.kept:
        body.append(svg.box(0, y + 6, wide, 8, "kept"))
    if spoken.removed:
        body.append(svg.box(wide, y + 6, 100 * spoken.removed / longest, 8, svg.patterned("language")))
    return body
