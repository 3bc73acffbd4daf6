"""The commands and their options.  Nothing heavy is imported here: `gemeingut --help` must be quick."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

DESCRIPTION = "From freely licensed German text to published, traceable training data."
EPILOG = "Exit status: 0 done; 1 it failed; 2 bad usage or a bad manifest; 130 interrupted."


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; `module` names the module that carries the command out."""
    top = argparse.ArgumentParser(prog="gemeingut", description=DESCRIPTION, epilog=EPILOG)
    top.add_argument("--debug", action="store_true", help="show a traceback where an error ends the command")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    reading = (_plan, _sources, _license, _inspect, _tune, _explain, _review, _verify, _diff)
    for add in (_run, *reading, _describe, _reproduce, _publish):
        add(commands)
    return top


def _command(commands: Any, name: str, says: str, module: str | None = None) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = commands.add_parser(name, help=says, description=says)
    one.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    one.set_defaults(module=module or name)
    return one


def _workspace(one: argparse.ArgumentParser) -> None:
    default = Path(os.environ.get("GEMEINGUT_WORKSPACE", "workspace"))
    one.add_argument("--workspace", type=Path, default=default, metavar="DIR", help="where the work lies (%(default)s)")


def _json(one: argparse.ArgumentParser) -> None:
    one.add_argument("--json", action="store_true", help="for a program to read")


def _run(commands: Any) -> None:
    one = _command(commands, "run", "curate a collection into a release; the last line printed is its path")
    one.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(one)
    one.add_argument("--version", metavar="V", help="version of the release, such as 1.2.0")
    one.add_argument("--only", action="append", default=[], metavar="SOURCE", help="only this source; may be repeated")
    one.add_argument("--workers", type=int, metavar="N", help="processes (default: the processors of this machine)")
    one.add_argument("--engine", choices=["local", "dask", "ray"], default="local", help="where tasks run")
    one.add_argument("--engine-address", metavar="URL", help="address of a running Dask or Ray cluster")
    one.add_argument("--offline", action="store_true", help="fetch nothing from a network")
    one.add_argument("--mirror", type=Path, metavar="DIR", help="look for files under DIR/<source>/ first")
    one.add_argument("--strict", action="store_true", help="exit with 1 if a source failed as a whole")
    one.add_argument("--no-prefect", action="store_true", help="run in this process, without Prefect; the same bytes")


def _plan(commands: Any) -> None:
    one = _command(commands, "plan", "what would be fetched, with licence verdicts and sizes; changes nothing")
    one.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(one)
    one.add_argument("--mirror", type=Path, metavar="DIR", help="look for files under DIR/<source>/ first")
    _json(one)


def _sources(commands: Any) -> None:
    one = _command(commands, "sources", "the source manifests, with licence, domain and verdict")
    one.add_argument("pattern", metavar="PATTERN", nargs="?", default="", help="part of an id, a title or a domain")
    one.add_argument(
        "--policy", default="open-definition", metavar="NAME", help="judge under this policy (%(default)s)"
    )
    _json(one)


def _license(commands: Any) -> None:
    one = _command(commands, "license", "the licence recognised in a statement, the verdict, the rule, the obligations")
    one.add_argument(
        "statement", metavar="STATEMENT|URI|FILE", help="a statement, a file, or - for lines of standard input"
    )
    one.add_argument(
        "--policy", default="open-definition", metavar="NAME", help="judge under this policy (%(default)s)"
    )
    one.add_argument("--lang", choices=["de", "en"], default="en", help="language of the sentences (%(default)s)")
    _json(one)


def _inspect(commands: Any) -> None:
    one = _command(commands, "inspect", "the documents of a release or workspace, kept and removed, with their reasons")
    one.add_argument("place", type=Path, metavar="RELEASE|WORKSPACE", help="folder of a release or of a workspace")
    one.add_argument("--source", metavar="S", help="only this source")
    fate = one.add_mutually_exclusive_group()
    fate.add_argument("--kept", action="store_true", help="only kept documents")
    fate.add_argument("--removed", action="store_true", help="only removed and quarantined documents")
    one.add_argument("--reason", metavar="R", help="only documents with this reason")
    one.add_argument("--id", dest="one", metavar="ID", help="this document, whole")
    one.add_argument("--sample", type=int, metavar="N", help="show N documents, chosen by their id's hash")
    one.add_argument("--measure", metavar="M", help="distribution of this measure")
    _json(one)


def _tune(commands: Any) -> None:
    one = _command(commands, "tune", "what other limits would keep and remove, from stored measures; changes nothing")
    one.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(one)
    says = "[PROFILE:]REASON[/MEASURE]=LIMIT, such as law:repeated_ngrams=0.5 or near_duplicate=0.9; may be repeated"
    one.add_argument("--rule", action="append", required=True, metavar="R=LIMIT", help=says)
    one.add_argument("--sample", type=int, default=5, metavar="N", help="examples at the margin (%(default)s)")
    _json(one)


def _explain(commands: Any) -> None:
    one = _command(commands, "explain", "one document's file: source, licence proof, rule, changes, fate, duplicates")
    one.add_argument("release", type=Path, metavar="RELEASE", help="folder of a release")
    one.add_argument("one", metavar="ID", help="id of a document, kept or not")
    one.add_argument("--lang", choices=["de", "en"], default="de", help="language of the page (%(default)s)")
    one.add_argument("--format", choices=["text", "html", "json"], default="text", help="(%(default)s)")


def _review(commands: Any) -> None:
    one = _command(commands, "review", "what a person must decide, grouped by source, statement and rule", "review")
    one.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(one)
    one.add_argument("--export", type=Path, metavar="FILE.csv", help="write the table, with columns for the answer")
    one.add_argument("--import", type=Path, dest="answers", metavar="FILE.csv", help="take over the decided lines")
    _json(one)


def _verify(commands: Any) -> None:
    one = _command(commands, "verify", "checksums, schema, ledger balance, licences and metadata of a release")
    one.add_argument("release", metavar="RELEASE|URL", help="folder or address of a release")
    _json(one)


def _diff(commands: Any) -> None:
    one = _command(commands, "diff", "documents added, removed and changed between two releases, by source and reason")
    one.add_argument("old", type=Path, metavar="RELEASE", help="the earlier release")
    one.add_argument("new", type=Path, metavar="RELEASE", help="the later release")
    _json(one)


def _describe(commands: Any) -> None:
    one = _command(commands, "describe", "write the descriptions of a release anew, without touching its data")
    one.add_argument("release", type=Path, metavar="RELEASE", help="folder of a release")


def _reproduce(commands: Any) -> None:
    one = _command(
        commands, "reproduce", "build a release again from its own inputs/: same bytes, or the first difference"
    )
    one.add_argument("release", type=Path, metavar="RELEASE", help="folder of a release")
    one.add_argument("--mirror", type=Path, metavar="DIR", help="look for snapshots under DIR/<source>/ first")
    one.add_argument("--offline", action="store_true", help="fetch nothing from a network")
    one.add_argument("--workers", type=int, metavar="N", help="processes (default: the processors of this machine)")
    one.add_argument("--keep", type=Path, metavar="DIR", help="build in this workspace and leave it there")


def _publish(commands: Any) -> None:
    one = _command(commands, "publish", "publish a release; the copy is verified")
    one.add_argument("release", type=Path, metavar="RELEASE", help="folder of a release")
    one.add_argument("--to", required=True, metavar="TARGET", help="folder:PATH (a path or any fsspec URL)")
    one.add_argument("--dry-run", action="store_true", help="say what would be done")
