"""A collection of one's own to spoil, and an empty workspace."""

from __future__ import annotations

import pytest

from tests.e2e.folders import own_folder


@pytest.fixture
def mine(tmp_path):
    return own_folder(tmp_path / "mine")


@pytest.fixture
def workspace(tmp_path):
    return tmp_path / "w"
