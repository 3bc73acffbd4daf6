import dataclasses
import random
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.similarity.bands import BandError
from pipeline.similarity.edges import SCHEMA, EdgeError, find_edges
from pipeline.similarity.prints import PrintsError
from pipeline.similarity.survivors import choose
from tests.pipeline.similarity.planted import all_pairs, edited, text, write


def collection():
    """400 documents: originals, edits of 1 to 30 % of their words, copies in other clothes, and very short ones."""
    texts = {}
    for n in range(120):
        original = text(60 + n, seed=n)
        texts[f"alt/{n:03d}"] = original
        texts[f"neu/{n:03d}"] = edited(original, share=(n % 30 + 1) / 300, seed=1000 + n)
        if n % 4 == 0:
            texts[f"kopie/{n:03d}"] = f"  {original.upper()}\n"
        if n % 10 == 0:
            texts[f"anders/{n:03d}"] = original.replace(" ", ", ", 3)
    return texts | {"kurz/1": "Ja.", "kurz/2": "ja", "kurz/3": "Nein", "leer/1": "", "leer/2": " ", "leer/3": "!?"}


def found(path):
    return {(row["a"], row["b"]): (row["similarity"], row["kind"]) for row in pq.read_table(path).to_pylist()}


def with_representatives(edges):
    """Every pair that the edges state, the near edges of a representative applied to its whole group."""
    groups = {}
    for (a, b), (_, kind) in edges.items():
        if kind == "exact":
            groups.setdefault(a, {a}).add(b)
    stated = {}
    for (a, b), (value, kind) in edges.items():
        for one in groups.get(a, {a}):
            for other in groups.get(b, {b}) - {one}:
                stated[min(one, other), max(one, other)] = value if kind == "near" else 1.0
    for members in groups.values():
        stated |= {(one, other): 1.0 for one in members for other in members if one < other}
    return stated


def test_every_edge_is_true_and_hardly_any_pair_is_missed(tmp_path):
    texts = collection()
    report = find_edges(write(tmp_path, texts), tmp_path / "edges.parquet", threshold=0.8)
    stated = with_representatives(found(tmp_path / "edges.parquet"))
    stated = {pair: value for pair, value in stated.items() if not pair[0].startswith("leer/")}
    truth = all_pairs(texts, floor=0.7)
    assert all(truth[pair] == pytest.approx(value) for pair, value in stated.items())
    strong = {pair for pair, value in truth.items() if value >= 0.8}
    assert len(strong) > 60
    assert len(strong & set(stated)) >= 0.98 * len(strong)
    assert (report.documents, report.without_words) == (len(texts), 3)
    assert report.near_edges + report.exact_edges == len(found(tmp_path / "edges.parquet"))


def test_exact_groups_are_stars_from_the_smallest_id_and_join_the_empty(tmp_path):
    find_edges(write(tmp_path, collection()), tmp_path / "edges.parquet", threshold=0.8)
    exact = {pair for pair, (_, kind) in found(tmp_path / "edges.parquet").items() if kind == "exact"}
    assert ("alt/000", "kopie/000") in exact
    assert ("leer/1", "leer/2") in exact
    assert not any("leer/3" in pair for pair in found(tmp_path / "edges.parquet"))
    assert found(tmp_path / "edges.parquet")["kurz/1", "kurz/2"] == (1.0, "near")
    assert {a for a, _ in exact}.isdisjoint({b for _, b in exact})


def test_bytes_do_not_depend_on_shards_order_or_memory(tmp_path):
    texts = collection()
    reports = []
    for name, shards, memory in (("one", 1, 1 << 30), ("five", 5, 1 << 24), ("seven", 7, 1 << 26)):
        ids = random.Random(name).sample(sorted(texts), len(texts))  # noqa: S311  seeded, for the same documents on every run
        paths = write(tmp_path, {one: texts[one] for one in ids}, shards, name)
        reports.append(find_edges(paths[::-1], tmp_path / f"{name}.edges", memory_bytes=memory, threshold=0.8))
    contents = {(tmp_path / f"{name}.edges").read_bytes() for name in ("one", "five", "seven")}
    assert len(contents) == 1
    assert reports[0] == reports[1] == reports[2]


