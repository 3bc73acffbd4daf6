"""A web server on loopback, and a workspace to fetch into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.fetch import download
from pipeline.store.workspace import Workspace, open_workspace
from tests.pipeline.loopback import Web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """Return a server on loopback; failing requests are tried again at once."""
    monkeypatch.setattr(download, "PAUSES_SECONDS", (0.0, 0.0))
    server = Web()
    yield server
    server.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return an empty workspace."""
    return open_workspace(tmp_path / "workspace")
