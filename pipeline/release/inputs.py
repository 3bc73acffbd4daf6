"""`inputs/`: everything a release was built from, so that it can be built again: manifests, policy, recipe, locks, versions."""

from __future__ import annotations

import functools
import shutil
from email.parser import HeaderParser
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from filters import language
from pipeline.decide import demands
from pipeline.manifest import Collection
from pipeline.manifest.load import answers_of
from pipeline.manifest.recipe_files import FOLDER
from pipeline.release_files.facts import Software
from pipeline.store import files
from pipeline.store.code import library_version, tree_hash
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

    from pipeline.manifest.frozen import Frozen
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.workspace import Workspace

DATA_FILES: Final = ("filters/data/profiles.yaml",)


def write_inputs(
    release: Path, collection: LoadedCollection, workspace: Workspace, frozen: Frozen, buckets: Mapping[str, int]
) -> None:
    """Write `inputs/` of a release; manifests are copied as they were written, so that their comments stay."""
    folder = release / "inputs"
    for source in collection.sources:
        _copy(source.path, folder / "sources" / f"{source.id}.yaml")
        lock = workspace.snapshot(source.id) / "lock.json"
        if workspace.store.exists(lock):
            _copy(workspace.store.local(lock), folder / "locks" / f"{source.id}.json")
    for kind in ("policy", "recipe"):
        _copy(collection.files[kind], folder / f"{kind}.yaml")
    _copy(Path(str(resources.files("filters") / "data" / "profiles.yaml")), folder / "profiles.yaml")
    for path in collection.own.files:
        _copy(path, folder / FOLDER / path.name)
    answers = answers_of(collection)
    if answers:
        _copy(answers, folder / "answers.yaml")
    for source_id in sorted(collection.reviews):
        _copy(collection.reviews_folder / f"{source_id}.yaml", folder / "reviews" / f"{source_id}.yaml")
    demanded = workspace.store.read_json(demands.path_of(workspace, collection.manifest.name)) or []
    files.write_text(folder / "takedowns.yaml", _yaml({"takedowns": demands.released(demanded)}))
    files.write_text(folder / "collection.yaml", _yaml(_rewritten(collection, frozen, buckets)))
    installed = software()
    files.write_json(folder / "software.json", installed.as_json())
    pins = [f"{name}=={version}\n" for name, version in installed.libraries.items()]
    files.write_text(folder / "constraints.txt", "".join(pins))
    paths = language.model_paths(collection.recipe.language.model)
    models = {name: {"name": path.name, "sha256": sha256_of(path)} for name, path in paths.items()}
    named = collection.recipe.tokenizer
    if named:
        models["tokenizer"] = {"name": Path(named.path).name, "sha256": named.sha256}
    files.write_json(folder / "models.json", models)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _yaml(value: Any) -> str:
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120))


def _rewritten(collection: LoadedCollection, frozen: Frozen, buckets: Mapping[str, int]) -> dict[str, Any]:
    """Return the collection with date, version and number of files frozen, naming the files of this folder."""
    defaults = Collection.model_construct().model_dump(mode="json")
    manifest = collection.manifest.model_dump(mode="json")
    stated = collection.manifest.model_fields_set & {"access"}  # who says it is asked for more than who leaves it out
    kept = {
        name: value
        for name, value in manifest.items()
        if name in stated or name not in defaults or value != defaults[name]
    }
    if collection.manifest.answers:
        kept["answers"] = "./answers.yaml"
    if buckets:
        kept["release"] = manifest["release"] | {"buckets": dict(sorted(buckets.items()))}
    return kept | {
        "version": frozen.version,
        "as_of": frozen.as_of,
        "sources": [f"./sources/{source.id}.yaml" for source in collection.sources],
        "policy": "./policy.yaml",
        "recipe": "./recipe.yaml",
        "reviews": "reviews",
        "takedowns": "takedowns.yaml",
    }


def software() -> Software:
    """Return the version of this program, the hash of its code and the versions of all libraries installed with it."""
    return Software(
        gemeingut=library_version("gemeingut"),
        code_sha256=tree_hash("gemeingut", "pipeline", "filters", "licenses", "flows"),
        libraries=dict(_libraries()),
    )


@functools.cache
def _libraries() -> tuple[tuple[str, str], ...]:
    """Return name and version of every library, by name; of its metadata only the head is parsed, which is long enough."""
    heads = [_head(distribution) for distribution in metadata.distributions()]
    return tuple(sorted({head["Name"].lower(): head["Version"] for head in heads if head["Name"]}.items()))


def _head(distribution: metadata.Distribution) -> Message:
    text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    return HeaderParser().parsestr(text.partition("\n\n")[0])
