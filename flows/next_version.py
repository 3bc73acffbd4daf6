"""The next version of a collection, made on a server: kept only if something changed, with the changes as an artifact."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.mending import mend
from flows.prefect_flow import artifact_key, curate_with_prefect  # the settings that Prefect reads when it is imported

from prefect.artifacts import create_markdown_artifact  # isort: skip

from flows.progress import Progress
from flows.run import Run
from flows.start import check_code
from pipeline.manifest.frozen import FIRST_VERSION, Frozen
from pipeline.release_files.diff import compare
from pipeline.release_files.facts import read_facts
from pipeline.stages.open_collection import open_collection
from pipeline.store import workspace as ws
from pipeline.store.ids import order_of

if TYPE_CHECKING:
    from pipeline.manifest.load import LoadedCollection


def next_version(
    collection: str,
    workspace: str,
    workers: int,
    as_of: str | None = None,
    *,
    allow_code: bool,
    mirror: str | None = None,
    is_offline: bool = True,
) -> str:
    """Return the path of a collection's newest release, judged as of a day; a new one only if something changed.

    Raises CodeNotAllowedError if the recipe brings filters in Python and that is not allowed.
    """
    loaded = open_collection(collection)
    check_code(loaded, is_allowed=allow_code)
    place = ws.open_workspace(workspace)
    before = _newest(place, loaded.manifest.name)
    version = _following(before.name) if before else loaded.manifest.version or FIRST_VERSION
    frozen = Frozen(version, as_of or _as_of(loaded, before))
    with place.lock():
        mend(place, loaded.manifest.name, Progress())
        run = Run(loaded, place, frozen, Path(mirror) if mirror else None, "offline" if is_offline else "network")
        made = curate_with_prefect(run, workers, Progress()).release
    return str(_unless_same(place, made, before, loaded.manifest.name) if before else made)


def _unless_same(workspace: ws.Workspace, made: Path, before: Path, name: str) -> Path:
    """Return the new release and show its changes as an artifact; if its content is that of `before`, delete it and return `before`."""
    if _content(made) == _content(before):
        workspace.store.delete_folder(workspace.releases(name) / made.name)
        return before
    _tell_changes(before, made, name)
    return made


def _newest(workspace: ws.Workspace, name: str) -> Path | None:
    whole = [path for path in workspace.release_folders(name) if not path.name.endswith("-partial")]
    return max(whole, key=lambda path: order_of(path.name), default=None)


def _following(version: str) -> str:
    major, minor, patch, *_ = order_of(version)
    return f"{major}.{minor}.{patch + 1}"


def _as_of(collection: LoadedCollection, before: Path | None) -> str:
    """Return the date of judgement: the collection's, or that of the newest release if it is later, else today.

    A text that a later check of the terms has freed stays free the next night.
    """
    known = [read_facts(before).as_of] if before else []
    known += [collection.manifest.as_of.isoformat()] if collection.manifest.as_of else []
    return max(known, default=dt.datetime.now(tz=dt.UTC).date().isoformat())


def _content(release: Path) -> tuple[str, dict[str, Any]]:
    """Return what two releases must share to be the same to a reader: the documents, and the fates of all others."""
    facts = read_facts(release)
    counts = {name: source.removed_by_reason for name, source in facts.sources.items()}
    return facts.content_digest, counts


def _tell_changes(old: Path, new: Path, name: str) -> None:
    differences = compare(old, new)
    rows = [f"| {part} | {differences[part]['documents']:,} |" for part in ("added", "removed", "changed")]
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in differences["removed_by_reason"].items()) or "none"
    text = "\n".join(["| | documents |", "|---|---|", *rows, "", f"Removed because: {reasons}"])
    create_markdown_artifact(text, key=artifact_key("changes", name), description=f"{old.name} → {new.name}")
