"""`README.md`: the dataset card in the Hub's format, YAML front matter and text."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq
import yaml

from pipeline.describe.render import render
from pipeline.describe.tables import Table, table
from pipeline.describe.wording import ISO_639_1, number
from pipeline.release_files.facts import Publisher
from pipeline.store.files import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.describe.model import Model
    from pipeline.release_files.facts import Counts, ParquetFile

SIZES: Final = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
    (10_000_000_000, "1B<n<10B"),
    (100_000_000_000, "10B<n<100B"),
    (1_000_000_000_000, "100B<n<1T"),
)
NAMES: Final = {
    "deu": "German",
    "eng": "English",
    "gsw": "Swiss German",
    "lat": "Latin",
    "ltz": "Luxembourgish",
    "nds": "Low German",
}
SHOWN: Final = (
    "subsets",
    "domains",
    "genres",
    "text_origins",
    "units",
    "decades",
    "columns",
    "reasons",
    "not_read",
    "changes",
    "pii",
    "licenses",
)
SAMPLE: Final = "sample"
DEFAULT: Final = "default"
EVERYTHING: Final = "everything"
TAGS: Final = ("german", "open-data", "traceable", "croissant", "gemeingut")
LICENSE_FILE: Final = "LICENSE.md"  # the Hub takes this name or an address
REASONS_SHOWN: Final = 3
BIBTEX_SPECIAL: Final = re.compile(r"([&%$#_{}])")


def write(release: Path, model: Model) -> None:
    """Write the card; its metadata name every subset with its files, so that `load_dataset` needs no option but the name."""
    front = yaml.safe_dump(metadata(release, model), sort_keys=False, allow_unicode=True, width=120)
    text = render(
        "card.md.j2",
        front=front,
        model=model,
        facts=model.facts,
        tables={name: table(name, model, "en") for name in SHOWN},
        funnel=funnel(model),
        example=next(iter([*model.facts.default_subsets, *sorted(model.files)]), ""),
        language_names=", ".join(NAMES.get(code, code) for code in model.languages),
        bibtex=bibtex(model),
    )
    write_text(release / "README.md", text)


def metadata(release: Path, model: Model) -> dict[str, Any]:
    """Return the YAML metadata of the card, as the Hub's card validator knows them."""
    facts = model.facts
    ids = sorted({license_.hub_id or "other" for license_ in model.licenses})
    spoken = model.languages
    fields: dict[str, Any] = {
        "pretty_name": facts.title,
        "language": [ISO_639_1.get(code, code) for code in spoken],
        "multilinguality": ["monolingual" if len(spoken) == 1 else "multilingual"],
        "license": ids[0] if len(ids) == 1 else (ids or "other"),
    }
    if "other" in ids:
        fields |= {"license_name": "see-license-column", "license_link": LICENSE_FILE}
    return fields | {
        "size_categories": [size_category(facts.counts.kept)],
        "task_categories": ["text-generation", "fill-mask"],
        "task_ids": ["language-modeling", "masked-language-modeling"],
        "annotations_creators": ["no-annotation"],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "tags": [*TAGS, *(domain.name for domain in model.composition.domains_by_words)],
        "configs": configs(model),
        "dataset_info": sizes(release, model),
    }


def size_category(rows: int) -> str:
    """Return the Hub's size category for a number of rows."""
    return next((name for limit, name in SIZES if rows < limit), "n>1T")


def configs(model: Model) -> list[dict[str, Any]]:
    """Return the default configuration, one for everything if that is more, one per subset, and one for the sample.

    The default holds every subset but those that stand apart: varieties, words of a machine, sentences without context.
    """
    if not model.files:
        return []
    whole = [
        {
            "config_name": name,
            **({"default": True} if name == DEFAULT else {}),
            "data_files": _data_files(model, subsets),
        }
        for name, subsets in _together(model).items()
    ]
    parts = [{"config_name": name, "data_files": _data_files(model, [name])} for name in sorted(model.files)]
    drawn = [
        {"split": split, "path": f"sample/{split}-*.parquet"}
        for split in dict.fromkeys(file.split_in_name for file in model.sample)
    ]
    return [*whole, *parts, *([{"config_name": SAMPLE, "data_files": drawn}] if drawn else [])]


