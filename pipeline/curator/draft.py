"""A draft of a collection and a source manifest for what lies in a folder, a file, an address or a data set of the Hub.

What could be found is filled in with where it comes from; what only a person knows stands as a comment that says so.  Nothing is
overwritten.
"""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import yaml

from gemeingut.errors import InputError
from pipeline.curator.draft_words import WORDS
from pipeline.curator.sniffed_columns import DEFAULTS
from pipeline.curator.survey import TABLES, Kind, Survey, survey_files
from pipeline.fetch.fetch import fetch
from pipeline.fetch.lock import placed, snapshot_path
from pipeline.manifest.globs import matches
from pipeline.manifest.load import load_source
from pipeline.store.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COLLECTION: Final = "collection.yaml"
SOURCE: Final = "source.yaml"
HUB: Final = "hf:"
_MOST_SHOWN: Final = 3
_MOST_EXCLUDED: Final = 40
_NO_DATA: Final = frozenset(
    [
        "yaml",
        "yml",
        "toml",
        "ini",
        "cfg",
        "conf",
        "lock",
        "py",
        "js",
        "ts",
        "css",
        "scss",
        "sh",
        "bat",
        "ps1",
        "r",
        "java",
        "c",
        "h",
        "cpp",
        "svg",
        "xsd",
        "dtd",
        "xsl",
        "xslt",
        "sha256",
        "md5",
        "sum",
        "log",
    ]
)
"""How files end that describe or make data."""

_EXAMPLE: Final = ("#  id: CC-BY-4.0", "#  evidence:", "#    - {kind: url, url: https://…, quote: …}")
_SPELLED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class DraftError(InputError, ValueError):
    """There is nothing to draft a manifest for, or one is there already; the message says what to do."""


@dataclass(frozen=True)
class Given:
    """What the curator says: the place, where the manifests go, and what cannot be found in files."""

    place: str
    out: Path | None = None
    source_id: str | None = None
    title: str | None = None
    attribution: str | None = None
    lang: str = "en"


@dataclass(frozen=True)
class Draft:
    """The manifests that were written, what was survey, and what a person has to add."""

    collection: Path
    source: Path
    survey: Survey
    left_open: tuple[str, ...]


def draft(given: Given) -> Draft:
    """Look at the place, write `collection.yaml` and `source.yaml`, and return what was survey.

    Raises DraftError where a manifest is there already or the place is none, SurveyError where no reader reads what is there.
    """
    folder = _folder(given)
    for name in (COLLECTION, SOURCE):
        if (folder / name).exists():
            raise DraftError(f"{folder / name} is there already; nothing was written. Another folder: --out DIR")
    with tempfile.TemporaryDirectory(prefix="gemeingut-new-") as aside:
        files, entries = _brought(given, Path(aside))
        survey = survey_files([(path, name) for path, name in files if not _is_left_out(name)])
        entries = entries or list(_entries(files, survey, _base(given), folder))
    source_id = given.source_id or _slug(_name(given.place))
    spelled = _name(given.place).replace("_", " ").replace("-", " ").split()
    title = given.title or " ".join(spelled).capitalize() or source_id
    folder.mkdir(parents=True, exist_ok=True)
    missing = tuple(_open(given, survey))
    words = WORDS[given.lang]
    (folder / SOURCE).write_text("\n".join(_source(given, survey, entries, (source_id, title), words)) + "\n", "utf-8")
    (folder / COLLECTION).write_text("\n".join(_collection(source_id, title, words)) + "\n", "utf-8")
    load_source(folder / SOURCE)
    return Draft(folder / COLLECTION, folder / SOURCE, survey, missing)


def _is_address(place: str) -> bool:
    return place.startswith(HUB) or "://" in place


def _folder(given: Given) -> Path:
    """Return where the manifests go: beside the files, or into a new folder for what is fetched."""
    if given.out is not None:
        return given.out
    if _is_address(given.place):
        return Path(_slug(_name(given.place)))
    path = Path(given.place)
    if not path.exists():
        raise DraftError(f"{given.place}: no such file or folder, and no address (https://…, hf:OWNER/NAME)")
    return path if path.is_dir() else path.parent


