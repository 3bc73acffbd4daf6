"""Filters that a recipe brings: those of datatrove by name, and Python files of its author; verdicts per document.

An author's filter is a Python file with a function `judge(document)`: it gets a dictionary with `id`, `text`, `title`,
`date`, `url` and `source`, and returns None to keep the document or a few words on what is wrong.  It may import
modules of its folder (`pipeline/manifest/user_modules.py`), and runs only if the command line allows code.  If a filter
raises or returns anything else, the document goes to quarantine.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
import pyarrow as pa

from filters.error_codes import code_of
from gemeingut.errors import GemeingutError
from pipeline.manifest import user_modules
from pipeline.manifest.recipe_files import datatrove_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COLUMNS: Final = ("text", "title", "date", "url", "source")
MOST_WORDS: Final = 80  # characters of a filter's answer that are stored
FAILED: Final = "filter "
"""How messages of failed filters begin; this tells them from failures of the search for personal data."""

OBJECTION: Final = pa.struct([pa.field("reason", pa.string(), nullable=False), pa.field("says", pa.string())])


class JudgeError(GemeingutError, RuntimeError):
    """A filter cannot be loaded; the message names it and says why."""


class VerdictError(GemeingutError, TypeError):
    """A filter returned neither None nor a text."""

    error_code: ClassVar[str] = "no_verdict"


def judge(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    """Return `objections` (list of reason and the filter's answer) and `filter_failed` (null: none did) per document."""
    judges = {entry["name"]: _own(entry) for entry in parameters["code"]}
    judges |= {datatrove_reason(entry["filter"]): _datatrove(entry) for entry in parameters["datatrove"]}
    if not judges:
        nobody = pa.array([[]], pa.list_(OBJECTION)).take(pa.array(np.zeros(len(documents), np.int64)))
        return pa.table({"objections": nobody, "filter_failed": pa.nulls(len(documents), pa.string())})
    rows = [_judged(row, judges) for row in documents.select(["id", *COLUMNS]).to_pylist()]
    return pa.table(
        {
            "objections": pa.array([objected for objected, _ in rows], pa.list_(OBJECTION)),
            "filter_failed": pa.array([failed for _, failed in rows], pa.string()),
        }
    )


def _judged(
    document: dict[str, Any], judges: Mapping[str, Callable[[dict[str, Any]], str | None]]
) -> tuple[list[dict[str, str]], str | None]:
    objected: list[dict[str, str]] = []
    for name, filter_ in judges.items():
        try:
            answer = filter_(dict(document))
        except ImportError as error:
            raise JudgeError(f"filter {name}: {error}") from error
        except Exception as error:  # noqa: BLE001  foreign code may raise anything; the document is quarantined
            return [], f"{FAILED}{name}: {code_of(error)}: {error}"[:300]
        if answer is not None:
            objected.append({"reason": name, "says": answer[:MOST_WORDS]})
    return objected, None


def _own(entry: Mapping[str, Any]) -> Callable[[dict[str, Any]], str | None]:
    path = Path(entry["path"])
    try:
        module = user_modules.load(f"recipe_filter_{entry['name']}", path, entry["sha256"], entry["beside"])
    except user_modules.BesideError as error:
        raise JudgeError(str(error)) from error
    except Exception as error:  # a foreign module may raise anything while it is loaded
        raise JudgeError(f"{path}: cannot be loaded: {type(error).__name__}: {error}") from error
    function = getattr(module, "judge", None)
    if not callable(function):
        raise JudgeError(f"{path}: no function judge(document) there; it returns None, or what is wrong in a few words")
    return lambda document: _verdict(function(document))


def _verdict(answer: Any) -> str | None:
    if answer is not None and not (isinstance(answer, str) and answer):
        raise VerdictError(f"returned {answer!r}; expected None, or what is wrong in a few words")
    return answer


def _datatrove(entry: Mapping[str, Any]) -> Callable[[dict[str, Any]], str | None]:
    from datatrove.data import Document  # noqa: PLC0415  takes a second to import, and few recipes name one
    from datatrove.pipeline import filters  # noqa: PLC0415
    from datatrove.pipeline.filters.base_filter import BaseFilter  # noqa: PLC0415

    known = {name for name, kind in vars(filters).items() if isinstance(kind, type) and issubclass(kind, BaseFilter)}
    if entry["filter"] not in known:
        raise JudgeError(f"datatrove: no filter {entry['filter']!r}; there are {', '.join(sorted(known))}")
    try:
        step = getattr(filters, entry["filter"])(**entry["args"])
    except (TypeError, ValueError, ImportError) as error:
        raise JudgeError(f"datatrove: {entry['filter']}: {error}") from error

    def filtered(document: dict[str, Any]) -> str | None:
        given = Document(document["text"], document["id"], {"url": document["url"], "date": document["date"]})
        outcome = step.filter(given)
        is_kept, why = outcome if isinstance(outcome, tuple) else (outcome, "")
        return None if is_kept else str(why or entry["filter"])

    return filtered
