"""The collection `real`, run once for all tests that need it."""

from __future__ import annotations

import json

import pytest

from pipeline.store import workspace as ws
from tests.e2e import running


@pytest.fixture(scope="session")
def real_run(once, corpora):
    """Return what `gemeingut run real` said and the folder with its workspace `w`."""

    def make(folder):
        done = running.apart(
            "run", "real", "--mirror", corpora, "--workspace", folder / "w", "--no-prefect", "--workers", 2
        )
        (folder / "ran.json").write_text(json.dumps([done.status, done.out, done.err]), "utf-8")

    folder = once("real", make)
    return running.Ran(*json.loads((folder / "ran.json").read_text("utf-8"))), folder / "w"


@pytest.fixture(scope="session")
def workspace(real_run):
    """Return the workspace in which the collection was run."""
    assert real_run[0].status == 0, real_run[0].err
    return ws.open_workspace(real_run[1])
