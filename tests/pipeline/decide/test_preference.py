"""Which of several like documents is met first: rank, reading and freedom; by real measures of invented texts."""

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.measures import measure
from pipeline.decide.preference import ranked, reading
from pipeline.manifest.recipe import DuplicateRecipe
from pipeline.similarity.edges import SCHEMA
from tests.pipeline.similarity.renditions import COUNCIL, FERRY, PAGES, VERSES, cut, hyphenated, misread

PREFER = DuplicateRecipe().prefer
RATES = (0.005, 0.01, 0.02, 0.05, 0.1)


def row(
    id_, *, obligation="attribution", priority=50, words=100, date=None, damage=0.8, letters=600, work=None, member=None
):
    return {
        "id": id_,
        "obligation": obligation,
        "priority": priority,
        "words": words,
        "date": date,
        "damage": damage,
        "letters": letters,
        "work": work,
        "member": member,
    }


def frame(rows):
    kinds = {"id": pl.String, "obligation": pl.String, "priority": pl.Int64, "words": pl.Int64, "date": pl.String}
    kinds |= {"damage": pl.Float32, "letters": pl.Int64, "work": pl.String, "member": pl.String}
    return pl.DataFrame(rows, schema=kinds)


def edges(*pairs):
    rows = [{"a": min(a, b), "b": max(a, b), "similarity": 0.9, "kind": kind} for a, b, kind in pairs]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def order(rows, *pairs, prefer=PREFER):
    return ranked(frame(rows), edges(*pairs), prefer)["id"].to_list()


def read(texts, **more):
    """Return rows of documents with these texts by id, as they read."""
    measured = pl.from_arrow(measure(pa.array(list(texts.values()), pa.large_string())))
    facts = zip(texts, measured["words"], *reading(measured).get_columns(), strict=True)
    return [
        row(id_, words=words, damage=damage, letters=letters, **more.get(id_, {}))
        for id_, words, damage, letters in facts
    ]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_corrected_page_precedes_its_raw_reading_even_when_that_is_freer(page, rate, seed):
    texts = {"a-raw": misread(PAGES[page], rate, seed), "b-corrected": PAGES[page]}
    rows = read(texts, **{"a-raw": {"obligation": "free" if rate >= 0.02 else "attribution"}})
    assert order(rows, ("a-raw", "b-corrected", "near")) == ["b-corrected", "a-raw"]


def test_of_three_readings_the_cleanest_comes_first_and_the_worst_last():
    texts = {"a-bad": misread(FERRY, 0.1, 3), "b-fair": misread(FERRY, 0.02, 3), "c-clean": FERRY}
    joined = [("a-bad", "b-fair", "near"), ("b-fair", "c-clean", "near")]
    assert order(read(texts), *joined) == ["c-clean", "b-fair", "a-bad"]


@pytest.mark.parametrize("text", [FERRY, COUNCIL, VERSES])
def test_the_whole_text_precedes_a_truncated_one_even_when_that_is_freer(text):
    rows = read({"a-cut": cut(text, 0.85), "b-whole": text}, **{"a-cut": {"obligation": "free"}})
    assert order(rows, ("a-cut", "b-whole", "near")) == ["b-whole", "a-cut"]


def test_a_clean_text_that_lacks_its_end_precedes_a_whole_one_that_is_mostly_misread():
    rows = read({"a-raw": misread(FERRY, 0.08, 5), "b-cut": cut(FERRY, 0.9)})
    assert order(rows, ("a-raw", "b-cut", "near")) == ["b-cut", "a-raw"]


def test_a_sentence_more_does_not_outweigh_a_freer_licence_but_decides_among_equals():
    longer = FERRY + " So endete die Nacht."
    pair = ("a-longer", "b-text", "near")
    assert order(read({"a-longer": longer, "b-text": FERRY}, **{"b-text": {"obligation": "free"}}), pair)[0] == "b-text"
    assert order(read({"a-longer": longer, "b-text": FERRY}), pair)[0] == "a-longer"


def test_the_same_page_with_other_line_ends_is_no_worse_and_freedom_decides():
    rows = read(
        {"a-lines": hyphenated(COUNCIL, 400), "b-page": COUNCIL},
        **{"a-lines": {"obligation": "attribution"}, "b-page": {"obligation": "free"}},
    )
    assert order(rows, ("a-lines", "b-page", "near"))[0] == "b-page"


