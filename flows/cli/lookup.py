"""`gemeingut lookup`: whether a text, or something near it, is in a release, and how to ask for its removal."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.cli.funnel import columns
from flows.cli.parser import UsageError
from pipeline.curator.lookup import Answer, lookup
from pipeline.read.decode import decode

if TYPE_CHECKING:
    import argparse

SHOWN: Final = 20


def run(chosen: argparse.Namespace) -> int:
    """Print the matches, best first, and what to do to have a document removed."""
    if not 0.0 < chosen.at_least <= 1.0:
        raise UsageError(f"--at-least {chosen.at_least}: expected a share above 0 and at most 1")
    text, place = _asked(chosen)
    answer = lookup(text, place, chosen.at_least)
    print(
        json.dumps(answer.matches, ensure_ascii=False, indent=2) if chosen.json else "\n".join(_lines(answer, chosen))
    )
    return 0


def _asked(chosen: argparse.Namespace) -> tuple[str, Path]:
    """Return the text and the place: `FILE RELEASE`, or `--text T RELEASE`."""
    wanted = 1 if chosen.text is not None else 2
    if len(chosen.places) != wanted:
        raise UsageError("name FILE and RELEASE, or --text TEXT and RELEASE; FILE may be - for standard input")
    place = Path(chosen.places[-1])
    if chosen.text is not None:
        return chosen.text, place
    name = chosen.places[0]
    data = sys.stdin.buffer.read() if name == "-" else _bytes(Path(name))
    return decode(data)[0], place


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise UsageError(f"{path}: no such file; to look up words themselves: --text")
    return path.read_bytes()


def _lines(answer: Answer, chosen: argparse.Namespace) -> list[str]:
    where = f"{answer.documents:,} documents looked through"
    if answer.facts:
        where += f" of {answer.facts.name} {answer.facts.version}"
    if not answer.matches:
        return [
            f"not found: none of the {where} is, resembles, holds or makes up {chosen.at_least:.0%} of this text",
            "what cannot be found: a passage that is much less than a twentieth of a document",
        ]
    shown = answer.matches[:SHOWN]
    lines = columns([("similarity", "id", "license", "source", ""), *map(_row, shown)])
    more = len(answer.matches) - len(shown)
    lines += [f"{more:,} more (--json lists all)"] if more else []
    lines.append(f"{where}; = the same text, but for case and white space")
    if any(match["estimated"] for match in shown):
        error = math.sqrt(0.25 / answer.permutations)
        lines.append(f"~ estimated from signatures, ± {error:.2f} at worst")
    return lines + _removal(answer)


def _row(match: dict[str, Any]) -> tuple[str, str, str, str, str]:
    mark = "=" if match["exact"] else "~" if match["estimated"] else " "
    return (f"{match['similarity']:.2f} {mark}", match["id"], match["license"] or "", match["source"], _remark(match))


def _remark(match: dict[str, Any]) -> str:
    remarks = []
    if match["similarity"] < match["contained"] - 0.1:
        remarks.append(f"holds {match['contained']:.0%} of the text")
    if match["similarity"] < match["covered"] - 0.1:
        remarks.append(f"{match['covered']:.0%} of it is in the text")
    if match["kept_as"] is None:
        remarks.append("read, not kept")
    elif match["kept_as"] != match["id"]:
        remarks.append(f"left out for {match['kept_as']}")
    return ", ".join(remarks)


def _removal(answer: Answer) -> list[str]:
    """Return whom to ask for removal, how, and what the curator of the collection then does."""
    contact = answer.facts.contact if answer.facts else None
    parts = (contact.name, contact.email, contact.url) if contact else ()
    whom = ", ".join(filter(None, parts)) or "whoever publishes it"
    first = answer.matches[0]["id"]
    lines = ["", f"to have a text removed, write to {whom}: the id and the release are enough"]
    lines.append(
        f"whoever curates it adds this to takedowns.yaml and runs again:  - {{id: {first}, date: YYYY-MM-DD, reason: demanded}}"
    )
    return lines
