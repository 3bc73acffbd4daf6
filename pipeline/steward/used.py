"""Which documents of a release were used, and what is owed for exactly these: sources, licences, attribution lines, a citation."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa

from gemeingut.errors import InputError
from licenses.obligations import whole
from pipeline.describe.citation import citation
from pipeline.describe.read_model import read_model
from pipeline.describe.render import render
from pipeline.release_files.bucketed import batches
from pipeline.release_files.data_files import data_files
from pipeline.store.files import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.describe.model import Model

COLUMNS: Final = ("id", "source", "license", "license_url", "attribution", "title", "url", "words")


class UsedError(InputError, ValueError):
    """A list of what was used names nothing, or documents that the release does not hold."""


@dataclass(frozen=True)
class Used:
    """The documents of a release that were used, a row each."""

    release: Path
    rows: pl.DataFrame

    @cached_property
    def model(self) -> Model:
        """Return the model of the release, from which it is described everywhere."""
        return read_model(self.release)

    @cached_property
    def by_source(self) -> list[dict[str, Any]]:
        """Return source, licence, documents and words, ordered by source and licence."""
        grouped = self.rows.group_by("source", "license").agg(pl.len().alias("documents"), pl.col("words").sum())
        titles = {name: source.title for name, source in self.model.facts.sources.items()}
        return [row | {"title": titles[row["source"]]} for row in grouped.sort("source", "license").to_dicts()]

    @cached_property
    def lines(self) -> list[str]:
        """Return the attribution lines that the licences of these documents demand, each once."""
        return sorted({line for line in self.rows["attribution"].drop_nulls() if line.strip()})

    @property
    def obligations(self) -> tuple[str, ...]:
        """Return the obligations of these documents together."""
        return tuple(whole(set(self.rows["license"])).as_json()["obligations"]) if len(self.rows) else ()


def used(release: Path, listed: Path | None) -> Used:
    """Return what was used of a release: the documents in a list of ids, a Parquet or JSON Lines file with ids, or all.

    Raises UsedError if the list names documents that the release does not hold.
    """
    wanted = set(_ids(listed)) if listed else None
    parts = [_chosen(path, wanted) for path in data_files(release)]
    rows = pl.concat([pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String) | {"words": pl.Int64}), *parts])
    missing = sorted((wanted or set()) - set(rows["id"]))
    if missing:
        raise UsedError(
            f"{len(missing):,} documents are not in {release}, such as {missing[0]}: cite the version that was used"
        )
    return Used(release, rows.sort("id"))


def _chosen(path: Path, wanted: set[str] | None) -> pl.DataFrame:
    parts = [
        part if wanted is None else part.filter(pl.col("id").is_in(list(wanted))) for part in batches(path, COLUMNS)
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String) | {"words": pl.Int64})


def _ids(path: Path) -> Iterator[str]:
    if path.suffix == ".parquet":
        try:
            yield from read_table(path, ["id"])["id"].to_pylist()
        except (OSError, pa.ArrowInvalid) as error:
            raise UsedError(f"{path}: expected a Parquet file with a column id: {error}") from error
        return
    lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    names = [json.loads(line)["id"] if line.startswith("{") else line for line in lines if line and line[0] != "#"]
    if not names:
        raise UsedError(f"{path}: names no document; expected an id a line, JSON Lines or Parquet with ids")
    yield from names


def bibtex(of: Used) -> str:
    """Return a BibTeX entry (biblatex's `@dataset`) for the release, with what was used of it in the note."""
    fields = {key: str(value).replace("{", "(").replace("}", ")") for key, value in _fields(of).items() if value}
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@dataset{{{of.model.facts.name}-{of.model.facts.version},\n{body}}}\n"


def _fields(of: Used) -> dict[str, Any]:
    cited = citation(of.model)
    authors = " and ".join(f"{{{author['name']}}}" for author in cited["authors"])
    return {
        "author": authors.replace("{", "").replace("}", ""),
        "title": cited["title"],
        "version": cited["version"],
        "date": cited["date-released"],
        "url": cited.get("url"),
        "note": _note(of),
    }


def _note(of: Used) -> str:
    facts = of.model.facts
    return f"{len(of.rows):,} of {facts.counts.kept:,} documents; content sha256:{facts.content_digest}"


def csl(of: Used) -> str:
    """Return the citation as CSL-JSON."""
    cited = citation(of.model)
    parts = [int(part) for part in str(cited["date-released"]).split("-")]
    entry = {
        "id": f"{of.model.facts.name}-{of.model.facts.version}",
        "type": "dataset",
        "title": cited["title"],
        "author": [{"literal": author["name"]} for author in cited["authors"]],
        "version": cited["version"],
        "issued": {"date-parts": [parts]},
        "URL": cited.get("url"),
        "note": _note(of),
    }
    return json.dumps([{key: value for key, value in entry.items() if value}], ensure_ascii=False, indent=2) + "\n"


def attribution(of: Used) -> str:
    """Return, as Markdown, what must be named for these documents, and under which licences they stand."""
    return render("used.md.j2", facts=of.model.facts, used=of, licenses=_licenses(of))


def model_card(of: Used) -> str:
    """Return the stub of a card for a model that was trained on these documents, as the Hugging Face Hub reads it."""
    return render("used_model_card.md.j2", facts=of.model.facts, used=of, licenses=_licenses(of), citation=bibtex(of))


def _licenses(of: Used) -> dict[str, int]:
    return dict(sorted(Counter(of.rows["license"].to_list()).items()))


FORMS: Final = {"bibtex": bibtex, "csl": csl, "attribution": attribution, "model-card": model_card}
