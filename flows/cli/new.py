"""`gemeingut new`: look at a folder, a file, an address or a data set, and write commented manifests for it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipeline.curator.draft import Draft, Given, draft
from pipeline.curator.sniffed_formats import options_named

if TYPE_CHECKING:
    import argparse

ASKED: Final = {
    "de": {"title": "Titel der Quelle", "attribution": "Wer ist zu nennen?"},
    "en": {"title": "Title of the source", "attribution": "Who is to be named?"},
}
SAID: Final = {
    "de": {
        "read": "{members} Dateien: {format}",
        "refused": "nicht gelesen: {number}, so {name}: {why}",
        "license": "Lizenz {license}, nach {file}: {quote}",
        "open": "noch zu sagen: {what}",
        "next": "weiter: gemeingut plan {path}, dann gemeingut run {path}",
    },
    "en": {
        "read": "{members} members: {format}",
        "refused": "not read: {number}, such as {name}: {why}",
        "license": "licence {license}, by {file}: {quote}",
        "open": "still to be said: {what}",
        "next": "next: gemeingut plan {path}, then gemeingut run {path}",
    },
}


def run(chosen: argparse.Namespace) -> int:
    """Write the manifests, say what was found and what is still to be said; the last line is the collection's path."""
    given = Given(chosen.place, chosen.out, chosen.source_id, chosen.title, chosen.attribution, chosen.lang)
    if sys.stdin.isatty() and sys.stderr.isatty() and not chosen.json:
        given = _asked(given)
    made = draft(given)
    if chosen.json:
        print(json.dumps(_as_json(made), ensure_ascii=False, indent=2))
        return 0
    print("\n".join(_lines(made, SAID[chosen.lang])), file=sys.stderr)
    print(made.collection)
    return 0


def _asked(given: Given) -> Given:
    """Return the answers of a person at a terminal to what files cannot say; an empty one leaves it open."""
    asked = ASKED[given.lang]
    title = given.title or _answer(asked["title"])
    return replace(given, title=title, attribution=given.attribution or _answer(asked["attribution"]))


def _answer(question: str) -> str | None:
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() or None


def _lines(made: Draft, words: dict[str, str]) -> list[str]:
    found = made.survey
    lines = [words["read"].format(members=kind.members, format=options_named(kind.format)) for kind in found.kinds]
    if found.refused:
        name, why = found.refused[0]
        lines.append(words["refused"].format(number=len(found.refused), name=name, why=why))
    if found.quote:
        lines.append(
            words["license"].format(license=found.quote.license, file=found.quote.file, quote=found.quote.quote)
        )
    lines += [words["open"].format(what=what) for what in made.left_open]
    return [*lines, words["next"].format(path=made.collection)]


def _as_json(made: Draft) -> dict[str, object]:
    found = made.survey
    kinds = [
        {"format": dict(kind.format), "members": kind.members, "columns": list(kind.columns)} for kind in found.kinds
    ]
    quote = found.quote and {"license": found.quote.license, "quote": found.quote.quote, "file": found.quote.file}
    return {
        "collection": str(made.collection),
        "source": str(made.source),
        "kinds": kinds,
        "license": quote,
        "refused": [{"name": name, "why": why} for name, why in found.refused],
        "open": list(made.left_open),
    }
