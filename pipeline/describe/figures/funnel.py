"""The funnel: of each source what was read, what was removed by which kind of reason, and what was kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from pipeline.describe.figures import counting, svg
from pipeline.describe.figures.figure import Figure
from pipeline.describe.wording import number, share, word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.describe.figures.svg import Drawing
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

SHOWN: Final = 16
TITLE_CHARACTERS: Final = 46
KINDS: Final = ("license", "language", "quality", "duplicates", "other", "quarantine")
"""Kinds of reasons, in the order of the stages; takedowns and documents that cuts emptied are `other`."""


def funnel(release: Path, model: Model) -> Figure:
    """Return the figure of the funnel; its numbers are those of the ledger, by source and reason."""
    lost = counting.stages(release)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for source, _, stage, _, documents in lost:
        kinds[source][stage if stage in KINDS else "other"] += documents
    return Figure(
        name="funnel",
        title={"de": "Was aus den gelesenen Dokumenten wurde", "en": "What became of the documents read"},
        says={"de": _says(model, "de"), "en": _says(model, "en")},
        columns=("source", "fate", "stage", "reason", "documents"),
        rows=_rows(model, lost),
        draw=lambda language: [("", _draw(model, kinds, language))],
        topics={"fate": "words", "stage": "reason_kinds"},
    )


def _rows(model: Model, lost: list[tuple[str, str, str, str, int]]) -> list[tuple[Any, ...]]:
    by_source: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for source, fate, stage, reason, documents in lost:
        by_source[source].append((source, fate, stage, reason, documents))
    rows: list[tuple[Any, ...]] = []
    for name, counts in sorted(model.facts.sources.items()):
        rows += [(name, "read", "", "", counts.read), *by_source[name], (name, "kept", "", "", counts.kept)]
    return rows


def _says(model: Model, language: Language) -> str:
    counts = model.facts.counts
    shown = {fate: number(count, language) for fate, count in counts.by_fate().items()}
    kept = svg.unbroken(share(counts.kept, counts.read, language))
    if language == "de":
        return (
            f"Von {shown['read']} gelesenen Dokumenten wurden {shown['kept']} behalten ({kept}), {shown['removed']} entfernt "
            f"und {shown['quarantined']} in Quarantäne gestellt."
        )
    return (
        f"Of {shown['read']} documents read, {shown['kept']} were kept ({kept}), {shown['removed']} removed and "
        f"{shown['quarantined']} quarantined."
    )


def _draw(model: Model, kinds: Mapping[str, Counter[str]], language: Language) -> Drawing:
    listed = sorted(model.facts.sources.items(), key=lambda pair: (-pair[1].read, pair[0]))
    total: Counter[str] = sum((kinds[name] for name, _ in listed), Counter())
    counts = model.facts.counts
    bars = [(word("words", "all_sources", language), counts.kept, counts.read, total)]
    bars += [(source.title, source.kept, source.read, kinds[name]) for name, source in listed[:SHOWN]]
    rest = listed[SHOWN:]
    if rest:
        more = f"{len(rest)} {word('words', 'more_sources', language)}"
        kept, read = (sum(counted) for counted in zip(*((source.kept, source.read) for _, source in rest), strict=True))
        bars.append((more, kept, read, sum((kinds[name] for name, _ in rest), Counter())))
    body, y = _legend(total, language)
    for place, (title, kept, read, lost) in enumerate(bars):
        body += _bar(y, title, kept, read, lost, language, strong=place == 0)
        y += 58 if place == 0 else 50
    return svg.Drawing(y - 8, tuple(body))


def _legend(total: Counter[str], language: Language) -> tuple[list[str], int]:
    body, y = [], 0
    for place, kind in enumerate(("kept", *(reason_kind for reason_kind in KINDS if total[reason_kind]))):
        x = 0.0 if place % 2 == 0 else 50.0
        y = 20 * (place // 2)
        body += [_part(kind, x, y + 2, 4.5, 12), svg.text(_kind(kind, language), x + 6, y + 12, "quiet")]
    return body, y + 40


def _kind(kind: str, language: Language) -> str:
    return word("words", "kept", language) if kind == "kept" else word("reason_kinds", kind, language)


def _part(kind: str, x: float, y: float, width: float, height: float, says: str = "") -> str:
    style = {"kept": "kept", "quarantine": "outline"}.get(kind) or svg.patterned(kind)
    return svg.box(x, y, width, height, style, says)


def _bar(
    y: int, title: str, kept: int, read: int, lost: Counter[str], language: Language, *, strong: bool
) -> list[str]:
    shown = f"{number(kept, language)} {word('words', 'of', language)} {number(read, language)}"
    short = title if len(title) <= TITLE_CHARACTERS else title[: TITLE_CHARACTERS - 1].rstrip() + "…"
    body = [
        svg.text(short, 0, y, "strong" if strong else ""),
        svg.text(shown, 100, y + 29 if not strong else y, "quiet" if not strong else "strong", "end"),
        svg.text(share(kept, read, language), 0, y + 29, "quiet") if not strong else "",
    ]
    x, height = 0.0, 16 if strong else 10
    for kind in ("kept", *KINDS):
        documents = kept if kind == "kept" else lost[kind]
        width = 100 * documents / read if read else 0.0
        if documents:
            body.append(_part(kind, x, y + 6, width, height, f"{_kind(kind, language)}: {number(documents, language)}"))
        x += width
    return body
