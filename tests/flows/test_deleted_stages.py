"""Every stage's folder may be deleted, and a stage be killed: what is missing is made again, and nothing old is mixed in."""

from __future__ import annotations

import shutil

import pytest

from pipeline.store import workspace as ws
from pipeline.store.store import Store
from tests.e2e import running
from tests.e2e.folders import changed, notes, own_folder, written
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


def test_old_decisions_are_never_beside_the_proofs_of_a_run_that_was_killed(tmp_path, monkeypatch):
    mine, workspace = own_folder(tmp_path / "mine"), tmp_path / "w"
    policy = {
        "name": "nothing",
        "title": "Nothing",
        "rules": [{"name": "no", "bases": ["license"], "verdict": "reject"}],
    }
    policy["rules"][0]["why"] = "It is a test."
    running.run(mine, workspace).release  # noqa: B018  fails if the run failed
    proofs = (workspace / "decisions" / "mine" / "evidence.json").read_bytes()

    def killed(store, path, name):
        if name.name == "decisions.parquet":
            raise ws.WorkspaceError("killed")
        put(store, path, name)

    put = Store.put
    written(mine.parent / "policy.yaml", policy)
    with monkeypatch.context() as patched:
        patched.setattr(Store, "put", killed)
        assert running.run(changed(mine, policy="./policy.yaml"), workspace).status == 1
    assert (workspace / "decisions" / "mine" / "evidence.json").read_bytes() != proofs
    shutil.rmtree(workspace / "releases")
    running.run(changed(mine, policy=None), workspace).release  # noqa: B018  fails if the run failed
    assert (workspace / "decisions" / "mine" / "evidence.json").read_bytes() == proofs
