"""However a collection is divided, its edges are those that comparing each document with each gives."""

from __future__ import annotations

import dataclasses
import random
import shutil
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.comparing import find_in_steps
from flows.engine import Call, LocalEngine, Pool
from flows.progress import Progress
from pipeline.manifest import DuplicateRecipe
from pipeline.similarity import collection_edges, edges, partitions
from pipeline.stages.collection_steps import FindEdges
from pipeline.store.shard import Shard
from pipeline.store.step import carry_out
from pipeline.store.workspace import open_workspace
from tests.pipeline.similarity.planted import all_pairs, edited, text, write

CERTAIN = {"bands": 112, "rows": 1, "floor": 0.7, "threshold": 0.7}


def _texts(seed, families):
    """Return families of edited and equal texts, in an order of their own, with some of no or one word."""
    chance = random.Random(seed)  # noqa: S311  seeded, for the same documents on every run
    texts = {"leer/1": "", "leer/2": " ", "kurz/1": "Guten Tag"}
    for family in range(families):
        original = text(60, seed=seed * 100 + family)
        for copy in range(chance.randrange(1, 5)):
            source = chance.choice(["a", "b", "c"])
            texts[f"{source}/{family}-{copy}"] = edited(original, chance.choice([0, 0.01, 0.03, 0.2]), seed=copy)
    return dict(chance.sample(sorted(texts.items()), len(texts)))


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    families=st.integers(0, 6),
    files=st.integers(1, 5),
    limits=st.tuples(*[st.integers(1, 40)] * 3),
)
@pytest.mark.slow  # seconds: many small collections
def test_edges_are_the_truth_however_documents_are_divided(seed, families, files, limits):
    texts = _texts(seed, families)
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        for constant, limit in zip(("GROUP_ROWS", "TEXTS", "KEYS"), limits, strict=True):
            patch.setattr(partitions, constant, limit)
        paths = write(Path(name), texts, shards=files)
        edges.find_edges(paths, Path(name) / "edges.parquet", **CERTAIN)
        rows = pq.read_table(Path(name) / "edges.parquet").to_pylist()
    near = {(row["a"], row["b"]): row["similarity"] for row in rows if row["kind"] == "near"}
    copies = {row["b"] for row in rows if row["kind"] == "exact"}
    truth = {pair: value for pair, value in all_pairs(texts, 0.7).items() if not copies & set(pair)}
    assert near == {pair: pytest.approx(value) for pair, value in truth.items()}


def _collection(folder, texts, files=7):
    """Return a workspace with the fingerprints of the texts, and its shards."""
    workspace = open_workspace(folder)
    shards = [Shard("quelle", f"{number:05d}") for number in range(files)]
    for shard, path in zip(shards, write(folder.parent, texts, shards=files), strict=True):
        target = workspace.store.local(shard.annotation(workspace, "fingerprint"))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    return workspace, tuple(shards)


def _compare(workspace, shards, engine=None):
    """Compare a collection, in steps if there is an engine; return every file of its index."""
    last = FindEdges("sammlung", shards, DuplicateRecipe(threshold=0.8), ("quelle",))
    hashes = {name: workspace.store.stored(name).file for name in last.inputs(workspace)}
    if engine:

        def results(stage, steps):
            given = {}
            calls = (Call([step], workspace, [hashes]) for step in steps)
            engine.map(stage.STAGE, len(steps), calls, given.__setitem__)
            return [done.result for _, (done,) in sorted(given.items())]

        last = dataclasses.replace(last, from_steps=find_in_steps(results, workspace, last))
        assert last.from_steps
    carry_out([last], workspace, [hashes])
    folder = workspace.store.local(workspace.index("sammlung"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def small_parts(monkeypatch):
    for module, constant, limit in [
        (collection_edges, "AT_ONCE", 0),
        (partitions, "GROUP_ROWS", 30),
        (partitions, "TEXTS", 20),
        (partitions, "KEYS", 25),
    ]:
        monkeypatch.setattr(module, constant, limit)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("workers", [1, 2])
def test_steps_leave_the_bytes_of_one_step(tmp_path, workers):
    texts = _texts(3, 30)
    whole = _compare(*_collection(tmp_path / "whole", texts))
    with Pool(workers) as pool:
        engine = LocalEngine(pool, Progress(quiet=True))
        assert _compare(*_collection(tmp_path / "steps", texts), engine) == whole
    assert len(whole) == 7 + 4


@pytest.mark.usefixtures("small_parts")
def test_a_grown_collection_is_compared_in_steps_as_in_one(tmp_path):
    old, new = _texts(5, 12), _texts(5, 12) | {f"neu/{name}": words for name, words in _texts(6, 8).items()}
    new |= {"neu/kopie": edited(next(iter(old.values())), 0.01, seed=9)}
    outcomes = []
    with Pool(1) as pool:
        for place, engine in [("whole", None), ("steps", LocalEngine(pool, Progress(quiet=True)))]:
            _compare(*_collection(tmp_path / place, old), engine)
            outcomes.append(_compare(*_collection(tmp_path / place, new), engine))
    assert outcomes[0] == outcomes[1]
    assert b'"grown_from": 0' not in outcomes[0]["report.json"]


def test_groups_are_whole_files_in_their_order(monkeypatch):
    monkeypatch.setattr(partitions, "GROUP_ROWS", 10)
    groups = partitions.divide([4, 6, 1, 25, 0, 3])
    assert [(group.start, group.end, group.first_row, group.end_row) for group in groups] == [
        (0, 2, 0, 10),
        (2, 3, 10, 11),
        (3, 4, 11, 36),
        (4, 6, 36, 39),
    ]


def test_a_small_collection_is_compared_in_one_step():
    recipe = DuplicateRecipe(threshold=0.8)
    assert collection_edges.planned([collection_edges.AT_ONCE], recipe) is None
    assert collection_edges.planned([collection_edges.AT_ONCE, 1], recipe)
