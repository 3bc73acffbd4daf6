"""`gemeingut inspect`: the documents of a release or workspace with their fates, reasons, values and texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from flows.cli.funnel import columns, funnel
from flows.cli.parser import UsageError
from flows.cli.troubles import troubles
from pipeline.curator import inspection
from pipeline.describe import fairness
from pipeline.release_files.facts import is_release, read_facts

if TYPE_CHECKING:
    import argparse

    import polars as pl

SHOWN: Final = 20
EXCERPT: Final = 300


def run(chosen: argparse.Namespace) -> int:
    """Print the funnel, a table of documents, one document, a sample with texts, or the distribution of a measure."""
    if chosen.sample is not None and chosen.sample < 1:
        raise UsageError(f"--sample {chosen.sample}: at least 1")
    is_kept = True if chosen.kept else False if chosen.removed else None
    wanted = inspection.Wanted(chosen.source, is_kept, chosen.reason, chosen.document_id)
    asked = (
        chosen.source
        or chosen.kept
        or chosen.removed
        or chosen.reason
        or chosen.document_id
        or chosen.sample
        or chosen.measure
    )
    if chosen.fairness:
        return _compare_groups(chosen)
    if not asked and is_release(chosen.place) and not chosen.json:
        facts = read_facts(chosen.place)
        print("\n".join([funnel(facts), *troubles(chosen.place, facts)]))
        return 0
    return _look(chosen, wanted)


def _look(chosen: argparse.Namespace, wanted: inspection.Wanted) -> int:
    frame = inspection.fates(chosen.place, wanted)
    if chosen.document_id and frame.is_empty():
        raise inspection.InspectError(f"{chosen.document_id!r}: no such document in {chosen.place}")
    if chosen.measure:
        distribution = inspection.distribution(chosen.place, chosen.measure, frame["id"])
        print(json.dumps(distribution, indent=2) if chosen.json else _distribution(distribution))
        return 0
    rows = _rows(chosen, frame)
    print(json.dumps(rows, ensure_ascii=False, indent=2) if chosen.json else _shown(chosen, frame, rows))
    return 0


def _rows(chosen: argparse.Namespace, frame: pl.DataFrame) -> list[dict[str, Any]]:
    limit = chosen.sample or (None if chosen.json or chosen.document_id else SHOWN)
    rows = (frame if limit is None else frame.head(limit)).to_dicts()
    if chosen.sample or chosen.document_id:
        texts = inspection.texts(chosen.place, [row["id"] for row in rows])
        rows = [row | {"text": texts.get(row["id"])} for row in rows]
    return rows


def _shown(chosen: argparse.Namespace, frame: pl.DataFrame, rows: list[dict[str, Any]]) -> str:
    if chosen.sample or chosen.document_id:
        return "\n\n".join(_document(row, whole=bool(chosen.document_id)) for row in rows) or "no such documents"
    table = [(row["id"], row["fate"], row["reason"] or "", _value(row), row["related"] or "") for row in rows]
    lines = columns([("id", "fate", "reason", "measured", "related"), *table]) if table else []
    more = len(frame) - len(rows)
    return "\n".join(
        [
            *lines,
            f"{len(frame):,} document{'' if len(frame) == 1 else 's'}"
            + (f", {more:,} not shown (--json lists all)" if more else ""),
        ]
    )


def _value(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return row["measure"] or ""
    limit = "" if row["limit"] is None else f" (limit {row['limit']:.4g})"
    return f"{row['measure']} {row['value']:.4g}{limit}"


def _document(row: dict[str, Any], *, whole: bool) -> str:
    head = f"{row['id']}: {row['fate']}" + (f", {row['reason']} {_value(row)}" if row["reason"] else "")
    head += f" → {row['related']}" if row["related"] else ""
    text = row["text"]
    if text is None:
        return f"{head}\n(its text is not here)"
    return f"{head}\n{text if whole or len(text) <= EXCERPT else text[:EXCERPT] + '…'}"


def _distribution(distribution: dict[str, Any]) -> str:
    if not distribution["documents"]:
        return f"{distribution['measure']}: no document has a value"
    lines = [
        f"{distribution['measure']}: {distribution['documents']:,} document{'' if distribution['documents'] == 1 else 's'}, mean {distribution['mean']:.4g}"
    ]
    return "\n".join(lines + [f"  {share}  {value:.4g}" for share, value in distribution["quantiles"].items()])


def _compare_groups(chosen: argparse.Namespace) -> int:
    """Print the report of a release, all sources together or one of them."""
    rows = fairness.read(chosen.place)
    if not (chosen.place / fairness.FILE).is_file():
        raise UsageError(f"{chosen.place}: no {fairness.FILE} there; it is a file of a release")
    if not rows and not chosen.json:
        print(f"no group is mentioned in {fairness.LEAST} documents or more, with as many others beside them")
        return 0
    if chosen.source:
        inspection.check_name("source", chosen.source, {row.source for row in rows})
    wanted = chosen.source or fairness.EVERYWHERE
    shown = rows if chosen.json and not chosen.source else [row for row in rows if row.source == wanted]
    if chosen.json:
        print(json.dumps([row.as_json() for row in shown], ensure_ascii=False, indent=2))
        return 0
    header = ("group", "mention it", "removed", "others", "removed", "difference", "95 %", "")
    print("\n".join(columns([header, *map(_fairness_line, shown)], right={1, 2, 3, 4, 5})))
    telling = [row for row in rows if row.source != fairness.EVERYWHERE and row.is_telling]
    if not chosen.source:
        worse = sorted({row.source for row in telling if row.low is not None and row.low > 0})
        print(f"sources in which a group is removed more often than chance would: {', '.join(worse) or 'none'}")
    return 0


def _fairness_line(row: fairness.FairnessRow) -> tuple[str, ...]:
    rates = (_share(row.removed_mentioning, row.mentioning), _share(row.removed_others, row.others))
    counts = (f"{row.mentioning:,}", rates[0], f"{row.others:,}", rates[1])
    if row.difference is None or row.low is None or row.high is None:
        return (row.group, *counts, "–", "", "")
    mark = "more often" if row.low > 0 else "less often" if row.high < 0 else ""
    return (row.group, *counts, f"{row.difference:+.1%}", f"{row.low:+.1%} to {row.high:+.1%}", mark)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
