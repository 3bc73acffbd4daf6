from __future__ import annotations

import polars as pl
import pytest

from pipeline.decide.quality import language, mixed
from pipeline.manifest import LanguageRecipe


def test_another_language_is_no_broken_limit_and_an_uncertain_one_is():
    frame = pl.DataFrame(
        {
            "id": ["s/kept", "s/english", "s/unsure", "s/none"],
            "language": ["deu", "eng", "deu", None],
            "language_score": [0.9, 0.99, 0.25, None],
            "variety": pl.Series([None] * 4, dtype=pl.String),
        }
    )
    rows = language(frame, LanguageRecipe(keep=("deu",), at_least=0.5)).select(
        "id", "reason", "measure", "value", "limit", "related"
    )
    assert rows.rows() == [
        ("s/english", "wrong_language", "language", None, None, "eng"),
        ("s/unsure", "wrong_language", "language_score", 0.25, 0.5, "deu"),
        ("s/none", "wrong_language", "language", None, None, "und"),
    ]


def spoken():
    return pl.DataFrame(
        {
            "id": ["s/german", "s/bavarian", "s/low", "s/swiss", "s/early"],
            "language": ["deu", "bar", "nds", "deu", "deu"],
            "language_score": [0.9] * 5,
            "variety": [None, None, None, "deu-CH", "deu-x-fnhd"],
        }
    )


def test_varieties_are_removed_by_name_kept_or_routed():
    recipe = LanguageRecipe(varieties={"bar": "subset", "nds": "keep", "deu-CH": "remove"})
    removed = language(spoken(), recipe).select("id", "reason", "related").rows()
    assert removed == [("s/swiss", "wrong_language", "deu-CH")]
    assert language(spoken(), LanguageRecipe()).select("id", "related").rows() == [
        ("s/bavarian", "bar"),
        ("s/low", "nds"),
    ]
    both = LanguageRecipe(keep=("deu", "bar"), varieties={"bar": "remove", "nds": "keep"})
    assert language(spoken(), both)["id"].to_list() == ["s/bavarian"]


def test_a_variety_that_there_is_not_is_refused_by_name():
    with pytest.raises(ValueError, match=r"bav.*there are bar, gsw"):
        LanguageRecipe(varieties={"bav": "keep"})


def test_mixed_texts_are_removed_only_above_the_limit_and_only_where_there_is_one():
    frame = pl.DataFrame(
        {
            "id": ["s/at", "s/above", "s/unknown"],
            "foreign_ratio": [0.5, 0.51, None],
            "foreign_language": ["eng", "eng", None],
        }
    )
    rows = mixed(frame, LanguageRecipe(foreign_at_most=0.5)).select(
        "id", "reason", "measure", "value", "limit", "related"
    )
    assert rows.rows() == [("s/above", "mixed_language", "foreign_ratio", 0.51, 0.5, "eng")]
    assert mixed(frame, LanguageRecipe(foreign_at_most=None)).is_empty()
