"""Filters in Python and the modules that lie beside them: which ones a filter imports, and how they are loaded.

What is run are the bytes that were hashed: no compiled file is read or left behind, and no module of an earlier run is
taken for the one that lies there now.
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
    """A filter imports what cannot be taken along, or a file changed since it was hashed."""


def imported(path: Path) -> list[Path]:
    """Return the modules in a filter's folder that it imports, and those that they import, by name.

    Looked for is every import statement; nothing is run.  Raises BesideError for a package: files are copied into one folder.
    """
    found: dict[str, Path] = {}
    todo = [path]
    while todo:
        for name in _named(todo.pop()):
            if name in found or not _is_ours(name, path.parent):
                continue
            if (path.parent / name / "__init__.py").is_file():
                raise BesideError(f"{path.name} imports {name!r}, a folder beside it; put the code into one {name}.py")
            found[name] = path.parent / f"{name}.py"
            todo.append(found[name])
    return [found[name] for name in sorted(found) if found[name] != path]


def _named(path: Path) -> Iterator[str]:
    """Yield the first name of every module that a file imports; a file that is no Python names none, and fails on loading."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.split(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _is_ours(name: str, folder: Path) -> bool:
    """Return whether a name means what lies in the folder: nothing of Python's, of Gemeingut's or installed has it."""
    is_there = (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()
    if not is_there or name in FLOORS or name in sys.stdlib_module_names:
        return False
    elsewhere = [one for one in sys.path if Path(one or ".").resolve() != folder.resolve()]
    return PathFinder.find_spec(name, elsewhere) is None


class _Source(SourceLoader):
    """Loads a module from the bytes given."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        self._data = data

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002  one loader, one module
        return str(self._path)

    def get_data(self, path: str | bytes) -> bytes:  # noqa: ARG002
        return self._data


class _Finder(MetaPathFinder):
    """Finds the modules beside a filter by their names."""

    def __init__(self, found: Mapping[str, _Source]) -> None:
        self._found = found

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        loader = self._found.get(fullname)
        return spec_from_file_location(fullname, loader.get_filename(fullname), loader=loader) if loader else None


def load(name: str, path: Path, sha256: str, beside: Sequence[Mapping[str, str]]) -> ModuleType:
    """Return a filter's module under a name of its own, with the modules beside it (each `path` and `sha256`) loaded anew.

    Raises BesideError if one is no Python file or was changed since it was hashed, and whatever loading raises.
    """
    if path.suffix != ".py":
        raise BesideError(f"{path}: no Python file; a filter's name ends in .py")
    found = {Path(one["path"]).stem: _read(Path(one["path"]), one["sha256"]) for one in beside}
    spec = spec_from_file_location(name, path, loader=_read(path, sha256))
    if spec is None or spec.loader is None:
        raise BesideError(f"{path}: cannot be loaded")
    for one in found:
        sys.modules.pop(one, None)
    finder = _Finder(found)
    sys.meta_path.insert(0, finder)
    try:
        for one in found:
            importlib.import_module(one)  # also those that are imported only when a document is judged
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
