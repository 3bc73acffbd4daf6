"""The collection `real`, run over the shared corpora: every source's fate, and what a user does with the release."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import duckdb
import polars as pl
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest

from pipeline.verify.verify import verify_folder
from tests.real.fates import deviations, expectations

MEMORY_MIB = 4096
LOADED = """
import json, sys
from datasets import load_dataset, get_dataset_config_names
release, cache = sys.argv[1:]
rows = words = 0
for subset in sorted(set(get_dataset_config_names(release)) - {"default", "everything", "sample"}):
    loaded = load_dataset(release, subset, split="train", cache_dir=cache)
    rows, words = rows + len(loaded), words + sum(loaded.data.column("words").to_pylist())
everything = load_dataset(release, "everything", split="train", cache_dir=cache)
print(json.dumps([rows, words, len(everything), sum(everything.data.column("words").to_pylist())]))
"""


@pytest.fixture(scope="session")
def ran(real_run):
    return real_run[0]


@pytest.fixture(scope="session")
def release(ran):
    return ran.release


@pytest.fixture(scope="session")
def facts(release):
    return json.loads((release / "release.json").read_text("utf-8"))


@pytest.mark.parametrize("source", sorted(expectations()["sources"]))
def test_a_source_meets_its_fate(source, release):
    assert deviations(release, source) == []


def test_every_source_is_in_the_release_or_named_as_not_read(facts):
    named = set(facts["sources"]) | {one["source"] for one in facts["not_read"]}
    assert named == set(expectations()["sources"])


def test_nothing_failed_and_nothing_is_shown_that_frightens(ran):
    assert ran.status == 0
    assert "Traceback" not in ran.err
    assert "warning" not in ran.err.lower()


def test_verify_holds(release):
    assert [one for one in verify_folder(release) if not one.holds] == []


def test_the_run_needs_little_memory(release):
    timings = json.loads((release / "timings.json").read_text("utf-8"))
    assert 0 < timings["memory_mib"] < MEMORY_MIB


def test_it_opens_in_datasets_offline(release, facts, tmp_path):
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    command = [sys.executable, "-c", LOADED, str(release), str(tmp_path / "cache")]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    rows, words, all_rows, all_words = json.loads(done.stdout.splitlines()[-1])
    assert (rows, words) == (facts["counts"]["kept"], facts["counts"]["words"])
    assert (all_rows, all_words) == (rows, words)


def test_it_opens_in_polars(release, facts):
    frame = pl.scan_parquet(release / "data/*/*.parquet").select(pl.len(), pl.col("words").sum()).collect()
    assert frame.row(0) == (facts["counts"]["kept"], facts["counts"]["words"])


def test_it_opens_in_duckdb(release, facts):
    with duckdb.connect() as connection:
        query = f"select count(*), sum(words), sum(length(text)) from '{release}/data/*/*.parquet'"  # noqa: S608  a path of ours
        ((rows, words, characters),) = connection.sql(query).fetchall()
    assert (rows, words) == (facts["counts"]["kept"], facts["counts"]["words"])
    assert characters == facts["counts"]["characters"]["kept"]


def test_it_opens_in_pyarrow(release, facts):
    table = ds.dataset(release / "data", format="parquet").to_table(["id", "words", "quality"])
    assert table.num_rows == facts["counts"]["kept"]
    assert pc.sum(table["words"]).as_py() == facts["counts"]["words"]


def test_the_same_measures_are_in_every_row(release):
    for path in sorted(release.glob("data/*/*.parquet")):
        frame = pl.read_parquet(path, columns=["words", "characters", "quality", "text"])
        assert frame.select((pl.col("text").str.len_chars() == pl.col("characters")).all()).item()
        assert frame["quality"].null_count() == 0
