"""Readings of one page are found however misread, and forms filled twice are told from them; all texts are invented."""

import itertools
import time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.similarity import alignment_kernel
from pipeline.similarity.alignments import candidates, compare, judged, letters_of
from tests.pipeline.similarity.planted import text
from tests.pipeline.similarity.renditions import (
    FERRY,
    FORMS,
    PAGES,
    VERSES,
    cut,
    filled,
    hyphenated,
    misread,
    modernised,
)

LEAST = 0.7
TEXTS = {**PAGES, "verses": VERSES}


def letters(*texts):
    return letters_of(pa.array(texts, pa.large_string()))


def compared(left, right):
    both = letters(left, right)
    return compare(both.of(0), both.of(1))


def found(folder, texts, least=LEAST):
    """Return {(a, b): kind} of texts by id."""
    own = letters(*texts.values())
    table = judged(pa.array(list(texts), pa.string()), own, candidates(own, folder), least)
    return {(row["a"], row["b"]): row["kind"] for row in table.to_pylist()}


def spelled(code):
    return chr(96 + code) if code <= 26 else chr(21 + code)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Ein ſchöner Tag.", "EinschonerTag"),
        ("Stra-\nße, 12 a", "Strasse12a"),
        ("ﬁnden\u00ad Sie\u200b’s", "findenSies"),
        ("1. 2. 3.", "123"),
        ("Ω … — „“", ""),
        ("", ""),
    ],
)
def test_letters_are_what_is_left_without_signs_marks_and_blanks(source, expected):
    codes = letters(source).codes
    assert "".join(spelled(int(code) & 0x3F) for code in codes) == expected.lower()
    assert [bool(code & 0x40) for code in codes] == [letter.isupper() for letter in expected]


def test_the_first_letter_of_a_word_is_marked():
    codes = letters("zwei Wörter, 3 a").codes
    assert np.flatnonzero(codes & 0x80).tolist() == [0, 4, 10, 11]


@pytest.mark.parametrize("rate", [0.005, 0.02, 0.05, 0.1, 0.15])
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.slow  # takes seconds
def test_a_reading_and_its_correction_are_found_and_are_no_form(tmp_path, name, rate):
    texts = {f"clean/{other}": page for other, page in TEXTS.items()} | {"raw": misread(TEXTS[name], rate, 4)}
    assert found(tmp_path, texts) == {(f"clean/{name}", "raw"): "aligned"}


@pytest.mark.parametrize("rate", [0.02, 0.05, 0.1])
def test_two_raw_readings_are_found(tmp_path, rate):
    texts = {f"{name}/{seed}": misread(page, rate, seed) for name, page in TEXTS.items() for seed in (1, 2)}
    assert found(tmp_path, texts) == {(f"{name}/1", f"{name}/2"): "aligned" for name in TEXTS}


@pytest.mark.parametrize(
    "changed", [lambda page: cut(page, 0.85), lambda page: hyphenated(page, 40), modernised, str.upper, str.lower]
)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_cut_hyphenated_or_respelt_is_the_same_page(tmp_path, name, changed):
    assert found(tmp_path, {"a": PAGES[name], "b": changed(PAGES[name])}) == {("a", "b"): "aligned"}


def test_half_a_page_is_another_text(tmp_path):
    assert found(tmp_path, {"a": FERRY, "b": cut(FERRY, 0.5)}) == {}


def test_pages_of_one_book_are_not_the_same(tmp_path):
    assert found(tmp_path, TEXTS, least=0.5) == {}


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.02])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_filled_twice_is_no_reading_even_if_scanned(form, rate):
    entries = [misread(filled(FORMS[form], seed), rate, seed) for seed in range(10)]
    verdicts = [compared(a, b)[1] for a, b in itertools.combinations(entries, 2)]
    assert sum(verdicts) >= 0.95 * len(verdicts)


