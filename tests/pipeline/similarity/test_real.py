"""Edges against exhaustive comparison on real documents: two collections of federal law and a diary."""

import re
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.sparse import csr_array, triu

from filters.fingerprint import fingerprint
from pipeline.similarity.edges import find_edges
from tests.conftest import missing
from tests.pipeline.similarity.planted import write

SHARED = Path(__file__).parents[4] / "shared" / "corpora"
SOURCES = {"gesetze-bund": 2_009, "gesetze-kmein": 383, "schnitzler-tagebuch": 1_502, "bibeln-osis": 2}
SOURCES |= {"dach-gt-alto": 233, "dhd-abstracts-harmonisiert": 290, "cis-ocrtestset": 195, "okfde-website": 252}
SOURCES |= {"soldatenbriefe": 172, "rustbook-de": 113}


def members(source):
    if not (SHARED / source).is_dir():
        missing(f"../shared/corpora/{source}")
    for path in sorted((SHARED / source).glob("*.tar.*")):
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile() and member.name.endswith((".md", ".xml")):
                    yield member.name, archive.extractfile(member).read().decode("utf-8", "replace")
    for path in sorted((SHARED / source).glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.file_size > 100_000:
                    yield member.filename, archive.read(member).decode("utf-8", "replace")


def documents():
    texts = {}
    for source, most in SOURCES.items():
        for number, (name, content) in enumerate(members(source)):
            if number == most:
                break
            plain = re.sub(r"<[^>]+>", " ", content.rpartition("</teiHeader>")[2])
            parts = range(0, min(len(plain), 80_000), 4_000) if source == "bibeln-osis" else [0]
            texts |= {f"{source}/{name}#{part}": plain[part : part + 12_000] for part in parts}
    return texts


def truth(texts, floor):
    """Return {(a, b): similarity} of all pairs, from a table of documents by shingles multiplied by itself."""
    ids = sorted(texts)
    shingles = fingerprint(pa.array([texts[one] for one in ids], pa.large_string()))["shingles"].combine_chunks()
    _, columns = np.unique(shingles.flatten().to_numpy(), return_inverse=True)
    ends = shingles.offsets.to_numpy()
    held = csr_array((np.ones(len(columns), np.int32), columns, ends), shape=(len(ids), columns.max() + 1))
    shared = triu(held @ held.T, 1, "coo")
    sizes = np.diff(ends)
    values = shared.data / (sizes[shared.row] + sizes[shared.col] - shared.data)
    near = values >= floor
    rows = zip(shared.row[near].tolist(), shared.col[near].tolist(), values[near].tolist(), strict=True)
    return {(ids[one], ids[other]): value for one, other, value in rows}


def test_recall_and_precision_on_real_documents(tmp_path):
    texts = documents()
    assert len(texts) >= 5_000
    find_edges(write(tmp_path, texts, shards=3), tmp_path / "edges.parquet", threshold=0.8)
    rows = pq.read_table(tmp_path / "edges.parquet").to_pylist()
    true = truth(texts, floor=0.7)
    assert {(row["a"], row["b"]) for row in rows} <= set(true)
    assert all(row["similarity"] == pytest.approx(true[row["a"], row["b"]]) for row in rows)
    twice = {row["b"] for row in rows if row["kind"] == "exact"}
    strong = {pair for pair, value in true.items() if value >= 0.8 and not twice & set(pair)}
    assert len(strong) > 30
    found = strong & {(row["a"], row["b"]) for row in rows}
    assert len(found) >= 0.98 * len(strong)


def test_parallel_bible_translations_are_not_duplicates(tmp_path):
    texts = {one: content for one, content in documents().items() if one.startswith("bibeln-osis")}
    files = {one.partition("#")[0] for one in texts}
    assert len(files) == 2
    find_edges(write(tmp_path, texts), tmp_path / "edges.parquet", floor=0.3, threshold=0.8)
    rows = pq.read_table(tmp_path / "edges.parquet").to_pylist()
    assert all(row["a"].partition("#")[0] == row["b"].partition("#")[0] for row in rows)
