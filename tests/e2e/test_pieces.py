"""A large source is read in pieces, by however many workers: the same release, also after a kill between two pieces."""

from __future__ import annotations

import json

import pytest

from flows import preparing
from pipeline.store.records import Records
from pipeline.store.workspace import open_workspace
from tests.e2e import running
from tests.e2e.folders import TEXTS, own_folder


def collection(folder):
    """Return a source of three files, of which two share ids, and one of which holds a line that is no record."""
    made = own_folder(folder, fetch=[{"path": "*.jsonl"}])
    (folder / "notes.jsonl").unlink()
    texts = list(TEXTS.values())
    for file, (first, last) in {"a": (0, 40), "b": (35, 80), "c": (80, 120)}.items():
        rows = [
            {
                "id": f"n{number}",
                "text": f"{texts[number % 4]} Blatt {number}, {number * 7} Zeilen.",
                "license": "CC BY 4.0",
            }
            for number in range(first, last)
        ]
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{file}.jsonl").write_text("\n".join([*lines, "{"] if file == "b" else lines), "utf-8")
    return made


@pytest.fixture
def whole(tmp_path):
    """Return the collection, and its release when the source is read as a whole."""
    made = collection(tmp_path / "own")
    return made, running.run(made, tmp_path / "whole").release


@pytest.mark.parametrize("workers", [1, 7])
def test_the_release_is_the_same_in_pieces_whoever_reads_them(whole, tmp_path, monkeypatch, workers):
    made, release = whole
    monkeypatch.setattr(preparing, "PIECE_BYTES", 8_000)
    done = running.here("run", made, "--workspace", tmp_path / "w", "--workers", workers, "--no-prefect")
    assert "read_piece" in done.err
    assert running.digests(done.release) == running.digests(release)


def test_a_lost_piece_alone_is_read_again(whole, tmp_path, monkeypatch):
    made, release = whole
    monkeypatch.setattr(preparing, "PIECE_BYTES", 8_000)
    first = running.run(made, tmp_path / "w")
    workspace = open_workspace(tmp_path / "w")
    pieces = Records(workspace.store).made("read_piece", "notes")
    lost = next(name for name in pieces["0001"].outputs if name.name.endswith("00000.parquet"))
    workspace.store.local(lost).unlink()
    again = running.run(made, tmp_path / "w")
    assert f"read_piece      {len(pieces) - 1} of {len(pieces)} are there already" in again.err
    assert running.digests(again.release) == running.digests(release) == running.digests(first.release)
