"""A large source is read in pieces: the same documents, faults and counts as when it is read as a whole, whatever is in which piece."""

from __future__ import annotations

import json
import tarfile
import zipfile
from dataclasses import replace

import pytest

from pipeline.fetch.fetch import fetch
from pipeline.manifest.load import load_source
from pipeline.read import read_pieces
from pipeline.read.read_source import read_source
from pipeline.store import id_hashes
from pipeline.store.id_hashes import without
from pipeline.store.shard import dropped_of, shards_of
from pipeline.store.workspace import open_workspace
from tests.e2e.folders import TEXTS, own_folder, written

LARGEST = 1 << 25
FOOT = "Gedruckt in der Werkstatt am Unteren Tor, Nummer sieben."


def record(number, **changed):
    text = list(TEXTS.values())[number % 4]
    return {"id": f"n{number}", "text": f"{text}\n{FOOT}\n{number}", "license": "CC BY 4.0"} | changed


FILES = {
    "a.jsonl": [record(number) for number in range(30)],
    "b.jsonl": [record(number) for number in range(25, 60)],  # five ids stand in `a` too
    "c.jsonl": [record(60, text=""), record(61, text=5), record(62)],
    "d.jsonl": [record(60), record(3), record(63)],
}


def lines(records):
    return b"".join(json.dumps(entry).encode() + b"\n" for entry in records)


@pytest.fixture(params=["files", "zip", "tar"])
def source(request, tmp_path):
    """Return the manifest of a source of four members, as files or in an archive."""
    own_folder(tmp_path / "own")
    members = {name: lines(records) for name, records in FILES.items()} | {
        "e.jsonl": b"\x00\x01\x02" * 99,
        "f.txt": b"x",
    }
    if request.param == "files":
        for name, data in members.items():
            (tmp_path / "own" / name).write_bytes(data)
        fetched = ["?.jsonl", "f.txt"]
    elif request.param == "zip":
        with zipfile.ZipFile(tmp_path / "own" / "all.zip", "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        fetched = ["all.zip"]
    else:
        for name, data in members.items():
            (tmp_path / name).write_bytes(data)
        with tarfile.open(tmp_path / "own" / "all.tar", "w") as archive:
            for name in members:
                archive.add(tmp_path / name, name)
        fetched = ["all.tar"]
    path = tmp_path / "own" / "source.yaml"
    manifest = load_source(path).manifest.model_dump(mode="json", exclude_defaults=True)
    manifest |= {"fetch": [{"path": pattern} for pattern in fetched], "members": {"exclude": ["*.txt"]}}
    written(path, manifest)
    return load_source(path)


def whole(source, place):
    workspace = open_workspace(place)
    lock = fetch(source, workspace, None, offline=True)
    read_source(source, workspace, lock, LARGEST)
    return workspace


def in_pieces(source, place, piece_bytes):
    """Read a source in pieces, the last one first, and return the workspace with their number."""
    workspace = open_workspace(place)
    lock = fetch(source, workspace, None, offline=True)
    read_pieces.plan_pieces(source, workspace, lock, piece_bytes)
    pieces = read_pieces.pieces_of(workspace, source.id)
    labels = [f"{number:04d}" for number in range(len(pieces))]
    for piece, label in reversed(list(zip(pieces, labels, strict=True))):
        read_pieces.read_piece(source, workspace, lock, LARGEST, piece, label)
    read_pieces.gather(source.id, workspace, labels, LARGEST)
    return workspace, len(pieces)


def documents(workspace, source):
    dropped = dropped_of(workspace, source)
    tables = {
        shard.name: workspace.store.read_table(workspace.read(source) / f"{shard.name}.parquet")
        for shard in shards_of(workspace, source)
    }
    return [row for name, table in tables.items() for row in without(table, dropped.get(name, ())).to_pylist()]


def told(workspace, source, table):
    rows = workspace.store.read_table(workspace.read(source) / f"{table}.parquet").to_pylist()
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@pytest.mark.parametrize("piece_bytes", [1, 4_000, 12_000])
def test_pieces_give_what_the_whole_gives(source, tmp_path, piece_bytes):
    together = whole(source, tmp_path / "whole")
    apart, number = in_pieces(source, tmp_path / "apart", piece_bytes)
    assert number > 1
    assert documents(apart, source.id) == documents(together, source.id)
    assert told(apart, source.id, "members") == told(together, source.id, "members")
    assert told(apart, source.id, "counts") == told(together, source.id, "counts")
    assert told(apart, source.id, "quarantine") == told(together, source.id, "quarantine")
    summaries = [workspace.store.read_json(workspace.read(source.id) / "read.json") for workspace in (together, apart)]
    assert len({(summary["works"], summary["characters"]) for summary in summaries}) == 1


def test_a_small_source_and_one_of_archives_in_archives_is_read_as_a_whole(source, tmp_path):
    assert in_pieces_planned(source, tmp_path / "a", 1 << 26) == []
    (tmp_path / "own" / "inner.zip").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("x.jsonl", lines([record(99)]))
    with zipfile.ZipFile(tmp_path / "own" / "outer.zip", "w") as archive:
        archive.write(tmp_path / "inner.zip", "inner.zip")
    manifest = source.manifest.model_copy(
        update={"fetch": (source.manifest.fetch[0].model_copy(update={"path": "outer.zip"}),)}
    )
    assert in_pieces_planned(replace(source, manifest=manifest), tmp_path / "b", 1) == []


def in_pieces_planned(source, place, piece_bytes):
    workspace = open_workspace(place)
    lock = fetch(source, workspace, None, offline=True)
    read_pieces.plan_pieces(source, workspace, lock, piece_bytes)
    return read_pieces.pieces_of(workspace, source.id)


def test_words_and_ids_of_what_stands_twice_are_settled_as_in_the_whole(tmp_path):
    path = own_folder(tmp_path / "own", fetch=[{"path": "?.jsonl"}])
    twice = {"id": "x#1", "text": "Das Haus am Deich.", "license": "CC BY 4.0"}
    broken = {"text": "Am Hafen, wie-\nder das Haus.", "license": "CC BY 4.0"}
    for name in ("a", "b"):
        (tmp_path / "own" / f"{name}.jsonl").write_bytes(lines([twice, broken | {"id": name}]))
    source = load_source(path.parent / "source.yaml")
    together = whole(source, tmp_path / "whole")
    apart, number = in_pieces(source, tmp_path / "apart", 1)
    assert number == 2
    assert told(apart, source.id, "counts") == told(together, source.id, "counts")
    assert told(apart, source.id, "quarantine") == told(together, source.id, "quarantine")
    assert "'x#1' stands twice" in told(apart, source.id, "quarantine")[0]


def test_documents_whose_ids_have_one_hash_and_other_letters_all_stay(source, tmp_path, monkeypatch):
    monkeypatch.setattr(id_hashes.xxhash, "xxh3_64_intdigest", lambda data: int(data.rpartition(b"n")[2] or 0) % 30)
    together = whole(source, tmp_path / "whole")
    apart, _number = in_pieces(source, tmp_path / "apart", 1)
    wanted = {row["id"] for row in documents(together, source.id)}
    assert {row["id"] for row in documents(apart, source.id)} == wanted
