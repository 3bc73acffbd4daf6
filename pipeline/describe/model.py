"""What every description is rendered from: the release's own facts, read back from its files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from licenses.catalogue import License, catalogue
from pipeline.describe.composition import Composition, Count
from pipeline.describe.place import Place, place_of
from pipeline.describe.wording import number, word
from pipeline.manifest.reasons import sentences
from pipeline.release_files.data_files import schema_of
from pipeline.release_files.facts import Publisher

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.describe.answers import Answers
    from pipeline.describe.fairness import FairnessRow
    from pipeline.describe.questions import Language
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Collection, Policy, Recipe
    from pipeline.release_files.facts import DataFile, ParquetFile, ReleaseFacts, SourceFacts
    from pipeline.release_files.published_reasons import ReasonFacts

LARGEST_FIRST: Final = -1

TOKEN_RANGES: Final = {"small": (0, 10**9), "middle": (10**9, 10**13), "large": (10**13, float("inf"))}


@dataclass(frozen=True)
class Model:
    """The facts of a release: `facts` is release.json, `reasons` reasons.json, `collection` the manifest it was built from.

    Publisher, contact, title and description are taken from inputs/collection.yaml, where they can be corrected.
    `composition` is counted from the data files; `locks` are those of the snapshots read, `answers` a person's answers.
    """

    facts: ReleaseFacts
    reasons: dict[str, ReasonFacts]
    collection: Collection
    sources: dict[str, dict[str, Any]]
    recipe: Recipe
    policy: Policy
    composition: Composition
    locks: dict[str, Lock] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    takedowns: int = 0
    reviews: tuple[str, ...] = ()
    fairness: tuple[FairnessRow, ...] = ()
    sample: tuple[ParquetFile, ...] = ()

    @cached_property
    def licenses(self) -> list[License]:
        """Return the licences of the kept documents, each once, ordered by id."""
        by_id = {license_.id: license_ for name in self.facts.licenses for license_ in catalogue().of(name)}
        return [by_id[license_id] for license_id in sorted(by_id)]

    @cached_property
    def kept_sources(self) -> list[tuple[str, SourceFacts]]:
        """Return the sources with kept documents, the largest first."""
        kept = [(name, source) for name, source in self.facts.sources.items() if source.kept]
        return sorted(kept, key=lambda pair: (LARGEST_FIRST * pair[1].words, pair[0]))

    @cached_property
    def files(self) -> dict[str, list[DataFile]]:
        """Return the data files by subset, in order."""
        files: dict[str, list[DataFile]] = {name: [] for name in self.facts.subsets}
        for file in self.facts.files:
            files[file.subset].append(file)
        return files

    @property
    def columns(self) -> pa.Schema:
        """Return the columns of the data files, with their descriptions."""
        return schema_of(self.facts.columns, tokens=self.facts.has_tokens)

    def apart(self, subset: str, language: Language) -> str:
        """Return in words why a subset is outside the default configuration, or nothing if it is inside."""
        return ", ".join(word("apart", why, language) for why in self.facts.subsets[subset].apart)

    @property
    def has_default(self) -> bool:
        """Return whether there is anything in the default configuration."""
        return bool(self.facts.default_subsets)

    @property
    def is_divided(self) -> bool:
        """Return whether a subset is outside the default configuration."""
        return len(self.facts.default_subsets) < len(self.facts.subsets)

    def changes_note(self, language: Language) -> str:
        """Return in one sentence what changed against the previous release, or nothing if this is the first."""
        before = self.facts.previous
        if not before:
            return ""
        sizes = {"added": before.added, "removed": before.removed, "changed": before.changed}
        numbers = {part: number(size.documents, language) for part, size in sizes.items()}
        return word("words", "changes_note", language).format(version=before.version, **numbers)

    def sources_in(self, place: str) -> list[str]:
        """Return the sources with documents in a subset or a file, by its name, in order."""
        return sorted({cell.source for cell in self.composition.within(place)})

    @cached_property
    def languages(self) -> list[str]:
        """Return the languages of the kept documents as ISO 639-3, the most frequent first; for an empty release the collection's."""
        counted = sorted(self.composition.languages, key=lambda count: (-count.words, count.name))
        codes = [re.split(r"[-_]", count.name)[0] for count in counted]
        return list(dict.fromkeys(codes)) or list(self.collection.language)

    @cached_property
    def place(self) -> Place:
        """Return the addresses of the release, as far as its collection states them."""
        return place_of(self.collection, self.facts.version)

    @cached_property
    def released(self) -> str:
        """Return the earliest day on which the release can have been made: `as_of`, or the last day of fetching if later.

        The clock is not read, so that the same release is described by the same bytes.
        """
        return max(self.facts.as_of, self.retrieved[1] if self.retrieved else "")

    @cached_property
    def bytes(self) -> int:
        """Return the size of all data files together."""
        return sum(file.bytes for file in self.facts.files)

    @cached_property
    def retrieved(self) -> tuple[str, str] | None:
        """Return the first and the last day on which something was fetched, or None if nothing was."""
        days = sorted(file.retrieved for lock in self.locks.values() for file in lock.files)
        return (days[0], days[-1]) if days else None

    @cached_property
    def personal_data(self) -> dict[str, dict[str, Any]]:
        """Return the statements of kept sources' manifests on personal data, by source."""
        kept = sorted(name for name, _ in self.kept_sources)
        return {name: self.sources[name]["personal_data"] for name in kept if self.sources[name].get("personal_data")}

    @cached_property
    def hosts(self) -> list[Count]:
        """Return the internet domains the documents come from, the largest first.

        A document without an address of its own counts for that of its source, or for none.
        """
        documents, words = Counter[str](), Counter[str]()
        for source, own, counted, long in self.composition.hosts:
            host = own or urlsplit(self.sources[source].get("homepage") or "").hostname
            if host:
                documents[host] += counted
                words[host] += long
        counts = [Count(host, documents[host], words[host]) for host in words]
        return sorted(counts, key=lambda count: (-count.words, count.name))

    @property
    def machine_generated(self) -> list[str]:
        """Return the kept sources with texts of a machine: by their rows, and by what their manifests say."""
        counted = {source for source, _, _ in self.composition.machine}
        stated = {name for name, _ in self.kept_sources if self.sources[name].get("machine_generated")}
        return sorted(counted | stated)

    @property
    def captured(self) -> list[str]:
        """Return the kept sources that were read from captures of websites (WARC), in order."""
        return sorted(name for name, _ in self.kept_sources if _format(self.sources[name]) == "warc")

    @property
    def without_address(self) -> list[str]:
        """Return the kept sources for which the manifest gives no address on the web, in order."""
        return sorted(name for name, _ in self.kept_sources if not _has_address(self.sources[name]))

    def token_range(self, language: Language) -> str:
        """Return the size class of the AI Act's template that the text is in, as far as it follows from what was counted.

        Without a count of tokens: no tokenizer makes more tokens than bytes, and hardly any fewer than words.
        """
        counts = self.facts.counts
        least, most = (counts.words, counts.text_bytes) if counts.tokens is None else (counts.tokens, counts.tokens)
        fits = [name for name, (low, high) in TOKEN_RANGES.items() if low <= least and most < high]
        return word("token_ranges", fits[0] if fits else "open", language)

    @property
    def citation(self) -> str:
        """Return how to cite the release, in one line; the year is that of `as_of`."""
        publisher = self.facts.publisher or Publisher(name=self.facts.name)
        place = self.collection.homepage or publisher.uri
        line = f"{publisher.name} ({self.facts.as_of[:4]}): {self.facts.title}. Version {self.facts.version}."
        return f"{line} {place}" if place else line

    def sentence(self, reason: str, language: Language) -> str:
        """Return the sentence of a reason in the language of the page: the release's own, else the one known here, else none."""
        known = self.reasons.get(reason) or sentences().get(reason)
        return (known.german if language == "de" else known.english) if known else ""


def _format(source: dict[str, Any]) -> str:
    format_ = source["format"]
    return str(format_["name"] if isinstance(format_, dict) else format_)


def _has_address(source: dict[str, Any]) -> bool:
    entries = source["fetch"] if isinstance(source["fetch"], list) else [source["fetch"]]
    fetched = any(
        "://" in entry if isinstance(entry, str) else entry.get("url") or entry.get("dataset") for entry in entries
    )
    return bool(fetched or source.get("homepage"))
