"""What the training benchmark compares: held-out works stand in no arm, and every arm gives the same number of words."""

from __future__ import annotations

import polars as pl
import pytest

from tests.benchmarks import training_arms
from tests.benchmarks.training_arms import FINEWEB2, LLMDATA, pieces

SOUND = {
    "language": "deu",
    "language_score": 0.99,
    "words": 300,
    "distinct_stop_words": 20,
    "mean_word_characters": 5.8,
}
RATIOS = [
    *(
        "alphabetic_words_ratio",
        "bullet_lines_ratio",
        "ellipsis_lines_ratio",
        "symbol_words_ratio",
        "duplicate_lines_ratio",
    ),
    *("newline_ratio", "character_duplicates_ratio", "duplicate_lines_characters_ratio", "duplicate_paragraphs_ratio"),
    "duplicate_paragraphs_characters_ratio",
    *(f"top_{n}gram_characters_ratio" for n in (2, 3, 4)),
    *(f"duplicate_{n}gram_characters_ratio" for n in range(5, 11)),
]


def document(**changes):
    return pl.DataFrame([SOUND | dict.fromkeys(RATIOS, 0.0) | {"alphabetic_words_ratio": 0.9} | changes])


@pytest.mark.parametrize("keeps", [FINEWEB2, LLMDATA])
def test_the_filters_of_others_keep_prose(keeps):
    assert document().filter(keeps).height == 1


@pytest.mark.parametrize(
    ("keeps", "changes"),
    [
        (FINEWEB2, {"alphabetic_words_ratio": 0.77}),
        (FINEWEB2, {"duplicate_5gram_characters_ratio": 0.15}),
        (FINEWEB2, {"language_score": 0.8}),
        (FINEWEB2, {"words": 49}),
        (LLMDATA, {"mean_word_characters": 7.4}),
        (LLMDATA, {"top_2gram_characters_ratio": 0.08}),
        (LLMDATA, {"language": "nld"}),
        (LLMDATA, {"distinct_stop_words": 5}),
    ],
)
def test_the_filters_of_others_remove_what_their_limits_say(keeps, changes):
    assert document(**changes).filter(keeps).height == 0


def test_every_arm_gives_as_many_words_and_the_same_for_a_seed():
    texts = pl.DataFrame({"id": [f"s/{n}" for n in range(40)], "text": [f"wort{n} " * 900 for n in range(40)]})
    drawn = pieces(texts, 5_000, seed=1)
    assert 5_000 <= sum(len(text.split()) for text in drawn) < 5_500
    assert drawn == pieces(texts.reverse(), 5_000, seed=1) != pieces(texts, 5_000, seed=2)


def test_more_words_than_there_are_is_said():
    with pytest.raises(ValueError, match="an arm has 3 words, 4 are asked for"):
        pieces(pl.DataFrame({"id": ["s/1"], "text": ["nur drei Wörter"]}), 4, seed=0)


def test_a_work_is_held_out_with_all_its_parts_and_with_what_resembles_it(tmp_path, monkeypatch):
    monkeypatch.setattr(training_arms, "GENRES", {"letter": "s"})
    ids = [f"s/{n}#{part}" for n in range(10) for part in (1, 2)] + ["t/copy", "t/other"]
    documents = pl.DataFrame({"id": ids, "text": ["Ein Brief. " * 30] * len(ids), "words": 100}).with_columns(
        source=pl.col("id").str.slice(0, 1)
    )
    texts, works = training_arms._hold_out(documents)
    (tmp_path / "index/c").mkdir(parents=True)
    pl.DataFrame({"a": ["t/copy"], "b": [f"{min(works)}#2"]}).write_parquet(tmp_path / "index/c/edges.parquet")
    left = set(training_arms._without(documents, works, tmp_path)["id"])
    assert texts["letter"]
    assert 0 < len(works) <= 2
    assert left == {one for one in ids if one.split("#")[0] not in works} - {"t/copy"}