@pytest.mark.parametrize("rate", [0.0, 0.02, 0.05, 0.1])
@pytest.mark.parametrize("form", FORMS)
def test_two_readings_of_one_filled_form_are_readings(form, rate):
    entries = [filled(FORMS[form], seed) for seed in range(10)]
    pairs = [(entry, misread(entry, rate, seed)) for seed, entry in enumerate(entries)]
    verdicts = [compared(a, b) for a, b in pairs]
    assert not any(is_form for _, is_form in verdicts)
    assert min(similarity for similarity, _ in verdicts) >= LEAST


def test_a_passage_more_fills_no_slot():
    more = FERRY.replace("Gegen Mitternacht", VERSES.replace("\n", " ") + " Gegen Mitternacht")
    similarity, is_form = compared(FERRY, more)
    assert 0.6 < similarity < 0.8
    assert not is_form


def test_a_run_that_many_texts_have_makes_no_candidates(tmp_path):
    texts = {
        f"{number:02d}": FORMS["decree"].replace("{", "").replace("}", "") + text(30, number) for number in range(40)
    }
    own = letters(*texts.values())
    assert len(candidates(own, tmp_path)) == 0


def test_only_texts_that_are_sought_are_candidates(tmp_path):
    own = letters(FERRY, misread(FERRY, 0.02, 1), misread(FERRY, 0.02, 2))
    assert candidates(own, tmp_path, np.array([True, False, True])).tolist() == [[0, 2]]


def test_a_page_is_no_candidate_for_the_volume_that_holds_it(tmp_path):
    page, *others = PAGES.values()
    own = letters(page, "\n".join([page, *others]), misread(page, 0.05, 4))
    assert candidates(own, tmp_path, threshold=LEAST).tolist() == [[0, 2]]
    assert [0, 1] in candidates(own, tmp_path).tolist()


def test_files_bounded_in_memory_give_the_same_candidates(tmp_path):
    texts = {f"{name}/{seed}": misread(page, 0.05, seed) for name, page in TEXTS.items() for seed in range(4)}
    own = letters(*texts.values())
    for name in ("one", "many"):
        (tmp_path / name).mkdir()
    many = candidates(own, tmp_path / "many", memory_bytes=1 << 14)
    assert len(list((tmp_path / "many").iterdir())) > 1
    assert many.tolist() == candidates(own, tmp_path / "one").tolist()


def test_texts_without_letters_are_like_nothing(tmp_path):
    assert found(tmp_path, {"a": "", "b": "…", "c": "", "d": FERRY}) == {}
    assert compared("", "") == (0.0, False)


WORDS = st.lists(st.sampled_from([*"abcdef", "haus", "Hof", "12", "1841", "ß", "ﬁ"]), max_size=60).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(WORDS, WORDS)
def test_an_alignment_is_in_order_pairs_equal_letters_and_is_whole_for_equal_texts(left, right):
    both = letters(left, right)
    a, b = both.of(0), both.of(1)
    partner = alignment_kernel.align(a, b)
    inside = np.flatnonzero(partner >= 0)
    assert (np.diff(partner[inside]) > 0).all()
    assert (a[inside] & 0x3F == b[partner[inside]] & 0x3F).all()
    assert compare(a, b) == compare(a, b)
    assert not len(a) or compare(a, a) == (1.0, False)


@settings(max_examples=20, deadline=None)
@given(st.permutations([(name, seed) for name in TEXTS for seed in range(2)]))
def test_the_result_does_not_depend_on_the_order_of_documents(tmp_path_factory, order):
    texts = {f"{name}/{seed}": misread(TEXTS[name], 0.05, seed) for name, seed in order}
    own = letters(*texts.values())
    table = judged(pa.array(list(texts)), own, candidates(own, tmp_path_factory.mktemp("c")), LEAST)
    assert [(row["a"], row["b"]) for row in table.to_pylist()] == [(f"{n}/0", f"{n}/1") for n in sorted(TEXTS)]


def test_the_time_grows_with_the_length_and_not_with_its_square():
    book = text(80_000, 3)
    own = letters(book, misread(book, 0.05, 1))
    compare(own.of(0)[:1000], own.of(1)[:1000])
    started = time.process_time()
    similarity, is_form = compare(own.of(0), own.of(1))
    assert time.process_time() - started < 5  # seconds of work: a busy machine is no fault of the code
    assert similarity > 0.85
    assert not is_form