def test_the_declared_rank_of_a_source_precedes_what_was_measured():
    rows = read({"a-raw": misread(FERRY, 0.05, 1), "b-clean": FERRY}, **{"a-raw": {"priority": 60}})
    assert order(rows, ("a-raw", "b-clean", "near")) == ["a-raw", "b-clean"]


def test_among_exact_twins_the_freer_licence_precedes_rank_and_reading():
    rows = [row("a", priority=90, damage=0.7), row("b", obligation="free", priority=10, damage=0.9)]
    assert order(rows, ("a", "b", "exact")) == ["b", "a"]
    assert order(rows, ("a", "b", "near")) == ["a", "b"]


def test_an_exact_group_stands_where_its_best_member_puts_it_and_its_freest_leads():
    rows = [row("a", obligation="free", priority=10), row("b", priority=70), row("c", priority=50)]
    assert order(rows, ("a", "b", "exact"), ("a", "c", "near")) == ["a", "b", "c"]


def test_a_difference_below_one_word_in_a_hundred_does_not_outweigh_a_freer_licence():
    close = [row("a", damage=0.8), row("b", obligation="free", damage=0.808)]
    apart = [row("a", damage=0.8), row("b", obligation="free", damage=0.812)]
    assert order(close, ("a", "b", "near"))[0] == "b"
    assert order(apart, ("a", "b", "near"))[0] == "a"


def test_renditions_of_a_declared_work_are_compared_without_any_edge():
    rows = [row("a", damage=0.9, work="page", member="raw"), row("b", damage=0.8, work="page", member="corrected")]
    assert order(rows) == ["b", "a"]
    assert order([document | {"work": None} for document in rows]) == ["a", "b"]


def test_the_parts_of_a_file_are_ranked_as_the_file_reads_so_that_the_longest_is_not_the_file_with_the_longest_part():
    rows = [row(f"a/{n}", letters=600, work="book", member="three parts") for n in range(3)]
    rows += [row("b", letters=1000, work="book", member="the beginning alone")]
    assert order(rows)[-1] == "b"


def test_what_could_not_be_measured_counts_as_damaged():
    nothing = {"ocr_score": [None, float("nan")], "word_bits": [None, None], "mean_word_characters": [None, None]}
    kinds = dict.fromkeys(nothing, pl.Float32)
    measured = pl.DataFrame({**nothing, "words": [0, 3]}, schema={**kinds, "words": pl.Int64})
    assert reading(measured).rows() == [(2.0, 0), (2.0, 0)]
    assert order([row("a", damage=None, letters=None), row("b")], ("a", "b", "near"))[0] == "b"


DOCUMENTS = st.lists(
    st.builds(
        row,
        st.sampled_from([f"s/{number}" for number in range(8)]),
        obligation=st.sampled_from(["free", "attribution", "share-alike", None]),
        priority=st.integers(0, 2),
        words=st.integers(1, 3),
        date=st.sampled_from([None, "1900", "1901"]),
        damage=st.sampled_from([0.7, 0.705, 0.72]),
        letters=st.sampled_from([90, 99, 100]),
    ),
    unique_by=lambda document: document["id"],
    min_size=1,
)
PAIRS = st.tuples(st.sampled_from("01234567"), st.sampled_from("01234567"), st.sampled_from(["near", "exact"]))


@settings(max_examples=80, deadline=None)
@given(DOCUMENTS, st.sets(PAIRS.filter(lambda pair: pair[0] < pair[1]), max_size=6), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_that_of_documents_or_edges_and_exact_groups_stay_together(rows, pairs, chance):
    joined = [(f"s/{a}", f"s/{b}", kind) for a, b, kind in sorted(pairs)]
    first = order(rows, *joined)
    assert order(chance.sample(rows, len(rows)), *chance.sample(joined, len(joined))) == first
    assert sorted(first) == sorted(document["id"] for document in rows)
    for a, b, kind in joined:
        if kind == "exact" and {a, b} <= set(first):
            between = first[min(first.index(a), first.index(b)) : max(first.index(a), first.index(b)) + 1]
            assert all(_is_joined(a, other, joined) for other in between)


def _is_joined(a, other, joined):
    """Return whether exact edges lead from one document to the other."""
    there, before = {a}, set()
    while there != before:
        before = set(there)
        there |= {end for x, y, kind in joined if kind == "exact" and {x, y} & there for end in (x, y)}
    return other in there
