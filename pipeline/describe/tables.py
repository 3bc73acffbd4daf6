"""The tables of the datasheet, each in either language, from one model of the release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gemeingut.errors import GemeingutError
from pipeline.describe import holdings, processing, rights
from pipeline.describe.wording import number, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language


class TableError(GemeingutError, LookupError):
    """The catalogue of questions names a table that does not exist."""


@dataclass(frozen=True)
class Table:
    """A table in one language; `numeric` holds, per column, whether it is one of numbers."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def table(name: str, model: Model, language: Language) -> Table | None:
    """Return a table by its name, or None if it would have no row; raise TableError if there is no such table."""
    if name not in TABLES:
        raise TableError(f"no table {name!r}; there are {', '.join(sorted(TABLES))}")
    columns, rows_of = TABLES[name]
    rows = list(rows_of(model, language))
    if not rows:
        return None
    return Table(
        caption=word("captions", name, language),
        header=tuple(word("words", column, language) for column in columns),
        rows=tuple(tuple(_cell(value, language) for value in row) for row in rows),
        numeric=tuple(
            column == "share" or all(isinstance(row[place], int | float) for row in rows)
            for place, column in enumerate(columns)
        ),
    )


def _cell(value: Any, language: Language) -> str:
    return number(value, language) if isinstance(value, int | float) else str(value or "–")


COUNTED: Final = ("documents", "words", "share")
TABLES: Final[dict[str, tuple[tuple[str, ...], Callable[[Model, Language], Iterator[tuple[Any, ...]]]]]] = {
    "sources": (("source", "kind", "read", "kept", "removed", "quarantined", "words"), holdings.sources),
    "subsets": (("subset", "in_default", "documents", "words", "bytes", "license"), holdings.subsets),
    "not_read": (("source", "reason", "why", "note"), holdings.not_read),
    "members": (("fate", "reason", "why", "files"), holdings.members),
    "columns": (("column", "type", "meaning"), holdings.columns),
    "missing": (("column", "without"), holdings.missing),
    "snapshots": (("source", "files", "bytes", "retrieved", "snapshot"), holdings.snapshots),
    "personal_data": (("source", "data_kind", "basis", "notice", "impact_assessment", "note"), rights.personal_data),
    "pii": (("data_kind", "action", "documents", "characters_cut", "exempt"), rights.pii),
    "licenses": (("license", *COUNTED, "obligation"), rights.licenses),
    "obligations": (("license", "title", "obligations", "address"), rights.obligations),
    "domains": (("kind", *COUNTED), lambda m, lang: holdings.counted(m.composition.domains, "domains", m, lang)),
    "genres": (("genre", *COUNTED), lambda m, lang: holdings.counted(m.composition.genres, "genres", m, lang)),
    "units": (("unit", *COUNTED), lambda m, lang: holdings.counted(m.composition.units, "units", m, lang)),
    "text_origins": (
        ("text_origin", *COUNTED),
        lambda m, lang: holdings.counted(m.composition.text_origins, "text_origins", m, lang),
    ),
    "bases": (("basis", *COUNTED), lambda m, lang: holdings.counted(m.composition.bases, "bases", m, lang)),
    "languages": (("language", *COUNTED), lambda m, lang: holdings.counted(m.composition.languages, None, m, lang)),
    "hosts": (("host", *COUNTED), holdings.hosts),
    "decades": (("decade", *COUNTED), holdings.decades),
    "changes": (("step", "meaning", "documents", "characters_cut"), processing.changes),
    "reasons": (("reason", "why", "removed", "quarantined"), processing.reasons),
    "limits": (("reason", "measure", "limit", "profiles"), processing.limits),
    "software": (("library", "version"), processing.software),
    "rules": (("rule", "proofs"), rights.rules),
    "origins": (("title", "publisher", "kind", "address"), holdings.origins),
    "machine": (("source", "how"), holdings.machine),
    "fairness": (
        ("group", "source", "mentioning", "share_mentioning", "not_mentioning", "share_others", "difference"),
        rights.fairness,
    ),
}
"""The columns of each table, named as in `words.yaml`, and the function that yields its rows."""
