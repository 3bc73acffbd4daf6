"""Reads manifests from disk and says what is wrong with them: file, key, what was found, what is allowed."""

from __future__ import annotations

import difflib
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from filters import profiles
from licenses.catalogue import CatalogueError, catalogue
from pipeline import review
from pipeline import workspace as ws
from pipeline.manifest import Collection, Policy, Recipe, Reviews, Source, Takedowns
from pipeline.own import Own, OwnError, load_own, refused
from pipeline.read import registry
from pipeline.reasons import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

M = TypeVar("M", bound=BaseModel)

LAST_SHOWN = 40  # characters of a wrong value that an error message shows


class ManifestError(ValueError):
    """A manifest is missing or wrong; each line names file, key, what was found and what is allowed."""


@dataclass(frozen=True)
class LoadedSource:
    """A source manifest and the file it was read from; relative paths in it start at that file's folder."""

    manifest: Source
    path: Path

    @property
    def id(self) -> str:
        """Return the source's id."""
        return self.manifest.id


@dataclass(frozen=True)
class LoadedCollection:
    """A collection with everything that it names, read and validated."""

    manifest: Collection
    path: Path
    sources: tuple[LoadedSource, ...]
    policy: Policy
    recipe: Recipe
    reviews: dict[str, Reviews] = field(default_factory=dict)
    takedowns: Takedowns = field(default_factory=Takedowns)
    reviews_folder: Path = Path()
    files: dict[str, Path] = field(default_factory=dict)
    own: Own = field(default_factory=Own)


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML with duplicate keys refused: the second one would win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  PyYAML's signature
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def manifests_root() -> Path:
    """Return the folder of the manifests that come with Gemeingut: in the wheel, or in the checkout."""
    package = Path(__file__).parent
    shipped = package / "_manifests"
    return shipped if shipped.is_dir() else package.parent / "manifests"


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file; raise ManifestError with file and line if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ManifestError(f"{path}: no such file") from error
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise ManifestError(f"{path}: cannot be read: line {number} is not UTF-8; save the file as UTF-8") from error
    try:
        return yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506  a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise ManifestError(f"{path}:{line} not valid YAML: {problem}") from error


def load_model(path: Path, model: type[M]) -> M:
    """Return the file as `model`; raise ManifestError with one line per finding."""
    content = read_yaml(path)
    if not isinstance(content, dict):
        found = "nothing in it" if content is None else type(content).__name__
        raise ManifestError(f"{path}: found {found}, expected keys {_allowed(model)}")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        lines = [f"{path}: {_finding(one, model)}" for one in error.errors()]
        raise ManifestError("\n".join(lines)) from error


def _finding(error: Any, model: type[BaseModel]) -> str:
    place = error["loc"]
    key = ".".join(str(part) for part in place) or "(top level)"
    if error["type"] == "extra_forbidden":
        owner = _model_at(model, place[:-1])
        return f"{key}: unknown key{_meant(str(place[-1]), owner.model_fields)}; allowed are {_allowed(owner)}"
    if error["type"] == "missing":
        return f"{key}: this key is missing"
    if error["type"] == "too_short":
        return f"{key}: found {error['input']!r}; at least {error['ctx']['min_length']} needed"
    found = repr(error.get("input"))
    found = found if len(found) <= LAST_SHOWN else found[: LAST_SHOWN - 1] + "…"
    return f"{key}: found {found}; {error['msg']}"


