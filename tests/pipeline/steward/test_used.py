"""Citing exactly what was used: the documents of a list and no others, their lines once, and ids that are not there."""

from __future__ import annotations

import json

import polars as pl
import pytest

from pipeline.steward.used import UsedError, attribution, bibtex, csl, model_card, used
from tests.pipeline.steward.conftest import FORUM, rows

OTHER = "demo-stadtrat/2024-09-12-02"


@pytest.mark.parametrize("name", ["ids.txt", "ids.jsonl", "ids.parquet"])
def test_only_what_was_used_is_named(name, demo_release, tmp_path):
    path = tmp_path / name
    if name.endswith("parquet"):
        pl.DataFrame({"id": [FORUM, OTHER]}).write_parquet(path)
    else:
        lines = [FORUM, OTHER] if name.endswith("txt") else [json.dumps({"id": FORUM}), json.dumps({"id": OTHER})]
        path.write_text("\n".join(lines), "utf-8")
    chosen = used(demo_release, path)
    documents = rows(demo_release).filter(pl.col("id").is_in([FORUM, OTHER]))
    assert chosen.lines == sorted(set(documents["attribution"]))
    assert {(row["source"], row["documents"]) for row in chosen.by_source} == {("demo-forum", 1), ("demo-stadtrat", 1)}
    assert int(pl.DataFrame(chosen.by_source)["words"].sum()) == documents["words"].sum()
    assert "attribution" in chosen.obligations
    assert "2 of " in attribution(chosen)


def test_without_a_list_all_of_the_release_is_cited(demo_release):
    chosen = used(demo_release, None)
    assert set(chosen.rows["id"]) == set(rows(demo_release)["id"])
    assert "@dataset{demo-1.0.0," in bibtex(chosen)
    (entry,) = json.loads(csl(chosen))
    assert (entry["type"], entry["version"]) == ("dataset", "1.0.0")
    assert model_card(chosen).startswith("---\nlanguage: [de]\ndatasets: [demo]\n---\n")


@pytest.mark.parametrize(
    ("content", "words"), [(f"{FORUM}\ndemo-forum/nie", "such as demo-forum/nie"), ("", "names no document")]
)
def test_what_the_release_does_not_hold_is_refused(content, words, demo_release, tmp_path):
    path = tmp_path / "ids.txt"
    path.write_text(content, "utf-8")
    with pytest.raises(UsedError, match=words):
        used(demo_release, path)
