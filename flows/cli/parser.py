"""The commands and their options.  Nothing heavy is imported here: `gemeingut --help` must be quick."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from gemeingut.errors import InputError
from pipeline.portals import registry

DESCRIPTION = "From freely licensed German text to published, traceable training data."
EPILOG = "Exit status: 0 done; 1 it failed; 2 bad usage or a bad manifest; 130 interrupted."


class UsageError(InputError, ValueError):
    """An option or a place on the command line is not usable; the message says what would be."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; `module` names the module that carries the command out."""
    top = argparse.ArgumentParser(prog="gemeingut", description=DESCRIPTION, epilog=EPILOG)
    top.add_argument("--version", action=_Version, nargs=0, help="show the version of the program")
    top.add_argument("--debug", action="store_true", help="show a traceback where an error ends the command")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    reading = (_plan, _sources, _license, _inspect, _tune, _lookup, _explain, _review, _verify, _diff)
    writing = (_erase, _describe, _reproduce, _publish, _withdraw, _prune, _cite, _serve)
    for add in (_new, _formats, _run, *reading, *writing):
        add(commands)
    return top


class _Version(argparse.Action):
    """Prints the version that is installed, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_values: object) -> None:
        from importlib import metadata  # noqa: PLC0415  slower to import than all the rest of `--help`

        print("gemeingut", metadata.version("gemeingut"))
        parser.exit()


def _command(commands: Any, name: str, says: str, module: str | None = None) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=says, description=says)
    command.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    command.set_defaults(module=module or name)
    return command


def _workspace(command: argparse.ArgumentParser) -> None:
    default = os.environ.get("GEMEINGUT_WORKSPACE", "workspace")
    command.add_argument("--workspace", default=default, metavar="DIR", help="folder of the workspace (%(default)s)")


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="for a program to read")


def _allow_code(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--allow-code", action="store_true", help="run the Python files that the recipe names as filters"
    )


def _new(commands: Any) -> None:
    says = "look at what is there, and write a commented collection and source manifest for it"
    command = _command(commands, "new", says)
    where = "a folder, a file, an address, or a dataset of the Hugging Face Hub (hf:OWNER/NAME)"
    command.add_argument("place", metavar="FOLDER|FILE|URL|hf:NAME", help=where)
    says = "folder for the manifests (default: beside the files; for an address, a new folder here)"
    command.add_argument("--out", type=Path, metavar="DIR", help=says)
    command.add_argument("--id", dest="source_id", metavar="ID", help="id of the source (default: from the name)")
    command.add_argument("--title", metavar="T", help="title of the source")
    command.add_argument("--attribution", metavar="A", help="who is to be named")
    command.add_argument("--lang", choices=["de", "en"], default="en", help="language of the comments (%(default)s)")
    _json(command)


def _formats(commands: Any) -> None:
    command = _command(commands, "formats", "the formats that are read, their options, and an example of each")
    command.add_argument("name", metavar="NAME", nargs="?", help="all about this format")
    _json(command)


def _run(commands: Any) -> None:
    command = _command(commands, "run", "curate a collection into a release; the last line printed is its path")
    command.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(command)
    command.add_argument("--version", metavar="V", help="version of the release, such as 1.2.0")
    says = "build on this earlier release: sources that it holds unchanged are not fetched, read or measured again"
    command.add_argument("--on", type=Path, metavar="RELEASE", help=says)
    command.add_argument(
        "--only", action="append", default=[], metavar="SOURCE", help="only this source; may be repeated"
    )
    command.add_argument("--workers", type=int, metavar="N", help="processes (default: the processors of this machine)")
    command.add_argument("--engine", choices=["local", "dask", "ray"], default="local", help="where tasks run")
    command.add_argument("--engine-address", metavar="URL", help="address of a running Dask or Ray cluster")
    command.add_argument("--offline", action="store_true", help="fetch nothing from a network")
    command.add_argument("--mirror", type=Path, metavar="DIR", help="look for files under DIR/<source>/ first")
    command.add_argument(
        "--strict",
        action="store_true",
        help="exit with 1 if a source failed as a whole; end before the release if a demand for deletion concerns nothing",
    )
    says = "hash every file and table again, also those that look untouched since the last run"
    command.add_argument("--paranoid", action="store_true", help=says)
    command.add_argument(
        "--no-prefect", action="store_true", help="run in this process, without Prefect; the same bytes"
    )
    _allow_code(command)


def _plan(commands: Any) -> None:
    command = _command(commands, "plan", "what would be fetched, with licence verdicts and sizes; changes nothing")
    command.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(command)
    command.add_argument("--mirror", type=Path, metavar="DIR", help="look for files under DIR/<source>/ first")
    command.add_argument("--lang", choices=["de", "en"], default="en", help="language of the sentences (%(default)s)")
    _json(command)


def _sources(commands: Any) -> None:
    command = _command(commands, "sources", "the source manifests, with licence, domain and verdict")
    command.add_argument("pattern", metavar="PATTERN", nargs="?", default="", help="part of an id, a title or a domain")
    command.add_argument(
        "--policy", default="open-definition", metavar="NAME", help="judge under this policy (%(default)s)"
    )
    _json(command)


def _license(commands: Any) -> None:
    command = _command(
        commands, "license", "the licence recognised in a statement, the verdict, the rule, the obligations"
    )
    command.add_argument(
        "statement", metavar="STATEMENT|URI|FILE", help="a statement, a file, or - for lines of standard input"
    )
    command.add_argument(
        "--policy", default="open-definition", metavar="NAME", help="judge under this policy (%(default)s)"
    )
    command.add_argument("--lang", choices=["de", "en"], default="en", help="language of the sentences (%(default)s)")
    _json(command)


def _inspect(commands: Any) -> None:
    command = _command(
        commands, "inspect", "the documents of a release or workspace, kept and removed, with their reasons"
    )
    command.add_argument("place", type=Path, metavar="RELEASE|WORKSPACE", help="folder of a release or of a workspace")
    command.add_argument("--source", metavar="S", help="only this source")
    fate = command.add_mutually_exclusive_group()
    fate.add_argument("--kept", action="store_true", help="only kept documents")
    fate.add_argument("--removed", action="store_true", help="only removed and quarantined documents")
    command.add_argument("--reason", metavar="R", help="only documents with this reason")
    command.add_argument("--id", dest="document_id", metavar="ID", help="this document, whole")
    command.add_argument("--sample", type=int, metavar="N", help="show N documents, chosen by their id's hash")
    command.add_argument("--measure", metavar="M", help="distribution of this measure")
    says = "what quality filters removed of documents that mention groups of people, against all others"
    command.add_argument("--fairness", action="store_true", help=says)
    _json(command)


def _tune(commands: Any) -> None:
    command = _command(
        commands, "tune", "what other limits would keep and remove, from stored measures; or find limits"
    )
    command.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(command)
    says = "[PROFILE:]REASON[/MEASURE]=LIMIT, such as law:repeated_ngrams=0.5 or near_duplicate=0.9; may be repeated"
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--rule", action="append", metavar="R=LIMIT", help=says)
    what.add_argument("--calibrate", metavar="PROFILE", help="propose limits for this profile (a new name, or `all`)")
    says = "examples at the margin (5); with --calibrate a trusted SOURCE, or SOURCE:GLOB over its ids; may be repeated"
    command.add_argument("--sample", action="append", default=[], metavar="N|SOURCE", help=says)
    says = "share of the sample that each single limit may not remove (%(default)s)"
    command.add_argument("--quantile", type=float, default=0.997, metavar="Q", help=says)
    command.add_argument(
        "--words", type=int, metavar="N", help="with --calibrate: the least number of words, set by hand"
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="with --calibrate: write the profile file")
    _json(command)


def _lookup(commands: Any) -> None:
    command = _command(commands, "lookup", "is this text, or something near it, in the release?")
    command.add_argument(
        "places",
        nargs="+",
        metavar="FILE RELEASE",
        help="a text file (- for standard input) and a release or workspace",
    )
    command.add_argument("--text", metavar="TEXT", help="look up this text instead of a file")
    says = "least similarity, or share of the text or of the document that is found (%(default)s)"
    command.add_argument("--at-least", type=float, default=0.5, metavar="SHARE", help=says)
    _json(command)


def _erase(commands: Any) -> None:
    command = _command(commands, "erase", "erase what takedowns.yaml demands from the workspace, and leave tombstones")
    command.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(command)
    command.add_argument(
        "--delete-releases", action="store_true", help="delete the releases here that hold one of the texts"
    )
    says = "delete the fetched files of the sources they came from; fetched again only if a source must be read anew"
    command.add_argument("--delete-snapshots", action="store_true", help=says)


def _explain(commands: Any) -> None:
    command = _command(
        commands, "explain", "one document's file: source, licence proof, rule, changes, fate, duplicates"
    )
    command.add_argument("release", type=Path, metavar="RELEASE", help="folder of a release")
    command.add_argument("document_id", metavar="ID", help="id of a document, kept or not")
    command.add_argument("--lang", choices=["de", "en"], default="de", help="language of the page (%(default)s)")
    command.add_argument("--format", choices=["text", "html", "json"], default="text", help="(%(default)s)")


def _review(commands: Any) -> None:
    command = _command(commands, "review", "what a person must decide, grouped by source, statement and rule", "review")
    command.add_argument("collection", metavar="COLLECTION", help="path of a collection manifest, or its name")
    _workspace(command)
    command.add_argument("--export", type=Path, metavar="FILE.csv", help="write the table, with columns for the answer")
    command.add_argument("--import", type=Path, dest="answers", metavar="FILE.csv", help="take over the decided lines")
    command.add_argument(
        "--spreadsheet", action="store_true", help="with --export: as German Excel reads it (BOM, semicolons, CRLF)"
    )
    command.add_argument("--lang", choices=["de", "en"], default="en", help="language of the reasons (%(default)s)")
    _json(command)


def _verify(commands: Any) -> None:
    command = _command(commands, "verify", "checksums, schema, ledger balance, licences and metadata of a release")
    command.add_argument("release", metavar="RELEASE|URL", help="folder or address of a release")
    _json(command)


def _diff(commands: Any) -> None:
    command = _command(
        commands, "diff", "documents added, removed and changed between two releases, by source and reason"
    )
    command.add_argument("old", type=Path, metavar="RELEASE", help="the earlier release")
    command.add_argument("new", type=Path, metavar="RELEASE", help="the later release")
    _json(command)


def _describe(commands: Any) -> None:
    says = "write the descriptions of a release anew, without touching its data; or a catalogue of many releases"
    command = _command(commands, "describe", says)
    command.add_argument("release", type=Path, metavar="RELEASE", nargs="?", help="folder of a release")
    feed = "write a DCAT-AP.de catalogue of the releases in FOLDER instead, in pages for harvesters (not those for internal use)"
    command.add_argument("--catalog", type=Path, metavar="FOLDER", help=feed)
    command.add_argument("--out", type=Path, metavar="DIR", help="where the catalogue is written (default: FOLDER)")
    command.add_argument("--base", metavar="URL", help="address at which FOLDER is served")
    command.add_argument("--title", metavar="TITLE", help="title of the catalogue")
    command.add_argument("--page-size", type=int, default=100, metavar="N", help="releases per page (%(default)s)")


def _reproduce(commands: Any) -> None:
    command = _command(
        commands, "reproduce", "build a release again from its own inputs/: same bytes, or the first difference"
    )
    command.add_argument("release", type=Path, metavar="RELEASE", help="folder of a release")
    command.add_argument("--mirror", type=Path, metavar="DIR", help="look for snapshots under DIR/<source>/ first")
    command.add_argument("--offline", action="store_true", help="fetch nothing from a network")
    command.add_argument("--workers", type=int, metavar="N", help="processes (default: the processors of this machine)")
    command.add_argument("--keep", type=Path, metavar="DIR", help="build in this workspace and leave it there")
    _allow_code(command)


def _publish(commands: Any) -> None:
    command = _command(commands, "publish", "publish a release; what arrived is verified")
    command.add_argument("release", type=Path, metavar="RELEASE", help="folder of a release")
    command.add_argument("--to", required=True, metavar="TARGET", help=registry.forms())
    access = command.add_mutually_exclusive_group()
    for name, stage in (("private", "internal"), ("gated", "gated"), ("public", "public")):
        says = f"who may read: {stage}; default: what the collection states"
        access.add_argument(f"--{name}", dest="access", action="store_const", const=stage, help=says)
    linking = ", ".join(kind.kind for kind in registry.kinds() if kind.takes_links)
    command.add_argument(
        "--link", metavar="BASE_URL", help=f"{linking}: link to the files under this address, do not upload them"
    )
    command.add_argument(
        "--previous", type=Path, metavar="RELEASE", help="compare with this one, not the one beside it"
    )
    command.add_argument(
        "--accept", action="append", default=[], metavar="FINDING", help="publish in spite of it; recorded"
    )
    command.add_argument(
        "--no-benchmarks", metavar="REASON", help="why it is public though compared with no benchmark; recorded"
    )
    says = "why texts that were taken down may stay in older versions there; recorded"
    command.add_argument("--keep-older", metavar="REASON", help=says)
    command.add_argument(
        "--approval", type=Path, metavar="FILE", help="the approval, where the collection asks for one"
    )
    says = "put back what somebody changed, deleted or added of this version there"
    command.add_argument("--repair", action="store_true", help=says)
    command.add_argument("--dry-run", action="store_true", help="show every call and make none that writes")


def _withdraw(commands: Any) -> None:
    says = (
        "take back a published version, or documents out of every published version; 0 when every old address refuses"
    )
    command = _command(commands, "withdraw", says)
    command.add_argument("release", metavar="RELEASE|ADDRESS", help="the version, or one of the collection's")
    command.add_argument("--to", required=True, metavar="TARGET", help=registry.forms())
    says = "a code, with words of your own behind a colon that are not published: erasure, objection, rights, license, unlawful, error, other"
    command.add_argument("--reason", required=True, metavar="TEXT", help=says)
    says = "the documents: an id a line, or lines of withdrawn.jsonl; without it the version as a whole"
    command.add_argument("--documents", type=Path, metavar="FILE", help=says)
    command.add_argument(
        "--recipient", action="append", default=[], metavar="TEXT", help="who holds a copy; may be repeated"
    )
    command.add_argument("--letter", type=Path, metavar="FILE", help="write the letter to those who hold copies")
    says = "where it is prepared; a withdrawal that broke goes on from there (default: a folder for temporary files)"
    command.add_argument("--work", type=Path, metavar="DIR", help=says)
    command.add_argument("--dry-run", action="store_true", help="show every call and make none that writes")


def _prune(commands: Any) -> None:
    command = _command(
        commands, "prune", "take withdrawn documents out of a copy: Parquet files and JSON Lines with ids"
    )
    command.add_argument(
        "folder", type=Path, metavar="FOLDER", help="folder with the copy, or with what was made of it"
    )
    says = "path or address of the collection's withdrawn.jsonl"
    command.add_argument("--withdrawn", required=True, metavar="FILE|URL", help=says)
    command.add_argument("--dry-run", action="store_true", help="count, and change nothing")


def _cite(commands: Any) -> None:
    command = _command(commands, "cite", "citation and attribution for exactly what was used of a release")
    command.add_argument("release", type=Path, metavar="RELEASE", help="folder of the release that was used")
    says = "what was used: an id a line, or a Parquet or JSON Lines file with ids (default: all of it)"
    command.add_argument("ids", type=Path, metavar="IDS", nargs="?", help=says)
    forms = ["bibtex", "csl", "attribution", "model-card"]
    command.add_argument("--format", choices=forms, default="bibtex", help="(%(default)s)")


def _serve(commands: Any) -> None:
    command = _command(commands, "serve", "show the portal page of a release on this machine, until Ctrl-C")
    command.add_argument("release", type=Path, metavar="RELEASE", help="folder of a release")
    command.add_argument(
        "--port", type=int, default=8765, metavar="N", help="port; 0 takes any that is free (%(default)s)"
    )
    command.add_argument("--open", action="store_true", help="open the page in the browser")
