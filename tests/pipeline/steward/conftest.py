"""A folder in which versions of the demonstration are published, for what happens to them afterwards."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipeline.release.build import write_sums
from pipeline.store import files
from tests.e2e import running
from tests.pipeline.portals.conftest import _known_to_verify, _no_tokens, release

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["_known_to_verify", "_no_tokens", "release"]

FORUM = "demo-forum/f-0014"
"""A kept document of a source that names its authors."""


def rows(release: Path) -> pl.DataFrame:
    """Return the documents of a release."""
    return pl.concat([pl.read_parquet(path) for path in sorted((release / "data").glob("*/*.parquet"))])


def ids(release: Path) -> set[str]:
    """Return the ids of the documents of a release."""
    return set(rows(release)["id"])


def numbered(release: Path, version: str) -> Path:
    """Return a copy of a release under another version, so far as publishing looks."""
    folder = release.parent / version
    shutil.copytree(release, folder)
    files.write_json(folder / "release.json", files.read_json(folder / "release.json") | {"version": version})
    write_sums(folder)
    return folder


@pytest.fixture
def public(release: Path, tmp_path: Path) -> Path:
    """Return a folder in which the version 1.0.0 is published."""
    assert running.here("publish", release, "--to", f"folder:{tmp_path / 'public'}").status == 0
    return tmp_path / "public"
