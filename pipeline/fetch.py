"""Brings a source's files into the workspace, checks their hashes and writes the lock file.

A file comes from the mirror if one is given and has it, else from the manifest's address.  What has been fetched once and
still has its hash is not fetched again.  Nothing that a manifest does not declare is ever downloaded.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import aiohttp
import fsspec

from pipeline import workspace as ws

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.load import LoadedSource
    from pipeline.manifest import Auth, Fetch
    from pipeline.workspace import Workspace

TRIES: Final = 3


class FetchError(RuntimeError):
    """A file cannot be had, or is not the one that was pinned; `reason` is the ledger's word for it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class SnapshotFile:
    """One file of a snapshot: its name in the source, its hash, its size and where it came from."""

    name: str
    sha256: str
    bytes: int
    address: str
    retrieved: str


@dataclass(frozen=True)
class Lock:
    """What a snapshot consists of; `pages` are the archived pages of evidence."""

    source: str
    files: tuple[SnapshotFile, ...]
    pages: tuple[SnapshotFile, ...] = ()

    def sha256(self) -> str:
        """Return one hash over the names and hashes of all files."""
        return ws.key([(one.name, one.sha256) for one in self.files])


@dataclass(frozen=True)
class Wanted:
    """A file to be fetched: the local path or the address it comes from, and the hash it must have."""

    name: str
    address: str
    path: Path | None = None
    sha256: str | None = None
    auth: Auth | None = None


def read_lock(workspace: Workspace, source: str) -> Lock | None:
    """Return the lock of a source, or None if nothing was fetched yet."""
    content = ws.read_json(workspace.snapshot(source) / "lock.json")
    if content is None:
        return None
    files = tuple(SnapshotFile(**one) for one in content["files"])
    return Lock(content["source"], files, tuple(SnapshotFile(**one) for one in content["pages"]))


def snapshot_path(workspace: Workspace, source: str, file: SnapshotFile) -> Path:
    """Return where a file of the snapshot lies: under its hash, so that names can never clash or escape."""
    return workspace.snapshot(source) / "files" / f"{file.sha256[:32]}-{PurePosixPath(file.name).name}"


def fetch(
    source: LoadedSource, workspace: Workspace, mirror: Path | None, *, offline: bool, locked: bool = False
) -> Lock:
    """Fetch what is missing and return the lock; raise FetchError if a file cannot be had or has the wrong hash.

    With `locked`, nothing is fetched: the snapshot must lie there with the hashes of its lock.
    """
    if locked:
        return _locked(source.id, workspace)
    known = {one.name: one for one in (read_lock(workspace, source.id) or Lock(source.id, ())).files}
    everything = [one for entry in source.manifest.fetch for one in _wanted(entry, source, mirror, offline=offline)]
    files = [_one(one, source.id, workspace, known.get(one.name), offline=offline) for one in everything]
    twice = sorted({one.name for one in files if [other.name for other in files].count(one.name) > 1})
    if twice:
        raise FetchError("not_fetched", f"{source.path}: fetch: the file names {twice} stand twice")
    lock = Lock(source.id, tuple(files), tuple(_pages(source, workspace, offline=offline)))
    ws.write_json(workspace.snapshot(source.id) / "lock.json", asdict(lock))
    return lock


def _locked(source: str, workspace: Workspace) -> Lock:
    lock = read_lock(workspace, source)
    if lock is None:
        raise FetchError("not_fetched", f"{workspace.snapshot(source)}: no lock file, and the run may fetch nothing")
    for file in (*lock.files, *lock.pages):
        path = snapshot_path(workspace, source, file)
        if not path.is_file() or ws.sha256_of(path) != file.sha256:
            raise FetchError("wrong_hash", f"{path}: missing, or not the file that {source}'s lock names")
    return lock


def _wanted(entry: Fetch, source: LoadedSource, mirror: Path | None, *, offline: bool) -> Iterator[Wanted]:
    mirrored = _mirrored(entry, source, mirror)
    if mirrored:
        yield from mirrored
    elif entry.path is not None:
        yield from _local(entry, source)
    elif entry.url is not None:
        path = _file_url(entry.url)
        yield Wanted(_name_of(entry.url), entry.url, path, entry.sha256, entry.auth)
    else:
        yield from _dataset(entry, offline=offline)


def _mirrored(entry: Fetch, source: LoadedSource, mirror: Path | None) -> list[Wanted]:
    if mirror is None:
        return []
    folder = mirror / source.id
    named = [(one.file, one.sha256) for one in entry.mirror]
    if not named and entry.url is not None:
        named = [(_name_of(entry.url), entry.sha256)]
    if not named or not all((folder / file).is_file() for file, _ in named):
        return []
    return [Wanted(file, f"mirror:{source.id}/{file}", folder / file, sha256) for file, sha256 in named]


