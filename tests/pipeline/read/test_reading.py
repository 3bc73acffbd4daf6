"""What a reader gives becomes rows that can be stored, and ids in which `#` means a part of a work."""

from __future__ import annotations

from pipeline.read import reading as shards
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reading import Reading


def reading():
    return Reading("notes", 1000)


def test_a_native_id_with_a_hash_sign_is_no_part_of_another_work():
    found = reading()
    found.add(Document("brief#1", "Lieber Freund"), "m")
    found.add(Document("brief#2", "Liebe Freundin"), "m")
    found.add(Document("brief%231", "Lieber Freund"), "m")
    assert found.take().column("id").to_pylist() == ["notes/brief%231", "notes/brief%232", "notes/brief%25231"]
    assert found.quarantine == []
    assert found.works == 3


def test_no_lone_surrogate_of_any_field_stops_the_run():
    bad = "a\ud800b"
    said = (Statement(bad, f"license.{bad}"),)
    found = reading()
    found.add(Document(bad, bad, bad, (bad,), bad, bad, bad, said, extra={bad: bad}), "m")
    found.add(Fault("corrupt", bad, bad), "m")
    (row,) = found.take().to_pylist()
    assert row["id"] == "notes/a\ufffdb"
    assert row["title"] == row["url"] == row["authors"][0] == row["license_statements"][0]["statement"] == "a\ufffdb"
    assert row["extra"] == '{"a\ufffdb": "a\ufffdb"}'
    assert found.quarantine[0]["detail"] == "a\ufffdb"


def test_a_record_of_little_text_and_endless_fields_is_too_large(monkeypatch):
    monkeypatch.setattr(shards, "MOST_BESIDE", 100)
    found = reading()
    found.add(Document("a", "Text", extra={"html": "x" * 200}), "m")
    found.add(Document("b", "Text", license_statements=(Statement("x" * 200, "license"),)), "m")
    found.add(Document("c", "Text", extra={"html": "x" * 50}), "m")
    assert [(row["id"], row["reason"]) for row in found.quarantine] == [
        ("notes/a", "too_large"),
        ("notes/b", "too_large"),
    ]
    assert found.rows == 1


def test_large_fields_fill_a_shard_as_text_does(monkeypatch):
    monkeypatch.setattr(shards, "SHARD_BYTES", 1000)
    monkeypatch.setattr(shards, "USUAL_BESIDE", 100)
    found = reading()
    found.add(Document("a", "Text", extra={"html": "x" * 2000}), "m")
    assert found.is_full


def _shards(monkeypatch, ids, times=1):
    """Return the ids of each shard of about ten documents, or of so many times ten."""
    monkeypatch.setattr(shards, "SHARD_ROWS", 16)
    found, kept = reading(), []
    found.times = times
    for name in ids:
        found.add(Document(name, "Ein Text."), "m")
        if found.is_full:
            kept.append(tuple(found.take().column("id").to_pylist()))
    return kept


def test_a_document_more_or_less_moves_the_ends_around_it_alone(monkeypatch):
    ids = [f"n{number:04d}" for number in range(2000)]
    before = set(_shards(monkeypatch, ids))
    assert {8 <= len(shard) <= 16 for shard in before} == {True}
    more = set(_shards(monkeypatch, [*ids[:1000], "neu", *ids[1000:]]))
    less = set(_shards(monkeypatch, [*ids[:700], *ids[701:]]))
    assert 0 < len(more - before) <= 8
    assert 0 < len(less - before) <= 8


def test_shards_grow_with_the_snapshot_and_those_of_small_sources_stay_as_they_are(monkeypatch):
    mib = 1 << 20
    sizes = [0, 63 * mib, 64 * mib, 127 * mib, 128 * mib, 256 * mib, 511 * mib, 512 * mib, 1 << 40]
    assert [shards.shard_times(size) for size in sizes] == [1, 1, 2, 2, 4, 8, 8, 16, 16]
    ids = [f"n{number:04d}" for number in range(2000)]
    small, large = (_shards(monkeypatch, ids, times) for times in (1, 4))
    assert all(8 <= len(shard) <= 16 for shard in small)
    assert all(32 <= len(shard) <= 64 for shard in large)
