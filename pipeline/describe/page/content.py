"""The content of the portal page: values for its template and facts for its script, from the release's model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from gemeingut.yaml_text import load_yaml
from licenses.catalogue import catalogue
from pipeline.describe.document_file import DECIDERS, WORDS
from pipeline.describe.tables import Table, table
from pipeline.describe.wording import DONE, ISO_639_1, change, number, word, wordings
from pipeline.release_files.timings import FILE as TIMINGS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language
    from pipeline.release_files.facts import SourceFacts

DATA_FILES: Final = ("pipeline/describe/page/words.yaml",)

LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")
PARTS: Final = ("about", "load", "license", "figures", "samples", "removed", "fairness", "takedown", "files")
WITHOUT_DOCUMENTS: Final = ("about", "figures", "removed", "fairness", "takedown", "files")
TOPICS: Final = ("domains", "bases", "obligations", "languages")
"""Topics of `words.yaml` that the script uses."""
NOT_LISTED: Final = ("index.html", "SHA256SUMS", TIMINGS)
"""Files at the top of a release that the page does not list: itself, one it names elsewhere, and one that is not published."""
UNITS: Final = ("B", "kB", "MB", "GB", "TB")

SNIPPETS: Final = {
    "datasets": 'from datasets import load_dataset\ndata = load_dataset("PATH", "SUBSET", split="train")',
    "polars": 'import polars as pl\ndata = pl.scan_parquet("PATH/data/*/*.parquet")',
    "DuckDB": """import duckdb
data = duckdb.sql("FROM 'PATH/data/*/*.parquet'")""",
}
"""The lines that load the data, by reader."""


@dataclass(frozen=True)
class Edition:
    """The page in one language: labels, tables and the lines that load the data."""

    language: Language
    labels: dict[str, str]
    not_read: Table | None
    fairness: Table | None
    snippets: list[tuple[str, str]]


@cache
def _words() -> dict[str, dict[str, dict[Language, str]]]:
    text = resources.files("pipeline.describe.page").joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, dict[Language, str]]] = load_yaml(text)
    return words


def edition(model: Model, language: Language) -> Edition:
    """Return the page's content in one language."""
    return Edition(
        language=language,
        labels={name: both[language] for name, both in _words()["labels"].items()},
        not_read=table("not_read", model, language),
        fairness=table("fairness", model, language),
        snippets=snippets(
            _words()["labels"]["path"][language], next(iter([*model.facts.default_subsets, *sorted(model.files)]), "")
        ),
    )


def snippets(path: str, subset: str) -> list[tuple[str, str]]:
    """Return for each reader the lines that load the data."""
    return [(name, text.replace("PATH", path).replace("SUBSET", subset)) for name, text in SNIPPETS.items()]


def subsets(model: Model) -> list[dict[str, Any]]:
    """Return the subsets with their files, licences and obligations, ordered by name."""
    return [
        {
            "name": name,
            "licenses": sorted(subset.licenses),
            "files": model.files[name],
            "obligations": _duties(subset.obligations),
            "apart": {language: model.apart(name, language) for language in ("de", "en")},
            "rows": subset.rows,
            "words": subset.words,
            "bytes": subset.bytes,
        }
        for name, subset in sorted(model.facts.subsets.items())
    ]


def sources(model: Model) -> list[tuple[str, SourceFacts]]:
    """Return the sources with their counts, the largest first."""
    return sorted(model.facts.sources.items(), key=lambda pair: (-pair[1].words, -pair[1].read, pair[0]))


def licenses(model: Model) -> list[dict[str, Any]]:
    """Return the licences with their parts, counts and obligations, the one with most words first."""
    entries = []
    for name, texts in sorted(model.facts.licenses.items(), key=lambda pair: (-pair[1].words, pair[0])):
        parts = [{"id": part.id, "name": part.name, "url": part.url} for part in catalogue().of(name)]
        counts = {"rows": texts.rows, "words": texts.words}
        entries.append({"name": name, "parts": parts, "obligations": _duties(duties_of(name)), **counts})
    return entries


def duties_of(expression: str) -> list[str]:
    """Return the obligations of a licence expression, each once, in the catalogue's order."""
    return list(dict.fromkeys(duty for part in catalogue().of(expression) for duty in part.obligations))


def _duties(names: Iterable[str]) -> dict[Language, str]:
    return {language: ", ".join(word("obligations", name, language) for name in names) for language in LANGUAGES}


def reasons(model: Model) -> list[tuple[str, int]]:
    """Return the reasons with the number of documents not kept for them, the most frequent first."""
    return list(model.facts.counts.by_reason().items())


def descriptions(release: Path) -> list[tuple[str, dict[Language, str] | None]]:
    """Return the files that describe the release, known ones first, each with a sentence on what it is."""
    known = _words()["descriptions"]
    there = sorted(path.name for path in release.iterdir() if path.is_file() and path.name not in NOT_LISTED)
    return [(name, known[name]) for name in known if name in there] + [
        (name, None) for name in there if name not in known
    ]


def size(count: int, language: Language) -> str:
    """Return a number of bytes as people write it: `1,2 MB`."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    digits = 0 if unit == 0 or value >= 100 else 1
    rounded = round(value, digits)
    return f"{number(int(rounded) if digits == 0 else rounded, language)} {UNITS[unit]}"


def script_facts(
    model: Model, proofs: dict[str, Any], removed: dict[str, Any], samples: int, rules: dict[str, dict[str, str]]
) -> str:
    """Return what the page's script works with, as JSON that is safe inside a page."""
    own = _words()
    topics = [own["labels"], own["script"], WORDS]
    labels = {
        language: {name: both[language] for topic in reversed(topics) for name, both in topic.items()}
        for language in LANGUAGES
    }
    content = {
        "name": model.facts.name,
        "title": model.facts.title,
        "version": model.facts.version,
        "labels": labels,
        "words": {topic: wordings()[topic] for topic in TOPICS} | {"changes": _changes()},
        "sources": {name: _source(model, name) for name in sorted(model.facts.sources)},
        "licenses": {name: _license(name) for name in sorted(model.facts.licenses)},
        "reasons": {
            name: {language: model.sentence(name, language) for language in LANGUAGES} for name in sorted(removed)
        },
        "rules": rules,
        "deciders": DECIDERS,
        "removed": removed,
        "samples": samples,
        "tags": ISO_639_1,
        "proofs": proofs,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c")


def _changes() -> dict[str, dict[Language, str]]:
    names = [*wordings()["changes"], *(f"{done}_{kind}" for done in DONE for kind in wordings()["kinds"])]
    return {name: {language: change(name, language) for language in LANGUAGES} for name in names}


def _source(model: Model, name: str) -> dict[str, Any]:
    manifest = model.sources.get(name, {})
    return {"title": model.facts.sources[name].title} | {key: manifest.get(key) for key in ("publisher", "homepage")}


def _license(name: str) -> dict[str, Any]:
    parts = catalogue().of(name)
    return {
        "names": [part.name for part in parts],
        "url": parts[0].url if parts else None,
        "obligations": duties_of(name),
    }
