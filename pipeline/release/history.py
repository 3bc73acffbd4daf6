"""The releases of a collection in a workspace, in the order of their versions, and the changes since the last.

Used by the plan of the buckets, by the build and by a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.manifest.frozen import PARTIAL
from pipeline.release_files.diff import compare
from pipeline.release_files.facts import Previous, read_facts
from pipeline.store.ids import order_of

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.store.workspace import Workspace


def earlier(workspace: Workspace, collection: str, version: str) -> list[Path]:
    """Return the folders of the whole releases up to this version, itself included, the lowest version first."""
    whole = [path for path in workspace.release_folders(collection) if not path.name.endswith(PARTIAL)]
    return sorted(
        (path for path in whole if order_of(path.name) <= order_of(version)), key=lambda path: order_of(path.name)
    )


def previous(workspace: Workspace, collection: str, version: str) -> Path | None:
    """Return the folder of the release with the highest version below this one, or None if there is none."""
    lower = [path for path in earlier(workspace, collection, version) if order_of(path.name) < order_of(version)]
    return lower[-1] if lower else None


def digest_of(release: Path | None) -> str:
    """Return the content digest of a release, or an empty text for None."""
    return read_facts(release).content_digest if release else ""


def since(old: Path, new: Path) -> Previous:
    """Return the previous release as release.json describes it: version, digest, and the differences, without a path."""
    differences = {name: value for name, value in compare(old, new).items() if name not in {"old", "new"}}
    facts = read_facts(old)
    return Previous(version=facts.version, content_digest=facts.content_digest, **differences)
