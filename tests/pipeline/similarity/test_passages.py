"""Where repeated runs stand: the same for any order, number of parts and memory; which of them a document loses to which."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from filters.kernels.tokens import tokenise
from pipeline.similarity.passages import SCHEMA, find, losing, stretches, write_anchors, write_runs, write_screen
from tests.filters.real_texts import law_sections

TOKENS = 20


def searched(folder, shards, memory_bytes=1 << 29):
    """Return (report, rows) of the runs of {shard: texts}; rows hold the run's words instead of its number."""
    folder.mkdir()
    documents = []
    for name, texts in shards.items():
        path = folder / f"{name}.parquet"
        pq.write_table(pa.table({"text": pa.array(texts, pa.large_string())}), path)
        documents.append(path)
        write_anchors(path, folder / f"{name}.anchors", TOKENS)
    anchors = write_screen([folder / f"{name}.anchors" for name in shards], folder / "screen", memory_bytes)
    first = 0
    for name, path in zip(shards, documents, strict=True):
        write_runs(path, folder / "screen", folder / f"{name}.runs", first, TOKENS)
        first += len(shards[name])
    report = find([folder / f"{name}.runs" for name in shards], folder / "out", first, anchors, memory_bytes)
    texts = [text for texts in shards.values() for text in texts]
    return report, {
        (number, row["run"], row["document"], row["place"]): words(texts[row["document"]], row["place"])
        for number, path in enumerate(sorted((folder / "out").glob("runs-*.parquet")))
        for row in pq.read_table(path).to_pylist()
    }


def words(text, place):
    return tuple(tokenise(text)[place : place + TOKENS])


def groups(rows):
    found = {}
    for (part, run, document, place), run_words in rows.items():
        found.setdefault((part, run), (run_words, set()))[1].add((document, place))
    return sorted((run_words, sorted(where)) for run_words, where in found.values())


def test_every_group_is_one_run_of_several_documents(tmp_path):
    report, rows = searched(tmp_path / "a", {"one": law_sections(150), "two": law_sections(300)[150:]})
    assert report.documents == 300
    assert report.occurrences == len(rows) > 100
    by_run = {}
    for (part, run, document, _), run_words in rows.items():
        by_run.setdefault((part, run), []).append((run_words, document))
    assert report.repeated_runs == len(by_run)
    for members in by_run.values():
        assert len({run_words for run_words, _ in members}) == 1
        assert len({document for _, document in members}) > 1


def test_little_memory_finds_the_same(tmp_path):
    texts = law_sections(300)
    plenty, rows = searched(tmp_path / "a", {"one": texts})
    scant, others = searched(tmp_path / "b", {"one": texts}, memory_bytes=1 << 14)
    assert len(list((tmp_path / "b" / "out").glob("runs-*"))) > 3
    assert scant.runs > plenty.runs
    assert groups(others) == groups(rows)


def test_shards_and_their_division_do_not_matter(tmp_path):
    texts = law_sections(200)
    _, rows = searched(tmp_path / "a", {"one": texts})
    _, others = searched(tmp_path / "b", {"one": texts[:20], "two": texts[20:21], "three": [], "four": texts[21:]})
    assert groups(others) == groups(rows)


def part(folder, rows):
    path = folder / "runs-00000.parquet"
    columns = [pa.array(column, pa.uint32()) for column in zip(*sorted(rows), strict=True)] or [
        pa.array([], pa.uint32())
    ] * 3
    pq.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), path)
    return [path]


def lost(folder, rows, rank, kept):
    found = losing(part(folder, rows), np.array(rank), np.array(kept))
    documents, where = stretches(found, TOKENS)
    return [(one, *stretch) for one, stretch in zip(documents.tolist(), where.tolist(), strict=True)]


def test_the_best_kept_document_keeps_its_run(tmp_path):
    rows = [(0, 0, 5), (0, 1, 7), (0, 2, 9)]
    assert lost(tmp_path, rows, [2, 0, 1], [True, True, True]) == [(0, 5, 25), (2, 9, 29)]
    assert lost(tmp_path, rows, [2, 0, 1], [True, False, True]) == [(0, 5, 25)]
    assert lost(tmp_path, rows, [2, 0, 1], [True, False, False]) == []
    assert lost(tmp_path, rows, [-1, 0, 1], [False, True, True]) == [(2, 9, 29)]


def test_runs_that_meet_in_one_keeper_are_one_stretch(tmp_path):
    rows = [(n, document, document * 100 + n) for n in range(30) for document in (0, 1)]
    assert lost(tmp_path, rows, [0, 1], [True, True]) == [(1, 100, 100 + 29 + TOKENS)]


def test_runs_that_meet_only_in_different_keepers_stay_apart(tmp_path):
    rows = [(0, 0, 40), (0, 2, 10), (1, 1, 70), (1, 2, 20)]
    assert lost(tmp_path, rows, [0, 1, 2], [True] * 3) == [(2, 10, 30), (2, 20, 40)]


def test_a_document_keeps_what_it_repeats_itself(tmp_path):
    rows = [(0, 0, 1), (0, 0, 60), (0, 1, 5)]
    assert lost(tmp_path, rows, [0, 1], [True, True]) == [(1, 5, 25)]


@pytest.mark.parametrize("texts", [[], [""], [None, "kurz"]])
def test_nothing_to_find(tmp_path, texts):
    report, rows = searched(tmp_path / "a", {"one": texts})
    assert (report.anchors, report.repeated_runs, rows) == (0, 0, {})
