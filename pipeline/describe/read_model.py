"""The model of a release, read back from the files of its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gemeingut.errors import PlaceError
from pipeline.describe import fairness
from pipeline.describe.answers import read_answers
from pipeline.describe.composition import count
from pipeline.describe.model import Model
from pipeline.fetch.lock import lock_from_json
from pipeline.manifest import Collection, Policy, Recipe
from pipeline.manifest.yaml_file import load_model, read_yaml
from pipeline.release_files.data_files import MEMBERS_FILE
from pipeline.release_files.facts import FILE, ParquetFile, ReleaseFacts, read_facts
from pipeline.release_files.published_evidence import FILE as EVIDENCE
from pipeline.release_files.published_reasons import FILE as REASONS
from pipeline.release_files.published_reasons import read_reasons
from pipeline.store import files
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from pathlib import Path

CORRECTABLE: Final = ("title", "description", "publisher", "contact")


class DescribeError(PlaceError, RuntimeError):
    """The folder is no release, or lacks what its descriptions are made from."""


def read_model(release: Path) -> Model:
    """Return the model of a release folder; raise DescribeError if it is none, ManifestError if an input is wrong."""
    inputs = release / "inputs"
    for name in (
        FILE,
        REASONS,
        EVIDENCE,
        MEMBERS_FILE,
        "inputs/collection.yaml",
    ):
        if not (release / name).is_file():
            raise DescribeError(f"{release}: no {name} there; is it the folder of a release?")
    answers = inputs / "answers.yaml"
    collection = load_model(inputs / "collection.yaml", Collection)
    return Model(
        facts=_corrected(read_facts(release), collection),
        reasons=read_reasons(release),
        collection=collection,
        sources={path.stem: _yaml(path) for path in sorted((inputs / "sources").glob("*.yaml"))},
        recipe=load_model(inputs / "recipe.yaml", Recipe),
        policy=load_model(inputs / "policy.yaml", Policy),
        composition=count(release),
        locks={path.stem: lock_from_json(files.read_json(path)) for path in sorted((inputs / "locks").glob("*.json"))},
        answers=read_answers(answers) if answers.is_file() else {},
        takedowns=len(_yaml(inputs / "takedowns.yaml")["takedowns"]),
        sample=tuple(_file(path, release) for path in sorted((release / "sample").glob("*.parquet"))),
        fairness=fairness.read(release),
        reviews=tuple(path.stem for path in sorted((inputs / "reviews").glob("*.yaml"))),
    )


def _corrected(facts: ReleaseFacts, collection: Collection) -> ReleaseFacts:
    """Return the facts with what a person may correct in the collection's manifest."""
    correct = collection.model_dump(mode="json", include=set(CORRECTABLE))
    return ReleaseFacts.model_validate(facts.as_json() | correct)


def _file(path: Path, release: Path) -> ParquetFile:
    name = path.relative_to(release).as_posix()
    return ParquetFile(file=name, rows=files.rows(path), bytes=path.stat().st_size, sha256=sha256_of(path))


def _yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(path)
    return content
