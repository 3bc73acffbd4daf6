"""Elements of a page that a manifest names, by name, class and id."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.reader import Part
from pipeline.read.web import html

PAGE = (
    '<html><head><title>Steg</title></head><body><nav>Start</nav><div class="notice test">Probe</div><main id="m" class="act"><h1>Steg</h1><section class="toc">1 Eins'
    '</section><p>Ein Satz.</p><main class="act"><p>Innen.</p></main></main> Ende<footer>Cookies</footer></body></html>'
)


def read(**options):
    (item,) = html.read(Part(Member("a.html", PAGE.encode())), html.HtmlOptions(**options))
    return item


@pytest.mark.parametrize(
    ("root", "skip", "expected"),
    [
        (["main"], [".toc"], "Steg\n\nEin Satz.\n\nInnen."),
        ("#m", "section.toc", "Steg\n\nEin Satz.\n\nInnen."),
        (["main.act", "footer"], [".toc", "h1"], "Ein Satz.\n\nInnen.\n\nCookies"),
        ([".test.notice"], [], "Probe"),
        ([], ["main", "footer", ".notice"], "Ende"),
    ],
)
def test_roots_hold_the_text_and_skipped_elements_do_not(root, skip, expected):
    document = read(root=root, skip=skip)
    assert (document.text, document.title) == (expected, "Steg")


def test_a_root_that_is_not_there_is_no_text():
    assert isinstance(read(root=["article"]), Fault)


@pytest.mark.parametrize("selector", ["", "a b", "div > p", "[x]", "*"])
def test_what_names_no_elements_is_refused(selector):
    with pytest.raises(ValueError, match="names no elements"):
        html.HtmlOptions(root=[selector])
