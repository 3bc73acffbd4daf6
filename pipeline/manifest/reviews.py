"""Open questions for people as a table, and their decisions, from the table into `reviews/<source>.yaml`.

A group is a source, a statement (by its hash) and the rule that sent it to review.  A decision is valid for the group until
the statement changes.  It is signed by a role and a case number, never by a name.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, Final

import yaml
from pydantic import ValidationError

from gemeingut.errors import DataError
from gemeingut.yaml_text import load_yaml
from licenses.catalogue import CatalogueError
from licenses.combine import why_not_released
from licenses.translation import translated
from pipeline.manifest import ReviewDecision, Reviews, cells
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GROUP: Final = (
    "source",
    "rule",
    "reason",
    "why",
    "documents",
    "words",
    "example",
    "statement",
    "passage",
    "statement_sha256",
)
ANSWER: Final = ("verdict", "license", "role", "case", "decision_reason", "date")
_GERMAN_DATE: Final = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")


class ReviewError(DataError, ValueError):
    """A table of decisions cannot be used; the message names the line and what is missing."""


def with_unread(groups: Sequence[Mapping[str, Any]], not_read: Sequence[Mapping[str, str]]) -> str:
    """Return the review table of a collection: one line a group, the columns of the answer empty.

    Sources that were not read because their own licence awaits a decision are listed too, without documents.
    """
    waiting = [_unread(row) for row in not_read if row["reason"] in {"license_review", "license_unproven"}]
    return table([*groups, *waiting])


def _unread(source: Mapping[str, str]) -> dict[str, Any]:
    return {"source": source["source"], "reason": source["reason"], "why": source["detail"], "documents": 0, "words": 0}


def table(groups: Sequence[Mapping[str, Any]], *, for_spreadsheet: bool = False) -> str:
    """Return the groups as CSV (RFC 4180, UTF-8), ordered by source, rule and statement.

    No cell begins as a formula would: a statement of somebody else's must not be computed where the table is opened.
    For a spreadsheet: with a byte order mark, semicolons and Windows line ends, as German Excel reads and writes them.
    """
    out = io.StringIO()
    delimiter, end = (";", "\r\n") if for_spreadsheet else (",", "\n")
    columns = [*GROUP, *ANSWER]
    writer = csv.DictWriter(out, columns, delimiter=delimiter, lineterminator=end, extrasaction="ignore", restval="")
    writer.writeheader()
    ordered = sorted(
        groups, key=lambda group: tuple(str(group.get(name, "")) for name in ("source", "rule", "statement"))
    )
    writer.writerows({name: _plain(cell) for name, cell in group.items()} for group in ordered)
    return ("\ufeff" if for_spreadsheet else "") + out.getvalue()


def _plain(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\r\n", "\n").replace(
        "\r", "\n"
    )  # csv quotes a cell only for the line end that it writes itself
    return cells.plain(cell)


def _unquoted(cell: Any) -> Any:
    return cells.restored(cell) if isinstance(cell, str) else cell


def in_language(lines: Sequence[Mapping[str, str]], lang: str, policy: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the lines with the explanation in a language; `policy` has the German of the policy's own sentences."""
    if lang == "en":
        return [dict(line) for line in lines]
    return [{**line, "why": policy.get(line["why"]) or translated(line["why"], lang)} for line in lines]


def read(path: Path) -> list[dict[str, str]]:
    """Return the lines of a review table; raise ReviewError if it is missing or lacks columns."""
    if not path.is_file():
        raise ReviewError(f"{path}: no such file")
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReviewError(f"{path}: cannot be read: it is not UTF-8; save the table as CSV UTF-8") from error
    header = content.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter)
    missing = [
        name for name in ("source", "rule", "statement_sha256", *ANSWER) if name not in (reader.fieldnames or [])
    ]
    if missing:
        raise ReviewError(f"{path}: columns missing {missing}; found {reader.fieldnames}")
    return [{name: _unquoted(cell) for name, cell in line.items()} for line in reader]


def decisions(lines: Sequence[Mapping[str, str]], where: Path) -> dict[str, list[ReviewDecision]]:
    """Return the decided lines by source; a line without a verdict is undecided and left out."""
    by_source: dict[str, list[ReviewDecision]] = {}
    for number, line in enumerate(lines, 2):
        if not (line["verdict"] or "").strip():
            continue
        try:
            decision = ReviewDecision.model_validate(
                {
                    "statement_sha256": _cell(line, "statement_sha256"),
                    "rule": _cell(line, "rule"),
                    "statement": line.get("statement") or "",
                    "verdict": _cell(line, "verdict").lower(),
                    "license": _cell(line, "license") or None,
                    "role": _cell(line, "role"),
                    "case": _cell(line, "case"),
                    "reason": _cell(line, "decision_reason"),
                    "date": _iso(_cell(line, "date")),
                }
            )
        except ValidationError as error:
            first = error.errors()[0]
            field = str(first["loc"][0])
            key = f"decision_{field}" if f"decision_{field}" in line else field  # as the column is named
            raise ReviewError(f"{where}: line {number}: {key}: found {first['input']!r}; {first['msg']}") from error
        _check(decision, f"{where}: line {number}: source {line['source']!r}")
        by_source.setdefault(_cell(line, "source"), []).append(decision)
    return by_source


def _cell(line: Mapping[str, str | None], name: str) -> str:
    return (line[name] or "").strip()


def _iso(date: str) -> str:
    """Return a date in German format (2.3.2026) as 2026-03-02; anything else unchanged."""
    hit = _GERMAN_DATE.fullmatch(date)
    return f"{hit[3]}-{int(hit[2]):02}-{int(hit[1]):02}" if hit else date


def unknown(decided: Mapping[str, Sequence[ReviewDecision]], groups: Sequence[Mapping[str, str]]) -> list[str]:
    """Return decisions about groups that are not open, by source and rule: their statement may have changed."""
    is_open = {(group["source"], group["statement_sha256"], group["rule"]) for group in groups}
    return [
        f"{source}: {decision.rule} ({decision.statement_sha256[:12]}…)"
        for source, new in sorted(decided.items())
        for decision in new
        if (source, decision.statement_sha256, decision.rule) not in is_open
    ]


def problem(decision: ReviewDecision) -> str:
    """Return in one line why a decision is not allowed, with its group and what is allowed; an empty string if it is."""
    if decision.license is None:
        return ""
    group = f"group {decision.rule!r} of the statement {decision.statement[:60]!r} ({decision.statement_sha256[:12]}…)"
    try:
        forbidden = why_not_released(decision.license) if decision.verdict == "accept" else ""
    except CatalogueError as error:
        return f"{group}: license: {error}"
    if not forbidden:
        return ""
    return f"{group}: license: {forbidden}; allowed are licences with at most attribution, a source note and share-alike, or verdict 'reject'"


def _check(decision: ReviewDecision, where: str) -> None:
    wrong = problem(decision)
    if wrong:
        raise ReviewError(f"{where}: {wrong}")


def store(folder: Path, source: str, new: Sequence[ReviewDecision]) -> Path:
    """Write the decisions of a source into `reviews/<source>.yaml`; a new one replaces the old of the same group."""
    path = folder / f"{source}.yaml"
    known = Reviews.model_validate(load_yaml(path.read_text(encoding="utf-8"))) if path.is_file() else None
    merged = {
        (decision.statement_sha256, decision.rule): decision for decision in [*(known.decisions if known else ()), *new]
    }
    reviews = Reviews(source=source, decisions=tuple(merged[key] for key in sorted(merged)))
    content = reviews.model_dump(mode="json", exclude_none=True)
    files.write_text(path, str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)))
    return path
