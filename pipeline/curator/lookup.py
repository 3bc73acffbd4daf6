"""Lookup of a text in a release or workspace: finds its index, and adds source and licence to each match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from gemeingut.errors import PlaceError
from pipeline.clean.text_forms import forms_of
from pipeline.manifest import Recipe
from pipeline.manifest.yaml_file import load_model
from pipeline.release.release_index import FOLDER
from pipeline.release_files.facts import ReleaseFacts, is_release, read_facts
from pipeline.similarity.index import MANIFEST, open_index
from pipeline.similarity.matches import lookup_in
from pipeline.store.store import Name
from pipeline.store.workspace import open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.similarity.index import Index
    from pipeline.similarity.matches import Match

FLOOR: Final = 0.5
MOST: Final = 1000


class LookupPlaceError(PlaceError, LookupError):
    """There is no index in the place named, or nothing to look up."""


@dataclass(frozen=True)
class Answer:
    """The matches, best first; the number of documents searched, and the release's facts if it is one."""

    matches: list[dict[str, Any]]
    documents: int
    permutations: int
    facts: ReleaseFacts | None


def lookup(text: str, place: Path, floor: float = FLOOR) -> Answer:
    """Return which documents of a release, of a workspace or of a bare index are, resemble, hold or make up a text.

    Of a document that is not kept itself, `kept_as` names the one that stands for it; in a workspace it is null for a
    document that is in no release.  Raises LookupPlaceError without an index or a word, IndexFolderError for an index that
    is damaged or foreign.
    """
    folders = _indexes(place)
    if not text.strip():
        raise LookupPlaceError("nothing to look up: the text is empty")
    forms = forms_of(text, _longest(place))
    matches: list[dict[str, Any]] = []
    for folder in folders:
        matches += _known(lookup_in(open_index(folder), forms, floor=floor, most=MOST), place, folder)
    matches.sort(key=lambda match: (not match["exact"], -match["similarity"], -match["contained"], match["id"]))
    indexes = [open_index(folder, is_checked=False) for folder in folders]
    facts = read_facts(place) if is_release(place) else None
    return Answer(_once(matches), sum(index.documents for index in indexes), _permutations(indexes), facts)


def _permutations(indexes: list[Index]) -> int:
    return min(int(index.made["fingerprint.permutations"]) for index in indexes)


def _indexes(place: Path) -> list[Path]:
    if (place / FOLDER / MANIFEST).is_file():
        return [place / FOLDER]
    if (place / MANIFEST).is_file():
        return [place]
    store = open_workspace(place).store
    inside = store.names(Name(FOLDER), f"*/{MANIFEST}")
    if inside:
        return [store.local(name).parent for name in inside]
    if is_release(place):
        raise LookupPlaceError(
            f"{place}: a release without {FOLDER}/: it was left out where this copy was published; "
            "ask its publisher, or look in the workspace it was built in"
        )
    if not place.is_dir():
        raise LookupPlaceError(f"{place}: no such folder")
    raise LookupPlaceError(f"{place}: neither a release with {FOLDER}/, nor a workspace, nor an index")


def _longest(place: Path) -> int:
    """Return at how many characters the release split a work, so that parts are looked up in the same form."""
    path = place / "inputs" / "recipe.yaml"
    recipe = load_model(path, Recipe) if path.is_file() else Recipe(name="default")
    return recipe.document_max_characters


def _known(hits: list[Match], place: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the matches with source and licence: from the index where it has them, else from the decisions."""
    rows = [
        {
            "id": match.id,
            "similarity": round(match.similarity, 4),
            "source": match.facts.get("source") or match.id.split("/", 1)[0],
            "license": match.facts.get("license"),
            "exact": match.exact,
            "estimated": match.estimated,
            "contained": round(match.contained, 4),
            "covered": round(match.covered, 4),
            "kept_as": match.facts.get("kept_as"),
        }
        for match in hits
    ]
    workspace = open_workspace(place)
    kept = workspace.decisions(folder.name) / "kept.parquet"
    if not rows or not workspace.store.exists(kept):
        return rows
    frame = workspace.store.scan_table(kept).select("id", "license", "members")
    ids = [row["id"] for row in rows]
    own = dict(frame.filter(pl.col("id").is_in(ids)).select("id", "license").collect().iter_rows())
    stands = frame.select(pl.col("id").alias("kept_as"), "members").explode("members").unnest("members")
    others = {
        document_id: (license_, kept_as)
        for document_id, license_, kept_as in stands.filter(pl.col("id").is_in(ids))
        .select("id", "license", "kept_as")
        .collect()
        .iter_rows()
    }
    for row in rows:
        license_, kept_as = (own[row["id"]], row["id"]) if row["id"] in own else others.get(row["id"], (None, None))
        row |= {"license": license_, "kept_as": kept_as}
    return rows


def _once(matches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the matches, each document once: several collections of a workspace may have read it."""
    return list({match["id"]: match for match in reversed(matches)}.values())[::-1]
