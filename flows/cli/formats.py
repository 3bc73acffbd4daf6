"""`gemeingut formats`: the formats there are, or all about one: what it reads, its options, a working example."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import yaml

from flows.cli.funnel import columns
from pipeline.curator.formats import FormatDescription, default_of, describe, described

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Print the formats, or the one that is named."""
    entries = [describe(chosen.name)] if chosen.name else described()
    if chosen.json:
        shown = [asdict(entry) for entry in entries]
        print(json.dumps(shown[0] if chosen.name else shown, ensure_ascii=False, indent=2))
    elif chosen.name:
        print(_whole(entries[0]))
    else:
        print("\n".join(columns([("format", "reads"), *((entry.name, _sentence(entry.reads)) for entry in entries)])))
        print("gemeingut formats NAME shows the options of one, with an example")
    return 0


def _sentence(text: str) -> str:
    """Return the first sentence of a description, on one line."""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split()).split(". ")[0].rstrip(".")


def _whole(entry: FormatDescription) -> str:
    lines = [f"{entry.name}: {entry.reads}", "", entry.meaning, ""]
    rows = [(option.name, " | ".join(option.values), default_of(option)) for option in entry.options]
    lines += columns([("option", "values", "default"), *rows]) if rows else ["no options"]
    shown = yaml.safe_dump({"format": dict(entry.example.format)}, sort_keys=False, allow_unicode=True)
    lines += ["", f"an example, for a file {entry.example.file}:", "", shown.rstrip()]
    lines += ["", entry.example.sample.rstrip()] if entry.example.sample else []
    return "\n".join(lines)
