"""What every description is rendered from: the release's own facts, read back from its files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import yaml

from licenses.catalogue import License, catalogue
from pipeline import workspace as ws

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FIRST: Final = -1


@dataclass(frozen=True)
class Model:
    """The facts of a release: `facts` is release.json, `reasons` reasons.json, `collection` the manifest it was built from."""

    facts: dict[str, Any]
    reasons: dict[str, dict[str, Any]]
    collection: dict[str, Any]
    sources: dict[str, dict[str, Any]]

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


def read_model(release: Path) -> Model:
    """Return the model of a release folder."""
    inputs = release / "inputs"
    sources = {path.stem: _yaml(path) for path in sorted((inputs / "sources").glob("*.yaml"))}
    return Model(
        facts=ws.read_json(release / "release.json"),
        reasons=ws.read_json(release / "reasons.json"),
        collection=_yaml(inputs / "collection.yaml"),
        sources=sources,
    )


def _yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
