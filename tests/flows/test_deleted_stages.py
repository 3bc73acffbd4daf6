"""Every stage's folder may be deleted: what lay in it is made again, and the ledger balances as before."""

from __future__ import annotations

import shutil

import pytest

from tests.e2e import running
from tests.e2e.folders import notes, own_folder
from tests.e2e.running import digests, facts_of

EMPTIED = {"id": "leer", "text": "\u200b\u0001\u0002\u200b", "license": "CC BY 4.0"}


@pytest.mark.parametrize("stage", ["quarantine", "read/notes/members.parquet"])
def test_what_was_deleted_is_made_again_for_a_release_to_come(tmp_path, stage):
    mine, workspace = own_folder(tmp_path / "mine", [*notes(), EMPTIED]), tmp_path / "w"
    before = running.run(mine, workspace).release
    known = digests(before)
    assert facts_of(before)["counts"]["quarantined_by_reason"] == {"empty": 1}
    shutil.rmtree(workspace / "releases")
    gone = workspace / stage
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    assert digests(running.run(mine, workspace).release) == known
