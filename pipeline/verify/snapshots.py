"""Whether the proofs of a release stand in the files that it names, where these are there.

A release in its workspace has its snapshots beside it.  Each file that a lock names is hashed again, and each quote of a
manifest is sought again in the file whose hash its evidence states.  What is not there, or was erased, proves and disproves
nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

from licenses import quote
from pipeline.admit.admitted import lock_of
from pipeline.fetch.lock import snapshot_path
from pipeline.manifest import Source
from pipeline.manifest.yaml_file import ManifestError, load_model
from pipeline.read.decode import decode
from pipeline.read.read_source import snapshot
from pipeline.release_files.published_evidence import FILE
from pipeline.store.files import read_table, sha256_of
from pipeline.store.store import Name
from pipeline.store.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.archives.snapshot import Snapshot
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Evidence
    from pipeline.release_files.facts import ReleaseFacts
    from pipeline.store.workspace import Workspace

Stated = dict[tuple[str, str, str], str]
"""The hash that the evidence states, by source, place and quote."""


def faults(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    """Yield each file of a snapshot that is not what the lock names, and each quote that does not stand where it is said to."""
    workspace = _workspace(release)
    if workspace is None:
        return
    rows = read_table(release / FILE, ["source", "where", "statement", "sha256", "finding"]).to_pylist()
    sound = [row for row in rows if row["sha256"] and not row["finding"]]
    stated = {(row["source"], row["where"], row["statement"]): row["sha256"] for row in sound}
    for source in sorted(facts.sources):
        if (release / "inputs" / "locks" / f"{source}.json").is_file():
            yield from _faults_of(source, release, workspace, stated)


def _workspace(release: Path) -> Workspace | None:
    """Return the workspace that a release lies in, None for one that lies elsewhere."""
    above = release.resolve().parents
    if len(above) < 3 or above[1].name != "releases":
        return None
    workspace = open_workspace(above[2])
    return workspace if workspace.store.local(Name("snapshots")).is_dir() else None


def _faults_of(source: str, release: Path, workspace: Workspace, stated: Stated) -> Iterator[str]:
    lock = lock_of(release, source)
    is_whole = True
    for file in (*lock.files, *lock.pages):
        path = workspace.store.local(snapshot_path(workspace, source, file))
        if not path.is_file():
            is_whole = False
        elif sha256_of(path) != file.sha256:
            is_whole = False
            yield f"snapshots/{source}: {file.name} is not the file that the lock names"
    manifest = release / "inputs" / "sources" / f"{source}.yaml"
    if is_whole and manifest.is_file() and any(name == source for name, _, _ in stated):
        with contextlib.suppress(ManifestError):  # of another version of this program
            yield from _quotes(load_model(manifest, Source), workspace, lock, stated)


def _quotes(manifest: Source, workspace: Workspace, lock: Lock, stated: Stated) -> Iterator[str]:
    with snapshot(manifest.id, workspace, lock) as tree:
        for evidence in manifest.quoted:
            place = evidence.member or evidence.file or evidence.url or ""
            sha256 = stated.get((manifest.id, place, evidence.quote))
            if sha256 is None:
                continue
            data = _data(evidence, tree, workspace, lock)
            if data is None:
                yield f"{manifest.id}: {place}, which is quoted, is not in the snapshot"
            elif hashlib.sha256(data).hexdigest() != sha256:
                yield f"{manifest.id}: {place} is not the file whose hash the evidence states"
            elif not quote.stands_in(evidence.quote, decode(data, None)[0]):
                yield f"{manifest.id}: the quote {evidence.quote[:80]!r} does not stand in {place}"


def _data(evidence: Evidence, tree: Snapshot, workspace: Workspace, lock: Lock) -> bytes | None:
    if evidence.kind == "member":
        return tree.read(str(evidence.member))
    name = str(evidence.url) if evidence.kind == "url" else f"file:{evidence.file}"
    page = next((page for page in lock.pages if page.name == name), None)
    return workspace.store.read_bytes(snapshot_path(workspace, lock.source, page)) if page else None
