"""Benchmark items: the files that a recipe names, and the texts in them.

An item is one text of a row: a question, a context, an answer.  Items are searched one by one, since documents rarely
hold them together as the benchmark does.  Its id is `<benchmark>#<row>.<field>`.
"""

from __future__ import annotations

import csv
import functools
import gzip
import io
import itertools
import json
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.manifest.benchmark import Benchmarks
from pipeline.manifest.load import manifests_root
from pipeline.manifest.recipe import BenchmarkFile
from pipeline.manifest.yaml_file import ManifestError, load_model
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.manifest import Recipe
    from pipeline.manifest.benchmark import Benchmark

ITEMS: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("benchmark", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),
    ]
)
SUFFIXES: Final = (".jsonl", ".ndjson", ".json", ".parquet", ".csv", ".tsv")
FOLDER: Final = "benchmarks"
_MANY: Final = 20
_USUAL: Final = 0.1
_SAMPLED: Final = 100


class BenchmarkError(ManifestError):
    """A benchmark is neither a file nor known, or its file holds no texts; the message says what is possible."""


@dataclass(frozen=True)
class Chosen:
    """A benchmark file found on this machine."""

    name: str
    path: Path
    sha256: str
    columns: tuple[str, ...]
    delimiter: str | None = None
    quotechar: str = '"'

    def as_json(self) -> dict[str, Any]:
        """Return its entry in a release."""
        return {
            "name": self.name,
            "file": self.path.name,
            "sha256": self.sha256,
            "bytes": self.path.stat().st_size,
            "columns": list(self.columns),
        }


@functools.cache
def known() -> dict[str, Benchmark]:
    """Return the benchmarks of `manifests/benchmarks.yaml` by name."""
    return load_model(manifests_root() / "benchmarks.yaml", Benchmarks).benchmarks


def choose(recipe: Recipe, at: Path, mirror: Path | None = None) -> list[Chosen]:
    """Return the files of the benchmarks that the recipe in the file `at` names; none without decontamination.

    Raises BenchmarkError for a missing file, or one with another SHA-256 than the recipe says.
    """
    named = recipe.decontamination.benchmarks if recipe.decontamination else ()
    folders = [at.parent, at.parent / FOLDER, *([mirror / FOLDER] if mirror else [])]
    located = [_located(benchmark, at, folders) for benchmark in named]
    twice = [name for name, count in Counter(chosen.name for chosen in located).items() if count > 1]
    if twice:
        raise BenchmarkError(f"{at}: decontamination.benchmarks: {twice[0]!r} stands twice; give one another `name`")
    return located


def _located(benchmark: str | BenchmarkFile, at: Path, folders: Sequence[Path]) -> Chosen:
    where = f"{at}: decontamination.benchmarks"
    if isinstance(benchmark, str) and benchmark in known():
        entry, names = (
            known()[benchmark],
            [f"{benchmark}{suffix}{packed}" for suffix in SUFFIXES for packed in ("", ".gz")],
        )
        path = next((folder / name for folder in folders for name in names if (folder / name).is_file()), None)
        if path is None:
            raise BenchmarkError(
                f"{where}: {benchmark!r}: no file of it is here; get it from {entry.homepage} ({entry.license or 'licence unknown'}) "
                f"and save it as {folders[1] / benchmark}{SUFFIXES[0]} (or {', '.join(SUFFIXES[1:])})"
            )
        return Chosen(benchmark, path, files.sha256_of(path), tuple(entry.columns))
    asked = BenchmarkFile(path=benchmark) if isinstance(benchmark, str) else benchmark
    path = next((folder / asked.path for folder in folders if (folder / asked.path).is_file()), None)
    if path is None:
        raise BenchmarkError(
            f"{where}: {asked.path!r}: no such file beside the recipe; known names: {', '.join(sorted(known()))}"
        )
    digest = files.sha256_of(path)
    if asked.sha256 not in (None, digest):
        raise BenchmarkError(f"{where}: {path}: SHA-256 is {digest}, the recipe says {asked.sha256}")
    return Chosen(
        asked.name or path.name.partition(".")[0].lower(),
        path,
        digest,
        tuple(asked.columns),
        asked.delimiter,
        asked.quotechar,
    )


def parameters_of(chosen: Sequence[Chosen]) -> list[list[object]]:
    """Return what the items of these files depend on: their hashes, and how they are read."""
    return [
        [
            benchmark.name,
            benchmark.sha256,
            benchmark.path.suffixes,
            benchmark.columns,
            benchmark.delimiter,
            benchmark.quotechar,
        ]
        for benchmark in chosen
    ]


