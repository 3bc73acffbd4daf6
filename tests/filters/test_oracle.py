"""The same tokens give the same values and verdicts as datatrove's filters.

Both are fed our tokens and the same texts.  What differs, and why, is tested at the end, one test a difference.
"""

import re

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from datatrove.data import Document
from datatrove.pipeline.filters import (
    c4_filters,
    fineweb_quality_filter,
    gopher_quality_filter,
    gopher_repetition_filter,
)

from filters.kernels.tokens import tokenise
from filters.measures import measure
from tests.filters.real_texts import law_sections

WRITTEN = [
    "Am Montag ging der Förster früh in den Wald. Er kam erst am Abend zurück, und niemand fragte ihn danach.",
    "Ja!\nNein!\nJa!\nNein!\nJa!\nDoch!\nJa!\nNein!",
    "Kaufen Sie jetzt! Kaufen Sie jetzt! Kaufen Sie jetzt! Kaufen Sie jetzt! Kaufen Sie jetzt! Kaufen Sie jetzt!",
    "- eins\n- zwei\n- drei\n• vier\nfünf ...\nsechs…",
    "Erster Absatz, der steht.\n\nZweiter Absatz.\n\nErster Absatz, der steht.\n\nErster Absatz, der steht.\nDoch mehr.",
    "# Titel # # # Wort\n1 2 3 4 5 6 7 8 9 10 elf",
    "Die Mühle am Bach, die Mühle am Bach, sie dreht sich, sie dreht sich, die Mühle am Bach, die Mühle am Bach.",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf " * 7,
    "ﬁn\u00adden wir hier (so heißt es) „viele“ Wörter – und § 12 Abs. 3 BGB; 1.000,50 € sind zu zahlen\nam 1. Mai",
]
TOP = (2, 3, 4)
DUPLICATE = range(5, 11)


@pytest.fixture(scope="module")
def documents():
    """Texts without white space at line ends: that datatrove counts it as text is a difference of its own."""
    texts = [*WRITTEN, *law_sections(3_500)]
    texts = [re.sub(r"\n{3,}", "\n\n", re.sub(r"[^\S\n]+\n", "\n", text)) for text in texts]
    return [
        text.strip()
        for text in texts
        if "\u00ad" not in text and len(text.splitlines()) == text.strip().count("\n") + 1
    ]


@pytest.fixture(scope="module")
def measured(documents):
    return pl.from_arrow(measure(pa.array(documents, pa.large_string())))


@pytest.fixture(autouse=True)
def same_tokens(monkeypatch):
    for module in (gopher_repetition_filter, gopher_quality_filter, fineweb_quality_filter):
        monkeypatch.setattr(module, "split_into_words", lambda text, _language: tokenise(text))


def values(documents, function):
    return np.array([function(text) for text in documents], np.float32)


def test_there_are_enough_documents(documents):
    assert len(documents) >= 3_000


@pytest.mark.parametrize("size", TOP)
def test_top_ngrams(documents, measured, size):
    def reference(text):
        ngrams = gopher_repetition_filter.get_n_grams(tokenise(text), size)
        if len(set(ngrams)) == len(ngrams):
            return 0  # argued below: what occurs once is no repetition
        return gopher_repetition_filter.find_top_duplicate(ngrams) / len(text)

    expected = values(documents, reference)
    assert (expected > 0).sum() > 1_000
    np.testing.assert_array_equal(measured[f"top_{size}gram_characters_ratio"].to_numpy(), expected)


@pytest.mark.parametrize("size", DUPLICATE)
def test_duplicate_ngrams(documents, measured, size):
    def reference(text):
        return gopher_repetition_filter.find_all_duplicate(tokenise(text), size) / len(text)

    expected = values(documents, reference)
    assert (expected > 0).sum() > 100
    np.testing.assert_array_equal(measured[f"duplicate_{size}gram_characters_ratio"].to_numpy(), expected)


@pytest.mark.parametrize(
    ("pattern", "measure_name"), [(r"\n+", "duplicate_lines"), (r"\n{2,}", "duplicate_paragraphs")]
)
def test_duplicate_lines_and_paragraphs(documents, measured, pattern, measure_name):
    parts = [re.split(pattern, text) for text in documents]
    found = [gopher_repetition_filter.find_duplicates(part) for part in parts]
    shares = np.array([pair[0] / len(part) for pair, part in zip(found, parts, strict=True)], np.float32)
    characters = np.array([pair[1] / len(text) for pair, text in zip(found, documents, strict=True)], np.float32)
    assert (shares > 0).sum() >= 3
    np.testing.assert_array_equal(measured[f"{measure_name}_ratio"].to_numpy(), shares)
    np.testing.assert_array_equal(measured[f"{measure_name}_characters_ratio"].to_numpy(), characters)


OFF = dict.fromkeys(("dup_line_frac", "dup_para_frac", "dup_line_char_frac", "dup_para_char_frac"))
REPETITION = {
    "duplicate_lines_ratio": {"dup_line_frac": 0.1},
    "duplicate_paragraphs_ratio": {"dup_para_frac": 0.05},
    "duplicate_lines_characters_ratio": {"dup_line_char_frac": 0.05},
    "duplicate_5gram_characters_ratio": {"dup_n_grams": ((5, 0.141),)},
    "duplicate_10gram_characters_ratio": {"dup_n_grams": ((10, 0.098),)},
}


@pytest.mark.parametrize("name", REPETITION)
def test_verdicts_of_gopher_repetition(documents, measured, name):
    settings = {**OFF, "top_n_grams": (), "dup_n_grams": (), **REPETITION[name]}
    limit = next(value if not isinstance(value, tuple) else value[0][1] for value in REPETITION[name].values())
    step = gopher_repetition_filter.GopherRepetitionFilter(**settings)
    expected = [step.filter(Document(text, "")) is not True for text in documents]
    assert any(expected)
    assert (measured[name].cast(pl.Float64) > float(np.float32(limit))).to_list() == expected


