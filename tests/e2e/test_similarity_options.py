"""What a recipe may ask of the comparison: another threshold, signatures alone, characters, spellings."""

from __future__ import annotations

import polars as pl
import pytest

from tests.e2e import running
from tests.e2e.folders import ARCHIVE, BEES, changed, notes, own_folder, written

OLD = BEES.replace("ei", "ey").replace("und", "vnd").replace("auf", "auff").replace("ss", "ß").replace("t ", "t  ")
EDITED = ARCHIVE.replace("Praktikant", "Lehrling").replace("Witwe", "Frau").replace("Chronik", "Zeitung")


def fates(folder, duplicates):
    """Return (ledger by id, edges) of a run over the notes, an old spelling of `bees` and an edited `archive`."""
    more = [
        {"id": one, "text": " ".join(text.split()), "license": "CC BY 4.0"}
        for one, text in (("old", OLD), ("edited", EDITED))
    ]
    collection = own_folder(folder / "c", [*notes(), *more])
    written(folder / "c" / "recipe.yaml", {"name": "compared", "duplicates": duplicates})
    done = running.run(changed(collection, recipe="./recipe.yaml"), folder / "w")
    ledger = pl.read_parquet(done.release / "ledger" / "notes.parquet")
    edges = pl.read_parquet(folder / "w" / "index" / "mine" / "edges.parquet")
    return {row["id"].partition("/")[2]: row for row in ledger.to_dicts()}, edges


def test_by_default_neither_is_near_enough(tmp_path):
    ledger, edges = fates(tmp_path, {})
    assert {row["fate"] for row in ledger.values()} == {"kept"}
    assert edges.filter(pl.col("similarity") >= 0.8).is_empty()


def test_a_lower_threshold_is_stored_and_verified(tmp_path):
    ledger, edges = fates(tmp_path, {"threshold": 0.5})
    assert ledger["edited"]["reason"] == "near_duplicate" or ledger["archive"]["reason"] == "near_duplicate"
    assert edges["kind"].to_list() == ["near"]
    done = running.here(
        "tune", tmp_path / "c" / "collection.yaml", "--workspace", tmp_path / "w", "--rule", "near_duplicate=0.4"
    )
    assert done.status != 0
    assert "similarities below 0.5 are not stored" in done.err


def test_signatures_alone_are_labelled(tmp_path):
    ledger, edges = fates(tmp_path, {"threshold": 0.5, "verify": False})
    (gone,) = [row for row in ledger.values() if row["fate"] == "removed"]
    assert (gone["reason"], gone["measure"]) == ("near_duplicate", "similarity_estimated")
    assert edges["kind"].to_list() == ["estimated"]
    assert gone["value"] * 112 == pytest.approx(round(gone["value"] * 112), abs=1e-3)


def test_editions_are_one_work(tmp_path):
    ledger, _ = fates(tmp_path, {"threshold": 0.5, "normalise": "historical", "shingle_characters": 10})
    gone = {one for one, row in ledger.items() if row["fate"] == "removed"}
    assert len(gone & {"bees", "old"}) == 1
    assert len(gone & {"archive", "edited"}) == 1
    matches = running.here("lookup", "--json", "--text", OLD, tmp_path / "w" / "releases" / "mine" / "0.1.0")
    assert matches.status == 0, matches.err
    assert "notes/" in matches.out
