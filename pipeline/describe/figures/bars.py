"""Composition: kept words by kind of text and licence as bars, by decade as columns on a time axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.describe.composition import Count
from pipeline.describe.figures import svg
from pipeline.describe.figures.figure import Figure
from pipeline.describe.wording import number, share, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.describe.figures.svg import Drawing
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

SHOWN: Final = 14
DECADE: Final = 10
COLUMNS: Final = 150  # height of the columns in pixels
LABELS: Final = 6  # labels on the time axis, at most
STEPS: Final = (1, 2, 5, 10, 20, 50, 100)  # decades between them


def domains(model: Model) -> Figure | None:
    """Return the figure of the kinds of text, or None if nothing was kept."""
    titles: dict[Language, str] = {"de": "Wörter nach Textart", "en": "Words by kind of text"}
    return _bars("domains", titles, "kind", "domains", model.composition.domains, model)


def licenses(model: Model) -> Figure | None:
    """Return the figure of the licences, or None if nothing was kept."""
    counts = [Count(name, texts.rows, texts.words) for name, texts in model.facts.licenses.items()]
    titles: dict[Language, str] = {"de": "Wörter nach Lizenz", "en": "Words by licence"}
    return _bars("licenses", titles, "license", "licenses", counts, model)


def decades(model: Model) -> Figure | None:
    """Return the figure of the decades of the dated documents, or None if none has a date with a year."""
    counts = model.composition.decades
    if not counts:
        return None
    dated = sum(count.documents for count in counts)
    first, last = counts[0].name, counts[-1].name
    kept = model.facts.counts.kept
    return Figure(
        name="decades",
        title={"de": "Wörter nach Jahrzehnt", "en": "Words by decade"},
        says={
            "de": f"{number(dated, 'de')} von {number(kept, 'de')} Dokumenten tragen ein Jahr: {_span(first, last, 'de')}.",
            "en": f"{number(dated, 'en')} of {number(kept, 'en')} documents carry a year: {_span(first, last, 'en')}.",
        },
        columns=("decade", "documents", "words"),
        rows=[(count.name, count.documents, count.words) for count in counts],
        draw=lambda language: [("", _columns(counts, language))],
    )


def _span(first: str, last: str, language: Language) -> str:
    ending = word("words", "decade_ending", language)
    joined = {"de": f"{first}{ending} bis {last}{ending}", "en": f"{first}{ending} to {last}{ending}"}
    return f"{first}{ending}" if first == last else joined[language]


def _bars(
    name: str, titles: dict[Language, str], column: str, topic: str | None, counts: Sequence[Count], model: Model
) -> Figure | None:
    if not counts:
        return None
    ordered = sorted(counts, key=lambda count: (-count.words, count.name))
    total = model.facts.counts.words
    return Figure(
        name=name,
        title=titles,
        says={"de": _says(ordered, topic, total, "de"), "en": _says(ordered, topic, total, "en")},
        columns=(column, "documents", "words"),
        rows=[(count.name, count.documents, count.words) for count in ordered],
        draw=lambda language: [("", _draw(ordered, topic, total, language))],
        topics={column: topic} if topic else {},
    )


def _named(count: Count, topic: str | None, language: Language) -> str:
    return word(topic, count.name, language) if topic else count.name


def _says(ordered: Sequence[Count], topic: str | None, total: int, language: Language) -> str:
    largest = ", ".join(
        f"{_named(count, topic, language)} {share(count.words, total, language)}" for count in ordered[:3]
    )
    largest = svg.unbroken(largest)
    if language == "de":
        return f"Von {number(total, 'de')} Wörtern: {largest}" + (" und weitere." if len(ordered) > 3 else ".")
    return f"Of {number(total, 'en')} words: {largest}" + (" and others." if len(ordered) > 3 else ".")


def _draw(ordered: Sequence[Count], topic: str | None, total: int, language: Language) -> Drawing:
    shown = list(ordered[:SHOWN])
    rest = ordered[SHOWN:]
    labels = [_named(count, topic, language) for count in shown]
    if rest:
        labels.append(f"{len(rest)} {word('words', 'others', language)}")
        shown.append(Count("", sum(count.documents for count in rest), sum(count.words for count in rest)))
    longest = max((count.words for count in shown), default=0)
    body: list[str] = []
    for place, (label, count) in enumerate(zip(labels, shown, strict=True)):
        y = 13 + 34 * place
        body.append(svg.text(label, 0, y))
        body.append(svg.text(share(count.words, total, language), 100, y, "strong", "end"))
        width = 100 * count.words / longest if longest else 0.0
        says = f"{label}: {number(count.words, language)} {word('words', 'words', language)}"
        body.append(svg.box(0, y + 6, 100, 8, "bed"))
        body.append(svg.box(0, y + 6, width, 8, "kept", says))
    return svg.Drawing(34 * len(shown), tuple(body))


def _columns(counts: Sequence[Count], language: Language) -> Drawing:
    first, last = int(counts[0].name), int(counts[-1].name)
    places = (last - first) // DECADE + 1
    highest = max(count.words for count in counts) or 1
    body: list[str] = [svg.text(f"{number(highest, language)} {word('words', 'words', language)}", 0, 12, "quiet")]
    top, floor = 20, 20 + COLUMNS
    body.append(svg.line(0, top, 100, top, "grid"))
    for count in counts:
        x = 100 * ((int(count.name) - first) // DECADE) / places
        height = max(1.0, COLUMNS * count.words / highest) if count.words else 0.0
        ending = word("words", "decade_ending", language)
        says = f"{count.name}{ending}: {number(count.words, language)} {word('words', 'words', language)}"
        wide = 100 / places
        body.append(svg.box(x + 0.1 * wide, floor - height, 0.8 * wide, height, "kept", says))
    body.append(svg.line(0, floor, 100, floor, "axis"))
    body += [svg.text(*label) for label in _labels(first, places, floor + 17)]
    return svg.Drawing(floor + 22, tuple(body))


def _labels(first: int, places: int, y: int) -> list[tuple[Any, ...]]:
    if places == 1:
        return [(str(first), 50, y, "quiet", "middle")]
    step = next(decades_apart for decades_apart in STEPS if decades_apart * (LABELS - 1) >= places - 1)
    begin = -(first // DECADE) % step
    labels: list[tuple[Any, ...]] = []
    for place in range(begin, places, step):
        x = 100 * (place + 0.5) / places
        anchor = "start" if x < 8 else "end" if x > 92 else "middle"
        labels.append((str(first + DECADE * place), {"start": 0, "end": 100}.get(anchor, x), y, "quiet", anchor))
    return labels
