"""Duplicates between sources as a matrix: rows are sources that lost documents, columns the sources of the survivors."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from pipeline.describe.figures import counting, svg
from pipeline.describe.figures.figure import Figure
from pipeline.describe.wording import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.describe.figures.svg import Drawing
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

SHOWN: Final = 12
CELL: Final = 30  # height of a row in pixels
LABEL: Final = 40.0  # percent of the width for the names
NAME_CHARACTERS: Final = 22
LETTERS: Final = "ABCDEFGHIJKL"


def duplicates(release: Path, _model: Model) -> Figure | None:
    """Return the figure of duplicates between sources, or None if there were none."""
    rows = counting.duplicates(release)
    if not rows:
        return None
    pairs: Counter[tuple[str, str]] = Counter()
    for source, survivor, _, documents in rows:
        pairs[source, survivor] += documents
    total = sum(pairs.values())
    between = sum(count for (source, survivor), count in pairs.items() if source != survivor)
    return Figure(
        name="duplicates",
        title={"de": "Dubletten in und zwischen Quellen", "en": "Duplicates within and between sources"},
        says={
            "de": f"{number(total, 'de')} Dokumente gingen als Dubletten, {number(between, 'de')} davon, weil der Text in einer "
            "anderen Quelle steht. Die Zeile nennt die Quelle, die ein Dokument verlor, die Spalte die, in der es geblieben ist.",
            "en": f"{number(total, 'en')} documents went as duplicates, {number(between, 'en')} of them because the text stands "
            "in another source. The row names the source that lost a document, the column the one in which it stays.",
        },
        columns=("source", "survivor", "reason", "documents"),
        rows=rows,
        draw=lambda language: [("", _draw(pairs, language))],
    )


def _draw(pairs: Mapping[tuple[str, str], int], language: Language) -> Drawing:
    touched: Counter[str] = Counter()
    for (source, survivor), count in pairs.items():
        touched[source] += count
        touched[survivor] += count
    names = sorted(sorted(touched, key=lambda name: (-touched[name], name))[:SHOWN])
    wide = (100 - LABEL) / len(names)
    highest = max((pairs.get((a, b), 0) for a in names for b in names), default=0)
    body = [
        svg.text(LETTERS[place], LABEL + wide * (place + 0.5), 13, "quiet", "middle") for place, _ in enumerate(names)
    ]
    for place, name in enumerate(names):
        y = 20 + CELL * place
        short = name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1] + "…"
        body.append(svg.text(f"{LETTERS[place]}  {short}", 0, y + 20))
        body += _cells(pairs, names, name, y, wide, highest, language)
    return svg.Drawing(20 + CELL * len(names) + 2, tuple(body))


def _cells(
    pairs: Mapping[tuple[str, str], int],
    names: Sequence[str],
    name: str,
    y: int,
    wide: float,
    highest: int,
    language: Language,
) -> list[str]:
    cells = []
    for column, other in enumerate(names):
        x, count = LABEL + wide * column, pairs.get((name, other), 0)
        cells.append(svg.box(x, y, wide, CELL, "bed"))
        if count:
            # The area of the filled square shows the number, which is also written on it.
            tall = (CELL - 2) * max(0.15, (count / highest) ** 0.5)
            cells.append(
                svg.box(x, y + CELL - 1 - tall, wide, tall, "heat", f"{name} → {other}: {number(count, language)}")
            )
            cells.append(svg.text(_short(count, language), x + wide / 2, y + 19, "strong", "middle"))
    return cells


def _short(count: int, language: Language) -> str:
    if count < 10_000:
        return str(count)
    return f"{count // 1000}{'T' if language == 'de' else 'k'}"
