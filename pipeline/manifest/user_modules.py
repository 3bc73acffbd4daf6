"""Filters in Python and the modules in their folder: which ones a filter imports, and how they are loaded.

The bytes that were hashed are those that run: no compiled file is read or written, and no module of an earlier run is reused
in place of the current file.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import sys
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gemeingut.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

# What is imported here are modules beside a recipe, none of this package; their hashes are part of the recipe.
DYNAMIC_IMPORTS: Final = ()
FLOORS: Final = frozenset({"filters", "flows", "gemeingut", "licenses", "pipeline"})


class BesideError(InputError, ValueError):
    """A filter imports what cannot be copied into a release, or a file changed since it was hashed."""


def imported(path: Path) -> list[Path]:
    """Return the modules in a filter's folder that it imports, directly or indirectly, by name.

    Every import statement counts; nothing is executed.  Raises BesideError for a package: files are copied into one folder.
    """
    beside: dict[str, Path] = {}
    todo = [path]
    while todo:
        for name in _named(todo.pop()):
            if name in beside or not _is_ours(name, path.parent):
                continue
            if (path.parent / name / "__init__.py").is_file():
                raise BesideError(f"{path.name} imports {name!r}, a folder beside it; put the code into one {name}.py")
            beside[name] = path.parent / f"{name}.py"
            todo.append(beside[name])
    return [beside[name] for name in sorted(beside) if beside[name] != path]


def _named(path: Path) -> Iterator[str]:
    """Yield the top-level name of every module that a file imports; none for a file with a syntax error, which fails on loading."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _is_ours(name: str, folder: Path) -> bool:
    """Return whether a name means a module in the folder: neither Python, Gemeingut nor an installed package has that name."""
    is_there = (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()
    if not is_there or name in FLOORS or name in sys.stdlib_module_names:
        return False
    elsewhere = [entry for entry in sys.path if Path(entry or ".").resolve() != folder.resolve()]
    return PathFinder.find_spec(name, elsewhere) is None


class _Source(SourceLoader):
    """Loads a module from given bytes."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        self._data = data

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002  one loader, one module
        return str(self._path)

    def get_data(self, path: str | bytes) -> bytes:  # noqa: ARG002
        return self._data


class _Finder(MetaPathFinder):
    """Finds the modules in a filter's folder by name."""

    def __init__(self, sources: Mapping[str, _Source]) -> None:
        self._sources = sources

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        loader = self._sources.get(fullname)
        return spec_from_file_location(fullname, loader.get_filename(fullname), loader=loader) if loader else None


def load(name: str, path: Path, sha256: str, beside: Sequence[Mapping[str, str]]) -> ModuleType:
    """Return a filter's module under the given name, with the modules beside it (each `path` and `sha256`) loaded anew.

    Raises BesideError if the filter is not a Python file or a file was changed since it was hashed, and whatever loading
    raises.
    """
    if path.suffix != ".py":
        raise BesideError(f"{path}: no Python file; a filter's name ends in .py")
    sources = {Path(module["path"]).stem: _read(Path(module["path"]), module["sha256"]) for module in beside}
    spec = spec_from_file_location(name, path, loader=_read(path, sha256))
    if spec is None or spec.loader is None:
        raise BesideError(f"{path}: cannot be loaded")
    for module_name in sources:
        sys.modules.pop(module_name, None)
    finder = _Finder(sources)
    sys.meta_path.insert(0, finder)
    try:
        for module_name in sources:
            importlib.import_module(module_name)  # also those that are imported only when a document is judged
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.meta_path.remove(finder)
    return module


def _read(path: Path, sha256: str) -> _Source:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BesideError(f"{path}: changed while the run was under way; run again")
    return _Source(path, data)
