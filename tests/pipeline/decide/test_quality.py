from __future__ import annotations

from types import SimpleNamespace

import polars as pl
import pytest

from pipeline.decide.quality import language, mixed, settled
from pipeline.manifest import LanguageRecipe


def test_another_language_is_no_broken_limit_and_an_uncertain_one_is():
    frame = pl.DataFrame(
        {
            "id": ["s/kept", "s/english", "s/unsure", "s/none"],
            "language": ["deu", "eng", "deu", None],
            "language_score": [0.9, 0.99, 0.25, None],
            "variety": pl.Series([None] * 4, dtype=pl.String),
            "mixed_ratio": None,
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
            "mixed_ratio": [0.0] * 5,
        }
    )


def test_varieties_are_removed_by_name_kept_or_routed():
    recipe = LanguageRecipe(varieties={"bar": "subset", "nds": "keep", "deu-CH": "remove"})
    removed = language(spoken(), recipe).select("id", "reason", "related").rows()
    assert removed == [("s/swiss", "wrong_language", "deu-CH")]
    assert language(spoken(), LanguageRecipe())["id"].to_list() == []
    assert LanguageRecipe().varieties["bar"] == "subset"
    assert "nds" not in LanguageRecipe(keep=("deu", "nds")).varieties
    strict = LanguageRecipe(varieties={"bar": "remove", "nds": "remove"})
    assert language(spoken(), strict).select("id", "related").rows() == [("s/bavarian", "bar"), ("s/low", "nds")]
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
            "mixed_ratio": [0.3, 0.4, None],
            "language": ["deu", "deu", None],
        }
    )
    rows = mixed(frame, LanguageRecipe(foreign_at_most=0.5)).select(
        "id", "reason", "measure", "value", "limit", "related"
    )
    assert rows.rows() == [("s/above", "mixed_language", "foreign_ratio", 0.51, 0.5, "eng")]
    assert mixed(frame, LanguageRecipe(foreign_at_most=None, mixed_at_most=None)).is_empty()


def test_texts_in_two_languages_by_turns_are_mixed_whichever_is_taken_for_theirs():
    frame = pl.DataFrame(
        {
            "id": ["s/german", "s/english", "s/below", "s/long"],
            "language": ["deu", "eng", "eng", "deu"],
            "language_score": [0.9] * 4,
            "variety": pl.Series([None] * 4, dtype=pl.String),
            "foreign_ratio": [0.0, 0.0, 0.0, 0.6],
            "foreign_language": [None, None, None, "eng"],
            "mixed_ratio": [0.31, 0.45, 0.3, 0.5],
        }
    )
    recipe = LanguageRecipe(foreign_at_most=0.5, mixed_at_most=0.3)
    assert mixed(frame, recipe).select("id", "measure", "limit", "related").rows() == [
        ("s/german", "mixed_ratio", 0.3, "eng"),
        ("s/english", "mixed_ratio", 0.3, "deu"),
        ("s/long", "foreign_ratio", 0.5, "eng"),
    ]
    assert language(frame, recipe)["id"].to_list() == ["s/below"]
    without = LanguageRecipe(foreign_at_most=None, mixed_at_most=None)
    assert mixed(frame, without).is_empty()
    assert language(frame, without)["id"].to_list() == ["s/english", "s/below"]


def short(*rows):
    """Return documents of (words, language, score, runner-up)."""
    schema = {"words": pl.Int64, "language": pl.String, "language_score": pl.Float64, "runner_up": pl.String}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return frame.with_columns(
        pl.Series("id", [f"s/{place}" for place in range(len(rows))]), variety=pl.lit(None), mixed_ratio=pl.lit(0.0)
    )


def source_in(*languages):
    return SimpleNamespace(language=languages)


@pytest.mark.parametrize(
    ("row", "languages", "judged_as"),
    [
        ((5, "nld", 0.6, "deu"), ("deu",), "deu"),
        ((5, "deu", 0.2, "eng"), ("deu",), "deu"),
        ((5, "eng", 0.8, "deu"), ("deu",), "eng"),  # as sure as that in five words
        ((20, "nld", 0.6, "deu"), ("deu",), "nld"),  # long enough to be identified
        ((200, "deu", 0.4, "eng"), ("deu",), "deu"),  # nothing is likely, and German among the likeliest
        ((200, "afr", 0.3, "nds"), ("deu", "nds"), "nds"),
        ((200, "fra", 0.2, "nld"), ("nds", "bar"), "nds"),
        ((200, "fra", 0.4, "nld"), ("deu",), "fra"),
        ((5, "eng", 0.6, "deu"), ("deu", "eng"), "eng"),  # the source has English texts
        ((5, "nld", 0.6, "eng"), ("nds", "deu"), "nds"),
        ((5, "nld", 0.6, "gsw"), ("bar", "gsw"), "gsw"),
        ((5, "nld", 0.95, "eng"), ("gsw", "bar"), "gsw"),  # dialects alone
        ((5, "nld", 0.95, "deu"), ("nds", "nld"), "nld"),
        ((5, "nld", 0.6, "deu"), ("nld", "dan"), "nld"),  # a source without German says nothing of German
        ((0, None, None, None), ("deu",), None),  # without a letter there is no language
    ],
)
def test_a_text_too_short_to_be_identified_is_taken_for_the_german_of_its_source(row, languages, judged_as):
    recipe = LanguageRecipe()
    frame = settled(short(row), source_in(*languages), recipe)
    assert frame["language"].to_list() == [judged_as]
    goes = judged_as not in {"deu", "nds", "gsw"}
    assert language(frame, recipe)["id"].to_list() == (["s/0"] if goes else [])
