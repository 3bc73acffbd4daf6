"""What all tests share: where the real corpora lie, and an environment in which nothing reaches out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


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
