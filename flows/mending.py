"""What a workspace remembers and no step can make again is looked at before a run: what is damaged is named, and restored or left out.

Locks and proofs are restored from what the last run kept for later ones, else fetched and checked again; the date of a run from
the last release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.release.build_on import FOLDER
from pipeline.release_files.facts import ReleaseError, read_facts
from pipeline.store.store import DamagedError, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.progress import Progress
    from pipeline.store.store import Store
    from pipeline.store.workspace import Workspace

NOTES: Final = ("*/lock.json", "*/partial.json", "*/proof.json", "*/seen.json")


def mend(workspace: Workspace, collection: str, progress: Progress) -> None:
    """Delete damaged notes of snapshots and of the collection's state, and restore them where that is possible; each is named."""
    store = workspace.store
    state = workspace.state(collection)
    for name in (*_damaged(store), *([state] if not _is_sound(store, state) else ())):
        store.delete(name)
        is_restored = _restore_state(workspace, collection) if name == state else _restore_note(store, name)
        what = "restored" if is_restored else "made again"
        progress.warn(f"{DamagedError(str(name), str(store.local(name)))}; it is {what}")


def _damaged(store: Store) -> Iterator[Name]:
    for pattern in NOTES:
        yield from (name for name in store.names(Name("snapshots"), pattern) if not _is_sound(store, name))


def _is_sound(store: Store, name: Name) -> bool:
    try:
        store.read_sealed(name)
    except DamagedError:
        return False
    return True


def _restore_note(store: Store, name: Name) -> bool:
    for kept in store.names(Name("index"), f"*/{FOLDER}/{name}"):
        if _is_sound(store, kept):
            store.write_bytes(name, store.read_bytes(kept))
            return True
    return False


def _restore_state(workspace: Workspace, collection: str) -> bool:
    """Write the state of the last finished run as its release states it; return whether there is one."""
    for folder in sorted(
        workspace.release_folders(collection), key=lambda folder: folder.stat().st_mtime, reverse=True
    ):
        try:
            facts = read_facts(folder)
        except ReleaseError:
            continue
        state = {"version": facts.version, "as_of": facts.as_of, "running": False}
        workspace.store.write_sealed(workspace.state(collection), state)
        return True
    return False
