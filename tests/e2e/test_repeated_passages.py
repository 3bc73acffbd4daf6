"""Passages that stand in several documents: cut where a better document keeps them, and nowhere else."""

from __future__ import annotations

import itertools
import json

import polars as pl
import pytest

from tests.e2e import running
from tests.e2e.folders import ARCHIVE, BEES, FERRY, LIGHTHOUSE, MOWER, changed, lines, own_folder, source, written
from tests.e2e.running import digests, facts_of

FLAT = {
    name: " ".join(text.split())
    for name, text in {"mower": MOWER, "ferry": FERRY, "archive": ARCHIVE, "bees": BEES, "light": LIGHTHOUSE}.items()
}
PASSAGE = FLAT["bees"]


def texts():
    """`long` keeps the passage, having more words; `short` loses it; `hollow` is little more than the passage."""
    return {
        "long": f"{FLAT['mower']}\n\n{PASSAGE}\n\n{FLAT['light']} {FLAT['ferry']}",
        "short": f"{FLAT['archive']} {PASSAGE} Danach gingen alle nach Hause und sprachen noch lange davon.",
        "hollow": f"{PASSAGE} Mehr ist nicht bekannt.",
    }


def folder(path, recipe=None, **more):
    records = [{"id": one, "text": text, "license": "CC BY 4.0"} for one, text in (texts() | more).items()]
    collection = own_folder(path, records)
    written(path / "recipe.yaml", {"name": "cutting", **({"repeated_passages": {}} if recipe is None else recipe)})
    return changed(collection, recipe="./recipe.yaml")


def kept(release):
    return {row["id"].partition("/")[2]: row for row in pl.read_parquet(release / "data/*/*.parquet").to_dicts()}


def reasons(release, name="notes"):
    table = pl.read_parquet(release / "ledger" / f"{name}.parquet")
    return {row["id"].partition("/")[2]: row["reason"] for row in table.to_dicts()}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    place = tmp_path_factory.mktemp("passages")
    return running.run(folder(place / "c"), place / "w").release


def test_the_preferred_document_keeps_the_passage_and_the_others_lose_it(release):
    rows = kept(release)
    assert rows["long"]["text"] == texts()["long"]
    assert rows["short"]["text"] == texts()["short"].replace(PASSAGE + " ", "")
    assert rows["short"]["changes"] == ["cut_repeated_passage"]
    assert rows["short"]["words"] < 130
    cut = facts_of(release)["counts"]["characters"]["cut_by_reason"]
    assert cut["repeated_passage"] == len(PASSAGE) + 1


def test_what_is_nothing_without_the_passage_leaves(release):
    assert reasons(release) == {"long": None, "short": None, "hollow": "emptied_by_cuts"}
    assert running.here("verify", release).status == 0


def test_it_is_off_by_default(tmp_path):
    release = running.run(folder(tmp_path / "c", recipe={}), tmp_path / "w").release
    assert kept(release)["short"]["text"] == texts()["short"]
    assert "cut_repeated_passage" not in json.dumps(facts_of(release))


def test_a_document_that_leaves_holds_no_passage_for_others(tmp_path):
    """`best` is preferred and has the passage twice over others, but is refused: `long` keeps it all the same."""
    parts = [FLAT["archive"], FLAT["archive"].upper(), PASSAGE, FLAT["light"].upper(), FLAT["ferry"]]
    best = {"id": "best", "text": " ".join(parts), "license": "All rights reserved"}
    collection = folder(tmp_path / "c")
    records = [json.loads(line) for line in (tmp_path / "c" / "notes.jsonl").read_text("utf-8").splitlines()]
    (tmp_path / "c" / "notes.jsonl").write_bytes(lines([*records, best]))
    rows = kept(running.run(collection, tmp_path / "w").release)
    assert "best" not in rows
    assert PASSAGE in rows["long"]["text"]


def test_an_emptied_document_knocks_out_no_twin_and_holds_nothing(tmp_path):
    """`hollow` and its twin are both emptied; a document with a sentence of `hollow` alone would keep it."""
    twin = texts()["hollow"].replace("Mehr ist nicht bekannt.", "Mehr weiß man nicht.")
    release = running.run(folder(tmp_path / "c", twin=twin), tmp_path / "w").release
    fates = reasons(release)
    assert {fates["hollow"], fates["twin"]} == {"emptied_by_cuts"}


def test_every_sentence_that_is_cut_stands_in_a_kept_document(release):
    whole = " ".join(row["text"] for row in kept(release).values())
    for sentence in PASSAGE.split(". "):
        assert sentence.rstrip(".") in whole


def test_order_of_records_and_workers_do_not_matter(release, tmp_path):
    for number, records in enumerate(itertools.permutations(texts().items())):
        if number in {2, 5}:
            place = tmp_path / str(number)
            collection = folder(place / "c")
            rows = [{"id": one, "text": text, "license": "CC BY 4.0"} for one, text in records]
            (place / "c" / "notes.jsonl").write_bytes(lines(rows))
            done = running.here(
                "run", collection, "--workspace", place / "w", "--workers", 1 + number % 2, "--no-prefect"
            )
            found = kept(done.release)
            assert {one: row["text"] for one, row in found.items()} == {
                one: row["text"] for one, row in kept(release).items()
            }


def test_passages_across_sources_follow_the_licence(tmp_path):
    """The freer source keeps the passage though its document is shorter."""
    place = tmp_path / "c"
    collection = folder(place)
    free = f"{FLAT['light']} {PASSAGE}"
    (place / "free.jsonl").write_bytes(lines([{"id": "a", "text": free, "license": "CC0 1.0"}]))
    claim = source()["license"] | {
        "id": "CC0-1.0",
        "evidence": [{"kind": "file", "file": "FREE.txt", "quote": "CC0 1.0"}],
    }
    (place / "FREE.txt").write_text("Alles steht unter CC0 1.0.\n", "utf-8")
    written(place / "free.yaml", source() | {"id": "free", "license": claim, "fetch": [{"path": "free.jsonl"}]})
    changed(collection, sources=["./source.yaml", "./free.yaml"])
    release = running.run(collection, tmp_path / "w").release
    rows = kept(release)
    assert rows["a"]["text"] == free
    assert PASSAGE not in rows["long"]["text"]
    assert rows["long"]["text"].count("\n\n") == 1


def test_a_rerun_makes_nothing_and_another_length_is_found_anew(tmp_path):
    collection = folder(tmp_path / "c")
    first = running.run(collection, tmp_path / "w")
    again = running.run(collection, tmp_path / "w")
    assert "passages        1 of 1 are there already" in again.err
    assert digests(again.release) == digests(first.release)
    folder(tmp_path / "c", recipe={"repeated_passages": {"tokens": 400}})
    other = running.run(collection, tmp_path / "w")
    assert kept(other.release)["short"]["text"] == texts()["short"]
