"""Text of other people in what is published: no script runs, no HTML takes effect, no cell is computed."""

from __future__ import annotations

import re

import polars as pl
import pytest
from markdown_it import MarkdownIt

from pipeline.describe import authors, render
from pipeline.manifest import reviews


@pytest.mark.parametrize("address", ["https://archiv.example.org/a?b=c", "http://archiv.example.org"])
def test_pages_link_to_web_addresses(address):
    assert render.is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//archiv.example.org",
        'https://a"b',
        "https://a b",
        None,
        "",
    ],
)
def test_pages_link_to_nothing_else(address):
    assert not render.is_web_address(address)


def test_html_in_a_title_stands_as_text_and_code_stays_code():
    text = "Briefe <script>alert(1)</script> und `a<b`"
    assert render.without_html(text) == "Briefe &lt;script>alert(1)&lt;/script> und `a<b`"


@pytest.mark.parametrize(
    "text",
    [
        "[kl](javascript:alert(1))",
        "[kl]( javascript:alert(1))",
        "[kl](JaVaScript:alert(1))",
        "[kl](&#106;avascript:alert(1))",
        "[kl](<javascript:alert(1)>)",
        "[kl](\\njavascript:alert(1))",
        "[kl](data:text/html,x)",
        "[kl](vbscript:x)",
        "![kl][x]\n\n[x]: https://zaehler.example/x.png",
        "[kl][x]\n\n[x]: javascript:alert(1)",
        "[x]\n\n[x]:\njavascript:alert(1)",
        "<javascript:alert(1)>",
        "\\`<b onclick=x>\\`",
        "``<b onclick=x>`",
        "`\n\n<b onclick=x>`",
        "\\`[kl](javascript:alert(1))\\`",
    ],
)
@pytest.mark.parametrize("written", [render.without_html, render.cell])
def test_what_reaches_out_of_a_markdown_file_stands_as_text(text, written):
    reader = MarkdownIt("commonmark", {"html": True})
    reader.validateLink = lambda _address: True  # as careless as any
    html = reader.render(f"Vorher.\n\n{written(text)}\n\nNachher.")
    assert re.findall(r"<(?!/?(?:p|code)>)[^>]*>", html) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("siehe [Seite](https://a.example/x)", '<a href="https://a.example/x">Seite</a>'),
        ("siehe [Datenblatt](datasheet.html#quellen)", '<a href="datasheet.html#quellen">Datenblatt</a>'),
        ("von [uns](mailto:a@b.example)", '<a href="mailto:a@b.example">uns</a>'),
        ("Achtung! [Seite](https://a.example)", '! <a href="https://a.example">Seite</a>'),
        ("![Karte](https://a.example/x.png)", '!<a href="https://a.example/x.png">Karte</a>'),
        ("an <a.b@c.example>", '<a href="mailto:a.b@c.example">a.b@c.example</a>'),
        ("Rechte [1]: frei", "Rechte [1]: frei"),
        ("*wichtig* und `a<b`", "<em>wichtig</em> und <code>a&lt;b</code>"),
    ],
)
def test_what_a_text_may_say_in_markdown(text, html):
    assert html in MarkdownIt("commonmark", {"html": True}).render(render.without_html(text))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
@pytest.mark.parametrize("for_spreadsheet", [True, False])
def test_no_cell_of_a_review_table_is_a_formula_and_it_comes_back_as_it_was(start, for_spreadsheet, tmp_path):
    statement = f"{start}cmd|' /C calc'!A0"
    group = {"source": "briefe", "rule": "unclear", "statement": statement, "statement_sha256": "0" * 64}
    path = tmp_path / "review.csv"
    path.write_bytes(reviews.table([group], for_spreadsheet=for_spreadsheet).encode())
    assert f"'{start}cmd" in path.read_bytes().decode()
    (line,) = reviews.read(path)
    assert line["statement"].strip() == statement.strip()


def test_a_carriage_return_in_a_statement_does_not_end_the_line(tmp_path):
    group = {"source": "briefe", "rule": "unclear", "statement": "eins\rzwei\r\ndrei", "statement_sha256": "0" * 64}
    (tmp_path / "review.csv").write_bytes(reviews.table([group]).encode())
    (line,) = reviews.read(tmp_path / "review.csv")
    assert line["statement"] == "eins\nzwei\ndrei"


def test_no_author_is_a_formula(tmp_path, monkeypatch):
    rows = pl.DataFrame(
        {"source": ["s", "s"], "license": ["CC0-1.0"] * 2, "authors": ["=1+1", "Ada"], "documents": [1, 2]},
        schema_overrides={"documents": pl.UInt32},
    )
    monkeypatch.setattr(authors, "gather", lambda _release: rows)
    credit = authors.write(tmp_path)
    written = pl.read_csv(tmp_path / authors.FILE)["authors"].to_list()
    assert written == ["'=1+1", "Ada"]
    assert credit[0].first == (("Ada", 2), ("=1+1", 1))
