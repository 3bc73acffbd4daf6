"""Whole runs over a snapshot with a robots.txt that keeps training crawlers out."""

from __future__ import annotations

import json

import polars as pl
import pytest
import yaml

from gemeingut.yaml_text import load_yaml
from tests.e2e import running
from tests.e2e.folders import TEXTS

ROBOTS = "User-agent: GPTBot\nDisallow: /\n"


def ran(folder, reservations=None):
    folder.mkdir()
    lines = [{"id": "frei", "text": TEXTS["mower"], "license": "CC BY 4.0"}, {"id": "ohne", "text": TEXTS["bees"]}]
    (folder / "seiten.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    (folder / "robots.txt").write_text(ROBOTS, "utf-8")
    manifest = {"id": "seiten", "title": "Seiten", "license": {"scope": "document"}, "members": {"include": "*.jsonl"}}
    manifest |= {"fetch": ["seiten.jsonl", "robots.txt"]}
    manifest |= {"format": {"name": "jsonl", "id": "id", "text": "text", "license": "license"}}
    (folder / "source.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    content = {"name": "c", "title": "C", "sources": ["./source.yaml"]}
    if reservations:
        policy = load_yaml((running.MANIFESTS / "policies" / "open-definition.yaml").read_text("utf-8"))
        (folder / "p.yaml").write_text(yaml.safe_dump(policy | {"reservations": reservations}), "utf-8")
        content["policy"] = "./p.yaml"
    (folder / "collection.yaml").write_text(yaml.safe_dump(content), "utf-8")
    done = running.here("run", folder / "collection.yaml", "--workspace", folder / "w", "--workers", 1, "--no-prefect")
    rows = pl.read_parquet(done.release / "ledger" / "seiten.parquet").to_dicts()
    return done.release, {row["id"]: row for row in rows}


def test_beside_a_licence_it_is_recorded_with_time_and_hash_and_without_one_it_excludes(tmp_path):
    release, fates = ran(tmp_path / "a")
    assert fates["seiten/frei"]["fate"] == "kept"
    assert (fates["seiten/ohne"]["fate"], fates["seiten/ohne"]["reason"]) == ("removed", "rights_reserved")
    proofs = {row["evidence_id"]: row for row in pl.read_parquet(release / "evidence.parquet").to_dicts()}
    (kept,) = pl.read_parquet(release / "data/*/*.parquet").to_dicts()
    for ids in (kept["license_evidence"], fates["seiten/ohne"]["related"].split()):
        (found,) = [proofs[one] for one in ids if proofs[one]["where"] == "robots.txt"]
        assert (found["statement"], found["rule"]) == (ROBOTS.strip(), "reservation")
        assert found["remark"] == "machine-readable, § 44b (3) UrhG"
        assert found["retrieved"]
        assert len(found["sha256"]) == 64


@pytest.mark.parametrize(
    ("meaning", "reason"), [("review", "rights_reserved"), ("reject", "rights_reserved"), ("record", None)]
)
def test_a_policy_can_say_otherwise_for_licensed_texts(tmp_path, meaning, reason):
    _, fates = ran(tmp_path / "b", {"licensed": meaning})
    assert fates["seiten/frei"]["reason"] == reason
