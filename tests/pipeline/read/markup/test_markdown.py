"""Markdown of every kind to text without markup."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Statement
from pipeline.read.markup.markdown import MarkdownOptions, read
from pipeline.read.reader import Part
from scripts.growth import MOST_GROWTH, growth


def run(text, **options):
    (found,) = read(Part(Member("ordner/seite.md", text.encode())), MarkdownOptions(**options))
    return found


def body(text, **options):
    return run(text, **options).text


def test_front_matter_becomes_metadata_and_statements():
    found = run(
        "---\n"
        'title: "Brücken: ein Überblick"\n'
        "date: 2019-02-28\n"
        "author: Anna Beispiel\n"
        "lang: de\n"
        "license: CC BY 4.0\n"
        "oer:\n  license: {label: CC BY-SA 4.0, url: 'https://example.org/by-sa'}\n"
        "image:\n  src: bild.jpg\n  license: CC BY-NC 2.0\n"
        "ms.translationtype: MT\n"
        "---\n\nDer Text.\n"
    )
    assert (found.title, found.date, found.authors) == ("Brücken: ein Überblick", "2019-02-28", ("Anna Beispiel",))
    assert (found.text, found.language_declared) == ("Der Text.", "de")
    assert found.license_statements == (
        Statement("CC BY 4.0", "license"),
        Statement("CC BY-SA 4.0", "oer.license.label"),
        Statement("https://example.org/by-sa", "oer.license.url"),
        Statement("CC BY-NC 2.0", "image.license", object="images"),
    )
    assert found.extra["ms.translationtype"] == "MT"
    assert found.extra["encoding"] == "utf-8"


def test_blocks_stand_apart_and_markup_is_gone():
    assert body(
        "# Titel *kursiv*\n\nEin **fetter** Satz mit [Verweis](https://example.org) und `code`,\n"
        "umbrochen.\n\n> Ein Zitat.\n\n* eins\n* zwei\n    1. innen\n\n---\n\n![Bild](b.png)\n\nSchluss\n======\n"
    ) == (
        "Titel kursiv\n\nEin fetter Satz mit Verweis und code, umbrochen.\n\nEin Zitat.\n\n"
        "- eins\n- zwei\n  1. innen\n\nSchluss"
    )


def test_tables_are_rows_with_bars():
    assert body("Vorher\n\n| Ort | Zahl |\n|---|---:|\n| Köln | **3** |\n| Bonn | |\n\nNachher") == (
        "Vorher\n\nOrt | Zahl\nKöln | 3\nBonn |\n\nNachher"
    )


def test_a_table_without_a_head_keeps_its_rows():
    assert body("| abstract | event |\n| as | new |") == "abstract | event\nas | new"


def test_code_is_kept_or_dropped_and_always_counted():
    text = "Rufe `ls` auf:\n\n```sh\nls -l\n  # *nicht* kursiv\n```\n"
    assert body(text) == "Rufe ls auf:\n\nls -l\n  # *nicht* kursiv"
    assert run(text).extra["code_characters"] == len("ls") + len("ls -l\n  # *nicht* kursiv")
    assert body(text, code="drop") == "Rufe ls auf:"
    assert body(text, code="drop", inline_code="drop") == "Rufe  auf:"


def test_a_paragraph_in_a_list_item_is_not_lost():
    assert body("1.  Erster Punkt,\n    fortgesetzt.\n\n    Zweiter Absatz.\n\n2.  Zweiter Punkt.") == (
        "1. Erster Punkt, fortgesetzt.\n\nZweiter Absatz.\n\n2. Zweiter Punkt."
    )


def test_html_in_markdown_is_text():
    assert (
        body(
            '<div class="x">\n<h2>Über uns</h2><p>Wir sind&nbsp;der <b>Verein</b>.<br>Seit 1999.</p>\n'
            "<ul><li>eins</li>\n<li>zwei</li></ul><script>track('x');</script><!-- weg --></div>\n\nText <sup>1</sup> hier."
        )
        == "Über uns\n\nWir sind\xa0der Verein.\nSeit 1999.\n\neins\nzwei\n\nText 1 hier."
    )


def test_words_broken_by_a_hyphen_keep_their_line_end_and_other_lines_are_joined():
    assert body("Die Bundes-\nrepublik und\ndie Länder 1-\n2") == "Die Bundes-\nrepublik und die Länder 1- 2"
    assert body("eins\nzwei", join_lines=False) == "eins\nzwei"


def test_statutes_lose_nothing_that_is_indented_or_defined():
    text = (
        "# Gesetz über Brücken\n\nAusfertigungsdatum\n:   1999-05-01\n\n## § 1\n\n"
        "1.  Brücken sind\n\n    a)  Bauwerke und\n\n        aa) Stege,\n\n        bb) Furten,\n\n    b)  Wege.\n"
    )
    assert body(text, dialect="law") == (
        "Gesetz über Brücken\n\nAusfertigungsdatum: 1999-05-01\n\n§ 1\n\n1. Brücken sind\n\n"
        "a)  Bauwerke und\n\naa) Stege,\n\nbb) Furten,\n\nb)  Wege."
    )


def test_lists_in_lists_are_the_tables_of_statutes():
    text = (
        "Vorher:\n\n*    *   Nummer\n\n    *   Gebühr\n\n\n\n*    *   1.1\n\n    *   Auskunft,\n        schriftlich\n\n"
        "        nach Zeit\n\n    *\n\n\n*   ein Punkt\n\n*   noch einer\n"
    )
    assert body(text, dialect="law") == (
        "Vorher:\n\nNummer | Gebühr\n1.1 | Auskunft, schriftlich nach Zeit |\n\n- ein Punkt\n\n- noch einer"
    )


def test_bold_that_is_never_closed_leaves_no_stars():
    assert body("**Zeit: 9 Uhr **\n\n<p>An **[uns](mailto:a@example.org)**.</p>") == "Zeit: 9 Uhr\n\nAn uns."


def test_hidden_lines_of_rust_are_not_shown():
    assert body(
        "```rust\n# fn main() {\nlet x = 1;\n#[test]\n# }\n```\n\n```sh\n# Kommentar\n```", dialect="mdbook"
    ) == ("let x = 1;\n#[test]\n\n# Kommentar")


def test_pandocs_title_block_is_the_head():
    found = run(
        "% Verordnung über Stege\n  (Stegeverordnung)\n% Ausfertigungsdatum: 18.07.1991\n \n# § 1\n\nText.",
        dialect="pandoc",
    )
    assert (found.title, found.text) == ("Verordnung über Stege (Stegeverordnung)", "§ 1\n\nText.")
    assert (found.date, found.extra["date"], found.kind) == ("1991-07-18", "18.07.1991", "decree")


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        (
            "kumascript",
            'Siehe {{domxref("Window.open()", "open()")}} und {{CSSxRef("color")}}.',
            "Siehe open() und color.",
        ),
        ("kumascript", 'Das {{HTMLElement("em")}}-Element{{Deprecated_Inline}}.', "Das <em>-Element."),
        ("kumascript", 'Text.\n\n{{Compat}}\n\n{{EmbedLiveSample("a", "", 200)}}', "Text."),
        ("kumascript", "{{RFC(2324, 'x', 1)}} gilt.", "RFC 2324 gilt."),
        ("kumascript", "```html\n{{ vorlage }}\n```", "{{ vorlage }}"),
        (
            "tldr",
            "- Packe aus:\n\n`tar xf {{pfad/zu/quelle.tar}} {{[-C|--directory]}}`",
            "- Packe aus:\n\ntar xf pfad/zu/quelle.tar [-C|--directory]",
        ),
        ("jekyll", "{% if a %}Hallo {{ page.title }}Welt{% endif %}\n{: .klasse}", "Hallo Welt"),
        ("hugo", '{{< callout type="tip" >}}\nMerke: [mehr]({{< ref "x.md" >}}).\n{{< /callout >}}', "Merke: mehr."),
        ("docfx", "> [!NOTE]\n> Wichtig.\n\n[!INCLUDE [a](b.md)]\n\n::: zone-end\n", "Wichtig."),
        ("plain", "> [! Hinweis]\n> Wichtig.", "Wichtig."),
        (
            "liascript",
            "Code:\n\n@LIA.eval(`[a]`)\n\n{{0-1}} Text [[Lösung]]\n\n--{{0}}-- Sprich.",
            "Code:\n\nText Lösung\n\nSprich.",
        ),
        ("mdbook", "```rust\n{{#include a.rs}}\n```\n\nText.", "Text."),
        ("docsify", "?> Ein Tipp.\n\n<!-- tabs:start -->\n\nText.", "Ein Tipp.\n\nText."),
    ],
)
def test_macros_give_their_words_or_nothing(dialect, text, expected):
    assert body(text, dialect=dialect) == expected


def test_footnotes_are_paragraphs_and_not_taken_for_link_definitions():
    assert body("Ein Satz.[^1]\n\n[^1]: Fußnote\n") == "Ein Satz.\n\nFußnote"


def test_the_first_heading_is_the_title_where_the_head_has_none():
    assert run("Vorweg\n\n## Zwei\n\n# Eins\n\n# Andere").title == "Eins"
    assert run("Vorweg\n\n## Zwei\n\n### Drei").title == "Zwei"
    assert run("> nur ein Zitat").title is None


def test_dates_are_edtf_and_stay_as_written_beside():
    found = run("---\ndate: 3. Mai 2019\n---\nText")
    assert (found.date, found.extra["date"]) == ("2019-05-03", "3. Mai 2019")


@pytest.mark.parametrize("text", ["", "---\ntitle: leer\n---\n", "<!-- nur ein Kommentar -->", "![Bild](x.png)"])
def test_a_page_without_text_is_an_empty_document(text):
    found = run(text)
    assert (found.id, found.reason) == ("ordner/seite.md", "empty")


def test_text_in_the_front_matter_is_text_where_the_manifest_says_so():
    page = (
        "---\ntitle: Radwege\nde:\n  content: |-\n    Das *Projekt* zählt Räder.\n\n    Es endet im Mai.\n  kurz: Räder\n"
        "en:\n  content: We count bikes.\n---\n"
    )
    assert run(page).reason == "empty"
    found = run(page + "Nachtrag.", text_fields="de.content")
    assert found.text == "Das Projekt zählt Räder.\n\nEs endet im Mai.\n\nNachtrag."
    assert found.extra["de"] == {"kurz": "Räder"}
    assert found.extra["en"] == {"content": "We count bikes."}
    assert run(page, text_fields=["de.content", "nirgends.content", "title"]).text.endswith("Radwege")


@pytest.mark.parametrize("value", ["", "[eins, zwei]", "{a: 1}"])
def test_a_field_without_text_is_no_text(value):
    assert run(f"---\nde:\n  content: {value}\n---\n", text_fields="de.content").reason == "empty"


HOLLOW = "# A\n\nText.\n\n## B\n\n### C\n\n{{Compat}}\n\n## D\n\nMehr.\n\n## E\n\n{{Specs}}\n"


def test_headings_over_macros_go_with_them():
    assert body(HOLLOW, dialect="kumascript") == "A\n\nText.\n\nD\n\nMehr."


def test_headings_over_code_go_with_it():
    text = "# A\n\nText.\n\n## B\n\n```\nx\n```\n\n# C\n\n- Punkt\n"
    assert body(text, code="drop") == "A\n\nText.\n\nC\n\n- Punkt"
    assert "B" in body(text)


@pytest.mark.parametrize("below", ["- Punkt", "| a |\n|---|\n| b |", "> Wort", "<p>Wort</p>", "### D\n\nWort"])
def test_headings_stay_over_whatever_has_words(below):
    assert "B" in body(f"# A\n\nText.\n\n## B\n\n{below}\n\n## E\n\nText.", dialect="kumascript").split()


def test_headings_that_an_author_left_alone_stay():
    assert body("# A\n\n## B\n\n## C\n") == "A\n\nB\n\nC"


def test_a_page_of_headings_and_macros_is_empty():
    assert run("# A\n\n{{Sidebar}}\n\n## B\n\n{{Compat}}\n", dialect="kumascript").reason == "empty"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "- `offen`\n  - : Ein Boolean.\n- `seit`\n  - : Eine Zeit.",
            "- offen\n\n    Ein Boolean.\n\n- seit\n\n    Eine Zeit.",
        ),
        ("Text.\n\nElle\n\n:   Ein Maß.", "Text.\n\nElle\n\nEin Maß."),
        ("- 12:30 Uhr\n- :smile:", "- 12:30 Uhr\n- :smile:"),
        (": am Anfang", ": am Anfang"),
    ],
)
def test_definitions_lose_their_marks(source, expected):
    assert body(source).replace("\n\n", "\n") == expected.replace("\n\n", "\n")


GROWING = {
    "footnotes": lambda n: "[^" * n,
    "stars": lambda n: "*" * n,
    "stars and words": lambda n: "*a " * n,
    "ticks": lambda n: "`" * n + " `a" * n,
    "brackets": lambda n: "[" * n + "a" + "]" * n,
    "fences": lambda n: "```\n" * n,
    "pipes": lambda n: "|" * n,
    "blanks": lambda n: "a" + " " * n + "b",
    "quotes": lambda n: "> " * 50 + "a\n" * n,
    "macros": lambda n: "{{a" * n,
    "angles": lambda n: "<a " * n,
    "comments": lambda n: "<!-- " * n,
    "liquid": lambda n: "{% " * n,
    "headings": lambda n: "# a\n" * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["plain", "kumascript", "jekyll", "liascript", "docfx", "hugo", "mdbook", "law"])
@pytest.mark.parametrize("kind", GROWING)
def test_time_grows_with_the_markdown(kind, dialect):
    assert growth(lambda n: run(GROWING[kind](n), dialect=dialect), 1_000) < MOST_GROWTH
