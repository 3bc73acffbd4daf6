"""Lengths and measures: kept documents above the line, those removed by the measure below it, the limits drawn in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from filters.definitions import MEASURES
from pipeline.describe.figures import counting, svg
from pipeline.describe.figures.bins import bins_for
from pipeline.describe.figures.figure import Figure
from pipeline.describe.wording import number, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.describe.figures.counting import Histogram
    from pipeline.describe.figures.svg import Drawing
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

LENGTH: Final = "words"
PANELS: Final = 12
ABOVE, BELOW = 84, 34  # pixels of a panel for kept and for removed documents
Limits = list[tuple[str, float]]
"""Side and limit of every rule on a measure, each once, in order."""


def limits_of(model: Model) -> dict[str, Limits]:
    """Return the limits of each measure that the data files hold, over all profiles of the collection."""
    limits: dict[str, set[tuple[str, float]]] = {}
    for reason in model.reasons.values():
        for rule in reason.rules:
            if rule.limit is not None and rule.measure in MEASURES:
                limits.setdefault(rule.measure, set()).add((rule.side, rule.limit))
    return {name: sorted(limits[name]) for name in sorted(limits)}


def distributions(release: Path, model: Model) -> list[Figure]:
    """Return the figures of length and of the other measures that decide, counted in one pass over the data files."""
    limits: dict[str, Limits] = {LENGTH: []} | limits_of(model)
    bins = {name: bins_for(MEASURES[name].unit, of_measure) for name, of_measure in limits.items()}
    counted = counting.histograms(release, bins)
    others = {
        name: histogram
        for name, histogram in counted.items()
        if name != LENGTH and (histogram.kept.any() or histogram.removed.any())
    }
    return [_length(counted[LENGTH], limits[LENGTH]), *([_quality(others, limits)] if others else [])]


def _length(histogram: Histogram, limits: Limits) -> Figure:
    kept, removed = int(histogram.kept.sum()), int(histogram.removed.sum())
    return Figure(
        name="length",
        title={"de": "Länge der Dokumente in Wörtern", "en": "Length of the documents in words"},
        says={
            "de": f"{number(kept, 'de')} behaltene Dokumente nach ihrer Länge; {number(removed, 'de')} waren zu kurz oder zu "
            f"lang und wurden entfernt. {_limits_text(limits, 'de')}",
            "en": f"{number(kept, 'en')} documents kept, by length; {number(removed, 'en')} were too short or too long and "
            f"were removed. {_limits_text(limits, 'en')}",
        },
        columns=("from", "below", "kept", "removed"),
        rows=[row[1:] for row in _rows(LENGTH, histogram)],
        draw=lambda language: [("", _panel(histogram, limits, language, above=130))],
    )


def _quality(counted: Mapping[str, Histogram], limits: Mapping[str, Limits]) -> Figure:
    ordered = sorted(counted, key=lambda name: (-int(counted[name].removed.sum()), name))
    removed = sum(int(histogram.removed.sum()) for histogram in counted.values())
    shown = min(PANELS, len(ordered))
    return Figure(
        name="quality",
        title={"de": "Messwerte und ihre Grenzen", "en": "Measures and their limits"},
        says={
            "de": f"{number(removed, 'de')} Dokumente wurden wegen eines Messwerts entfernt; gezeigt sind die {shown} von "
            f"{len(ordered)} Messwerten mit einer Grenze, an denen die meisten scheiterten.",
            "en": f"{number(removed, 'en')} documents were removed because of a measure; shown are the {shown} of "
            f"{len(ordered)} measures with a limit that most of them broke.",
        },
        columns=("measure", "from", "below", "kept", "removed"),
        rows=[row for name in ordered for row in _rows(name, counted[name])],
        draw=lambda language: [
            (title(name, language), _panel(counted[name], limits[name], language)) for name in ordered[:shown]
        ],
    )


def title(measure: str, language: Language) -> str:
    """Return what a measure is, in words."""
    meaning = MEASURES[measure].german if language == "de" else MEASURES[measure].english
    return meaning[0].upper() + meaning[1:]


def _rows(name: str, histogram: Histogram) -> list[tuple[Any, ...]]:
    edges = histogram.bins.edges()
    uppers: list[float | str] = [*edges[1:-1], ""]
    numbers = zip(edges, uppers, histogram.kept.tolist(), histogram.removed.tolist(), strict=False)
    return [(name, low, high, kept, removed) for low, high, kept, removed in numbers if kept or removed]


def _limits_text(limits: Sequence[tuple[str, float]], language: Language) -> str:
    sentences = []
    for side in ("at_least", "at_most"):
        values = sorted({limit for limit_side, limit in limits if limit_side == side})
        if values:
            ends = " – ".join(dict.fromkeys((number(values[0], language), number(values[-1], language))))
            sentences.append(f"{word('words', 'limit', language).capitalize()}: {word('words', side, language)} {ends}")
    return ". ".join(sentences)


def _panel(histogram: Histogram, limits: Limits, language: Language, above: int = ABOVE) -> Drawing:
    base = 18 + above
    floor = base + BELOW
    kept, removed = int(histogram.kept.sum()), int(histogram.removed.sum())
    counts = ((word("words", "kept", language), kept), (word("words", "removed", language), removed))
    label = " · ".join(f"{name}: {number(count, language)}" for name, count in counts)
    body = [svg.text(label, 0, 11, "quiet")]
    body += _columns(histogram.kept.tolist(), base, -above, "kept")
    body += _columns(histogram.removed.tolist(), base, BELOW - 4, svg.patterned("quality"))
    body.append(svg.line(0, base, 100, base, "axis"))
    for limit in sorted({limit for _, limit in limits}):
        x = 100 * histogram.bins.place(limit)
        body.append(svg.line(x, 18, x, floor, "limit"))
    body += _scale(histogram, language, floor + 15)
    lines = [line for line in _limits_text(limits, language).split(". ") if line]
    body += [svg.text(words, 0, floor + 31 + 15 * place, "quiet") for place, words in enumerate(lines)]
    return svg.Drawing(floor + 20 + 15 * len(lines), tuple(body))


def _columns(counts: Sequence[int], base: int, height: int, kind: str) -> list[str]:
    highest = max(counts, default=0)
    wide = 100 / len(counts)
    boxes = []
    for place, count in enumerate(counts):
        tall = max(1.0, abs(height) * count / highest) if count else 0.0
        if count:
            boxes.append(svg.box(place * wide, base - tall if height < 0 else base, 0.9 * wide, tall, kind, str(count)))
    return boxes


def _scale(histogram: Histogram, language: Language, y: int) -> list[str]:
    if histogram.bins.kind == "steps":
        ticks = [0.0, histogram.bins.end / 2, histogram.bins.end]
    else:
        ticks = [1.0, 32.0, 1024.0, 32768.0, 1048576.0]
    labels = []
    for tick in ticks:
        x = 100 * histogram.bins.place(tick)
        anchor = "start" if x < 6 else "end" if x > 94 else "middle"
        labels.append(svg.text(number(tick, language), {"start": 0, "end": 100}.get(anchor, x), y, "quiet", anchor))
    return labels