QUALITY_OFF = {
    "min_doc_words": None,
    "max_doc_words": None,
    "min_avg_word_length": None,
    "max_avg_word_length": None,
    "max_symbol_word_ratio": None,
    "max_bullet_lines_ratio": None,
    "max_ellipsis_lines_ratio": None,
    "max_non_alpha_words_ratio": None,
    "min_stop_words": None,
}
QUALITY = [
    ("min_doc_words", 50, lambda m: m["words"] < 50),
    ("min_avg_word_length", 5, lambda m: m["mean_word_characters"] < 5),
    ("max_avg_word_length", 7, lambda m: m["mean_word_characters"] > 7),
    ("max_symbol_word_ratio", 0.03, lambda m: m["symbol_words_ratio"] > float(np.float32(0.03))),
    ("max_bullet_lines_ratio", 0.1, lambda m: m["bullet_lines_ratio"] > float(np.float32(0.1))),
    ("max_ellipsis_lines_ratio", 0.1, lambda m: m["ellipsis_lines_ratio"] > float(np.float32(0.1))),
    ("max_non_alpha_words_ratio", 0.8, lambda m: m["alphabetic_words_ratio"] < float(np.float32(0.8))),
]


@pytest.mark.parametrize(("setting", "limit", "ours"), QUALITY, ids=[row[0] for row in QUALITY])
def test_verdicts_of_gopher_quality(documents, measured, setting, limit, ours):
    step = gopher_quality_filter.GopherQualityFilter(**{**QUALITY_OFF, setting: limit})
    expected = [step.filter(Document(text, "")) is not True for text in documents]
    assert any(expected)
    assert not all(expected)
    assert ours(measured.with_columns(pl.selectors.float().cast(pl.Float64))).to_list() == expected


def test_values_of_fineweb(documents, measured):
    lines = [[line for line in text.split("\n") if line.strip()] for text in documents]
    short = [sum(len(line) <= 30 for line in part) / len(part) for part in lines]
    repeated = [
        gopher_repetition_filter.find_duplicates(part)[1] / len(text.replace("\n", ""))
        for part, text in zip(lines, documents, strict=True)
    ]
    newlines = [text.count("\n") / len(tokenise(text)) for text in documents]
    for name, expected in (
        ("short_lines_ratio", short),
        ("character_duplicates_ratio", repeated),
        ("newline_ratio", newlines),
    ):
        np.testing.assert_array_equal(measured[name].to_numpy(), np.array(expected, np.float32))


def test_verdicts_of_mc4_paragraphs(documents, measured):
    step = c4_filters.C4ParagraphFilter()
    step.min_paragraph_len = 60  # the lines of these files are wrapped: none has mC4's 200 characters
    expected = [step.filter(Document(text, "")) is True for text in documents]
    assert any(expected)
    assert (measured["third_line_characters"] >= 60).to_list() == expected


def measures_of(text):
    return {name: column[0].as_py() for name, column in zip(*_columns(text), strict=True)}


def _columns(text):
    table = measure(pa.array([text], pa.large_string()))
    return table.column_names, table.columns


def test_difference_what_occurs_once_is_no_repetition():
    """There a text of three words is 80 % repetition, which removes every single sentence."""
    text = "Drei kurze Wörter"
    ngrams = gopher_repetition_filter.get_n_grams(tokenise(text), 2)
    assert gopher_repetition_filter.find_top_duplicate(ngrams) / len(text) > 0.5
    assert measures_of(text)["top_2gram_characters_ratio"] == 0


def test_difference_white_space_is_no_line():
    """There lines of white space are duplicates of each other (its issue 273), and `\\n \\n` parts no paragraphs."""
    text = "Eins ist da.\n \nZwei ist da.\n \nDrei ist da.\n "
    assert gopher_repetition_filter.find_duplicates(re.split(r"\n+", text))[0] == 2
    ours = measures_of(text)
    assert (ours["duplicate_lines_ratio"], ours["duplicate_paragraphs_ratio"], ours["lines"]) == (0, 0, 3)


def test_difference_ngrams_are_joined_with_a_separator():
    """There `ab c …` and `a bc …` are the same n-gram, since words are joined without a space."""
    words = ["ab", "c", "d", "e", "f", "x", "a", "bc", "d", "e", "f"]
    assert gopher_repetition_filter.find_all_duplicate(words, 5) == 6
    assert measures_of(" ".join(words))["duplicate_5gram_characters_ratio"] == 0


def test_difference_stop_words_at_the_beginning_of_a_sentence():
    """There `Die` is not `die`; ours folds case."""
    assert measures_of("Die Und Der Nicht")["distinct_stop_words"] == 4


def test_difference_sentences_that_end_in_a_quotation():
    """There a line that ends in `.“` is unfinished, for its list of ends has no German closing quotation mark."""
    assert not "Er sagte: „Ja.“".endswith(tuple(fineweb_quality_filter.TERMINAL_PUNCTUATION))
    assert measures_of("Er sagte: „Ja.“")["line_punctuation_ratio"] == 1


def test_difference_format_characters_tell_no_words_apart():
    """There `Wachstube` with and without a soft hyphen are two words."""
    text = "die Wach\u00adstube und die Wachstube und die Wach\u00adstube und die Wachstube"
    assert (
        measures_of(text)["top_3gram_characters_ratio"]
        > measures_of(text.replace("\u00ad", "x"))["top_3gram_characters_ratio"]
    )
