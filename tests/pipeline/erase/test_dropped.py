"""Erasing a document also blots out the raw texts of its id that were dropped for standing in a later piece."""

from __future__ import annotations

from pipeline.erase import erasure
from pipeline.fetch.fetch import fetch
from pipeline.manifest.load import load_source
from pipeline.read import read_pieces
from pipeline.store.records import Made, Records
from pipeline.store.shard import Shard
from pipeline.store.workspace import open_workspace
from tests.e2e.folders import lines, own_folder

LARGEST = 1 << 20


def test_a_dropped_text_of_an_erased_id_is_overwritten_and_its_neighbours_stay(tmp_path):
    own_folder(tmp_path / "own", fetch=[{"path": "?.jsonl"}])
    for name in ("a", "b"):
        records = [{"id": "x#1", "text": "Das Haus."}, {"id": name, "text": f"Der Hafen {name}."}]
        (tmp_path / "own" / f"{name}.jsonl").write_bytes(lines(records))
    source, workspace = load_source(tmp_path / "own" / "source.yaml"), open_workspace(tmp_path / "w")
    lock = fetch(source, workspace, None, offline=True)
    read_pieces.plan_pieces(source, workspace, lock, 1)
    pieces, labels = read_pieces.pieces_of(workspace, source.id), ["0000", "0001"]
    for piece, label in zip(pieces, labels, strict=True):
        read_pieces.read_piece(source, workspace, lock, LARGEST, piece, label)
    read_pieces.gather(source.id, workspace, labels, LARGEST)
    raw, records = workspace.read(source.id) / "0001-00000.parquet", Records(workspace.store)
    records.note("read_piece", source.id, "0001", Made("key", {raw: workspace.store.stored(raw)}))
    shard = Shard(source.id, "0001-00000")
    assert not erasure._erase_dropped(workspace, records, shard, {f"{source.id}/b"})
    assert erasure._erase_dropped(workspace, records, shard, {f"{source.id}/x%231"})
    assert workspace.store.read_table(raw)["text"].to_pylist() == ["█████████", "Der Hafen b."]
