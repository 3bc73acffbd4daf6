"""Releases to publish: the demonstration's, copies of it that may be changed, and one of the version after it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from pipeline.portals import registry
from pipeline.release import build
from pipeline.store import files
from tests.e2e import running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_tokens(monkeypatch):
    tokens = [kind.token_name for kind in registry.kinds() if kind.token_name]
    for name in (*tokens, "HF_ENDPOINT", "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _known_to_verify(monkeypatch):
    """The demonstration's release verifies (tests/flows/test_publish_folder.py); here it need not be shown every time."""
    monkeypatch.setattr("pipeline.publish.publish.verify_folder", lambda _release: [])


@pytest.fixture
def release(demo_release: Path, tmp_path: Path) -> Path:
    """Return a copy of the demonstration's release, without versions beside it, that a test may change."""
    folder = tmp_path / "releases" / "demo" / "1.0.0"
    shutil.copytree(demo_release, folder)
    return folder


@pytest.fixture
def newer(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Return the release 1.1.0 of the demonstration, in which one source is missing; nobody may change it."""

    def make(folder: Path) -> None:
        collection = running.copied_demo(folder / "manifests")
        text = collection.read_text("utf-8").replace("version: 1.0.0", "version: 1.1.0")
        collection.write_text(text.replace("  - ../demo/presse.yaml\n", ""), "utf-8")
        assert running.run(collection, folder / "w").status == 0

    return once("newer", make) / "w" / "releases" / "demo" / "1.1.0"


def changed(release: Path, **facts: object) -> Path:
    """Change facts in release.json, sum the release up again, and return it."""
    files.write_json(release / "release.json", files.read_json(release / "release.json") | facts)
    build.write_sums(release)
    return release


def collection_says(release: Path, line: str) -> Path:
    """Add a line to the collection's manifest within the release, sum up again, and return it."""
    path = release / "inputs" / "collection.yaml"
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    build.write_sums(release)
    return release