def test_edges_are_sorted_and_of_the_schema(tmp_path):
    find_edges(write(tmp_path, collection(), shards=3), tmp_path / "edges.parquet", threshold=0.8)
    table = pq.read_table(tmp_path / "edges.parquet")
    assert table.schema.equals(SCHEMA)
    pairs = list(zip(table["a"].to_pylist(), table["b"].to_pylist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)


def test_no_documents_give_no_edges(tmp_path):
    report = find_edges(write(tmp_path, {}), tmp_path / "edges.parquet", threshold=0.8)
    assert report.documents == report.near_edges == len(pq.read_table(tmp_path / "edges.parquet")) == 0


def family(size):
    """A form that differs in one number: every pair is alike, every band has one large bucket."""
    form = text(300, seed=99)
    return {f"form/{n:05d}": f"{form} Aktenzeichen {n}" for n in range(size)}


@pytest.mark.slow
def test_a_large_family_makes_linear_work_and_leaves_one(tmp_path):
    reports = {}
    for size in (600, 2400):
        out = tmp_path / f"{size}.edges"
        reports[size] = find_edges(write(tmp_path, family(size)), out, threshold=0.8)
        removed = choose(sorted(family(size), reverse=True), pq.read_table(out), 0.8)
        assert len(removed) == size - 1
    assert reports[2400].hot_buckets > 0
    assert reports[2400].hot_members > 2400
    assert reports[2400].hot_pairs_not_compared > 2400 * 2399 // 2
    assert reports[2400].candidates < 6 * reports[600].candidates
    assert reports[2400].candidates < 18 * 16 * 2400


def test_a_small_family_is_compared_completely(tmp_path):
    report = find_edges(write(tmp_path, family(60)), tmp_path / "edges.parquet", threshold=0.8)
    assert report.hot_buckets == 0
    assert report.near_edges == 60 * 59 // 2


@pytest.mark.slow
def test_hot_buckets_are_reported_alike_whatever_the_memory(tmp_path, monkeypatch):
    paths = write(tmp_path, family(600))
    whole = find_edges(paths, tmp_path / "whole.edges", threshold=0.8)
    monkeypatch.setattr("pipeline.similarity.edges._LEAST_MEMORY", 1)
    little = find_edges(paths, tmp_path / "little.edges", memory_bytes=64 * 300, threshold=0.8)
    assert little == whole
    assert (tmp_path / "whole.edges").read_bytes() == (tmp_path / "little.edges").read_bytes()


def test_a_floor_is_a_floor(tmp_path):
    paths = write(tmp_path, collection())
    for floor in (0.5, 0.75, 0.8):
        find_edges(paths, tmp_path / "edges.parquet", floor=floor, threshold=0.8)
        assert min(value for value, _ in found(tmp_path / "edges.parquet").values()) >= floor


def test_working_files_are_gone_and_the_result_is_whole_or_absent(tmp_path):
    paths = write(tmp_path, collection() | {"doppelt/2": "Ein Satz mit fünf Wörtern."})
    twice = write(tmp_path, {"doppelt/2": "Ein Satz mit fünf Wörtern."}, name="twice")
    (tmp_path / "out").mkdir()
    with pytest.raises(EdgeError, match="'doppelt/2' stands for two documents"):
        find_edges([*paths, *twice], tmp_path / "out" / "edges.parquet", threshold=0.8)
    assert list((tmp_path / "out").iterdir()) == []
    find_edges(paths, tmp_path / "out" / "edges.parquet", threshold=0.8)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["edges.parquet"]


def test_what_does_not_fit_is_refused_by_name(tmp_path):
    paths = write(tmp_path, {"a/1": text(50, seed=1)})
    other = write(tmp_path, {"a/2": text(50, seed=2)}, name="other", shingle_words=3)
    pq.write_table(pa.table({"id": ["x"]}), tmp_path / "foreign.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 torn")
    out = tmp_path / "edges.parquet"
    with pytest.raises(PrintsError, match=r"other-0\.parquet: fingerprints made with"):
        find_edges([*paths, *other], out, threshold=0.8)
    with pytest.raises(PrintsError, match=r"foreign\.parquet: columns missing"):
        find_edges([tmp_path / "foreign.parquet"], out, threshold=0.8)
    with pytest.raises(PrintsError, match=r"broken\.parquet"):
        find_edges([tmp_path / "broken.parquet"], out, threshold=0.8)
    with pytest.raises(PrintsError, match="no files"):
        find_edges([], out, threshold=0.8)
    with pytest.raises(EdgeError, match="too little"):
        find_edges(paths, out, memory_bytes=1000, threshold=0.8)
    with pytest.raises(BandError, match="find only"):
        find_edges(paths, out, bands=14, rows=8, threshold=0.8)
    assert not out.exists()


@pytest.mark.slow
def test_growth_is_near_linear(tmp_path):
    times = {}
    for size in (2_000, 16_000):
        paths = write(tmp_path, {f"t/{n:06d}": text(30, seed=n) for n in range(size)}, name=str(size))
        find_edges(paths, tmp_path / "warm.edges", threshold=0.8)
        started = time.process_time()
        report = find_edges(paths, tmp_path / "edges.parquet", threshold=0.8)
        times[size] = time.process_time() - started
        assert dataclasses.asdict(report)["candidates"] < size
    assert times[16_000] < 8 * 3 * max(times[2_000], 0.05)
