"""A benchmark that a recipe names: documents that hold its items are removed, cut or listed, and the ledger balances."""

from __future__ import annotations

import json

import polars as pl
import pytest

from tests.e2e import running
from tests.e2e.folders import BEES, TEXTS, changed, notes, own_folder, written
from tests.e2e.running import digests, facts_of

ITEM = "Inzwischen leiht der halbe Ort das Gerät aus, und im Gemeindebrief steht ein Plan, wer an welchem Tag an der Reihe ist."
SENTENCE = " ".join(ITEM.split())


def folder(path, action, **limits):
    """Write the smallest collection, a benchmark of one sentence of `mower` and of `bees` whole, and a recipe."""
    collection = own_folder(path, notes())
    rows = [{"question": ITEM}, {"question": " ".join(BEES.split())}, {"question": "Wer war das?"}]
    (path / "quiz.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    asked = {"benchmarks": ["quiz.jsonl"], "action": action, **limits}
    written(path / "recipe.yaml", {"name": "clean", "decontamination": asked})
    return changed(collection, recipe="./recipe.yaml")


def rows_of(release):
    return {row["id"]: row for row in pl.read_parquet(release / "data/*/*.parquet").to_dicts()}


def ledger_of(release):
    return {row["id"]: row for row in pl.read_parquet(release / "ledger/notes.parquet").to_dicts()}


@pytest.fixture(scope="module")
def removed(tmp_path_factory):
    place = tmp_path_factory.mktemp("remove")
    return running.run(folder(place / "c", "remove"), place / "w").release


def test_documents_with_items_are_removed_with_measure_and_item(removed):
    ledger = ledger_of(removed)
    fates = {one: (row["reason"], row["measure"], row["related"]) for one, row in ledger.items() if row["reason"]}
    assert fates["notes/mower"] == ("contaminated", "benchmark_ngrams", "quiz#0.question")
    assert fates["notes/bees"] == ("contaminated", "benchmark_ngrams", "quiz#1.question")
    assert ledger["notes/mower"]["value"] > ledger["notes/mower"]["limit"] == 1.0
    assert ledger["notes/archive"]["fate"] == "kept"


def test_the_release_tells_what_was_compared(removed):
    said = facts_of(removed)["decontamination"]
    assert (said["action"], said["ngram_tokens"], said["documents"]) == ("remove", 13, 2)
    assert [(one["name"], one["items"]) for one in said["benchmarks"]] == [("quiz", 3)]
    listed = pl.read_parquet(removed / "contamination.parquet")
    assert listed["id"].to_list() == ["notes/bees", "notes/mower"]
    assert listed["containment"][0] == pytest.approx(1.0)
    sheet = (removed / "datasheet.md").read_text("utf-8")
    assert "1 wurden mit den Texten verglichen (quiz, 3 Texte); 2 Dokumente enthielten etwas davon" in sheet
    assert "1 were compared with the texts (quiz, 3 texts); 2 documents held something of them" in sheet
    assert "Gemeindebrief" not in (removed / "inputs" / "benchmarks.json").read_text("utf-8")
    assert running.here("verify", removed).status == 0


def test_cutting_takes_whole_sentences_and_what_is_emptied_leaves(tmp_path):
    release = running.run(folder(tmp_path / "c", "cut"), tmp_path / "w").release
    rows, ledger = rows_of(release), ledger_of(release)
    assert rows["notes/mower"]["text"] == " ".join(TEXTS["mower"].split()).removesuffix(" " + SENTENCE)
    assert "cut_contaminated" in rows["notes/mower"]["changes"]
    assert ledger["notes/bees"]["reason"] == "emptied_by_cuts"
    cut = facts_of(release)["counts"]["characters"]["cut_by_reason"]
    assert cut["contaminated"] == len(SENTENCE) + 1
    assert "cut_contaminated" in (release / "datasheet.md").read_text("utf-8")


def test_marking_changes_nothing_but_the_list(tmp_path):
    release = running.run(folder(tmp_path / "c", "mark"), tmp_path / "w").release
    assert {"notes/mower", "notes/bees"} <= set(rows_of(release))
    assert pl.read_parquet(release / "contamination.parquet")["id"].to_list() == ["notes/bees", "notes/mower"]


def test_other_limits_are_decided_anew_without_comparing_again(tmp_path):
    collection = folder(tmp_path / "c", "remove")
    running.run(collection, tmp_path / "w")
    folder(tmp_path / "c", "remove", share=0.5, containment=None)
    done = running.run(collection, tmp_path / "w")
    assert "notes/mower" in rows_of(done.release)
    assert ledger_of(done.release)["notes/bees"]["reason"] == "contaminated"
    assert "compare         1 of 1 are there already" in done.err


def test_two_workers_give_the_same_bytes(removed, tmp_path):
    done = running.here(
        "run", folder(tmp_path / "c", "remove"), "--workspace", tmp_path / "w", "--workers", 2, "--no-prefect"
    )
    assert digests(done.release) == digests(removed)


def test_a_benchmark_that_is_not_there_ends_the_run_before_anything_is_read(tmp_path):
    collection = folder(tmp_path / "c", "remove")
    (tmp_path / "c" / "quiz.jsonl").unlink()
    done = running.run(collection, tmp_path / "w")
    assert done.status == 2
    assert "decontamination.benchmarks: 'quiz.jsonl': no such file beside the recipe" in done.err
    assert not (tmp_path / "w" / "snapshots").exists()
