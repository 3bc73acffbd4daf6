"""The files that belong to a recipe: profiles, word lists, filters written in Python.

Paths are relative to the recipe.  In the inputs/ of a release the files are in `recipe-files/`, which is searched first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from filters import profiles
from filters.filter import Rule
from filters.kernels.lexicon import LexiconError, word_hash
from gemeingut.errors import InputError
from gemeingut.yaml_text import load_yaml
from pipeline.manifest import user_modules
from pipeline.manifest.reasons import Sentence
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from filters.profiles import Profile
    from pipeline.manifest import Recipe

DATA_FILES: Final = ("filters/data/blocklists.yaml",)
FOLDER: Final = "recipe-files"
BLOCKED: Final = "blocked_words"
DOWNLOADING: Final = frozenset(
    {"C4BadWordsFilter", "FastTextClassifierFilter", "LanguageFilter", "UnigramLogProbFilter"}
)
"""Filters of datatrove that fetch lists or models when they run: nothing may be downloaded that no manifest declares."""

SAMPLER: Final = "SamplerFilter"


class OwnError(InputError, ValueError):
    """A file that the recipe names is missing or wrong."""


@dataclass(frozen=True)
class Code:
    """A filter written in Python: its reason, its file, modules next to it, files that it reads, all with hashes."""

    name: str
    path: Path
    sha256: str
    beside: tuple[tuple[Path, str], ...] = ()
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Own:
    """All profiles including those of the recipe, the blocked words, the code to run, and all files that were read."""

    profiles: Mapping[str, Profile] = field(default_factory=profiles.profiles)
    blocked: frozenset[str] = frozenset()
    code: tuple[Code, ...] = ()
    files: tuple[Path, ...] = ()

    def hashes(self) -> dict[str, str]:
        """Return the hash of every file by its name: what decisions depend on besides the recipe itself."""
        return {path.name: sha256_of(path) for path in self.files}


def load_own(recipe: Recipe, folder: Path, read: Callable[[Path], Any]) -> Own:
    """Return the files of the recipe; `read` parses YAML.  Raises OwnError with the key and what is wrong there."""
    files_read: list[Path] = []

    def named(key: str, name: str) -> Path:
        beside = folder / FOLDER / name.rsplit("/", maxsplit=1)[-1]
        path = beside if beside.is_file() else folder / name
        if not path.is_file():
            raise OwnError(f"{key}: {name!r}: no such file: {path}")
        files_read.append(path)
        return path

    known = dict(profiles.profiles())
    if recipe.profiles:
        path = named("profiles", recipe.profiles)
        try:
            known |= profiles.parse(read(path), path.name)
        except profiles.ProfileError as error:
            raise OwnError(f"profiles: {error}") from error
    code = []
    for place, filter_ in enumerate(recipe.filters):
        path = named(f"filters.{place}.file", filter_.file)
        modules = _beside(f"filters.{place}.file", path)
        reads = tuple(sha256_of(named(f"filters.{place}.reads", name)) for name in filter_.reads)
        code.append(Code(filter_.name, path, sha256_of(path), modules, reads))
    files_read += [path for module in code for path, _ in module.beside]
    lists = recipe.blocklist.lists if recipe.blocklist else ()
    blocked = frozenset(word for name in lists for word in _listed(name, named))
    names = [path.name for path in files_read]
    twice = sorted({name for name in names if len({path for path in files_read if path.name == name}) > 1})
    if twice:
        raise OwnError(f"two files are called {twice[0]!r}; they are copied into one folder of the release")
    return Own(known, blocked, tuple(code), tuple(dict.fromkeys(files_read)))


def _beside(key: str, path: Path) -> tuple[tuple[Path, str], ...]:
    """Return the modules next to a filter that it imports, with their hashes."""
    try:
        return tuple((module, sha256_of(module)) for module in user_modules.imported(path))
    except user_modules.BesideError as error:
        raise OwnError(f"{key}: {error}") from error


def shipped_lists() -> dict[str, dict[str, str]]:
    """Return the shipped word lists by name: the purpose of each, and its words."""
    stored: dict[str, dict[str, str]] = load_yaml(
        (files("filters") / "data" / "blocklists.yaml").read_text(encoding="utf-8")
    )
    return stored


def _listed(name: str, named: Callable[[str, str], Path]) -> list[str]:
    shipped = shipped_lists()
    if name in shipped:
        words = shipped[name]["words"].split()
    elif "/" in name or "." in name:
        lines = named("blocklist.lists", name).read_text(encoding="utf-8").splitlines()
        words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    else:
        raise OwnError(f"blocklist.lists: {name!r} is neither a file nor one of these: {', '.join(sorted(shipped))}")
    for word in words:
        try:
            word_hash(word)
        except LexiconError as error:
            raise OwnError(f"blocklist.lists: {name}: {error}") from error
    return words


def rules_of(recipe: Recipe, own: Own, profile: str) -> tuple[Rule, ...]:
    """Return the rules for documents of a profile: those of the profile as changed by the recipe, and that of a blocklist."""
    changes = [change for change in recipe.limits if change.profile in {profile, "*"}]
    rules = profiles.rules(profile, changes, own.profiles)
    if recipe.blocklist is None:
        return rules
    return (*rules, Rule("blocked_words_ratio", "at_most", recipe.blocklist.at_most, BLOCKED, "recipe"))


def sentences(recipe: Recipe) -> dict[str, Sentence]:
    """Return the reasons of the recipe's own filters, with a sentence each."""
    code = {
        filter_.name: Sentence(
            f"Ein Filter des Rezepts ({filter_.file}) lehnt den Text ab.",
            f"A filter of the recipe ({filter_.file}) refuses it.",
        )
        for filter_ in recipe.filters
    }
    others = {
        datatrove_reason(filter_.filter): Sentence(
            f"Der Filter {filter_.filter} von datatrove, den das Rezept nennt, lehnt den Text ab.",
            f"datatrove's {filter_.filter}, named by the recipe, refuses it.",
        )
        for filter_ in recipe.datatrove
    }
    return {**code, **others}


