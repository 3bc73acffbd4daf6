"""Comments, scripts, hidden elements and deletions of a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licenses.hidden import unseen


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("a <!-- b --> c", [("comment", "<!-- b -->")]),
        ("<script>x</script><style>y</style>", [("script", "<script>x</script>"), ("script", "<style>y</style>")]),
        ("<del>a <b>b</b></del> c", [("struck", "<del>a <b>b</b></del>")]),
        ("a ~~b c~~ d", [("struck", "~~b c~~")]),
        ("<div hidden><div>a</div></div>b", [("unshown", "<div hidden><div>a</div></div>")]),
        ('<p style="display: none">a</p>', [("unshown", '<p style="display: none">a</p>')]),
        ('<input type="hidden">a <img hidden>', []),
        ("<TEI><s>a</s></TEI>", []),
        ("<!-- a", []),
        ("~~~\na\n~~~", []),
    ],
)
def test_what_is_hidden_or_struck_out(text, stretches):
    assert [(stretch.kind, text[stretch.start : stretch.end]) for stretch in unseen(text)] == stretches


@given(
    st.lists(st.sampled_from(["<!--", "-->", "<del>", "</del>", "<script>", "</script>", "~~", "a", " "]), max_size=30)
)
def test_every_stretch_lies_in_the_text(parts):
    text = "".join(parts)
    assert all(0 <= stretch.start < stretch.end <= len(text) for stretch in unseen(text))
