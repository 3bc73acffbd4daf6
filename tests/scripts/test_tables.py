from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from filters.lexicon import lexicon, word_costs
from pipeline.annotate import annotate
from scripts import tables

TEXT = "Der Müller fuhr in die Stadt und der Müller kam zurück."


def release(folder, rows):
    target = folder / "data" / "law-free"
    target.mkdir(parents=True)
    schema = ["id", "source", "license", "text"]
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(target / "train-00000-of-00001.parquet")
    return folder


def test_only_free_texts_of_named_sources_count_and_only_half_of_them(tmp_path):
    rows = [(f"gesetze-bund/{n}", "gesetze-bund", "LicenseRef-DE-UrhG-5-1", TEXT) for n in range(40)]
    rows += [(f"gerdracor/{n}", "gerdracor", "CC-BY-4.0", "Unfreies Wort") for n in range(40)]
    rows += [(f"okfde-website/{n}", "okfde-website", "CC0-1.0", "Fremdes Wort") for n in range(40)]
    found = tables.chosen(release(tmp_path / "r", rows))
    assert set(found["source"]) == {"gesetze-bund"}
    assert 5 < len(found) < 35


def test_the_same_release_gives_the_same_bytes(tmp_path):
    rows = [(f"gesetze-bund/{n}", "gesetze-bund", "CC0-1.0", f"{TEXT} Wort{n} erſte") for n in range(30)]
    place = release(tmp_path / "r", rows)
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        assert set(tables.build(place, tmp_path / name)) == {"gesetze-bund"}
        made.append([(tmp_path / name / file).read_bytes() for file in ("letters.npz", "words.npz")])
    assert made[0] == made[1]
    with np.load(tmp_path / "one" / "words.npz") as stored:
        words = stored["words"].tobytes().decode().split("\n")
        costs = dict(zip(words, stored["costs"].tolist(), strict=True))
    assert "erste" in words  # a long s is an s
    assert not any(word.startswith("wort") for word in words)  # each stands in one document alone
    assert costs["müller"] == costs["der"] < costs["stadt"]


def test_a_release_without_free_texts_is_refused(tmp_path):
    with pytest.raises(tables.TablesError, match="folder of a release"):
        tables.chosen(tmp_path)
    with pytest.raises(tables.TablesError, match="none of its documents"):
        tables.chosen(release(tmp_path / "r", [("a/1", "a", "CC0-1.0", TEXT)]))


def test_the_committed_words_can_all_be_found():
    words = word_costs()
    assert len(words) == tables.WORDS
    assert words["und"] < words["gesetz"] < tables.MOST_COSTLY
    assert np.count_nonzero(lexicon().slots) > 0.98 * len(words)


def test_measures_tell_of_the_text_as_it_was_read_and_as_it_is():
    documents = pa.table({"text": ["Größe für alle"], "damage": pa.array([0.3], pa.float32())})
    found = annotate.ANNOTATORS["measures"].annotate(documents, {"blocked": ["größe"]}).to_pylist()[0]
    assert found["damaged_ratio"] == 0
    assert found["raw_damaged_ratio"] == pytest.approx(0.3)
    assert found["blocked_words_ratio"] == pytest.approx(1 / 3)
