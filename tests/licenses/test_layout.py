"""The parts of files of every kind, and the headings over them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licenses.headings import of_headings
from licenses.layout import Layout, blanked, blocks
from scripts.growth import MOST_GROWTH, growth


def kinds(text):
    return [(block.kind, " ".join(blanked(text)[block.start : block.end].split())) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "# Titel\n\nEin Satz\nüber zwei Zeilen.",
            [("heading", "# Titel"), ("paragraph", "Ein Satz über zwei Zeilen.")],
        ),
        ("Titel\n=====\n\nEin Satz.", [("heading", "Titel"), ("paragraph", "Ein Satz.")]),
        ("**Lizenz**\n\nCC BY 4.0", [("heading", "**Lizenz**"), ("paragraph", "CC BY 4.0")]),
        ("- Texte\n- Bilder", [("item", "- Texte"), ("item", "- Bilder")]),
        ("| a | b |\n|---|---|\n| c | d |", [("row", "| a | b |"), ("row", "| c | d |")]),
        ("Lizenz: CC0\nTitel: Brief", [("keyed", "Lizenz: CC0"), ("keyed", "Titel: Brief")]),
        ("Nicht frei sind:\n\n- Bilder", [("lead", "Nicht frei sind:"), ("item", "- Bilder")]),
        ("gilt seit dem\n1. März nicht mehr", [("paragraph", "gilt seit dem 1. März nicht mehr")]),
        ("```\nCC BY\n```\nEnde", [("code", "CC BY"), ("paragraph", "Ende")]),
        ("<html><h2>Bilder</h2><p>CC <b>BY</b> 4.0</p></html>", [("heading", "Bilder"), ("paragraph", "CC BY 4.0")]),
        ("<html><table><tr><td>Texte</td><td>CC0</td></tr></table>", [("row", "Texte CC0")]),
    ],
)
def test_parts_are_what_they_look_like(text, parts):
    assert kinds(text) == parts


@given(st.text(alphabet='ab<>/="\n&;h1p tr', max_size=120))
def test_blanking_keeps_every_offset_and_parts_stay_in_order(text):
    assert len(blanked(text)) == len(text)
    starts = [block.start for block in blocks(text)]
    assert starts == sorted(starts)


def test_an_address_in_a_tag_stays_where_it_stands():
    text = '<a href="https://creativecommons.org/licenses/by/4.0/">hier</a>'
    assert blanked(text).find("https://creativecommons.org") == text.find("https://creativecommons.org")


def test_the_title_of_a_file_is_none_of_its_headings():
    layout = Layout.of("# Bildarchiv\n\n## Software\n\nMIT\n\n## Lizenz\n\nCC BY 4.0\n")
    last = len(layout.blocks) - 1
    assert [layout.shown_of(block) for block in layout.over[last]] == ["## Lizenz", "# Bildarchiv"]
    assert [block is layout.title for block in layout.over[last]] == [False, True]
    assert of_headings(layout, last) == frozenset()
    assert of_headings(layout, 2) == {"software"}


def test_a_lead_stands_over_its_items_and_a_heading_ends_it():
    layout = Layout.of("## A\n\nNicht frei:\n\n- Bilder\n- Karten\n\n## B\n\n- Texte")
    shown = [[layout.shown_of(block) for block in over] for over in layout.over]
    assert shown[:4] == [[], ["## A"], ["Nicht frei:", "## A"], ["Nicht frei:", "## A"]]
    assert shown[-1] == ["## B"]


@pytest.mark.parametrize("sign", ["<!--", "<script>", "<script", "<style>a", "<!--<script>", "<del>", "~~a", "<a b='"])
def test_signs_that_never_close_take_time_by_length(sign):
    assert growth(lambda times: Layout.of(sign * times), 500, largest=16_000) < MOST_GROWTH


def test_a_fence_that_never_closes_is_none():
    assert kinds("Anfang\n\n```\n\nCC BY")[-1] == ("paragraph", "CC BY")
