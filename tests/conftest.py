"""What all tests share: where the real corpora lie, and an environment in which nothing reaches out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import pytest
from hypothesis import settings

from tests import skips, tiers
from tests.e2e import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent
SHARED = tiers.SHARED
GUARD = tiers.Guard()

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("patient")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what holds no quick test where only quick ones are asked for: importing it takes seconds."""
    return True if config.option.markexpr == "quick" and tiers.is_slow_folder(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests, before `-m` selects, and put the files that take longest first."""
    for item in items:
        if tiers.is_quick(item):
            item.add_marker(pytest.mark.quick)
    items[:] = tiers.longest_first(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Refuse to quick tests what quick tests do not do."""
    GUARD.test = item.nodeid if item.get_closest_marker("quick") else ""
    try:
        return (yield)
    finally:
        GUARD.test = ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[pytest.TestReport]:
    """Refuse a skipped test in CI, unless that is a decision."""
    report = yield
    skips.refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[pytest.CollectReport]:
    """Refuse a skipped module in CI, unless that is a decision."""
    report = yield
    skips.refuse(report)
    return report


def missing(what: str) -> None:
    """Skip what this machine has no means for; in CI that is a failure."""
    pytest.skip(f"{what} is not on this machine")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the shared corpora, servers and standards."""
    if not SHARED.is_dir():
        missing("the folder 'shared' beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def corpora(shared: Path) -> Path:
    """Return the folder of the real corpora, which is also a mirror."""
    return shared / "corpora"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str, Callable[[Path], None]], Path]:
    """Return a function that lets `make(folder)` fill a folder once per test run, however many workers there are."""
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "once"
    root.mkdir(exist_ok=True)

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = root / name, root / f"{name}.done"
        with filelock.FileLock(root / f"{name}.lock"):
            if not done.exists():
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def demo_workspace(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Return a workspace in which the demonstration collection has been run; nobody may change it.

    The variable DEMO_WORKSPACE names one that is there already: scripts/mutants.py does not run the collection for each mutant.
    """
    if ready := os.environ.get("DEMO_WORKSPACE"):
        return Path(ready)

    def make(folder: Path) -> None:
        assert running.run("demo", folder).release == demo_in(folder)

    return once("demo", make)


@pytest.fixture(scope="session")
def demo_release(demo_workspace: Path) -> Path:
    """Return the release of the demonstration collection; nobody may change it."""
    return demo_in(demo_workspace)


def demo_in(workspace: Path) -> Path:
    """Return where the demonstration's release lies in a workspace."""
    return workspace / "releases" / "demo" / "1.0.0"
