"""Rows of the datasheet's tables on what the release holds and where it comes from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from pipeline.describe.wording import number, share, word, wordings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.describe.composition import Count
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

HOSTS_SHOWN: Final = 20


def counted(counts: Sequence[Count], topic: str | None, model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield counts by name with their share of all words; names are translated by a topic of `words.yaml`."""
    for count in counts:
        name = word(topic, count.name, language) if topic else count.name
        yield name, count.documents, count.words, share(count.words, model.facts.counts.words, language)


def decades(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the documents by the decade in which they were written."""
    for name, *numbers in counted(model.composition.decades, None, model, language):
        yield f"{name}{word('words', 'decade_ending', language)}", *numbers


def sources(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the documents of each source by fate, and the total."""
    for name, source in sorted(model.facts.sources.items()):
        kind = word("domains", source.domain, language)
        yield f"`{name}`", kind, *source.by_fate().values(), source.words
    total = model.facts.counts
    yield word("words", "total", language), "", *total.by_fate().values(), total.words


def subsets(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the subsets with their licences, and whether they are in the default configuration or why not."""
    for name, subset in sorted(model.facts.subsets.items()):
        inside = word("words", "outside", language) + f" ({model.apart(name, language)})"
        inside = inside if subset.apart else word("words", "inside", language)
        yield f"`{name}`", inside, subset.rows, subset.words, subset.bytes, ", ".join(sorted(subset.licenses))


def not_read(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the sources that were refused before reading, with the reason."""
    for source in model.facts.not_read:
        yield f"`{source.source}`", f"`{source.reason}`", model.sentence(source.reason, language), source.detail


def members(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield how many files could not be read or were left out, by reason."""
    for fate, reason, files in model.composition.members:
        yield word("words", fate, language), f"`{reason}`", model.sentence(reason, language), files


def columns(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of the data files with type and meaning."""
    for column in model.columns:
        english = (column.metadata or {}).get(b"description", b"").decode()
        meaning = wordings()["columns"][column.name] if language == "de" else english
        yield f"`{column.name}`", f"`{_type(column.type)}`", meaning


def _type(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return f"dictionary<{kind.value_type}>"
    if pa.types.is_struct(kind) and all(pa.types.is_floating(field.type) for field in kind):
        return "struct<float…>"
    return str(kind)


def missing(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield how many documents have no value in a column."""
    for name, documents in model.composition.missing.items():
        yield f"`{name}`", documents


def snapshots(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the files fetched of each source, their size and days, and the checksum of a single file."""
    for name, lock in model.locks.items():
        days = sorted({file.retrieved for file in lock.files})
        sums = f"{lock.files[0].sha256[:16]}…" if len(lock.files) == 1 else ""
        size = sum(file.bytes for file in lock.files)
        yield (
            f"`{name}`",
            len(lock.files),
            size,
            " – ".join(dict.fromkeys((days[0], days[-1]))) if days else "",
            sums,
        )


def origins(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield title, publisher, kind and address of each kept source."""
    for name, source in model.kept_sources:
        manifest = model.sources[name]
        yield (
            manifest["title"],
            manifest.get("publisher") or "",
            word("domains", source.domain, language),
            source.homepage or "",
        )


def machine(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the kept sources with texts of a machine: how many of their documents, and what the manifest says."""
    for name in model.machine_generated:
        counted = [
            f"{word('text_origins', origin, language)}: {number(documents, language)}"
            for source, origin, documents in model.composition.machine
            if source == name
        ]
        yield f"`{name}`", "; ".join([*counted, *filter(None, [model.sources[name].get("machine_generated")])])


def hosts(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the internet domains that hold most words."""
    yield from counted(top_hosts(model)[:HOSTS_SHOWN], None, model, language)


def top_hosts(model: Model) -> list[Count]:
    """Return the tenth of the internet domains with most words, at least one if there is any."""
    hosts = model.hosts
    return hosts[: math.ceil(len(hosts) / 10)]
