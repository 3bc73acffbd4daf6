"""What every description is rendered from: the release's own facts, read back from its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from licenses.catalogue import License, catalogue
from pipeline import workspace as ws
from pipeline.describe.answers import Answers, read_answers
from pipeline.describe.composition import Composition, count
from pipeline.load import load_model, read_yaml
from pipeline.manifest import Collection, Recipe
from pipeline.reasons import sentences

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.questions import Language

LARGEST_FIRST: Final = -1
CORRECTABLE: Final = ("title", "description", "publisher", "contact")
SENTENCE: Final[dict[Language, str]] = {"de": "german", "en": "english"}


class DescribeError(RuntimeError):
    """The folder is no release, or lacks what its descriptions are made from."""


@dataclass(frozen=True)
class Model:
    """The facts of a release: `facts` is release.json, `reasons` reasons.json, `collection` the manifest it was built from.

    Who publishes, whom to turn to, title and description are taken from inputs/collection.yaml, where they can be corrected.
    `composition` is counted from the shards; `locks` are the snapshots read, `answers` what a person has said.
    """

    facts: dict[str, Any]
    reasons: dict[str, dict[str, Any]]
    collection: Collection
    sources: dict[str, dict[str, Any]]
    recipe: Recipe
    composition: Composition
    locks: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    takedowns: int = 0
    reviews: tuple[str, ...] = ()

    @cached_property
    def licenses(self) -> list[License]:
        """Return the licences that kept documents stand under, each once, ordered by id."""
        found = {one.id: one for name in self.facts["licenses"] for one in catalogue().of(name)}
        return [found[one] for one in sorted(found)]

    @cached_property
    def kept_sources(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the sources of which something was kept, the largest first."""
        kept = [(name, one) for name, one in self.facts["sources"].items() if one["kept"]]
        return sorted(kept, key=lambda pair: (LARGEST_FIRST * pair[1]["words"], pair[0]))

    @cached_property
    def files(self) -> dict[str, list[dict[str, Any]]]:
        """Return the data files by subset, in order."""
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in self.facts["subsets"]}
        for one in self.facts["files"]:
            found[one["file"].split("/")[1]].append(one)
        return found

    @cached_property
    def bytes(self) -> int:
        """Return the size of all data files together."""
        return sum(int(one["bytes"]) for one in self.facts["files"])

    @cached_property
    def seconds(self) -> int:
        """Return the computing time of all stages together, rounded to a second."""
        return round(sum(float(one) for one in self.facts["timings"]["seconds"].values()))

    @cached_property
    def retrieved(self) -> tuple[str, str] | None:
        """Return the first and the last day on which something was fetched, or None if nothing was."""
        days = sorted(one["retrieved"] for lock in self.locks.values() for one in lock["files"])
        return (days[0], days[-1]) if days else None

    @cached_property
    def personal_data(self) -> dict[str, dict[str, Any]]:
        """Return what the manifests of kept sources say on personal data, by source."""
        kept = sorted(name for name, _ in self.kept_sources)
        return {name: self.sources[name]["personal_data"] for name in kept if self.sources[name].get("personal_data")}

    @property
    def citation(self) -> str:
        """Return how to cite the release, in one line; the year is that of the day it was judged as of."""
        publisher = self.facts["publisher"] or {"name": self.facts["name"], "uri": None}
        place = self.collection.homepage or publisher["uri"]
        line = (
            f"{publisher['name']} ({self.facts['as_of'][:4]}): {self.facts['title']}. Version {self.facts['version']}."
        )
        return f"{line} {place}" if place else line

    def sentence(self, reason: str, language: Language) -> str:
        """Return the sentence of a reason in the language of the page: the release's own, else the one known here, else none."""
        known = sentences().get(reason)
        return str(self.reasons.get(reason, known._asdict() if known else {}).get(SENTENCE[language], ""))


def read_model(release: Path) -> Model:
    """Return the model of a release folder; raise DescribeError if it is none, ManifestError if an input is wrong."""
    inputs = release / "inputs"
    for name in (
        "release.json",
        "reasons.json",
        "evidence.parquet",
        "ledger/_members.parquet",
        "inputs/collection.yaml",
    ):
        if not (release / name).is_file():
            raise DescribeError(f"{release}: no {name} there; is it the folder of a release?")
    answers = inputs / "answers.yaml"
    collection = load_model(inputs / "collection.yaml", Collection)
    return Model(
        facts=ws.read_json(release / "release.json") | collection.model_dump(mode="json", include=set(CORRECTABLE)),
        reasons=ws.read_json(release / "reasons.json"),
        collection=collection,
        sources={path.stem: _yaml(path) for path in sorted((inputs / "sources").glob("*.yaml"))},
        recipe=load_model(inputs / "recipe.yaml", Recipe),
        composition=count(release),
        locks={path.stem: ws.read_json(path) for path in sorted((inputs / "locks").glob("*.json"))},
        answers=read_answers(answers) if answers.is_file() else {},
        takedowns=len(_yaml(inputs / "takedowns.yaml")["takedowns"]),
        reviews=tuple(path.stem for path in sorted((inputs / "reviews").glob("*.yaml"))),
    )


def _yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(path)
    return content
