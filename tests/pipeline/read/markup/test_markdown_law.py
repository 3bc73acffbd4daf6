"""Statutes line by line: nothing is lost against a full CommonMark parser, and tables stay tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.archives.snapshot import Snapshot
from pipeline.manifest.globs import matches
from pipeline.read.decode import decode
from pipeline.read.markup.front_matter import split
from pipeline.read.markup.markdown_law import render_law
from pipeline.read.markup.markdown_render import Style, render
from tests.conftest import missing

WORDS = re.compile(r"[^\W\d_]+")
ARCHIVE = Path(__file__).parents[5] / "shared" / "corpora" / "gesetze-bund" / "gesetze-2000.tar.gz"


def text(markdown):
    return render_law(markdown, Style()).text


def test_items_keep_their_numbers_and_depth():
    assert text(
        "1.  Brücken,\n\n    a)  Stege\n        und Furten\n\n*   Punkt\n\n    *   innen\n    *   auch\n\n2."
    ) == ("1. Brücken,\n\na)  Stege und Furten\n\n- Punkt\n\n  - innen\n\n  - auch")


def test_a_number_that_begins_a_wrapped_line_is_no_item_but_a_bullet_is():
    assert text("am Tage nach dem\n5. Juni in Kraft\n*   Punkt") == "am Tage nach dem 5. Juni in Kraft\n\n- Punkt"


def test_rows_end_where_something_else_begins():
    assert text(
        "*    *   a\n\n    *   1.  b\n\n        2.  c\n\n*    *   d\n\nText\n\n*    *   e\n# Titel\n*   *\n"
    ) == ("a | 1.  b 2.  c\nd\n\nText\n\ne\n\nTitel")


def test_marks_inside_a_paragraph_go():
    assert text("Die **Höhe** am 14\\.6.\nist [hier](x) `2` &lt; 3 ![b](c)") == "Die Höhe am 14.6. ist hier 2 < 3"


def test_rules_and_underlines_are_no_text():
    assert text("Titel\n=====\n\nA\n\n---\n\n* * *\n\nB\n______\n") == "Titel\n\nA\n\nB"


def test_the_first_heading_of_level_one_is_the_title():
    assert render_law("## § 1\n\n# Gesetz\n", Style()).heading == "Gesetz"


LINES = st.sampled_from(
    ["", "# Titel", "Der Satz geht", "weiter so.", "1.  Nummer", "    a)  Buchstabe", "        tiefer", "*   Punkt",
     "    *   Zelle", "*    *   Reihe", "a)  offen", "(1) Absatz", "2.", "*"]
)  # fmt: skip


@given(st.lists(LINES, max_size=12))
def test_no_word_is_lost_or_moved(lines):
    markdown = "\n".join(lines)
    assert WORDS.findall(text(markdown)) == WORDS.findall(markdown)


@pytest.fixture(scope="module")
def statutes():
    if not ARCHIVE.exists():
        missing(str(ARCHIVE))
    with Snapshot([(ARCHIVE, ARCHIVE.name)]) as snapshot:
        names = [name for name in snapshot.names() if matches(name, ["*/*/index.md"])]
        chosen = set(names[::80])
        yield [one for one in snapshot.members(chosen.__contains__) if isinstance(one, Member)]


def test_real_statutes_have_the_words_that_commonmark_finds(statutes):
    assert len(statutes) > 20
    for member in statutes:
        _fields, body = split(decode(member.data)[0])
        expected = render(body, Style(), indented_code=False).text
        assert WORDS.findall(text(body)) == WORDS.findall(expected), member.path
