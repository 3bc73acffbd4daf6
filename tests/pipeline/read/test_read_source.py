"""A source is read part by part, as documents or as record batches, into the same shards."""

from __future__ import annotations

import pytest

from pipeline.archives.snapshot import Snapshot
from pipeline.manifest import Source
from pipeline.read import reading as limits
from pipeline.read import registry
from pipeline.read.read_source import read_shards
from pipeline.read.reading import Reading
from pipeline.store.schemas import READ

LINES = [
    "a\tEins",
    "b\tZwei",
    "c#1\tDrei \N{SNAKE}",
    "a\tnoch einmal",
    "d\t \u2003\x1f",
    "!",
    "e\t" + "x" * 99,
    "f\tLetzter",
]
ROBOTS = b"User-agent: GPTBot\nDisallow: /\n"


@pytest.fixture(autouse=True)
def _toy(monkeypatch):
    monkeypatch.setitem(registry._MODULES, "toy", "tests.pipeline.read.toy")


def shards(folder, files, **options):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    manifest = {"id": "spiel", "title": "Spiel", "fetch": ["*"], "format": {"name": "toy", **options}}
    source = Source.model_validate(manifest | {"members": {"include": "*.toy"}})
    reading = Reading("spiel", 50)
    with Snapshot([(folder / name, name) for name in sorted(files)]) as tree:
        return list(read_shards(source, tree, reading)), reading


@pytest.mark.parametrize(("rows", "size"), [(20_000, 8 << 20), (2, 8 << 20), (1, 8 << 20), (20_000, 9), (20_000, 1)])
def test_batches_and_documents_give_the_same_shards_and_the_same_counts(tmp_path, monkeypatch, rows, size):
    monkeypatch.setattr(limits, "SHARD_ROWS", rows)
    monkeypatch.setattr(limits, "SHARD_BYTES", size)
    files = {"eins.toy": "\n".join(LINES).encode(), "zwei.toy": b"g\tmehr", "robots.txt": ROBOTS}
    as_batches, first = shards(tmp_path, files, batches=True)
    one_by_one, second = shards(tmp_path, files, batches=False)
    assert as_batches == one_by_one
    assert (first.works, first.characters) == (second.works, second.characters) == (9, 139)
    assert sorted(first.quarantine, key=str) == sorted(second.quarantine, key=str)
    assert (first.members, first.ids) == (second.members, second.ids)


def test_what_a_batch_holds_stands_in_the_shard_with_its_source_and_member(tmp_path):
    (table,), reading = shards(tmp_path, {"eins.toy": "\n".join(LINES).encode(), "robots.txt": ROBOTS})
    assert table.schema == READ
    assert table.column("id").to_pylist() == ["spiel/a", "spiel/b", "spiel/c%231", "spiel/f"]
    row = table.to_pylist()[2]
    assert row["text"] == "Drei \N{SNAKE}"
    assert (row["source"], row["member"]) == ("spiel", "eins.toy")
    assert (row["title"], row["authors"], row["offset"], row["extra"]) == ("T", ["A", "B"], 2, '{"part": 1}')
    assert [entry["where"] for entry in row["license_statements"]] == ["toy", "robots.txt"]
    assert [(one["id"], one["reason"], one["characters"]) for one in reading.quarantine] == [
        ("spiel/a", "duplicate_id", 11),
        ("spiel/eins.toy:6", "corrupt", 1),
        ("spiel/d", "empty", 3),
        ("spiel/e", "too_large", 99),
    ]


def test_of_a_member_that_a_reader_fails_at_the_parts_before_stay(tmp_path):
    (table,), reading = shards(tmp_path, {"eins.toy": b"a\tEins\nb\tZwei\nc\tDrei\n!!"})
    assert table.column("id").to_pylist() == ["spiel/a", "spiel/b"]
    assert [(row["member"], row["detail"]) for row in reading.members] == [
        ("eins.toy", "not_this_format: eins.toy: line 4")
    ]
