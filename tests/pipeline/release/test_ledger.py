"""The ledger balances or is not written."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release.ledger import Account, LedgerError, account, rows
from pipeline.release_files.facts import Texts, WrittenFile

COUNT = st.integers(0, 1000)
REASONS = st.dictionaries(st.sampled_from(["empty", "corrupt", "too_few_words"]), COUNT)


@st.composite
def accounts(draw):
    removed, quarantined, cut = draw(REASONS), draw(REASONS), draw(REASONS)
    kept, parts = draw(COUNT), draw(COUNT)
    characters = [draw(COUNT) for _ in range(3)]
    works = kept + sum(removed.values()) + sum(quarantined.values()) - parts
    read = sum(characters) + sum(cut.values())
    return Account("source", works, parts, kept, removed, quarantined, read, *characters, characters_cut=cut)


@given(accounts())
def test_what_adds_up_passes(account):
    account.check()


@given(accounts(), st.sampled_from(["works", "kept", "parts_added", "characters_read", "characters_kept"]))
def test_one_document_or_character_too_many_is_refused_with_both_sides(account, name):
    wrong = replace(account, **{name: getattr(account, name) + 1})
    with pytest.raises(LedgerError, match=r"^source: .*read \d+|^source: .*read -\d+"):
        wrong.check()


def test_every_document_has_one_row_with_the_reason_that_counts():
    documents = pl.DataFrame({"id": ["s/b", "s/a"], "member": ["m", "m"], "characters_read": [1, 2]})
    decided = {"id": ["s/b"], "stage": ["quality"], "reason": ["too_few_words"], "measure": ["words"]}
    first = pl.DataFrame(
        {**decided, "value": [3.0], "limit": [50.0], "related": [None], "evidence": [["e1"]]},
        schema_overrides={"related": pl.String},
    )
    lost = pl.DataFrame({"id": ["s/a"], "source": ["s"], "member": ["n"], "reason": ["duplicate_id"], "detail": [""]})
    table = rows(documents, lost, first).to_pylist()
    assert [(row["id"], row["fate"], row["reason"], row["member"]) for row in table] == [
        ("s/a", "kept", None, "m"),
        ("s/a", "quarantined", "duplicate_id", "n"),
        ("s/b", "removed", "too_few_words", "m"),
    ]
    assert (table[2]["measure"], table[2]["value"], table[2]["limit"]) == ("words", 3.0, 50.0)
    assert [row["evidence"] for row in table] == [None, None, ["e1"]]


def test_a_part_that_cleaning_emptied_is_a_part_too():
    documents = pl.DataFrame({"id": ["s/a#0001", "s/a#0003", "s/b"], "characters_read": [5, 5, 5]})
    lost = pl.DataFrame({"id": ["s/a#0002", "s/c"], "reason": ["empty", "corrupt"], "characters": [5, 1]})
    none = pl.DataFrame(schema={"id": pl.String, "reason": pl.String})
    kept = {"s": Texts(rows=3, characters=15, words=3)}
    written = [WrittenFile.model_construct(sources=kept)]
    found = account("s", {"works": 3, "characters": 21}, documents, lost, none, written, {})
    assert (found.works, found.parts_added, found.read) == (3, 2, 5)
    found.check()
