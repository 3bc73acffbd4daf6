"""What all tests share: where the real corpora lie, and an environment in which nothing reaches out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import pytest
from hypothesis import settings

from tests.e2e import running

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("patient")


def missing(what: str) -> None:
    """Skip on a user's machine, fail in CI, where the corpora must be."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and in CI it must be there")
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
    """Return a workspace in which the demonstration collection has been run; nobody may change it."""

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
