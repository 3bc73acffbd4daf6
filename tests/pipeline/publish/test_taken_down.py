"""What demands explain of what is missing, and what they do not: by the ledger, by ids, addresses, authors and texts."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pyarrow as pa
import pytest
import yaml

from filters.fingerprint import fingerprint
from pipeline.decide.demands import mark, text_hash
from pipeline.publish.taken_down import explained, taken_down

KEPT = {
    "id": pl.String,
    "source": pl.String,
    "words": pl.Int64,
    "url": pl.String,
    "authors": pl.List(pl.String),
    "text": pl.String,
}


def row(name, words=10, url=None, authors=None, text=None):
    return (f"s/{name}", "s", words, url, authors, text or f"Der Text von {name} steht allein.")


def release(folder, rows, *, ledger=(), demands=()):
    for part in ("data/web-free", "ledger", "inputs"):
        (folder / part).mkdir(parents=True)
    pl.DataFrame(rows, schema=KEPT, orient="row").write_parquet(folder / "data/web-free/train-00000-of-00001.parquet")
    fates = pl.DataFrame(list(ledger), schema={"id": pl.String, "reason": pl.String}, orient="row")
    fates.write_parquet(folder / "ledger" / "s.parquet")
    listed = [demand | {"date": dt.date(2026, 3, 1), "reason": "takedown"} for demand in demands]
    (folder / "inputs" / "takedowns.yaml").write_text(yaml.safe_dump({"takedowns": listed}), "utf-8")
    return folder


def exact(text):
    return text_hash(fingerprint(pa.array([text], pa.large_string())).column("exact").to_pylist()[0])


def test_what_the_ledger_says_was_taken_down_is_explained_and_other_removals_are_not(tmp_path):
    old = release(tmp_path / "old", [row("a", 3), row("b", 5), row("c")])
    ledger = [("s/a", "takedown"), ("s/b", "near_duplicate"), ("s/c", None)]
    assert explained(old, release(tmp_path / "new", [row("c")], ledger=ledger)) == {"s": (1, 3)}


@pytest.mark.parametrize(
    ("demand", "is_explained"),
    [
        ({"hash": mark("id", "s/a")}, True),
        ({"hash": mark("id", "s/b")}, False),
        ({"hash": mark("url", "https://x.example/a")}, True),
        ({"hash": mark("author", "Lindt, Anna")}, True),
        ({"hash": "0" * 64, "texts": [mark("id", "s/a")]}, True),
        ({"hash": "0" * 64, "texts": [exact("Ein  TEXT, der fort ist.")]}, True),
        ({"hash": "0" * 64, "texts": [exact("Ein anderer Text.")]}, False),
    ],
)
def test_a_document_that_its_source_no_longer_holds_is_explained_by_a_hash_of_it(tmp_path, demand, is_explained):
    gone = row("a", 7, "HTTPS://X.example/a", ["Anna Lindt"], "Ein Text, der fort ist.")
    old = release(tmp_path / "old", [gone, row("c")])
    new = release(tmp_path / "new", [row("c")], demands=[demand])
    assert explained(old, new) == ({"s": (1, 7)} if is_explained else {})


def test_a_part_is_explained_by_a_demand_for_its_work(tmp_path):
    old = release(tmp_path / "old", [row("a#0001", 2), row("a#0002", 3)])
    assert explained(old, release(tmp_path / "new", [], demands=[{"hash": mark("id", "s/a")}])) == {"s": (2, 5)}


def test_a_document_that_is_still_there_explains_no_loss(tmp_path):
    """A demand on one address leaves the text; what is kept is not missing."""
    old = release(tmp_path / "old", [row("a"), row("b")])
    new = release(tmp_path / "new", [row("a")], demands=[{"hash": mark("id", "s/a")}])
    assert explained(old, new) == {}


def test_without_demands_nothing_is_taken_down(tmp_path):
    assert not taken_down(release(tmp_path / "new", [row("a")]))
