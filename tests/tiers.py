"""Which tests are quick: units that run no collection, start no process or server, and read no real corpora.

Nobody marks a test as quick.  The mark follows from what a test reaches: its fixtures, and the names that it, its fixtures
and the functions of tests that they call use.  So a new test that runs a collection is not quick by itself.  Whatever this
overlooks (a process that the code under test starts) is refused while a quick test runs, in every tier.
"""

from __future__ import annotations

import functools
import sys
from collections import Counter
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

TESTS: Final = Path(__file__).parent
SHARED: Final = TESTS.parents[1] / "shared"
SLOW_FIXTURES: Final = frozenset({"once", "shared", "corpora", "web", "browser"})
"""Fixtures that run collections, need the real corpora, or start servers; those that ask for them are slow by that."""

SLOW_FOLDERS: Final = ("browser", "e2e", "flows")
"""Folders of whole runs, pages in a browser and the floor that starts processes: they hold no quick test."""

WHOLE_RUNS: Final = (*SLOW_FOLDERS, "real")
"""Folders whose files take minutes; they are begun first, so that what is left at the end is short."""

SLOW_MODULES: Final = frozenset(
    {"tests.e2e.running", "subprocess", "multiprocessing", "socket", "http.server", "threading"}
)
SLOW_NAMES: Final = frozenset(
    {("tests.conftest", "missing"), ("pipeline.curator.serve", "server"), ("scripts.growth", "growth")}
)
REFUSED_EVENTS: Final = ("subprocess.Popen", "os.system", "os.fork", "os.posix_spawn", "socket.bind", "socket.connect")


class NotQuickError(AssertionError):
    """A test that counts as quick did what quick tests do not do."""


def is_quick(item: pytest.Item) -> bool:
    """Return whether a test reaches nothing slow, and is not marked as slow."""
    function = getattr(item, "function", None)
    if function is None or item.get_closest_marker("slow") or is_slow_folder(item.path):
        return False
    fixtures = item._fixtureinfo.name2fixturedefs
    if SLOW_FIXTURES & fixtures.keys():
        return False
    roots = [function, *(one.func for definitions in fixtures.values() for one in definitions)]
    return not any(is_slow(root) for root in roots)


def is_slow_folder(path: Path) -> bool:
    """Return whether a file or folder of tests lies in one of SLOW_FOLDERS."""
    return _is_in(path, SLOW_FOLDERS)


@functools.cache  # asked for each test, of which a file has many
def _is_in(path: Path, names: tuple[str, ...]) -> bool:
    return any(folder in (path, *path.parents) for folder in (TESTS / name for name in names))


def longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests by file: those of whole runs, then those with most tests that are not quick, then the quick ones.

    Workers take one file after the other (`--dist loadfile --no-loadscope-reorder`), and with the long ones at the end one
    worker would wait for the other for minutes.
    """
    slow = Counter(item.path for item in items if not item.get_closest_marker("quick"))
    return sorted(items, key=lambda item: (not _is_in(item.path, WHOLE_RUNS), -slow[item.path], str(item.path)))


@functools.cache
def is_slow(function: Any) -> bool:
    """Return whether a function of the tests uses a slow name, or calls one that does."""
    waiting, seen = [function], set()
    while waiting:
        used = _unwrapped(waiting.pop())
        if used in seen:
            continue
        seen.add(used)
        for value in _used(used):
            if _names_something_slow(value):
                return True
            if callable(value) and str(getattr(value, "__module__", "")).startswith("tests."):
                waiting.append(value)
    return False


def _unwrapped(function: Any) -> Any:
    function = getattr(function, "__func__", function)
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    inner = getattr(getattr(function, "hypothesis", None), "inner_test", None)
    return inner or getattr(function, "_get_wrapped_function", lambda: function)()


def _used(function: Any) -> Iterator[Any]:
    """Yield the global values that a function names, also in functions within it, or that the methods of a class name."""
    if isinstance(function, type):
        for value in vars(function).values():
            if isinstance(value, FunctionType):
                yield from _used(value)
    if isinstance(function, FunctionType):
        names = set(_names(function.__code__))
        values = [value for name, value in function.__globals__.items() if name in names]
        yield from values
        for value in values:
            if isinstance(value, ModuleType) and value.__name__.startswith("tests."):
                yield from (vars(value)[name] for name in names & vars(value).keys())
        for cell in function.__closure__ or ():
            yield cell.cell_contents


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _names_something_slow(value: Any) -> bool:
    if isinstance(value, ModuleType):
        return value.__name__ in SLOW_MODULES
    if isinstance(value, Path):
        return SHARED in (value, *value.parents)
    module = str(getattr(value, "__module__", ""))
    return module in SLOW_MODULES or (module, getattr(value, "__name__", "")) in SLOW_NAMES


class Guard:
    """Refuses, while a quick test runs, to start a process, to use the network, and to open a file of the real corpora."""

    def __init__(self) -> None:
        self.test = ""
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.test:
            return
        if event in REFUSED_EVENTS or (event == "open" and str(arguments[0]).startswith(f"{SHARED}/")):
            raise NotQuickError(
                f"{self.test} counts as quick and did {event} {arguments[:2]!r}; "
                "name what is slow in tests/tiers.py, or mark the test with pytest.mark.slow"
            )
