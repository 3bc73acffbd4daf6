"""A grown collection has the edges of a full run, and what an earlier index knows is not compared again."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from pipeline.similarity.edges import find_edges
from pipeline.similarity.increment import Earlier
from pipeline.similarity.index import open_index, store_index
from pipeline.store.store import Name, Store
from tests.pipeline.similarity.planted import edited, text, write

PLAN = {"floor": 0.7, "threshold": 0.8, "bands": 18, "rows": 6}


def _families(number, size, start=0):
    """Return texts in families of edited copies, and one exact copy in each."""
    found = {}
    for family in range(start, start + number):
        original = text(120, seed=family)
        found |= {f"f{family % 7}/{family:03d}-{n}": edited(original, n / 150, seed=n) for n in range(size)}
        found[f"f{family % 5}/{family:03d}-again"] = original.upper()
    return found


def _boilerplate(number, seed):
    """Return documents that are so alike that they fill a bucket past the cap."""
    form = text(300, seed=9999)
    return {f"form/{seed}-{n:03d}": edited(form, 0.01, seed=seed * 1000 + n) for n in range(number)}


def _index(folder, texts, name):
    shards = write(folder, texts, shards=2, name=name)
    report = find_edges(shards, folder / f"{name}-edges.parquet", **PLAN)
    names = [Name(path.relative_to(folder).as_posix()) for path in shards]
    store_index(Store(folder), Name(f"{name}-index"), names, folder / f"{name}-edges.parquet")
    return Earlier(open_index(folder / f"{name}-index"), bool(report.hot_buckets))


def _both(folder, old, new):
    """Return the edges and reports of a full run over `new` and of one grown from `old`."""
    shards = write(folder, new, shards=3, name="new")
    full = find_edges(shards, folder / "full.parquet", **PLAN)
    grown = find_edges(shards, folder / "grown.parquet", **PLAN, before=_index(folder, old, "old"))
    return pq.read_table(folder / "full.parquet"), pq.read_table(folder / "grown.parquet"), full, grown


OLD = _families(12, 4)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, OLD | _families(6, 4, start=9) | {"z/1": OLD["f0/000-1"], "a/0": edited(OLD["f1/001-1"], 0.02, seed=5)}),
        (OLD, dict(list(OLD.items())[7:]) | _families(4, 3, start=20)),
        (OLD, {f"renamed/{n}": one for n, one in enumerate(OLD.values())}),
        (OLD, OLD),
        ({"a/leer": "", "a/kurz": "Guten Morgen"}, {"a/leer": "", "b/leer": " ", "b/kurz": "guten morgen"}),
        (_boilerplate(50, 1) | OLD, _boilerplate(50, 1) | _boilerplate(40, 2) | OLD),
        (_boilerplate(90, 1), _boilerplate(90, 1) | _boilerplate(40, 2) | _families(3, 3)),
        (_boilerplate(90, 1), dict(list(_boilerplate(90, 1).items())[:45])),
    ],
    ids=["more", "fewer and more", "other ids", "the same", "no words", "grows hot", "was hot", "is hot no more"],
)
def test_the_edges_are_those_of_a_full_run(tmp_path, old, new):
    full, grown, _, _ = _both(tmp_path, old, new)
    assert grown.equals(full)
    assert old is not OLD or len(full)


def test_the_bytes_too(tmp_path):
    _both(tmp_path, OLD, OLD | _families(3, 4, start=30))
    assert (tmp_path / "full.parquet").read_bytes() == (tmp_path / "grown.parquet").read_bytes()


def test_what_is_known_is_not_compared_again(tmp_path):
    _, _, full, grown = _both(tmp_path, OLD, OLD | {"new/1": edited(OLD["f0/000-0"], 0.04, seed=3)})
    assert full.candidates > 30
    assert 0 < grown.candidates < 10
    (tmp_path / "again").mkdir()
    assert _both(tmp_path / "again", OLD, OLD)[3].candidates == 0