def _meant(found: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(found, sorted(known), n=1)
    return f", {close[0]!r} meant?" if close else ""


def _allowed(model: type[BaseModel]) -> str:
    return ", ".join(sorted(model.model_fields))


def _model_at(model: type[BaseModel], place: Sequence[int | str]) -> type[BaseModel]:
    for part in place:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        inner = next(_models_in(model.model_fields[part].annotation), None)
        model = inner or model
    return model


def _models_in(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)


def load_source(path: Path) -> LoadedSource:
    """Return a source manifest, its format's options validated by the reader they are for."""
    manifest = load_model(path, Source)
    formats = [("format", manifest.format)]
    formats += [(f"formats.{place}.format", one.format) for place, one in enumerate(manifest.formats)]
    for where, one in formats:
        try:
            registry.reader(one.name)
        except registry.FormatError as error:
            raise ManifestError(f"{path}: {where}.name: {error}") from error
        try:
            registry.parse_options(one.name, one.options(), f"{path}: {where}")
        except registry.FormatError as error:
            raise ManifestError(str(error)) from error
    _known_license(manifest.license.id, path)
    return LoadedSource(manifest, path)


def _known_license(expression: str | None, path: Path) -> None:
    try:
        if expression is not None:
            catalogue().of(expression)
    except CatalogueError as error:
        hint = f"{_meant(str(expression), catalogue().licenses)}; allowed are SPDX ids and those of licenses/catalogue.yaml"
        raise ManifestError(f"{path}: license.id: {error}{hint}") from error


def _named(at: str, folder: Path, kind: str, name: str, root: Path) -> Path:
    """Return the manifest that is named at the place `at`, by a path from `folder` or by the name of one of that kind."""
    if name.endswith((".yaml", ".yml")) or "/" in name:
        path = (folder / name).resolve()
        if not path.is_file():
            raise ManifestError(f"{at}: {name!r}: no such file: {path}")
        return path
    beside = [folder / kind / f"{name}.yaml", folder / f"{name}.yaml", root / kind / f"{name}.yaml"]
    if folder == root / "collections":
        beside = beside[2:]  # a collection that comes with Gemeingut may bear the name of a recipe
    for path in beside:
        if path.is_file():
            return path.resolve()
    known = ", ".join(sorted(path.stem for path in (root / kind).glob("*.yaml")))
    raise ManifestError(f"{at}: {name!r} is neither a file nor one of these: {known or 'none'}")


def find_collection(name: str) -> Path:
    """Return the path of a collection given by path, or by its name in `manifests/collections/`."""
    path = Path(name)
    if path.is_file():
        return path.resolve()
    shipped = manifests_root() / "collections"
    if (shipped / f"{name}.yaml").is_file():
        return (shipped / f"{name}.yaml").resolve()
    known = ", ".join(sorted(one.stem for one in shipped.glob("*.yaml")))
    raise ManifestError(f"{name!r}: neither a file nor the name of a collection; there are {known or 'none'}")


def load_collection(name: str, only: Sequence[str] = ()) -> LoadedCollection:
    """Return a collection with its sources, policy, recipe, reviews and takedowns.

    `only` keeps the named sources; a name that the collection does not have is an error.
    """
    path = find_collection(name)
    manifest = load_model(path, Collection)
    folder, root = path.parent, manifests_root()
    sources = _sources(manifest, path, root, only)
    policy_path = _named(f"{path}: policy", folder, "policies", manifest.policy, root)
    recipe_path = _named(f"{path}: recipe", folder, "recipes", manifest.recipe, root)
    reviews_folder = _reviews_folder(manifest, folder, root)
    takedowns_path = _takedowns_path(manifest, folder, root)
    recipe = load_model(recipe_path, Recipe)
    tokenizer = _tokenizer(recipe, recipe_path)
    brought = _own(recipe, recipe_path, sources)
    return LoadedCollection(
        manifest=manifest,
        path=path,
        sources=sources,
        policy=load_model(policy_path, Policy),
        recipe=recipe,
        reviews=_reviews(reviews_folder, sources),
        takedowns=_takedowns(takedowns_path) if takedowns_path else Takedowns(),
        reviews_folder=reviews_folder,
        files={"policy": policy_path, "recipe": recipe_path}
        | ({"takedowns": takedowns_path} if takedowns_path else {})
        | ({"tokenizer": tokenizer} if tokenizer else {}),
        own=brought,
    )


def _own(recipe: Recipe, path: Path, sources: Sequence[LoadedSource]) -> Own:
    """Return the recipe's own files; raise ManifestError for one that is wrong, or a profile or limit that does not exist."""
    try:
        found = load_own(recipe, path.parent, read_yaml)
    except OwnError as error:
        raise ManifestError(f"{path}: {error}") from error
    wrong = refused(recipe, [*sentences()])
    if wrong:
        raise ManifestError(f"{path}: {wrong}")
    for source in sources:
        name = source.manifest.profile_name()
        if name not in found.profiles:
            hint = f"{_meant(name, found.profiles)}; there are {', '.join(sorted(found.profiles))}"
            raise ManifestError(f"{source.path}: profile: {name!r} is neither shipped nor the recipe's{hint}")
    try:
        profiles.rules(next(iter(found.profiles)), recipe.limits, found.profiles)
    except profiles.ProfileError as error:
        raise ManifestError(f"{path}: limits: {error}") from error
    return found


def _tokenizer(recipe: Recipe, path: Path) -> Path | None:
    """Return the file of the recipe's tokenizer; raise ManifestError if it is missing or another one than is meant."""
    if not recipe.tokenizer:
        return None
    file = path.parent / recipe.tokenizer.path
    if not file.is_file():
        raise ManifestError(f"{path}: tokenizer.path: {file} is not there")
    found = ws.sha256_of(file)
    if found != recipe.tokenizer.sha256:
        raise ManifestError(f"{path}: tokenizer.sha256: {file} has {found}, the recipe says {recipe.tokenizer.sha256}")
    return file


def load_policy(name: str) -> Policy:
    """Return a policy by name or path."""
    return load_model(_named("policy", Path.cwd(), "policies", name, manifests_root()), Policy)


def _sources(manifest: Collection, path: Path, root: Path, only: Sequence[str]) -> tuple[LoadedSource, ...]:
    findings, sources = [], []
    for name in manifest.sources:
        try:
            sources.append(load_source(_named(f"{path}: sources", path.parent, "sources", name, root)))
        except ManifestError as error:
            findings.append(str(error))
    if findings:
        raise ManifestError("\n".join(findings))
    ids = [source.id for source in sources]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise ManifestError(f"{path}: sources: the ids {', '.join(twice)} stand twice")
    foreign = sorted(set(only) - set(ids))
    if foreign:
        raise ManifestError(f"--only {foreign[0]}: no such source in {manifest.name!r}; there are {', '.join(ids)}")
    return tuple(source for source in sources if not only or source.id in only)


def _reviews_folder(manifest: Collection, folder: Path, root: Path) -> Path:
    if manifest.reviews:
        return folder / manifest.reviews
    return root / "reviews" if folder == root / "collections" else folder / "reviews"


def _reviews(folder: Path, sources: Sequence[LoadedSource]) -> dict[str, Reviews]:
    paths = {source.id: folder / f"{source.id}.yaml" for source in sources}
    found = {one: load_model(path, Reviews) for one, path in paths.items() if path.is_file()}
    wrong = [
        f"{paths[one]}: decisions.{place}: {problem}"
        for one, reviews in found.items()
        for place, decision in enumerate(reviews.decisions)
        if (problem := review.problem(decision))
    ]
    if wrong:
        raise ManifestError("\n".join(wrong))
    return found


def _takedowns_path(manifest: Collection, folder: Path, root: Path) -> Path | None:
    if manifest.takedowns:
        return folder / manifest.takedowns
    beside = [folder / "takedowns.yaml", root / "takedowns.yaml"]
    return next((path for path in beside if path.is_file()), None)


def _takedowns(path: Path) -> Takedowns:
    """Return the demands; raise ManifestError for one by a text file that is not there."""
    takedowns = load_model(path, Takedowns)
    for place, one in enumerate(takedowns.takedowns):
        if one.file is not None and not (path.parent / one.file).is_file():
            raise ManifestError(f"{path}: takedowns.{place}.file: {one.file!r}: no such file: {path.parent / one.file}")
    return takedowns
