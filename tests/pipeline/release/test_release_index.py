"""`index/` of a release: what is in it, what it must not give away, and that a stranger can check it."""

from __future__ import annotations

import shutil

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from filters.fingerprint import fingerprint
from pipeline.release import release_index
from pipeline.similarity.index import open_index
from pipeline.verify.verify import verify_folder
from tests.e2e import running
from tests.pipeline.similarity.sketches import sketches


def _index(release):
    return pl.concat([pl.from_arrow(pq.read_table(path)) for path in open_index(release / "index").prints])


def _documents(release):
    return pl.read_parquet(sorted((release / "data").glob("*/*.parquet")))


def test_it_tells_the_kept_documents_and_those_they_stand_for(demo_release):
    index, documents = _index(demo_release), _documents(demo_release)
    kept = index.filter(pl.col("id") == pl.col("kept_as"))
    assert set(kept["id"]) == set(documents["id"])
    members = (
        documents.select(pl.col("id").alias("kept_as"), "members").explode("members").drop_nulls().unnest("members")
    )
    others = index.filter(pl.col("id") != pl.col("kept_as"))
    assert len(others) == (documents["duplicates"] - 1).sum() > 0
    assert set(others.select("id", "kept_as").iter_rows()) == set(members.select("id", "kept_as").iter_rows())
    licenses = dict(documents.select("id", "license").iter_rows())
    assert dict(kept.select("id", pl.col("license").cast(pl.String)).iter_rows()) == licenses


def test_its_fingerprints_are_those_of_the_published_text(demo_release):
    documents = _documents(demo_release)
    masked = documents.filter(pl.col("changes").list.eval(pl.element().str.starts_with("masked_")).list.any())
    assert len(masked), "nothing in the demonstration is masked"
    prints = fingerprint(documents["text"].to_arrow())
    expected = dict(zip(documents["id"], prints["exact"].to_pylist(), strict=True))
    assert {
        one: value for one, value in _index(demo_release).select("id", "exact").iter_rows() if one in expected
    } == expected


def test_the_fingerprint_of_an_unmasked_text_is_not_published(demo_workspace, demo_release):
    index = _index(demo_release)
    cut = pl.concat([pl.read_parquet(path) for path in (demo_workspace / "decisions/demo/cuts").rglob("*.parquet")])
    whole = pl.concat(
        [pl.read_parquet(path) for path in (demo_workspace / "annotations/fingerprint").rglob("*.parquet")]
    )
    unmasked = whole.filter(pl.col("id").is_in(cut["id"].implode()) & pl.col("id").is_in(index["id"].implode()))
    assert len(unmasked)
    assert set(unmasked["exact"]).isdisjoint(index["exact"])


def test_datasketch_reads_its_signatures(demo_release):
    path = open_index(demo_release / "index").prints[0]
    found = dict(sketches(path))
    assert set(found) == set(pq.read_table(path)["id"].to_pylist())
    near = [found["demo-lexikon/107"].jaccard(found[one]) for one in ("demo-lexikon/124", "demo-glossar/zehnt")]
    assert near[0] > 0.7
    assert near[1] < 0.1


def _rewritten(release, change):
    """Change the rows of the index and make its manifest and checksums fit again, as a forger would."""
    path = open_index(release / "index").prints[0]
    table = pq.read_table(path)
    pq.write_table(change(table), path)
    index = open_index(release / "index", is_checked=False) if change(table).num_rows == table.num_rows else None
    made = {k.decode(): v.decode() for k, v in table.schema.metadata.items()} | {"fingerprint.permutations": "112"}
    files = [release_index.described(path, release / "index")]
    release_index.write_manifest(release / "index", index.made if index else made, files, has_shingles=False)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda table: table.slice(1), "not in the index"),
        (
            lambda table: table.set_column(
                4, table.schema.field(4), table["exact"].take(pa.array([1, 0, *range(2, len(table))]))
            ),
            "not in the index",
        ),
    ],
)
def test_verify_finds_an_index_that_is_not_the_release_s(demo_release, tmp_path, change, says):
    copy = tmp_path / "copy"
    shutil.copytree(demo_release, copy)
    _rewritten(copy, change)
    found = {one.check: one for one in verify_folder(copy)}
    assert not found["index"].holds
    assert says in found["index"].detail


def test_a_release_without_index_is_whole_and_lookup_says_so(demo_release, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(demo_release, copy)
    shutil.rmtree(copy / "index")
    assert list(release_index.faults(copy)) == []
    done = running.here("lookup", "--text", "Guten Morgen", copy)
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert "a release without index/" in done.err