def items(chosen: Sequence[Chosen]) -> pa.Table:
    """Return the items of all files, schema ITEMS, each text once (the first); raise BenchmarkError for unusable files."""
    rows: dict[str, tuple[str, str, str]] = {}
    for benchmark in chosen:
        for place, text in _texts(benchmark):
            rows.setdefault(text, (f"{benchmark.name}#{place}", benchmark.name, text))
    columns = list(zip(*rows.values(), strict=True)) or [(), (), ()]
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, ITEMS, strict=True)], schema=ITEMS
    )


def _texts(benchmark: Chosen) -> list[tuple[str, str]]:
    """Return (place, text) of every text of a file: of the columns named, else without addresses and what many rows share."""
    leaves = [
        (str(number), path, text) for number, row in enumerate(_rows(benchmark)) for path, text in _leaves(row, ())
    ]
    if benchmark.columns:
        chosen = [leaf for leaf in leaves if _is_named(leaf[1], benchmark.columns)]
        if not chosen:
            fields = sorted({".".join(part for part in path if not part.isdigit()) for _, path, _ in leaves})
            raise BenchmarkError(
                f"{benchmark.path}: no text in the columns {list(benchmark.columns)}; there are {fields}"
            )
    else:
        counts, rows = Counter(text for *_, text in leaves), len({number for number, *_ in leaves})
        usual = _USUAL * rows if rows >= _MANY else rows + 1
        chosen = [
            leaf for leaf in leaves if counts[leaf[2]] <= usual and not leaf[2].startswith(("http://", "https://"))
        ]
        if not chosen:
            raise BenchmarkError(f"{benchmark.path}: no texts found in it; name the `columns` that hold them")
    return [(".".join((number, *path)), text) for number, path, text in chosen]


def _is_named(path: tuple[str, ...], columns: Sequence[str]) -> bool:
    fields = [part for part in path if not part.isdigit()]
    return any(fields[-len(wanted) :] == wanted for wanted in (name.split(".") for name in columns))


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (path, text) of every string in a nested value."""
    if isinstance(value, str):
        if value.strip():
            yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, str(name)))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, str(place)))


def _rows(benchmark: Chosen) -> Iterable[Any]:
    path = benchmark.path
    kind = next((suffix for suffix in reversed(path.suffixes) if suffix in SUFFIXES), None)
    try:
        if kind == ".parquet":
            return list(pq.read_table(path, partitioning=None).to_pylist())
        if kind in (".jsonl", ".ndjson"):
            return [json.loads(line) for line in _text(path).split("\n") if line.strip()]
        if kind == ".json":
            return _records(json.loads(_text(path)))
        if kind in (".csv", ".tsv"):
            return _delimited(_text(path), benchmark)
    except (ValueError, OSError, pa.ArrowInvalid) as error:
        raise BenchmarkError(f"{path}: cannot be read as {kind}: {error}") from error
    raise BenchmarkError(f"{path}: read are {', '.join(SUFFIXES)}, also packed as .gz")


def _delimited(text: str, benchmark: Chosen) -> list[dict[str, str]]:
    """Return the rows of a delimited table; its first row is taken for names where columns are asked for by name."""
    csv.field_size_limit(sys.maxsize)
    delimiter = benchmark.delimiter or max("\t;,", key=lambda mark: _regularity(text, mark, benchmark.quotechar))
    rows = list(_cells(text, delimiter, benchmark.quotechar))
    if not benchmark.columns:
        return [{f"column_{place}": cell for place, cell in enumerate(row)} for row in rows]
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def _cells(text: str, delimiter: str, quotechar: str) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quotechar)


def _regularity(text: str, delimiter: str, quotechar: str) -> float:
    """Return the share of the first rows that have one number of cells, more than one, if split at `delimiter`."""
    widths = Counter(len(row) for row in itertools.islice(_cells(text, delimiter, quotechar), _SAMPLED))
    several = [count for width, count in widths.items() if width > 1]
    return max(several, default=0) / max(1, sum(widths.values()))


def _text(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")


def _records(content: Any) -> list[Any]:
    """Return the rows of a JSON document: a list, or the one list of an object (`data` in SQuAD's form)."""
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        return lists[0] if len(lists) == 1 else [content]
    return content if isinstance(content, list) else [content]
