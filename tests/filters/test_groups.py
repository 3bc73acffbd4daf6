import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.groups import groups, mentions
from filters.intervals import newcombe, stratified, wilson
from filters.kernels.lexicon import word_hash
from filters.kernels.tokens import tokenise


def mentioned(text):
    return {name for name, column in mentions(pa.array([text])).to_pydict().items() if column[0]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Moschee stand neben der Synagoge.", {"muslims", "jews"}),
        ("DIE MOSCHEE", {"muslims"}),
        ("Ein Rollstuhl und ein Blinder", {"disability"}),
        ("Transport und Rollstuhlrampe", set()),
        ("Ihr Coming-out feierten zwei Lesben.", {"queer"}),
        ("", set()),
        (None, set()),
    ],
)
def test_groups_are_found_by_whole_words(text, expected):
    assert mentioned(text) == expected


PIECES = (
    "Frau", "FRAUEN", "einstellung", "×", "·", "Ruße", "Russe", "Rollstuhl", "Großmutter", "GROSSMUTTER", "Ma\u0308dchen", "Mos\u00adchee", "\u00adJude", "ſchwul", "Coming-out",
    "Coming\u2010Out", "Nicht-", "’s", "ältere", "\u200b", "„", "“", "–", " ", "\n", "\u00a0", "é", "Я", "🙂", "7", "-", "'", ".",
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=500)
@given(st.lists(st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=8).map("".join), max_size=4))
def test_what_is_not_read_closely_holds_no_word(texts):
    listed = {name: {word_hash(word) for word in group.words} for name, group in groups().items()}
    result = mentions(pa.array(texts, pa.large_string())).to_pylist()
    for text, row in zip(texts, result, strict=True):
        hashes = set(map(word_hash, tokenise(text)))
        assert row == {name: bool(words & hashes) for name, words in listed.items()}


def test_every_word_of_every_list_is_found():
    for group in groups().values():
        for word in group.words:
            assert group.name in mentioned(f"Dort war {word}.")


# Values of table II in Newcombe 1998 (method 10), and of Wilson's formula.
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((56, 70, 48, 80), (0.2, 0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.6, 0.1705, 0.8090)),
        ((10, 10, 0, 20), (1, 0.6791, 1)),
    ],
)
def test_intervals_are_those_of_newcombe(counts, expected):
    assert newcombe(*counts) == pytest.approx(expected, abs=5e-5)


def test_wilson_of_nothing_and_of_few():
    assert wilson(0, 0) == (0, 1)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=5e-5)
    assert newcombe(1, 2, 0, 0) is None
    assert stratified([(0, 0, 1, 2)]) is None


def test_strata_undo_what_their_sizes_feign():
    """Within each stratum the rates are equal; pooled, the first side would look worse (Simpson)."""
    strata = [(80, 100, 8, 10), (1, 10, 10, 100)]
    assert stratified(strata).value == pytest.approx(0)
    assert newcombe(81, 110, 18, 110).low > 0.4


def test_one_stratum_is_itself_and_two_alike_are_surer():
    stratum = (3, 20, 9, 40)
    assert stratified([stratum]) == pytest.approx(newcombe(*stratum))
    twice = stratified([stratum, stratum])
    assert newcombe(*stratum).low < twice.low < twice.value < twice.high < newcombe(*stratum).high
    nobody = stratified([(0, 3, 1, 30)])
    assert nobody.low < 0 < nobody.high


COUNTS = st.tuples(st.integers(1, 300), st.integers(1, 300)).flatmap(
    lambda of: st.tuples(st.integers(0, of[0]), st.just(of[0]), st.integers(0, of[1]), st.just(of[1]))
)


@given(COUNTS)
def test_an_interval_holds_its_value_and_turns_with_the_sides(counts):
    result, turned = newcombe(*counts), newcombe(*counts[2:], *counts[:2])
    assert -1 <= result.low <= result.value <= result.high <= 1
    assert (turned.low, turned.high) == pytest.approx((-result.high, -result.low))


@given(st.lists(st.none() | st.text("juden frau mann.- ", max_size=40), max_size=6))
def test_a_row_depends_on_its_text_alone(texts):
    together = mentions(pa.array(texts, pa.large_string())).to_pylist()
    assert together == [mentions(pa.array([text], pa.large_string())).to_pylist()[0] for text in texts]
