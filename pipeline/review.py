"""What a person must decide, as a table; and the decisions, back from the table into `reviews/<source>.yaml`.

A group is a source, a statement (by its hash) and the rule that sent it to review.  A decision holds for the group until
the statement changes.  It is signed by a role and a case number, never by a name.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

import yaml
from pydantic import ValidationError

from licenses.catalogue import CatalogueError, catalogue
from pipeline import workspace as ws
from pipeline.manifest import ReviewDecision, Reviews

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GROUP: Final = ("source", "rule", "reason", "why", "documents", "words", "example", "statement", "statement_sha256")
ANSWER: Final = ("verdict", "license", "role", "case", "decision_reason", "date")


class ReviewError(ValueError):
    """A table of decisions cannot be used; the message names the line and what is missing."""


def write(path: Path, groups: Sequence[Mapping[str, Any]], not_read: Sequence[Mapping[str, str]]) -> None:
    """Write the review table of a collection: one line a group, the columns of the answer empty.

    Sources whose own licence awaits a decision and that were not read stand there too, with no documents.
    """
    waiting = [_unread(one) for one in not_read if one["reason"] in {"license_review", "license_unproven"}]
    ws.write_text(path, table([*groups, *waiting]))


def _unread(one: Mapping[str, str]) -> dict[str, Any]:
    return {"source": one["source"], "reason": one["reason"], "why": one["detail"], "documents": 0, "words": 0}


def table(groups: Sequence[Mapping[str, Any]]) -> str:
    """Return the groups as CSV (RFC 4180, UTF-8), ordered by source, rule and statement."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [*GROUP, *ANSWER], lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(
        sorted(groups, key=lambda one: tuple(str(one.get(name, "")) for name in ("source", "rule", "statement")))
    )
    return out.getvalue()


def read(path: Path) -> list[dict[str, str]]:
    """Return the lines of a review table; raise ReviewError if it is not there or has not the columns of one."""
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
    return list(reader)


def decisions(lines: Sequence[Mapping[str, str]], where: Path) -> dict[str, list[ReviewDecision]]:
    """Return the decided lines by source; a line without a verdict is undecided and left out."""
    found: dict[str, list[ReviewDecision]] = {}
    for number, line in enumerate(lines, 2):
        if not (line["verdict"] or "").strip():
            continue
        try:
            decision = ReviewDecision.model_validate(
                {
                    "statement_sha256": line["statement_sha256"],
                    "rule": line["rule"],
                    "statement": line.get("statement") or "",
                    "verdict": line["verdict"].strip(),
                    "license": line["license"] or None,
                    "role": line["role"],
                    "case": line["case"],
                    "reason": line["decision_reason"],
                    "date": line["date"],
                }
            )
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise ReviewError(f"{where}: line {number}: {key}: found {first['input']!r}; {first['msg']}") from error
        _check_license(decision.license, f"{where}: line {number}")
        found.setdefault(line["source"], []).append(decision)
    return found


def _check_license(expression: str | None, where: str) -> None:
    try:
        if expression is not None:
            catalogue().of(expression)
    except CatalogueError as error:
        raise ReviewError(f"{where}: license: {error}") from error


def store(folder: Path, source: str, new: Sequence[ReviewDecision]) -> Path:
    """Write the decisions of a source into `reviews/<source>.yaml`; a new one replaces the old of the same group."""
    path = folder / f"{source}.yaml"
    known = Reviews.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) if path.is_file() else None
    merged = {(one.statement_sha256, one.rule): one for one in [*(known.decisions if known else ()), *new]}
    reviews = Reviews(source=source, decisions=tuple(merged[key] for key in sorted(merged)))
    content = reviews.model_dump(mode="json", exclude_none=True)
    ws.write_text(path, str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)))
    return path