def _together(model: Model) -> dict[str, list[str]]:
    """Return the subsets of the configurations that hold several."""
    inside = model.facts.default_subsets
    everything = {EVERYTHING: sorted(model.files)} if model.is_divided else {}
    return ({DEFAULT: inside} if inside else {}) | everything


def _data_files(model: Model, subsets: Sequence[str]) -> list[dict[str, Any]]:
    splits = dict.fromkeys(file.split_in_name for name in subsets for file in model.files[name])
    return [{"split": split, "path": _paths(model, subsets, split)} for split in splits]


def _paths(model: Model, subsets: Sequence[str], split: str) -> str | list[str]:
    """Return the pattern of a split's files, or one pattern per subset that has it, if these are not all subsets."""
    if len(subsets) == len(model.files) > 1:
        return f"data/*/{split}-*.parquet"
    having = [name for name in subsets if any(file.split_in_name == split for file in model.files[name])]
    paths = [f"data/{name}/{split}-*.parquet" for name in having]
    return paths if len(paths) > 1 else paths[0]


def sizes(release: Path, model: Model) -> list[dict[str, Any]]:
    """Return rows and bytes per configuration and split, as the Hub's `dataset_info` has them.

    `num_bytes` are the bytes of the columns before compression; `datasets` checks `num_examples` when it loads.
    """
    named: dict[str, Sequence[ParquetFile]] = {
        name: [file for subset in subsets for file in model.files[subset]] for name, subsets in _together(model).items()
    }
    named |= dict(sorted(model.files.items()))
    named |= {SAMPLE: model.sample} if model.sample else {}
    return [_size(release, name, files) for name, files in named.items()] if model.files else []


def _size(release: Path, name: str, files: Sequence[ParquetFile]) -> dict[str, Any]:
    splits: dict[str, dict[str, Any]] = {}
    for file in files:
        split = file.split_in_name
        size = splits.setdefault(split, {"name": split, "num_bytes": 0, "num_examples": 0})
        size["num_bytes"] += _uncompressed_bytes(release / file.file)
        size["num_examples"] += file.rows
    return {
        "config_name": name,
        "splits": list(splits.values()),
        "download_size": sum(file.bytes for file in files),
        "dataset_size": sum(size["num_bytes"] for size in splits.values()),
    }


def _uncompressed_bytes(path: Path) -> int:
    footer = pq.read_metadata(path)
    return sum(footer.row_group(group).total_byte_size for group in range(footer.num_row_groups))


def funnel(model: Model) -> Table:
    """Return the documents of each source by fate, with the reasons that removed most of them."""
    header = ("source", "title", "read", "kept", "removed", "quarantined", "words kept", "most frequent reasons")
    rows = [(f"`{name}`", source.title, *_numbers(source)) for name, source in sorted(model.facts.sources.items())]
    rows.append(("total", "", *_numbers(model.facts.counts)))
    return Table("", header, tuple(rows), (False, False, True, True, True, True, True, False))


def _numbers(counts: Counts) -> tuple[str, ...]:
    frequent = islice(counts.by_reason().items(), REASONS_SHOWN)
    reasons = ", ".join(f"`{reason}` {number(count)}" for reason, count in frequent)
    return *(number(count) for count in (*counts.by_fate().values(), counts.words)), reasons


def bibtex(model: Model) -> str:
    """Return the release as a BibTeX entry; the year is that of `as_of`."""
    facts = model.facts
    publisher = facts.publisher or Publisher(name=facts.name)
    address = model.collection.homepage or publisher.uri
    fields = {
        "title": "{" + _bibtex(facts.title) + "}",
        "author": "{" + _bibtex(publisher.name) + "}",
        "year": facts.as_of[:4],
        "version": facts.version,
        "note": _bibtex(f"Judged as of {facts.as_of}; content SHA-256 {facts.content_digest[:16]}"),
    }
    if address:
        fields["url"] = address
    key = re.sub(r"[^a-z0-9]+", "-", f"{facts.name}-{facts.version}".lower())
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}"


def _bibtex(text: str) -> str:
    return BIBTEX_SPECIAL.sub(r"\\\1", text)
