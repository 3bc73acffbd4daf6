import json

import datasketch
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.similarity.edges import find_edges
from pipeline.similarity.index import IndexFolderError, open_index, write_index
from pipeline.similarity.lookup import Match, lookup
from tests.pipeline.similarity.planted import edited, text, write

TEXTS = {f"q/{n:03d}": text(120, seed=n) for n in range(60)} | {"q/kurz": "Guten Morgen", "q/leer": ""}


@pytest.fixture
def shards(tmp_path):
    return write(tmp_path, TEXTS, shards=3)


@pytest.fixture
def workspace(tmp_path, shards):
    find_edges(shards, tmp_path / "edges.parquet")
    return write_index(shards, tmp_path / "index", edges=tmp_path / "edges.parquet")


def test_an_index_opened_is_the_index_written(workspace):
    opened = open_index(workspace.folder)
    assert opened == workspace
    assert opened.has_shingles
    assert sum(file.rows for file in opened.files if file.name.startswith("prints")) == len(TEXTS)
    assert pq.read_table(opened.edges).num_rows == 0
    assert len(opened.prints) == 3


def test_the_same_documents_give_the_same_bytes_and_writing_again_replaces(tmp_path, shards):
    one, other = write_index(shards, tmp_path / "one"), write_index(shards, tmp_path / "other")
    assert one.files == other.files
    again = write_index(shards[:1], tmp_path / "one", with_shingles=False)
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["index.json", "prints-00000.parquet"]
    assert open_index(tmp_path / "one") == again


def test_a_release_index_holds_the_kept_documents_without_shingles(tmp_path, shards):
    index = write_index(shards, tmp_path / "index", keep=pa.array(["q/001", "q/002"]), with_shingles=False)
    table = pa.concat_tables([pq.read_table(path) for path in index.prints])
    assert sorted(table["id"].to_pylist()) == ["q/001", "q/002"]
    assert table.column_names == ["id", "exact", "signature"]
    assert index.edges is None
    sketch = datasketch.LeanMinHash(
        seed=1, hashvalues=table["signature"][0].as_py(), scheme=index.made["fingerprint.scheme"]
    )
    assert sketch.jaccard(sketch) == 1.0


@pytest.mark.parametrize("name", ["prints-00001.parquet", "edges.parquet"])
def test_a_damaged_or_missing_file_is_named(workspace, name):
    path = workspace.folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexFolderError, match=rf"{name}: damaged"):
        open_index(workspace.folder)
    path.unlink()
    with pytest.raises(IndexFolderError, match=rf"{name}: missing"):
        open_index(workspace.folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no manifest of an index"),
        ("[]", "no manifest of an index"),
        ('{"format": "gemeingut-index"}', "KeyError"),
        ('{"format": "other-index", "version": 1}', "format 'other-index' version 1"),
        ('{"format": "gemeingut-index", "version": 2}', "version 2; read is 'gemeingut-index' version 1"),
    ],
)
def test_a_foreign_manifest_is_refused(tmp_path, content, message):
    (tmp_path / "index.json").write_text(content)
    with pytest.raises(IndexFolderError, match=message):
        open_index(tmp_path)


def test_a_folder_that_is_no_index_is_neither_read_nor_overwritten(tmp_path, shards):
    with pytest.raises(IndexFolderError, match="no index"):
        open_index(tmp_path / "nowhere")
    with pytest.raises(IndexFolderError, match="not written over"):
        write_index(shards, tmp_path)
    assert all(shard.exists() for shard in shards)


def test_lookup_finds_a_text_in_other_clothes(workspace):
    assert lookup(f"\n{TEXTS['q/007'].upper()} ", workspace.folder) == [Match("q/007", 1.0, exact=True)]
    assert lookup("Guten  MORGEN", workspace.folder) == [Match("q/kurz", 1.0, exact=True)]
    assert lookup("Guten Morgen!", workspace.folder) == [Match("q/kurz", 1.0, exact=False)]


def test_lookup_finds_an_edited_text_with_its_true_similarity_best_first(tmp_path):
    original = text(200, seed=500)
    variants = {f"v/{n}": edited(original, share=n / 200, seed=n) for n in range(6)} | TEXTS
    index = write_index(write(tmp_path, variants, shards=2), tmp_path / "index")
    found = lookup(original, index.folder, floor=0.5)
    assert found[0] == Match("v/0", 1.0, exact=True)
    assert [match.similarity for match in found] == sorted((match.similarity for match in found), reverse=True)
    assert all(match.similarity >= 0.5 and match.id.startswith("v/") and not match.estimated for match in found)
    assert lookup(original, index.folder, most=1) == found[:1]


def test_without_shingles_the_similarity_is_an_estimate_and_says_so(tmp_path, shards):
    index = write_index(shards, tmp_path / "index", with_shingles=False)
    found = lookup(edited(TEXTS["q/003"], 0.01, seed=1), index.folder)
    assert [(match.id, match.estimated, match.exact) for match in found] == [("q/003", True, False)]


@pytest.mark.parametrize("missing", ["", " … ", "Ganz andere Wörter stehen hier in diesem einen Satz."])
def test_lookup_of_what_is_not_there(workspace, missing):
    assert [match for match in lookup(missing, workspace.folder) if match.id != "q/leer"] == []


def test_an_index_of_other_fingerprints_is_refused_by_lookup(workspace):
    path = workspace.folder / "index.json"
    content = json.loads(path.read_text())
    content["made"]["fingerprint.version"] = "0"
    path.write_text(json.dumps(content))
    with pytest.raises(IndexFolderError, match="fingerprints were made with"):
        lookup("Text", workspace.folder)
