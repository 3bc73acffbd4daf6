"""What LaTeX's commands and environments mean to a reader of the text: data, no code."""

from __future__ import annotations

from typing import Final

SIGNS: Final = {
    "AA": "Å", "AE": "Æ", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "O": "Ø", "OE": "Œ", "P": "¶", "S": "§", "TeX": "TeX",
    "Rightarrow": "⇒", "aa": "å", "ae": "æ", "bullet": "•", "copyright": "©", "dag": "†", "ddag": "‡", "dots": "…",
    "EUR": "€", "euro": "€", "flq": "‹", "flqq": "«", "frq": "›", "frqq": "»", "glq": "‚", "glqq": "„", "grq": "‘",
    "grqq": "“", "i": "ı", "j": "ȷ", "l": "ł", "L": "Ł", "ldots": "…", "lq": "‘", "o": "ø", "oe": "œ", "pounds": "£",
    "quad": " ", "qquad": " ", "quotedblbase": "„", "rightarrow": "→", "rq": "’", "slash": "/", "space": " ", "ss": "ß",
    "textasciicircum": "^", "textasciitilde": "~", "textbackslash": "\\", "textbar": "|", "textbullet": "•",
    "textcopyright": "©", "textdegree": "°", "textellipsis": "…", "textemdash": "—", "textendash": "–",
    "texteuro": "€", "textgreater": ">", "textless": "<", "textquotedblleft": "“", "textquotedblright": "”",
    "textregistered": "®", "textsection": "§", "texttrademark": "™", "textunderscore": "_", "thinspace": " ",
}  # fmt: skip
"""Commands that stand for characters."""

ACCENTS: Final = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "r": "\u030a", "c": "\u0327", "d": "\u0323", "b": "\u0331",
    "k": "\u0328",
}  # fmt: skip
"""Commands that put an accent on the letter behind them, as combining characters."""

SHORTHANDS: Final = {
    "a": "ä", "o": "ö", "u": "ü", "A": "Ä", "O": "Ö", "U": "Ü", "s": "ß", "z": "ß", "S": "SS", "Z": "SZ", "e": "ë",
    "i": "ï", "E": "Ë", "I": "Ï", "`": "„", "'": "“", "<": "«", ">": "»", "-": "", "=": "-", "~": "-", '"': "",
    "|": "", "/": "/", "c": "c", "f": "f", "l": "l", "m": "m", "n": "n", "p": "p", "r": "r", "t": "t",
}  # fmt: skip
"""Babel's German shorthands: what a straight quote and the character behind it stand for."""

HEADINGS: Final = frozenset({
    "addchap", "addpart", "addsec", "chapter", "minisec", "paragraph", "part", "section", "subparagraph", "subsection",
    "subsubsection",
})  # fmt: skip
"""Commands whose argument is a heading."""

DROPPED: Final = {
    "DeclareGraphicsExtensions": 1, "DeclareMathOperator": 2, "addcontentsline": 3, "addtocounter": 2, "addtolength": 2,
    "bibitem": 1, "bibliography": 1, "bibliographystyle": 1, "cellcolor": 1, "char": 0, "cline": 1, "cmidrule": 1,
    "color": 1, "definecolor": 3, "documentclass": 1, "documentstyle": 1, "enlargethispage": 1,
    "fontsize": 2, "foreignlanguage": 1, "graphicspath": 1, "hspace": 1, "hyphenation": 1, "hypersetup": 1, "include": 1,
    "includegraphics": 1, "index": 1, "input": 1, "label": 1, "linespread": 1, "makebox": 0, "markboth": 2,
    "markright": 1, "multicolumn": 2, "multirow": 2, "newcounter": 1, "newlength": 1, "newtheorem": 2, "nocite": 1,
    "pagenumbering": 1, "pagestyle": 1, "parbox": 1, "phantom": 1, "psset": 1, "raisebox": 1,
    "refstepcounter": 1, "resizebox": 2, "rotatebox": 1, "rule": 2, "scalebox": 1, "selectlanguage": 1, "setcounter": 2,
    "setlength": 2, "setlist": 1, "special": 1, "textcolor": 1, "theoremstyle": 1, "thispagestyle": 1, "tikzset": 1,
    "usebox": 1, "usepackage": 1, "usetikzlibrary": 1, "vspace": 1,
    "nameref": 1, "hyperref": 0, "href": 1, "includeonly": 1, "vphantom": 1, "hphantom": 1, "marginpar": 1,
}  # fmt: skip
"""How many arguments of a command are no text; those behind them are."""

DATED: Final = frozenset({"RequirePackage", "documentclass", "newcounter", "newtheorem", "usepackage"})
"""Commands of which an option may stand behind the arguments too."""

REFERENCES: Final = frozenset({"Cref", "autoref", "cref", "eqref", "pageref", "ref", "vref"})
"""Commands for the number of a section, a page or a formula, which only a run of LaTeX knows: an ellipsis stands for it."""
CITED_IN_TEXT: Final = frozenset({"citet", "textcite", "citealt", "citealp", "citeauthor", "Citet"})
CITED_ASIDE: Final = frozenset({"cite", "citep", "parencite", "autocite", "footcite", "Citep"})
FOOTNOTES: Final = frozenset({"footnote", "footnotetext", "thanks"})
ITEMS: Final = frozenset({"item", "ex", "bibitem"})
DEFINITIONS: Final = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"})
PARAGRAPHS: Final = frozenset({
    "bigskip", "clearpage", "medskip", "newpage", "pagebreak", "par", "smallskip", "maketitle", "gll", "glt",
})  # fmt: skip

MATH: Final = frozenset({
    "align", "alignat", "array", "displaymath", "eqnarray", "equation", "flalign", "gather", "math", "multline",
    "xalignat", "xxalignat",
})  # fmt: skip
"""Environments whose source is kept as it is."""
VERBATIM: Final = frozenset({"lstlisting", "minted", "verbatim", "Verbatim"})
SKIPPED: Final = frozenset({
    "comment", "filecontents", "forest", "picture", "pspicture", "tikzpicture", "axis", "circuitikz", "asy",
})  # fmt: skip
"""Environments that draw, or that are not printed."""
ARGUMENTS: Final = {
    "array": 1, "list": 2, "longtable": 1, "minipage": 1, "multicols": 1, "tabular": 1, "tabularx": 2, "tabulary": 2,
    "thebibliography": 1, "wrapfigure": 2, "adjustbox": 1, "otherlanguage": 1,
}  # fmt: skip
"""How many arguments an environment has that are no text; an asterisk in its name adds one for `tabular`."""
TITLED: Final = frozenset({
    "aufgabe", "axiom", "beispiel", "bemerkung", "beweis", "corollary", "definition", "example", "folgerung", "lemma",
    "loesung", "proof", "proposition", "remark", "satz", "theorem", "uebung",
})  # fmt: skip
"""Environments whose optional argument is a title that is printed."""
