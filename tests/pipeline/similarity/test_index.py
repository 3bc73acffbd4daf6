import json

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipeline.similarity.edges import find_edges
from pipeline.similarity.index import IndexFolderError, described, open_index, store_index, write_manifest
from pipeline.similarity.matches import Match, lookup_in
from pipeline.similarity.prints import made_alike
from pipeline.store.store import Name, Store
from tests.pipeline.similarity.planted import all_pairs, edited, text, write

TEXTS = {f"q/{n:03d}": text(120, seed=n) for n in range(60)} | {"q/kurz": "Guten Morgen", "q/leer": ""}


@pytest.fixture
def shards(tmp_path):
    return write(tmp_path, TEXTS, shards=3)


def stored(folder, shards, out="index"):
    """Return the index of these files of fingerprints, as a workspace keeps it."""
    find_edges(shards, folder / "edges.parquet", threshold=0.8)
    names = [Name(path.relative_to(folder).as_posix()) for path in shards]
    store_index(Store(folder), Name(out), names, folder / "edges.parquet")
    return open_index(folder / out)


def published(folder, shards):
    """Return an index without shingles: what a release shows of the same fingerprints."""
    folder.mkdir()
    for number, path in enumerate(shards):
        table = pq.read_table(path)
        table = table.append_column("shingle_count", pc.list_value_length(table["shingles"])).drop_columns(["shingles"])
        pq.write_table(table, folder / f"prints-{number:05d}.parquet")
    files = [described(path, folder) for path in sorted(folder.glob("*.parquet"))]
    write_manifest(folder, made_alike(shards), files, has_shingles=False)
    return open_index(folder)


def lookup(text, folder, **more):
    return lookup_in(open_index(folder, is_checked=False), [text], **more)


@pytest.fixture
def workspace(tmp_path, shards):
    return stored(tmp_path, shards)


def test_an_index_opened_is_the_index_written(workspace):
    opened = open_index(workspace.folder)
    assert opened == workspace
    assert opened.has_shingles
    assert opened.documents == len(TEXTS)
    assert pq.read_table(opened.edges).num_rows == 0
    assert len(opened.prints) == 3


def test_the_same_documents_give_the_same_bytes_and_writing_again_replaces(tmp_path, shards):
    one, other = stored(tmp_path, shards, "one"), stored(tmp_path, shards, "other")
    assert one.files == other.files
    again = stored(tmp_path, shards[:1], "one")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["edges.parquet", "index.json", "tables"]
    assert len(list((tmp_path / "one").rglob("*.parquet"))) == 2
    assert open_index(tmp_path / "one") == again
    assert all(shard.exists() for shard in shards)


@pytest.mark.parametrize("place", [1, -1])
def test_a_damaged_or_missing_file_is_named(workspace, place):
    name = workspace.files[place].name
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
        (
            '{"format": "gemeingut-index", "version": 2}',
            "version 2; read is 'gemeingut-index' version 1; made by a newer Gemeingut",
        ),
        (
            (
                '{"format": "gemeingut-index", "version": 1, "made": {}, "has_shingles": true, "files": '
                '[{"name": "../prints.parquet", "rows": 1, "sha256": ""}]}'
            ),
            "'../prints.parquet', which lies outside",
        ),
    ],
)
def test_a_foreign_manifest_is_refused(tmp_path, content, message):
    (tmp_path / "index.json").write_text(content)
    with pytest.raises(IndexFolderError, match=message):
        open_index(tmp_path)


def test_a_folder_that_is_no_index_is_not_read(tmp_path):
    with pytest.raises(IndexFolderError, match="no index"):
        open_index(tmp_path / "nowhere")


def test_an_index_goes_on_holding_what_it_was_made_from(tmp_path, shards):
    index = stored(tmp_path, shards)
    before = [pq.read_table(path) for path in index.prints]
    store, (first, *_rest) = Store(tmp_path), shards
    changed = write(tmp_path, {"q/neu": text(90, seed=77)}, shards=1, name="changed")
    store.put(changed[0], Name(first.name))
    assert [pq.read_table(path) for path in open_index(index.folder).prints] == before


def test_lookup_finds_a_text_in_other_clothes(workspace):
    assert lookup(f"\n{TEXTS['q/007'].upper()} ", workspace.folder) == [Match("q/007", 1.0, exact=True)]
    assert lookup("Guten  MORGEN", workspace.folder) == [Match("q/kurz", 1.0, exact=True)]
    assert lookup("Guten Morgen!", workspace.folder) == [Match("q/kurz", 1.0, exact=False)]


def test_lookup_finds_an_edited_text_with_its_true_similarity_best_first(tmp_path):
    original = text(200, seed=500)
    variants = {f"v/{n}": edited(original, share=n / 200, seed=n) for n in range(6)} | TEXTS
    index = stored(tmp_path, write(tmp_path, variants, shards=2))
    found = lookup(original, index.folder, floor=0.5)
    assert found[0] == Match("v/0", 1.0, exact=True)
    assert [match.similarity for match in found] == sorted((match.similarity for match in found), reverse=True)
    true = {b: value for (a, b), value in all_pairs(variants, 0.5).items() if a == "v/0"} | {"v/0": 1.0}
    assert {match.id: round(match.similarity, 6) for match in found} == {a: round(one, 6) for a, one in true.items()}
    assert not any(match.estimated for match in found)
    assert lookup(original, index.folder, most=1) == found[:1]


def test_without_shingles_the_similarity_is_an_estimate_and_says_so(tmp_path, shards):
    index = published(tmp_path / "index", shards)
    sought = edited(TEXTS["q/003"], 0.02, seed=1)
    found = lookup(sought, index.folder)
    assert [(match.id, match.estimated, match.exact) for match in found] == [("q/003", True, False)]
    true = all_pairs({"q/003": TEXTS["q/003"], "x": sought}, 0.0)["q/003", "x"]
    assert found[0].similarity == pytest.approx(true, abs=0.15)
    assert lookup(TEXTS["q/003"], index.folder) == [Match("q/003", 1.0, exact=True)]


@pytest.mark.parametrize("kind", ["with shingles", "without"])
def test_a_piece_a_whole_and_the_documents_inside_a_book_are_found(tmp_path, shards, kind):
    book = [text(300, seed=1000 + n) for n in range(100)]
    more = {"long/whole": " ".join(book[:10]), "long/other": text(3000, seed=77)} | {
        f"k/{n}": book[n] for n in (20, 70)
    }
    paths = [*shards, *write(tmp_path, more, name="more")]
    index = stored(tmp_path, paths) if kind == "with shingles" else published(tmp_path / "index", paths)
    piece = lookup(" ".join(book[3:5]), index.folder)
    assert [(one.id, one.similarity < 0.5) for one in piece] == [("long/whole", True)]
    assert piece[0].contained == pytest.approx(1.0, abs=0.5 if piece[0].estimated else 0.02)
    inside = {one.id: one.covered for one in lookup(" ".join(book), index.folder)}
    assert set(inside) == {"long/whole", "k/20", "k/70"}
    assert all(share > 0.5 for share in inside.values())


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
