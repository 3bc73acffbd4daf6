"""Where a text may not be changed, a mark stands for what was left out, and the count of characters stays true."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from filters.cutting import Removal, cut

TEXT = "Der Rat tagt. Er vertagt sich. Er tagt wieder.\n\nEnde der Sitzung."


def test_a_mark_stands_for_every_passage_left_out_and_once_for_those_that_touch():
    first, second = TEXT.index("Er vertagt"), TEXT.index("Er tagt")
    end = TEXT.index("\n\n")
    assert cut(TEXT, [Removal(first, second - 1, "a")], [], {}, mark="[...]")[0] == (
        "Der Rat tagt. [...] Er tagt wieder.\n\nEnde der Sitzung."
    )
    touching = [Removal(first, second, "a"), Removal(second, end, "b")]
    assert cut(TEXT, touching, [], {}, mark="[...]")[0].count("[...]") == 1
    assert "[...]" not in cut(TEXT, touching, [], {})[0]
    assert cut(TEXT, [], [], {}, mark="[...]")[0] == TEXT


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), max_size=4))
def test_what_is_gone_by_reason_and_what_is_left_make_the_text(spans):
    removals = [Removal(min(span), max(span), f"r{at}") for at, span in enumerate(spans)]
    new, gone = cut(TEXT, removals, [], {}, mark="[...]")
    assert len(new) + sum(gone.values()) == len(TEXT)
