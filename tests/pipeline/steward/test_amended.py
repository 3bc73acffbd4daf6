"""A release without some of its documents: whole in itself, with nothing of them left, and the rest byte for byte."""

from __future__ import annotations

import polars as pl
import pytest
import yaml

from pipeline.decide.demands import mark
from pipeline.release_files.facts import read_facts
from pipeline.release_files.published_reasons import read_reasons
from pipeline.steward.amended import amended
from pipeline.verify.verify import verify_folder
from tests.e2e import running
from tests.pipeline.steward.conftest import FORUM, ids, rows

DATE = "2026-03-02"


def holds(folder):
    return [f"{check.check}: {check.detail}" for check in verify_folder(folder) if not check.holds]


def ledger(folder, source):
    return pl.read_parquet(folder / "ledger" / f"{source}.parquet")


@pytest.fixture
def without(demo_release, tmp_path):
    def make(*gone):
        return amended(demo_release, set(gone), "1.0.0+w1", DATE, tmp_path / "amended")

    return make


def test_it_verifies_and_lacks_the_documents_and_no_others(demo_release, without):
    gone = {FORUM, "demo-stadtrat/2024-09-12-02"}
    out = without(*gone)
    assert holds(out) == []
    assert ids(out) == ids(demo_release) - gone
    assert read_facts(out).version == "1.0.0+w1"
    assert read_facts(out).previous.removed_by_reason == {"takedown": 2}


def test_files_that_held_none_of_them_keep_their_bytes(demo_release, without):
    before, after = running.digests(demo_release, everything=True), running.digests(without(FORUM), everything=True)
    data = {name for name in before if str(name).startswith("data/")}
    changed = {name for name in data if before[name] != after.get(name)}
    assert [str(name).split("/")[1] for name in changed] == ["forum-share-alike"]


def test_nothing_of_a_document_is_left_but_its_id_in_the_ledger(demo_release, without):
    passage = rows(demo_release).filter(pl.col("id") == FORUM)["text"][0][:60]
    out = without(FORUM)
    readable = [path for path in out.rglob("*") if path.is_file() and path.suffix not in {".parquet", ".docx"}]
    assert [path.name for path in readable if passage in path.read_text("utf-8", errors="replace")] == []
    index = pl.concat([pl.read_parquet(path) for path in out.glob("index/*.parquet")])
    assert FORUM not in {*index["id"], *index["kept_as"]}
    assert FORUM not in set(pl.read_parquet(out / "sample" / "*.parquet")["id"])


def test_the_ledger_the_counts_and_the_reasons_say_takedown(demo_release, without):
    out = without(FORUM)
    row = ledger(out, "demo-forum").filter(pl.col("id") == FORUM).to_dicts()[0]
    assert (row["fate"], row["stage"], row["reason"], row["related"]) == ("removed", "takedown", "takedown", None)
    before, after = read_facts(demo_release), read_facts(out)
    assert (after.counts.read, after.counts.kept) == (before.counts.read, before.counts.kept - 1)
    assert after.sources["demo-forum"].removed_by_reason["takedown"] == 1
    assert read_reasons(out)["takedown"].documents == 1
    assert after.content_digest != before.content_digest


def test_exact_copies_that_were_removed_for_it_are_taken_down_with_it(demo_release, without):
    copies = pl.concat([pl.read_parquet(path) for path in (demo_release / "ledger").glob("demo-*.parquet")])
    copy = copies.filter(pl.col("reason") == "exact_duplicate").sort("id").to_dicts()[0]
    out = without(copy["related"])
    assert holds(out) == []
    row = ledger(out, copy["id"].split("/")[0]).filter(pl.col("id") == copy["id"]).to_dicts()[0]
    assert row["reason"] == "takedown"
    assert read_facts(out).counts.removed_by_reason["takedown"] >= 2


def test_a_member_that_another_document_stands_for_is_named_no_more(demo_release, without):
    standing = rows(demo_release).filter(pl.col("duplicates") > 1).sort("id").to_dicts()[0]
    member = standing["members"][0]["id"]
    out = without(member)
    assert holds(out) == []
    row = rows(out).filter(pl.col("id") == standing["id"]).to_dicts()[0]
    assert row["duplicates"] == standing["duplicates"] - 1
    assert member not in {other["id"] for other in row["members"] or ()}


def test_a_subset_of_which_nothing_is_left_goes(demo_release, without):
    path = demo_release / "data" / "forum-share-alike-nds" / "train-00000-of-00001.parquet"
    out = without(*pl.read_parquet(path, columns=["id"])["id"])
    assert holds(out) == []
    assert not (out / "data" / "forum-share-alike-nds").exists()
    assert "forum-share-alike-nds" not in read_facts(out).subsets


def test_it_keeps_the_documents_out_of_what_is_built_on_it(without):
    listed = yaml.safe_load((without(FORUM) / "inputs" / "takedowns.yaml").read_text("utf-8"))["takedowns"]
    (demand,) = [entry for entry in listed if entry["hash"] == mark("id", FORUM)]
    assert (demand["date"], demand["reason"], len(demand["texts"])) == (DATE, "takedown", 1)


def test_the_same_withdrawal_gives_the_same_bytes(demo_release, tmp_path):
    first, second = (amended(demo_release, {FORUM}, "1.0.0+w1", DATE, tmp_path / name) for name in "ab")
    assert running.digests(first, everything=True) == running.digests(second, everything=True)
