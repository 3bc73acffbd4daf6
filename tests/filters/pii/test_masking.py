import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.pii import marks
from filters.pii.detector import Detector
from filters.pii.kinds import KINDS, PLACEHOLDERS
from filters.pii.masking import PiiError, mask
from filters.pii.spans import find


def span(start, end, kind="email"):
    return {"start": start, "end": end, "kind": kind}


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Mail: a@b.de!", [span(6, 12)], "Mail: [E-MAIL]!"),
        ("xa@b.dey", [span(1, 7)], "x [E-MAIL] y"),
        ("𝔐a@b.de", [span(1, 7)], "𝔐 [E-MAIL]"),
        ("a@b.de\u0301 ja", [span(0, 6)], "[E-MAIL] ja"),
        ("ab", [span(0, 1), span(1, 2, "phone")], "[E-MAIL] [TELEFON]"),
        ("nichts", [], "nichts"),
    ],
)
def test_a_span_becomes_its_placeholder_and_touches_no_word(text, spans, expected):
    masked, cuts = mask(text, spans, {})
    assert masked == expected
    assert len(text) - sum(cuts.values()) == len(masked)


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Ruf 0721 an", [span(4, 8)], "Ruf an"),
        ("RufXan", [span(3, 4)], "Ruf an"),
        ("(X)", [span(1, 2)], "()"),
        ("X und", [span(0, 1)], "und"),
    ],
)
def test_removal_leaves_words_apart_and_no_double_blank(text, spans, expected):
    assert mask(text, spans, {"email": "remove"})[0] == expected


def test_each_kind_is_treated_as_the_recipe_says():
    text = "A B C"
    spans = [span(0, 1, "email"), span(2, 3, "phone"), span(4, 5, "iban")]
    masked, cuts = mask(text, spans, {"email": "keep", "phone": "remove"}, "mask")
    assert masked == "A [IBAN]"
    assert cuts == {"phone": 2, "iban": 1 - len("[IBAN]")}


@pytest.mark.parametrize(
    "spans",
    [
        [span(0, 9)],
        [span(2, 2)],
        [span(0, 3), span(2, 4)],
        [span(0, 1, "unbekannt")],
        [{"start": "0", "end": 1, "kind": "email"}],
    ],
)
def test_spans_that_make_no_sense_are_refused(spans):
    with pytest.raises(PiiError):
        mask("text", spans, {})


def test_an_unknown_action_is_refused():
    with pytest.raises(PiiError, match="hide"):
        mask("text", [span(0, 1)], {"email": "hide"})


@st.composite
def texts_with_spans(draw):
    text = draw(st.text(alphabet=st.sampled_from("ab ,\u0301𝔐ä\n"), max_size=30))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=4, max_size=4))
    return text, [span(*pair) for pair in zip(edges[::2], edges[1::2], kinds, strict=False)]


@settings(max_examples=200, deadline=None)
@given(texts_with_spans(), st.dictionaries(st.sampled_from(KINDS), st.sampled_from(["mask", "remove", "keep"])))
def test_characters_balance_and_no_words_are_glued(case, actions):
    text, spans = case
    masked, cuts = mask(text, spans, actions)
    assert len(text) - sum(cuts.values()) == len(masked)
    for placeholder in PLACEHOLDERS.values():
        place = masked.find(placeholder)
        if place >= 0:
            around = masked[max(0, place - 1) : place] + masked[place + len(placeholder) :][:1]
            assert not any(character.isalnum() for character in around)


def test_a_failing_detector_fails_the_document_and_only_that(monkeypatch):
    def broken(text):
        raise ValueError("unexpected")
        yield

    table = find(pa.array(["a@b.de", "nur Text", None]), [Detector("email", marks.EMAIL, broken)])
    assert table.column("failed").to_pylist() == ["email: bad_value", None, None]
    assert table.column("spans").to_pylist() == [[], [], []]
