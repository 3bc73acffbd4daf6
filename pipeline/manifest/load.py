"""Loads collections and sources with all files that their manifests name, and checks them against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filters import profiles
from licenses.catalogue import CatalogueError, catalogue
from pipeline.manifest import Collection, DecontaminationRecipe, Policy, Recipe, Reviews, Source, Takedowns
from pipeline.manifest.reasons import sentences
from pipeline.manifest.recipe_files import Own, OwnError, load_own, refused
from pipeline.manifest.reviews import problem
from pipeline.manifest.yaml_file import ManifestError, load_model, meant, read_yaml
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# The manifests themselves are inputs of a run and hashed as such.
DATA_FILES: Final = ()


@dataclass(frozen=True)
class LoadedSource:
    """A source manifest and the file it was read from; paths in it are relative to that file's folder."""

    manifest: Source
    path: Path

    @property
    def id(self) -> str:
        """Return the source's id."""
        return self.manifest.id


@dataclass(frozen=True)
class LoadedCollection:
    """A collection with everything that it names, loaded and validated."""

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

    @property
    def decontamination(self) -> DecontaminationRecipe | None:
        """Return what is done with text of benchmarks: as the recipe says, else the defaults if a source has witnesses."""
        witnessed = any(source.manifest.compared for source in self.sources)
        return self.recipe.decontamination or (DecontaminationRecipe() if witnessed else None)


def manifests_root() -> Path:
    """Return the folder of the manifests that come with Gemeingut: in the wheel, or in the checkout."""
    package = Path(__file__).parents[1]
    shipped = package / "_manifests"
    return shipped if shipped.is_dir() else package.parent / "manifests"


def load_source(path: Path) -> LoadedSource:
    """Return a source manifest; its formats' options are validated where the readers are known (`stages.open_collection`)."""
    manifest = load_model(path, Source)
    _known_license(manifest.license.id, path)
    return LoadedSource(manifest, path)


def _known_license(expression: str | None, path: Path) -> None:
    try:
        if expression is not None:
            catalogue().of(expression)
    except CatalogueError as error:
        hint = (
            f"{meant(str(expression), catalogue().licenses)}; allowed are SPDX ids and those of licenses/catalogue.yaml"
        )
        raise ManifestError(f"{path}: license.id: {error}{hint}") from error


def _named(at: str, folder: Path, kind: str, name: str, root: Path) -> Path:
    """Return the path of a manifest given by a path relative to `folder` or by the name of one of its kind; `at` is for messages."""
    if name.endswith((".yaml", ".yml")) or "/" in name:
        path = (folder / name).resolve()
        if not path.is_file():
            raise ManifestError(f"{at}: {name!r}: no such file: {path}")
        return path
    beside = [folder / kind / f"{name}.yaml", folder / f"{name}.yaml", root / kind / f"{name}.yaml"]
    if folder == root / "collections":
        beside = beside[2:]  # a shipped collection may have the same name as a recipe
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
    known = ", ".join(sorted(collection.stem for collection in shipped.glob("*.yaml")))
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


def answers_of(collection: LoadedCollection) -> Path | None:
    """Return the file with the datasheet's human answers, or None if the collection names none."""
    named = collection.manifest.answers
    return collection.path.parent / named if named else None


def _own(recipe: Recipe, path: Path, sources: Sequence[LoadedSource]) -> Own:
    """Return the recipe's own files; raise ManifestError for a wrong file, or a profile or limit that does not exist."""
    try:
        own = load_own(recipe, path.parent, read_yaml)
    except OwnError as error:
        raise ManifestError(f"{path}: {error}") from error
    wrong = refused(recipe, [*sentences()])
    if wrong:
        raise ManifestError(f"{path}: {wrong}")
    for source in sources:
        name = source.manifest.profile_name()
        if name not in own.profiles:
            hint = f"{meant(name, own.profiles)}; there are {', '.join(sorted(own.profiles))}"
            raise ManifestError(f"{source.path}: profile: {name!r} is neither shipped nor the recipe's{hint}")
    try:
        profiles.rules(next(iter(own.profiles)), recipe.limits, own.profiles)
    except profiles.ProfileError as error:
        raise ManifestError(f"{path}: limits: {error}") from error
    return own


def _tokenizer(recipe: Recipe, path: Path) -> Path | None:
    """Return the file of the recipe's tokenizer; raise ManifestError if it is missing or has another hash."""
    if not recipe.tokenizer:
        return None
    file = path.parent / recipe.tokenizer.path
    if not file.is_file():
        raise ManifestError(f"{path}: tokenizer.path: {file} is not there")
    sha256 = sha256_of(file)
    if sha256 != recipe.tokenizer.sha256:
        raise ManifestError(f"{path}: tokenizer.sha256: {file} has {sha256}, the recipe says {recipe.tokenizer.sha256}")
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
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
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
    by_source = {source_id: load_model(path, Reviews) for source_id, path in paths.items() if path.is_file()}
    wrong = [
        f"{paths[source_id]}: decisions.{place}: {fault}"
        for source_id, reviews in by_source.items()
        for place, decision in enumerate(reviews.decisions)
        if (fault := problem(decision))
    ]
    if wrong:
        raise ManifestError("\n".join(wrong))
    return by_source


def _takedowns_path(manifest: Collection, folder: Path, root: Path) -> Path | None:
    if manifest.takedowns:
        return folder / manifest.takedowns
    beside = [folder / "takedowns.yaml", root / "takedowns.yaml"]
    return next((path for path in beside if path.is_file()), None)


def _takedowns(path: Path) -> Takedowns:
    """Return the takedowns; raise ManifestError if a text file that one of them names is missing."""
    takedowns = load_model(path, Takedowns)
    for place, takedown in enumerate(takedowns.takedowns):
        if takedown.file is not None and not (path.parent / takedown.file).is_file():
            raise ManifestError(
                f"{path}: takedowns.{place}.file: {takedown.file!r}: no such file: {path.parent / takedown.file}"
            )
    return takedowns
