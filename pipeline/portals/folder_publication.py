"""Publishing into a folder: a path, or any fsspec URL; whole or not at all, and verified after the copy.

An object store cannot move a folder: there SHA256SUMS is copied last, and a release without it is not published yet.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import fsspec
from fsspec.implementations.local import LocalFileSystem
from fsspec.spec import AbstractFileSystem

from pipeline.portals.folder_files import InFolder
from pipeline.portals.target import (
    NEVER_CHANGED,
    RESUME,
    Access,
    Parcel,
    Plan,
    Published,
    PublishError,
    Step,
    differences,
)
from pipeline.release_files.timings import FILE as TIMINGS
from pipeline.store.ids import order_of

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK: Final = 1 << 20
SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True)
class Folder:
    """A folder, by path or by any address that fsspec knows; it knows no access, whoever reads the folder reads all."""

    place: str

    def plan(self, parcel: Parcel, _access: Access) -> Plan:
        """Return how the release gets to `<place>/<name>/<version>`.

        The files go to a folder beside it that takes its place at the end, so that nobody sees half a release; files that
        an interrupted copy left there whole are not sent again.  A release that is there already, file for file, is left
        alone; another release under the same version is refused.
        """
        system, root = opened(self.place)
        address = f"{root.rstrip('/')}/{parcel.name}/{parcel.version}"
        refuse_links(system, root, f"{parcel.name}/{parcel.version}")
        shown = _shown(system, address)
        if _is_published(system, address):
            return _looked_after(system, address, shown, parcel)
        sums = parcel.with_timings
        check = partial(_same, system, address, sums)
        draft = draft_of(f"{root.rstrip('/')}/{parcel.name}", parcel.version)
        for name in ("", *sums):
            refuse_links(system, root, f"{parcel.name}/.part-{parcel.version}/{name}")
        there = tuple(name for name, digest in sums.items() if digest_of(system, f"{draft}/{name}") == digest)
        missing = tuple(name for name in sums if name not in there)
        steps = [
            Step((f"copy {name} to {draft}/{name}",), partial(_send, system, parcel, name, draft)) for name in missing
        ]
        move = Step((f"move {draft} to {address}",), partial(_move, system, draft, address, sums))
        return Plan(shown, (*steps, move), check, missing, there)

    def published(self, name: str) -> list[Published]:
        """Return the versions in the folder `<place>/<name>`: folders with checksums, but no unfinished ones."""
        system, root = opened(self.place)
        folder = f"{root.rstrip('/')}/{name}"
        if not system.isdir(folder):
            return []
        paths = [str(path).rstrip("/") for path in system.ls(folder, detail=False)]
        there = [
            path for path in paths if not path.rpartition("/")[2].startswith(".") and system.isfile(f"{path}/{SUMS}")
        ]
        return [
            Published(version, _shown(system, path), "public", InFolder(str(system.unstrip_protocol(path))))
            for version, path in sorted(
                ((path.rpartition("/")[2], path) for path in there), key=lambda pair: order_of(pair[0])
            )
        ]

    def board(self, name: str) -> InFolder:
        """Return the collection's folder, in which the notices lie beside the versions."""
        system, root = opened(self.place)
        return InFolder(str(system.unstrip_protocol(f"{root.rstrip('/')}/{name}")))


def _shown(system: Any, path: str) -> str:
    """Return an address as people write it: a path of this machine, or with its protocol."""
    return path if system.protocol in {"file", ("file", "local")} else str(system.unstrip_protocol(path))


def opened(place: str) -> tuple[Any, str]:
    """Return the file system of a place and the path in it; raise PublishError if there is none for it."""
    address = place if "://" in place else str(Path(place).resolve())
    try:
        system, root = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise PublishError(f"{place}: {error}") from error
    return system, str(root)


def draft_of(folder: str, version: str) -> str:
    """Return the folder in which a version of a collection lies until all of it is there."""
    return f"{folder}/.part-{version}"


def refuse_links(system: Any, root: str, name: str) -> None:
    """Raise PublishError if a part of a path below `root` is a link: whoever planted it would choose what is written to."""
    if not isinstance(system, LocalFileSystem):
        return
    path = Path(root)
    for part in PurePosixPath(name).parts:
        path /= part
        if path.is_symlink():
            raise PublishError(
                f"{path} is a link, and nothing is written through links; look who made it, and delete it"
            )


def _looked_after(system: Any, address: str, shown: str, parcel: Parcel) -> Plan:
    """Return the plan of a version that is there: nothing, or what puts back what somebody changed, deleted or added."""
    wrong = tuple(name for name, digest in parcel.sums.items() if digest_of(system, f"{address}/{name}") != digest)
    more = [path.split(address, 1)[1].lstrip("/") for path in _foreign(system, address, {**parcel.sums, TIMINGS: ""})]
    changed = differences(shown, (*wrong, *more))
    steps = [Step((f"copy {name} to {shown}/{name}",), partial(_send, system, parcel, name, address)) for name in wrong]
    steps += [Step((f"delete {shown}/{name}",), partial(system.rm, f"{address}/{name}")) for name in more]
    there = tuple(name for name in parcel.sums if name not in wrong)
    return Plan(shown, tuple(steps), partial(_same, system, address, parcel.sums), wrong, there, changed=changed)


def _send(system: Any, parcel: Parcel, name: str, draft: str) -> None:
    target = f"{draft}/{name}"
    refuse_links(system, draft, name)
    system.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    try:
        with (parcel.folder / name).open("rb") as stream, system.open(target, "wb") as sink:
            while block := stream.read(BLOCK):
                sink.write(block)
    except OSError as error:
        raise PublishError(f"{target}: {error}; {RESUME}") from error
    if digest_of(system, target) != parcel.with_timings[name]:
        raise PublishError(f"{target}: arrived with another checksum; publish again")


def _move(system: Any, draft: str, address: str, sums: dict[str, str]) -> None:
    refuse_links(system, draft.rpartition("/")[0], address.rpartition("/")[2])
    foreign = list(_foreign(system, draft, sums))
    for path in foreign:
        refuse_links(system, draft, path.split(draft, 1)[1].lstrip("/"))
    for path in foreign:
        system.rm(path)
    if not _copies(system):
        system.mv(draft, address, recursive=True)
        return
    for name in sorted(sums, key=lambda name: (name == SUMS, name)):
        target = f"{address}/{name}"
        system.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        try:
            system.cp_file(f"{draft}/{name}", target)
        except OSError as error:
            raise PublishError(f"{target}: {error}; {RESUME}") from error
    system.rm(draft, recursive=True)


def _copies(system: Any) -> bool:
    """Return whether a file system moves a folder by copying file after file, as object stores do."""
    return type(system).mv is AbstractFileSystem.mv


def _is_published(system: Any, address: str) -> bool:
    return bool(system.isfile(f"{address}/{SUMS}") if _copies(system) else system.exists(address))


def digest_of(system: Any, path: str) -> str | None:
    """Return the SHA-256 of a file, read in blocks; None if there is no such file."""
    if not system.isfile(path):
        return None
    digest = hashlib.sha256()
    with system.open(path, "rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _foreign(system: Any, draft: str, sums: dict[str, str]) -> Iterator[str]:
    for path in sorted(system.find(draft)):
        if path.split(draft, 1)[1].lstrip("/") not in sums:
            yield path


def _same(system: Any, address: str, sums: dict[str, str]) -> None:
    for name, wanted in sums.items():
        if digest_of(system, f"{address}/{name}") != wanted:
            raise PublishError(f"{address}/{name} is not the file of this release; {NEVER_CHANGED}")
