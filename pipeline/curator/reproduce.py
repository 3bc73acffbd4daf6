"""A release built again from its own inputs, and the first difference with its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gemeingut.errors import PlaceError
from pipeline.fetch.lock import read_lock
from pipeline.release.inputs import software
from pipeline.release_files import data_files as files
from pipeline.release_files.facts import Software
from pipeline.store import workspace as ws
from pipeline.store.files import read_table, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.workspace import Workspace

EVIDENCE: Final = "evidence.parquet"
COMPARED: Final = ("data", "ledger", EVIDENCE)


class ReproduceError(PlaceError, RuntimeError):
    """The release does not hold what it was built from."""


def collection_of(release: Path) -> Path:
    """Return the collection manifest that a release was built from; raise ReproduceError if it has none."""
    path = release / "inputs" / "collection.yaml"
    if not path.is_file():
        raise ReproduceError(f"{release}: no inputs/collection.yaml there; is it the folder of a release?")
    return path


def bring_snapshots(release: Path, workspace: Workspace, collection: LoadedCollection) -> None:
    """Copy the snapshots that the release names from the workspace that it is in, if it is in one."""
    home = ws.open_workspace(release.parent.parent.parent).store
    for source in collection.sources:
        lock = release / "inputs" / "locks" / f"{source.id}.json"
        snapshot = workspace.snapshot(source.id)
        files = home.names(snapshot / "files")
        if not lock.is_file() or not files or workspace.store.names(snapshot, "**/*"):
            continue
        for name in files:
            workspace.store.write_bytes(name, home.read_bytes(name))
        workspace.store.write_bytes(snapshot / "lock.json", lock.read_bytes())


def has_snapshots(workspace: Workspace, collection: LoadedCollection) -> bool:
    """Return whether the workspace has the snapshot of every source that was fetched for the release."""
    locks = collection.path.parent / "locks"
    wanted = {path.stem for path in locks.glob("*.json")}
    return all(read_lock(workspace, source) is not None for source in wanted)


def differences_of_software(release: Path) -> Iterator[str]:
    """Yield what is installed in another version than the release was built with."""
    path = release / "inputs" / "software.json"
    if not path.is_file():
        return
    then, now = Software.model_validate_json(path.read_bytes()), software()
    if then.code_sha256 != now.code_sha256:
        yield "the code of gemeingut is another than the release was built with"
    for name, version in then.libraries.items():
        installed = now.libraries.get(name, "absent")
        if installed != version:
            yield f"{name} was {version} and is {installed}"


def first_difference(old: Path, new: Path) -> str | None:
    """Return the first file that differs and why, or None if data and ledger are the same byte for byte, and the proofs."""
    before, after = _sums(old), _sums(new)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) == after.get(name):
            continue
        if name not in after:
            return f"{name} was not built again"
        if name not in before:
            return f"{name} is new"
        if name == EVIDENCE and _proofs(old / name) == _proofs(new / name):
            continue
        return f"{name}: {_cause(old / name, new / name)}"
    return None


def _proofs(path: Path) -> pa.Table:
    """Return the proofs without the day on which each was fetched: fetched again, the same proof has another."""
    return read_table(path).drop_columns(["retrieved"])


def _sums(release: Path) -> dict[str, str]:
    roots = [release / name for name in COMPARED]
    paths = [path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*.parquet")))]
    return {path.relative_to(release).as_posix(): sha256_of(path) for path in paths}


def _cause(old: Path, new: Path) -> str:
    before, after = read_table(old), read_table(new)
    if before.schema != after.schema:
        return f"columns {before.schema.names} became {after.schema.names}"
    key = before.schema.names[0]
    ids, others = before.column(key).to_pylist(), after.column(key).to_pylist()
    for place, (before_id, after_id) in enumerate(zip(ids, others, strict=False)):
        if before_id != after_id:
            return f"row {place} was {before_id!r} and is {after_id!r}"
    if len(ids) != len(others):
        return f"{len(ids)} rows became {len(others)}"
    for name in before.schema.names:
        if not before.column(name).equals(after.column(name)):
            return f"column {name!r} differs first at {_first(before, after, key, name)}"
    same = "text" in before.schema.names and files.row_digests(before) == files.row_digests(after)
    return (
        "the same content, written by another version of the Parquet writer" if same else "the same rows, other bytes"
    )


def _first(before: pa.Table, after: pa.Table, key: str, name: str) -> Any:
    pairs = zip(before.column(key), before.column(name), after.column(name), strict=True)
    return next(document_id.as_py() for document_id, old, new in pairs if not old.equals(new))
