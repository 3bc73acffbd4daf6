"""Statements in Turtle or N-Triples as keys and values: the local name of a predicate and its object.

Prefixes are not resolved: a predicate is known by its local name, as in `dct:license`.  Source: https://www.w3.org/TR/turtle/.
"""

from __future__ import annotations

import re
from typing import Final

from licenses.keyed import Pairs

_TOKEN: Final = re.compile(
    r"\s*(?:#[^\n]*\n\s*)*(?:(?P<iri><[^<>\s]*>)|(?P<text>\"\"\".*?\"\"\"|\"(?:[^\"\\\n]|\\.)*\")(?:@[\w-]+|\^\^\S+)?|"
    r"(?P<mark>[;,.\[\]](?=\s|$)|\[)|(?P<name>@?[\w-]*:?[\w.:/+-]*\w|_:\w+|[\w-]*:(?=\s)))",
    re.DOTALL,
)
_BEGIN: Final = re.compile(
    r"\s*(?:(?:@prefix|PREFIX|@base)\s|(?:<[^<>\s]+>|_?[\w-]*:[\w./-]+|\[)\s+(?:a\s|<https?:|[\w-]+:[\w-]+\s))"
)
_DECLARATIONS: Final = frozenset({"@prefix", "@base", "prefix", "base"})
_LOCAL: Final = re.compile(r"[/#:]")


def triples_in(text: str) -> Pairs | None:
    """Return predicates and objects of all statements; None for a text that is no Turtle."""
    if _BEGIN.match(text) is None:
        return None
    pairs, at = Pairs(), 0
    terms: list[str] = []
    bare = text.rstrip()
    while at < len(bare):
        token = _TOKEN.match(bare, at)
        if token is None:
            return None
        at = token.end()
        if token["mark"] is None:
            terms.append(_term(token))
        elif token["mark"] == ".":
            _close(pairs, terms)
            terms = []
        elif token["mark"] in {";", ","}:
            terms = _close(pairs, terms)[: 1 if token["mark"] == ";" else 2]
    _close(pairs, terms)
    return pairs if pairs and len(terms) != 1 else None


def _term(token: re.Match[str]) -> str:
    return (token["iri"] or token["text"] or token["name"]).strip('<>"')


def _close(pairs: Pairs, terms: list[str]) -> list[str]:
    """Add the statement that these terms are, if they are one, and return them."""
    if len(terms) >= 3 and terms[0].lower() not in _DECLARATIONS:
        predicate = "type" if terms[-2] == "a" else _LOCAL.split(terms[-2])[-1]
        pairs.append((predicate, terms[-1]))
    return terms