def _name(place: str) -> str:
    """Return the last part of a place's name, without what says how it is packed."""
    if place.startswith(HUB):
        return place.removeprefix(HUB).rpartition("/")[2]
    path = unquote(urlsplit(place).path) if "://" in place else str(Path(place).resolve())
    name = path.rstrip("/").rpartition("/")[2] or urlsplit(place).hostname or "source"
    is_file = "://" in place or Path(place).is_file()
    return name.partition(".")[0] or name if is_file else name


def _slug(name: str) -> str:
    spelled = unicodedata.normalize("NFKD", name.lower().translate(_SPELLED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", spelled).strip("-")[:100] or "source"


def _is_left_out(name: str) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
    return hidden or name.rpartition(".")[2].lower() in _NO_DATA


def _brought(given: Given, aside: Path) -> tuple[list[tuple[Path, str]], list[dict[str, Any]]]:
    """Return the files with the names that the source has for them, and the `fetch` entries of what came over a network."""
    path = Path(given.place)
    if not _is_address(given.place):
        paths = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        return [(file, file.relative_to(path if path.is_dir() else path.parent).as_posix()) for file in paths], []
    if given.place.startswith(HUB):
        entry: dict[str, Any] = {"dataset": given.place.removeprefix(HUB)}
    else:
        entry = {"url": given.place}
    manifest = {"id": "draft", "title": "draft", "fetch": [entry], "format": "text"}
    (aside / SOURCE).write_text(yaml.safe_dump(manifest), "utf-8")
    workspace = open_workspace(aside / "workspace")
    lock = fetch(load_source(aside / SOURCE), workspace, None, offline=False)
    if "dataset" in entry and (commit := re.search(r"@([0-9a-f]{7,64})/", lock.files[0].address if lock.files else "")):
        entry["revision"] = commit[1]
    files = [(workspace.store.local(snapshot_path(workspace, "draft", file)), placed(file)) for file in lock.files]
    return files, [entry]


def _base(given: Given) -> Path:
    path = Path(given.place)
    return path if path.is_dir() else path.parent


def _entries(files: Sequence[tuple[Path, str]], survey: Survey, base: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the `fetch` entries of files of this machine: archives by name, other files by how their names end."""
    way = Path(os.path.relpath(base.resolve(), folder.resolve())).as_posix()
    before = "" if way == "." else f"{way}/"
    plain = [name for _path, name in files if name not in survey.containers]
    yield from ({"path": before + name} for name in survey.containers)
    if len(files) == 1:
        yield from ({"path": before + name} for name in plain)
        return
    for pattern in survey.fetched:
        if any(PurePosixPath(name).match(pattern.removeprefix("**/")) for name in plain):
            yield {"path": before + pattern}


def _open(given: Given, survey: Survey) -> Iterator[str]:
    """Yield what a person has to add or to check."""
    words = WORDS[given.lang]
    is_each = survey.kinds[0].are_stating or any("license" in kind.format for kind in survey.kinds)
    if survey.quote is None and not is_each:
        yield words["no_license"]
    elif survey.quote is not None and not survey.quote.is_proof:
        yield words["doubtful"].format(quote=survey.quote.quote)
    if given.attribution is None:
        yield words["no_attribution"]
    for kind in survey.kinds:
        if kind.format["name"] in TABLES and "text" not in kind.format:
            yield words["no_text"].format(columns=", ".join(kind.columns))


def _source(
    given: Given, survey: Survey, entries: Sequence[Mapping[str, Any]], named: tuple[str, str], words: Mapping[str, str]
) -> Iterator[str]:
    source_id, title = named
    yield words["head"].format(place=given.place if _is_address(given.place) else _name(given.place))
    yield _line("id", source_id)
    yield _line("title", title) + ("" if given.title else f"  # {words['check']}")
    yield f"# description: {words['description']}"
    yield from _domain(survey, words)
    yield "language: deu"
    yield from _license(survey, words)
    shown = given.attribution or title
    yield _line("attribution", shown) + ("" if given.attribution else f"  # {words['attribution']}")
    yield from _block("fetch", list(map(dict, entries)))
    yield from _formats(survey, words)
    for name, why in survey.refused[:_MOST_SHOWN]:
        yield f"# {words['refused']} {_one_line(name)}: {_one_line(why)}"
    if len(survey.refused) > _MOST_SHOWN:
        yield f"# {words['more'].format(number=len(survey.refused) - _MOST_SHOWN)}"
    yield from ("", words["personal_data"])


def _domain(survey: Survey, words: Mapping[str, str]) -> Iterator[str]:
    shares = ", ".join(f"{name} {share:.0%}" for name, share in survey.profiles[:5])
    if shares:
        yield f"# {words['profiles'].format(documents=survey.documents, shares=shares)}"
    yield _line("domain", survey.domain) + f"  # {words['domain']}"


def _license(survey: Survey, words: Mapping[str, str]) -> Iterator[str]:
    column = next((kind.format["license"] for kind in survey.kinds if "license" in kind.format), None)
    is_each = column is not None or survey.kinds[0].are_stating
    if is_each:
        yield f"# {words['column'].format(column=column) if column else words['stating']}"
    scope, quote = "document" if is_each else "source", survey.quote
    if quote is None:
        yield from () if is_each else (f"# {words['license_missing']}",)
        yield from _block("license", {"scope": scope})
        yield from () if is_each else _EXAMPLE
        return
    if not quote.is_proof:
        yield f"# {words['license_doubtful']}"
    is_inside = quote.file not in survey.files
    place = {"kind": "member", "member": quote.file} if is_inside else {"kind": "file", "file": quote.file}
    evidence = [place | {"quote": quote.quote}]
    yield from _block("license", {"id": quote.license, "scope": scope, "evidence": evidence})


def _formats(survey: Survey, words: Mapping[str, str]) -> Iterator[str]:
    first, *others = survey.kinds
    yield f"# {words['read'].format(members=first.members, name=first.format['name'])}"
    if first.columns:
        yield f"# {words['columns'].format(columns=', '.join(map(_one_line, first.columns)))}"
    if first.format["name"] in TABLES and "text" not in first.format:
        yield f"# {words['no_text'].format(columns=', '.join(map(_one_line, first.columns)))}"
    patterns = tuple(dict.fromkeys(pattern for kind in survey.kinds for pattern in kind.patterns))
    excluded = [name for name in survey.of_terms if any(matches(name, [pattern]) for pattern in patterns)]
    chosen = {"include": list(patterns)} | ({"exclude": excluded[:_MOST_EXCLUDED]} if excluded else {})
    yield from _block("members", chosen)
    yield from _block("format", _options(first))
    if others:
        yield from _block(
            "formats", [{"members": list(_own(kind, first)), "format": _options(kind)} for kind in others]
        )


def _own(kind: Kind, first: Kind) -> tuple[str, ...]:
    """Return by which patterns the members of a further kind are told from those of the first: by their names if need be."""
    return kind.names if set(kind.patterns) & set(first.patterns) else kind.patterns


def _options(kind: Kind) -> dict[str, Any]:
    """Return a format without what its reader takes anyway."""
    plain = {key: value for key, value in kind.format.items() if DEFAULTS.get(key) != value}
    return plain | ({"text": kind.format["text"]} if "text" in kind.format else {})


def _collection(source_id: str, title: str, words: Mapping[str, str]) -> Iterator[str]:
    yield words["collection_head"]
    yield _line("name", source_id)
    yield _line("title", title)
    yield f"# description: {words['description']}"
    yield from _block("sources", [f"./{SOURCE}"])
    yield words["collection_foot"]


def _line(key: str, value: str) -> str:
    return yaml.safe_dump({key: value}, allow_unicode=True, width=10**6).rstrip()


def _block(key: str, value: Any) -> list[str]:
    text: str = yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=10**6)
    return text.rstrip().split("\n")


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:160]