def refused(recipe: Recipe, allowed: Sequence[str]) -> str | None:
    """Return what is wrong with the recipe's filters, or None: a name used twice or already taken, or a filter that is unfit."""
    names = [
        *(filter_.name for filter_ in recipe.filters),
        *(datatrove_reason(filter_.filter) for filter_ in recipe.datatrove),
    ]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return f"filters: the name {twice[0]!r} stands twice"
    taken = sorted({name for name in names if name in allowed})
    if taken:
        return f"filters: the name {taken[0]!r} is that of a reason of Gemeingut; choose another"
    why = next((fault for filter_ in recipe.datatrove if (fault := unfit(filter_.filter, filter_.args))), None)
    return f"datatrove: {why}" if why else None


def datatrove_reason(filter_name: str) -> str:
    """Return the reason of a filter of datatrove: `datatrove_` and its name in snake case (`datatrove_gopher_quality`)."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", filter_name.removesuffix("Filter"))
    return f"datatrove_{words.lower()}"


def unfit(filter_name: str, arguments: Mapping[str, Any]) -> str | None:
    """Return why a filter of datatrove cannot be used in a recipe, or None: it downloads, or is not deterministic."""
    if filter_name in DOWNLOADING:
        return (
            f"{filter_name} downloads what it judges by, which nothing here pins; a filter in Python can bring a file"
        )
    if filter_name == SAMPLER and arguments.get("seed") is None:
        return f"{filter_name} draws anew in every run; give it a seed: {{filter: {filter_name}, args: {{seed: 1}}}}"
    return None


def judged_with(recipe: Recipe, own: Own) -> dict[str, Any]:
    """Return what the recipe's own filters depend on: files with hashes, names and arguments of datatrove's filters."""
    code = [
        {
            "name": filter_.name,
            "path": str(filter_.path),
            "sha256": filter_.sha256,
            "beside": [{"path": str(path), "sha256": sha256} for path, sha256 in filter_.beside],
            "reads": list(filter_.reads),
        }
        for filter_ in own.code
    ]
    return {"code": code, "datatrove": [filter_.model_dump(mode="json") for filter_ in recipe.datatrove]}
