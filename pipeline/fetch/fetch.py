"""Brings a source's files into the workspace, checks their hashes and writes the lock file.

A file comes from the mirror if one is given and has it, else from the manifest's address.  What has been fetched once and
still has its hash is not fetched again.  Nothing that a manifest does not declare is ever downloaded.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filters.error_codes import code_of
from gemeingut.errors import TransferError
from pipeline.fetch import hub
from pipeline.fetch.download import DownloadError, Terms, download, first_line, listed, secret
from pipeline.fetch.entries import Wanted, file_path, key_of, local_files
from pipeline.fetch.erased import UNFINISHED, erased
from pipeline.fetch.lock import Lock, SnapshotFile, placed, read_lock, snapshot_path
from pipeline.fetch.meter import Meter
from pipeline.fetch.reach import reach_of
from pipeline.fetch.seen import Seen
from pipeline.fetch.unfinished import Unfinished
from pipeline.manifest.source import Budget
from pipeline.store.files import key, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.manifest import Fetch
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace


PAGES: Final = Budget(bytes=64 * 2**20, seconds=900)
"""What all archived pages of a source's evidence may cost together."""


class FetchError(TransferError, RuntimeError):
    """A file cannot be fetched, or is not the one that was pinned; `reason` is the reason in the ledger."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def fetch(
    source: LoadedSource, workspace: Workspace, mirror: Path | None, *, offline: bool, locked: bool = False
) -> Lock:
    """Fetch what is missing and return the lock; raise FetchError if a file cannot be fetched or has the wrong hash.

    With `locked`, nothing is fetched: the snapshot must be present with the hashes of its lock.  Files of a failed
    fetch are listed in `partial.json` and not fetched again either.
    """
    if locked:
        return _locked(source.id, workspace)
    fetching = _Fetching(source, workspace, mirror, offline)
    partial = workspace.snapshot(source.id) / "partial.json"
    try:
        for entry in source.manifest.fetch:
            for file in fetching.entry(entry):
                fetching.take(file)
    except (DownloadError, ValueError, OSError) as error:  # ValueError: an address or a pattern that is none
        raise FetchError("not_fetched", first_line(error)) from error
    finally:
        workspace.store.write_sealed(partial, asdict(Lock(source.id, fetching.files)))
        fetching.seen.write()
    pages = tuple(fetching.pages())
    lock = Lock(source.id, fetching.files, pages, tuple(sorted(fetching.missing.items())))
    workspace.store.write_sealed(workspace.snapshot(source.id) / "lock.json", asdict(lock))
    fetching.seen.write()
    workspace.store.delete(partial)
    workspace.store.delete_folder(workspace.snapshot(source.id) / UNFINISHED)
    return lock


def _locked(source: str, workspace: Workspace) -> Lock:
    lock = read_lock(workspace, source)
    if lock is None:
        folder = workspace.store.local(workspace.snapshot(source))
        raise FetchError("not_fetched", f"{folder}: no lock file, and the run may fetch nothing")
    seen = Seen(workspace, source)
    for file in (*lock.files, *lock.pages):
        path = workspace.store.local(snapshot_path(workspace, source, file))
        if not path.is_file() or seen.sha256(path) != file.sha256:
            raise FetchError("wrong_hash", f"{path}: missing, or not the file that {source}'s lock names")
    return lock


class _Fetching:
    """One fetch of one source: what is known from earlier ones, and what has been gathered so far."""

    def __init__(self, source: LoadedSource, workspace: Workspace, mirror: Path | None, offline: bool) -> None:  # noqa: FBT001  as it was asked for
        self._source, self._workspace, self._mirror, self._offline = source, workspace, mirror, offline
        locks = [read_lock(workspace, source.id, file) for file in ("lock.json", "partial.json")]
        self._known = {placed(file): file for lock in locks if lock for file in lock.files}
        self._known_pages = {page.name: page for lock in locks if lock for page in lock.pages}
        self._erased = erased(workspace, source.id)
        self._taken: dict[str, SnapshotFile] = {}
        self._reach = reach_of(source.manifest)
        self._page_terms = Terms(self._reach, Meter(PAGES))
        self.seen = Seen(workspace, source.id)
        self.missing: dict[str, str] = {}

    @property
    def files(self) -> tuple[SnapshotFile, ...]:
        """The files gathered so far, in the order of the manifest."""
        return tuple(self._taken.values())

    def take(self, file: SnapshotFile) -> None:
        """Add a file; the same file may serve several entries; raise FetchError if two files have the same name."""
        place = placed(file)
        other = self._taken.get(place, file)
        if other.sha256 != file.sha256 or (other is not file and set(other.entries) & set(file.entries)):
            message = f"{self._source.path}: fetch: the file {place!r} stands twice; give one entry a 'folder'"
            raise FetchError("not_fetched", message)
        self._taken[place] = replace(other, entries=tuple(dict.fromkeys((*other.entries, *file.entries))))

    def entry(self, entry: Fetch) -> Iterator[SnapshotFile]:
        """Yield the files of an entry: of this machine, else fetched before, else fetched now."""
        entries = (key_of(entry),)
        if wanted := local_files(entry, self._source, self._mirror):
            yield from (replace(self._copied(file), entries=entries) for file in wanted)
        elif there := self._fetched_before(entry):
            yield from (replace(file, entries=entries) for file in there)
        elif self._offline:
            address = entry.url or f"dataset {entry.dataset}"
            raise DownloadError(f"{address} is not in the workspace or mirror, and the run is offline")
        else:
            yield from (replace(file, entries=entries) for file in self._fetched_now(entry))

    def _fetched_before(self, entry: Fetch) -> list[SnapshotFile]:
        there = [file for file in self._known.values() if key_of(entry) in file.entries]
        pins = {f"mirror:{self._source.id}/{mirrored.file}": mirrored.sha256 for mirrored in entry.mirror}
        good = all(
            (pins.get(file.address, entry.sha256) or file.sha256) == file.sha256 and self._is_stored(file)
            for file in there
        )
        return there if good else []

    def _fetched_now(self, entry: Fetch) -> Iterable[SnapshotFile]:
        terms = Terms(self._reach, Meter(entry.budget))
        if entry.dataset is not None:
            return self._dataset(entry, entry.dataset, terms)
        if entry.auth:
            terms = replace(terms, headers={entry.auth.header: secret(str(entry.url), entry.auth)})
        return (
            self._downloaded(Wanted(name, address, None, entry.sha256, entry.folder), address, terms)
            for name, address in listed(str(entry.url))
        )

    def _dataset(self, entry: Fetch, name: str, terms: Terms) -> Iterator[SnapshotFile]:
        on_hub = hub.terms_of(terms, secret(f"dataset {name}", entry.auth) if entry.auth else None)
        listing = self._unfinished(f"dataset:{name}@{entry.revision or ''}")
        dataset = hub.dataset_of(name, entry.revision, listing, on_hub)
        for file in dataset.files:
            known_as = f"dataset:{name}@{dataset.commit}/{file}"
            wanted = Wanted(file, known_as, None, entry.sha256, entry.folder)
            yield self._downloaded(wanted, dataset.address(file), on_hub)

    def _copied(self, wanted: Wanted) -> SnapshotFile:
        """Return a file of this machine in its present state."""
        path = Path(str(wanted.path))
        known = self._known.get(f"{wanted.folder}/{wanted.name}" if wanted.folder else wanted.name)
        if known is not None and self._is_stored(known):
            now = self.seen.sha256(path)
            if now == known.sha256 and wanted.sha256 in {None, now}:
                return known
        return self._adopted(wanted, path)

    def _is_stored(self, known: SnapshotFile) -> bool:
        path = self._workspace.store.local(snapshot_path(self._workspace, self._source.id, known))
        return known.sha256 in self._erased or (path.is_file() and self.seen.sha256(path) == known.sha256)

    def _adopted(self, wanted: Wanted, path: Path) -> SnapshotFile:
        """Bring a file of this machine into the snapshot, whole and with the right hash, or not at all."""
        store = self._workspace.store
        name = self._workspace.snapshot(self._source.id) / UNFINISHED / "adopted"
        store.adopt(path, name)
        return self._put(wanted, store.local(name))

    def _downloaded(self, wanted: Wanted, address: str, terms: Terms) -> SnapshotFile:
        """Bring a file of an address into the snapshot, whole and with the right hash, or not at all."""
        unfinished = self._unfinished(wanted.address)
        download(address, unfinished, terms)
        file = self._put(wanted, unfinished.path)
        unfinished.forget()
        return file

    def _unfinished(self, address: str) -> Unfinished:
        folder = self._workspace.snapshot(self._source.id) / UNFINISHED
        return Unfinished(self._workspace.store, folder / key(address)[:32])

    def _put(self, wanted: Wanted, path: Path) -> SnapshotFile:
        sha256 = sha256_of(path)
        if wanted.sha256 and sha256 != wanted.sha256:
            path.unlink()
            message = f"{wanted.address}: sha256 is {sha256}, the manifest pins {wanted.sha256}"
            raise FetchError("wrong_hash", message)
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        file = SnapshotFile(wanted.name, sha256, path.stat().st_size, wanted.address, today, wanted.folder)
        name = snapshot_path(self._workspace, self._source.id, file)
        self._workspace.store.put(path, name)
        self.seen.note(self._workspace.store.local(name), sha256)
        return file

    def pages(self) -> Iterator[SnapshotFile]:
        """Archive what evidence quotes outside the snapshot: pages, and files next to the manifest.

        What cannot be fetched leaves the claim unproven and does not end the run; `missing` then holds the cause.
        """
        quoted = self._source.manifest.quoted
        urls = sorted({evidence.url for evidence in quoted if evidence.kind == "url" and evidence.url})
        files = sorted({evidence.file for evidence in quoted if evidence.kind in {"file", "letter"} and evidence.file})
        for name, address in [*((url, url) for url in urls), *((f"file:{file}", f"path:{file}") for file in files)]:
            try:
                path = file_path(address) if name == address else self._source.path.parent / name.removeprefix("file:")
                yield self._page(Wanted(name, address, path), self._known_pages.get(name))
            except (DownloadError, ValueError) as error:
                self.missing[name] = first_line(error)
            except OSError as error:
                self.missing[name] = error.strerror or code_of(error)  # its text names a folder of this machine

    def _page(self, wanted: Wanted, known: SnapshotFile | None) -> SnapshotFile:
        unchanged = wanted.path is None or (known is not None and self.seen.sha256(wanted.path) == known.sha256)
        if known is not None and unchanged and self._is_stored(known):
            return known
        if wanted.path is None and self._offline:
            raise DownloadError(f"{wanted.address} is not in the workspace, and the run is offline")
        if wanted.path is not None:
            return self._adopted(wanted, wanted.path)
        return self._downloaded(wanted, wanted.address, self._page_terms)
