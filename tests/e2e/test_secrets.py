"""What nobody may see: tokens, and names of those who asked for something."""

from __future__ import annotations

from gemeingut.yaml_text import load_yaml
from tests.e2e import running
from tests.e2e.folders import beside_a_healthy_one, written
from tests.e2e.running import fates


def test_no_message_holds_a_secret(mine, workspace):
    secret = "geheim-4711"  # noqa: S105  a made-up one that must not be shown
    fetch = [{"url": "http://127.0.0.1:9/notes.jsonl", "auth": {"env": "MINE_TOKEN", "header": "X-Key"}}]
    beside_a_healthy_one(mine, fetch=fetch)
    done = running.apart("run", mine, "--workspace", workspace, "--no-prefect", "--workers", 1, MINE_TOKEN=secret)
    assert done.status == 0, done.err
    assert secret not in done.err + done.out
    for path in workspace.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_a_secret_that_is_not_set_is_named(mine, workspace):
    fetch = [{"url": "http://127.0.0.1:9/notes.jsonl", "auth": {"env": "MINE_TOKEN_UNSET"}}]
    done = running.run(beside_a_healthy_one(mine, fetch=fetch), workspace)
    assert "set MINE_TOKEN_UNSET in the environment" in done.err


def test_inputs_of_a_release_show_no_name_of_who_asked(mine, workspace):
    demand = {"id": "notes/ferry", "date": "2026-01-02", "reason": "Frau Beispielheimer will das nicht"}
    written(mine.parent / "takedowns.yaml", {"takedowns": [demand]})
    release = running.run(mine, workspace).release
    assert ("ferry", "removed", "takedown") in fates(release)
    inputs = load_yaml((release / "inputs" / "takedowns.yaml").read_text("utf-8"))
    assert "hash" in inputs["takedowns"][0]
    for path in release.rglob("*"):
        assert not path.is_file() or b"Beispielheimer" not in path.read_bytes()
