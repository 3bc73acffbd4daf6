"""LaTeX to text: what is printed stays, what only sets type goes, formulas stay as they are written."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.archives.snapshot import Snapshot
from pipeline.manifest.globs import matches
from pipeline.read import registry
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Part, ReadError
from pipeline.read.science.latex import LatexOptions, read
from tests.manifests.corpora import manifest


def run(text, **options):
    (found,) = read(Part(Member("kapitel/eins.tex", text.encode())), LatexOptions(**options))
    return found


def body(text, **options):
    return run(text, **options).text


ARTICLE = r"""% Entwurf, nicht drucken
\documentclass[11pt]{article}
\usepackage{ngerman}
\newcommand{\verein}{Verein f"ur Heimatkunde}
\title{Die Br"ucke\thanks{Vortrag im Verein}}
\author{Anna Beispiel\\Quellenhagen \and Jan Muster}
\date{1998-05-03}
\begin{document}
\maketitle
Der \verein{} hat "uber die Br\"ucke ge\-schrie\-ben. % stimmt das?
Sie ist wei"s.

\section{Der Bau}
\input{anhang}
Man sagte: "`Sie steht."'
\end{document}
Danach kommt nichts mehr.
"""


def test_of_an_article_the_body_is_text_and_the_preamble_metadata():
    found = run(ARTICLE)
    assert found.text == (
        "Vortrag im Verein\n\n"
        "Der Verein für Heimatkunde hat über die Brücke geschrieben. Sie ist weiß.\n\nDer Bau\n\nMan sagte: „Sie steht.“"
    )
    assert found.title == "Die Brücke"
    assert found.authors == ("Anna Beispiel", "Jan Muster")
    assert found.date == "1998-05-03"
    assert found.id == "kapitel/eins.tex"


def test_a_chapter_without_preamble_is_named_by_its_first_heading():
    found = run("\\chapter[Kurz]{Die \\emph{lange} Überschrift}\\label{k}\nText.")
    assert (found.title, found.text) == ("Die lange Überschrift", "Die lange Überschrift\n\nText.")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ('f"ur "Uber hei"sen Auf"|lage Schiff"=Fahrt Dru"cker', "für Über heißen Auflage Schiff-Fahrt Drucker"),
        (r"Stra\ss e, \"Osterreich, \'etude, \c{c}a, \v s, na\"{\i}ve", "Straße, Österreich, étude, ça, š, naïve"),
        (r"5\,\% von 3~\$ \& mehr, \S~5, z.\,B.\ so", "5 % von 3 $ & mehr, § 5, z. B. so"),
        ("erste % Rest\n  Zeile\nzweite", "erste Zeile zweite"),
        ("ein \\textbf{fettes} {\\em Wort} \\Unbekannt[x]{bleibt}", "ein fettes Wort bleibt"),
        ("a\\footnote{Eine Note mit $x$.} b.\n\nc", "a b.\n\nEine Note mit $x$.\n\nc"),
        ("Wort\\index{Wort!Art}\\label{w} und mehr", "Wort und mehr"),
        ("siehe Abschnitt~\\ref{a} und \\eqref{b}", "siehe Abschnitt … und (…)"),
        ("wie \\citet[15]{Maas2002} zeigt \\citep{A, B}", "wie Maas2002 zeigt (A, B)"),
        ("\\textcolor{red}{rot} \\href{http://a.de}{Seite} \\url{http://a.de/%7Eb_c}", "rot Seite http://a.de/%7Eb_c"),
        ("---Strich -- ``so'' ,,so``", "—Strich – “so” „so“"),
        ("eins\\\\[2mm] zwei\\\\* drei", "eins\nzwei\ndrei"),
        ("\\verb|\\a{b}| \\enquote{Ja}", "\\a{b} „Ja“"),
        ("a\\vspace{1cm} b \\includegraphics[width=2cm]{bild} c", "a b c"),
        ("Das ist in \\Makro{eins}{zwei} so", "Das ist in eins zwei so"),
    ],
)
def test_running_text_loses_its_commands(latex, text):
    assert body(latex, shorthands="german") == text


def test_a_straight_quote_is_one_where_german_is_not_loaded():
    assert body('Er sagte "aber" und ging.') == 'Er sagte "aber" und ging.'


@pytest.mark.parametrize("latex", ["$a_1 \\le b$", "\\(x^{2}\\)", '$\\text{f"ur } x \\% y$'])
def test_a_formula_in_the_text_stays_as_it_is_written(latex):
    assert body(f"Sei {latex}, dann.", shorthands="german") == f"Sei {latex}, dann."


@pytest.mark.parametrize(
    "formula", ["$$ a = b $$", "\\[ a = b \\]", "\\begin{align*}\na &= b\\\\\nc &= d\n\\end{align*}"]
)
def test_a_displayed_formula_is_a_block_as_it_is_written(formula):
    assert body(f"Also\n{formula}\nfolgt.") == f"Also\n\n{formula}\n\nfolgt."


def test_a_comment_in_a_formula_goes():
    assert body("Also $a % nein\n + b$ gilt.") == "Also $a + b$ gilt."


def test_lists_examples_and_tables_keep_their_lines():
    assert body("\\begin{itemize}\\item eins \\item[(b)] zwei\\end{itemize}") == "- eins\n\n(b) zwei"
    example = "\\begin{exe}\\ex[*]{Das Auto fahren.}\n\\ex{Das Auto fährt.}\\end{exe}"
    assert body(example) == "*Das Auto fahren.\nDas Auto fährt."
    table = "\\begin{tabular}{l|r}\\hline Stadt & Jahr\\\\ Köln & 50\\\\\\end{tabular}"
    assert body(table) == "Stadt | Jahr\nKöln | 50"


def test_drawings_and_what_is_commented_out_go_and_captions_stay():
    figure = "\\begin{figure}[ht]\\begin{tikzpicture}\\draw (0,0) node {X};\\end{tikzpicture}\\caption{Ein Plan}\\end{figure}"
    assert body(f"Vorher.{figure}\\begin{{comment}}weg\\end{{comment}}Nachher.") == "Vorher.\n\nEin Plan\n\nNachher."


def test_tabulators_are_no_accents_and_a_lonely_dollar_is_no_formula():
    assert body("\\begin{tabbing}Apfel\\=Saft\\\\ \\> Most\\end{tabbing}") == "Apfel Saft\nMost"
    assert body("Fünf $ bar.\n\nSechs $ \\emph{auch}.") == "Fünf $ bar.\n\nSechs $ auch."


def test_source_code_keeps_its_lines():
    assert body("So:\n\\begin{verbatim}\nx % y\n  \\z\n\\end{verbatim}") == "So:\n\nx % y\n  \\z"


def test_a_theorem_keeps_its_title_and_a_float_not_its_place():
    assert body("\\begin{satz}[von Ceva] Drei Geraden.\\end{satz}") == "von Ceva\n\nDrei Geraden."
    assert body("\\begin{table}[htb]Text\\end{table}") == "Text"


def test_macros_of_the_file_and_of_the_manifest_are_expanded():
    own = "\\newcommand{\\Bild}[3][x]{#2: #3}\\def\\ort#1{in #1}\\Bild{eins}{zwei} \\Bild[y]{a}{b} \\ort{Köln}"
    assert body(own) == "eins: zwei a: b in Köln"
    said = body("Sie kamen \\zB spät.\\Satz{Eins}{Es gilt.}", macros={"zB": "z. B.~", "Satz": "\\par #1\\par #2"})
    assert said == "Sie kamen z. B. spät.\n\nEins\n\nEs gilt."


@pytest.mark.parametrize(
    "latex", ["\\def\\a{\\a\\a}\\a", "\\def\\a{\\b}\\def\\b{x\\a}\\a", "\\emph{" * 9 + "\\x{" * 90]
)
def test_macros_that_never_end_are_an_error_and_not_a_hang(latex):
    if latex.startswith("\\def"):
        with pytest.raises(ReadError):
            run(latex)
    else:
        with pytest.raises(ReadError, match="nested"):
            run(latex + "Text")


def test_a_bomb_of_macros_is_an_error():
    ladder = [f"\\def\\{one}{{{f'{chr(92)}{other} ' * 10}}}" for one, other in itertools.pairwise("abcdefg")]
    with pytest.raises(ReadError, match="expanded"):
        run("".join(ladder) + "\\def\\g{lol}\\a")


def test_a_file_of_definitions_alone_is_empty():
    assert run("% nichts\n\\newcommand{\\x}{y}\n\\setlength{\\parindent}{0pt}").reason == "empty"


@pytest.mark.parametrize(
    ("declared", "encoding"), [("", "windows-1252"), ("\\usepackage[latin1]{inputenc}", "iso8859-1")]
)
def test_an_old_encoding_is_read_whether_declared_or_not(declared, encoding):
    text = f"{declared}\\begin{{document}}Die Straße über den Fluß führt nach Köln, wo es schön ist.\\end{{document}}"
    (found,) = read(Part(Member("a.tex", text.encode("latin-1"))), LatexOptions())
    assert found.text == "Die Straße über den Fluß führt nach Köln, wo es schön ist."
    assert found.extra["encoding"] == encoding


@given(st.text(alphabet="ab \n\\{}[]$%&\"~-`'#x@(*", max_size=60))
def test_any_source_gives_a_document_or_a_fault_and_ends(latex):
    try:
        found = list(read(Part(Member("a.tex", latex.encode())), LatexOptions(shorthands="german")))
    except ReadError:
        return
    assert len(found) == 1
    assert isinstance(found[0], Document | Fault)


@given(st.lists(st.sampled_from(["Haus", "Brücke", "und", "steht", "Köln,"]), min_size=1, max_size=30))
def test_text_without_commands_is_unchanged(words):
    text = " ".join(words)
    assert body(text) == text


FORMULA = re.compile(r"\$\$?[^$]*\$\$?|\\\(.*?\\\)|\\\[.*?\\\]|\\begin\{([A-Za-z]+\*?)\}.*?\\end\{\1\}", re.DOTALL)


@pytest.mark.parametrize(
    ("slug", "documents", "characters"), [("oer-mathe-texte", 56, 540_000), ("langsci-224", 23, 1_080_000)]
)
def test_the_real_sources_are_german_prose_without_commands(corpora, slug, documents, characters):
    source = manifest(slug)
    files = [(corpora / slug / one.file, one.file) for entry in source.fetch for one in entry.mirror]
    options = registry.parse_options(source.format.name, source.format.options(), slug)
    with Snapshot(files) as tree:
        members = list(tree.members(lambda path: matches(path, source.members.include)))
    found = [one for member in members for one in read(Part(member), options)]
    assert sum(isinstance(one, Document) for one in found) == documents
    prose = " ".join(FORMULA.sub(" ", one.text) for one in found if isinstance(one, Document))
    assert not re.findall(r'[a-z]"[aous][a-z]|"[|]', prose), "babel's shorthands are read"
    left = re.findall(r"\\[A-Za-z]+|[{}]", prose)
    assert len(left) <= 1e-4 * len(prose), left[:20]
    assert len(prose) >= characters


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\ex{\label{ex:a} [Frau Moor] backt.}", "[Frau Moor] backt."),
        (r"Satz\label{s} [in Klammern] steht.", "Satz [in Klammern] steht."),
        (r"\textbf{Der Deich} [der alte] hält.", "Der Deich [der alte] hält."),
        ("eins\\\\\n[zwei] drei", "eins\n[zwei] drei"),
        (r"eins\\[2pt]zwei\\*[\baselineskip] drei", "eins\nzwei\ndrei"),
        ("\\begin{center}\n[Ein Bild] oben\n\\end{center}", "[Ein Bild] oben"),
        ("\\begin{quote} [Sie] kam.\\end{quote}", "[Sie] kam."),
        (r"\begin{itemize}[noitemsep]\item[a)] Korn\end{itemize}", "a) Korn"),
        (r"\begin{satz}[Vom Deich] Er hält.\end{satz}", "Vom Deich\n\nEr hält."),
        (r"\unbekannt[fett]{Wort} folgt", "Wort folgt"),
        (r"\vspace{1cm}[Skizze] fehlt", "[Skizze] fehlt"),
        (r"\newtheorem{satz}[lemma]{Satz}[section]Text", "Text"),
    ],
)
def test_a_bracket_behind_an_argument_is_text(source, expected):
    assert body(source) == expected