def _local(entry: Fetch, source: LoadedSource) -> list[Wanted]:
    pattern = str(entry.path)
    folder = source.path.parent
    literal = folder / pattern
    paths = [literal] if literal.is_file() else sorted(path for path in folder.glob(pattern) if path.is_file())
    if not paths:
        raise FetchError("not_fetched", f"{source.path}: fetch: no file {pattern!r} in {folder}")
    return [Wanted(os.path.relpath(path, folder), f"path:{pattern}", path, entry.sha256) for path in paths]


def _dataset(entry: Fetch, *, offline: bool) -> Iterator[Wanted]:
    if offline:
        raise FetchError("not_fetched", f"dataset {entry.dataset!r} is not here, and the run is offline")
    from huggingface_hub import HfApi  # noqa: PLC0415  half a second of import that most runs need not pay

    api = HfApi(token=os.environ.get("HF_TOKEN"))
    name, revision = str(entry.dataset), entry.revision
    try:
        info = api.dataset_info(name, revision=revision)
        for file in sorted(one.rfilename for one in info.siblings or []):
            path = Path(api.hf_hub_download(name, file, repo_type="dataset", revision=info.sha))
            yield Wanted(file, f"dataset:{name}@{info.sha}/{file}", path)
    except (OSError, ValueError) as error:
        raise FetchError("not_fetched", f"dataset {name!r}: {_first_line(error)}") from error


def _name_of(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).name or "index.html"


def _file_url(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _one(
    wanted: Wanted, source: str, workspace: Workspace, known: SnapshotFile | None, *, offline: bool
) -> SnapshotFile:
    if known and known.address == wanted.address and _still_there(known, source, workspace, wanted):
        return known
    temporary = workspace.snapshot(source) / "files" / f"{ws.TEMPORARY}{os.getpid()}"
    temporary.parent.mkdir(parents=True, exist_ok=True)
    try:
        _bring(wanted, temporary, offline=offline)
        sha256 = ws.sha256_of(temporary)
        if wanted.sha256 and sha256 != wanted.sha256:
            message = f"{wanted.address}: sha256 is {sha256}, the manifest pins {wanted.sha256}"
            raise FetchError("wrong_hash", message)
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        file = SnapshotFile(wanted.name, sha256, temporary.stat().st_size, wanted.address, today)
        temporary.replace(snapshot_path(workspace, source, file))
    finally:
        temporary.unlink(missing_ok=True)
    return file


def _still_there(known: SnapshotFile, source: str, workspace: Workspace, wanted: Wanted) -> bool:
    path = snapshot_path(workspace, source, known)
    if not path.is_file() or (wanted.sha256 and wanted.sha256 != known.sha256):
        return False
    unchanged = wanted.path is None or ws.sha256_of(wanted.path) == known.sha256
    return unchanged and ws.sha256_of(path) == known.sha256


def _bring(wanted: Wanted, target: Path, *, offline: bool) -> None:
    if wanted.path is not None:
        try:
            shutil.copyfile(wanted.path, target)
        except OSError as error:
            raise FetchError("not_fetched", f"{wanted.address}: {_first_line(error)}") from error
        return
    if offline:
        raise FetchError("not_fetched", f"{wanted.address} is not in the workspace or mirror, and the run is offline")
    for attempt in range(TRIES):
        try:
            _download(wanted, target)
        except (OSError, ValueError, ImportError, aiohttp.ClientError) as error:
            if attempt + 1 == TRIES:
                raise FetchError("not_fetched", f"{wanted.address}: {_first_line(error)}") from error
            time.sleep(2**attempt)
        else:
            return


def _download(wanted: Wanted, target: Path) -> None:
    options: dict[str, Any] = {}
    if wanted.auth:
        secret = os.environ.get(wanted.auth.env)
        if not secret:
            raise FetchError("not_fetched", f"{wanted.address}: set {wanted.auth.env} in the environment")
        options["client_kwargs"] = {"headers": {wanted.auth.header: secret}}
    with fsspec.open(wanted.address, "rb", **options) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


def _pages(source: LoadedSource, workspace: Workspace, *, offline: bool) -> Iterator[SnapshotFile]:
    """Archive what evidence quotes outside the snapshot: pages, and files beside the manifest.

    What cannot be had leaves the claim unproven, not the run dead.
    """
    known = {one.name: one for one in (read_lock(workspace, source.id) or Lock(source.id, ())).pages}
    quoted = source.manifest.license.evidence
    urls = sorted({one.url for one in quoted if one.kind == "url" and one.url})
    files = sorted({one.file for one in quoted if one.kind in {"file", "letter"} and one.file})
    pages = [Wanted(url, url, _file_url(url)) for url in urls]
    pages += [Wanted(f"file:{name}", f"path:{name}", source.path.parent / name) for name in files]
    for wanted in pages:
        try:
            yield _one(wanted, source.id, workspace, known.get(wanted.name), offline=offline)
        except FetchError:
            continue
