"""A published release, brought back to be verified: from an address, or from where a target keeps it.

Files come in blocks, so that memory does not depend on their size; a release on disk is what the checks read.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from pipeline.portals import assets, registry
from pipeline.portals.folder_files import InFolder
from pipeline.portals.target import Described, NotThereError, Origin, PublishError, open_parcel

if TYPE_CHECKING:
    from pathlib import Path

SUMS: Final = "SHA256SUMS"


def is_elsewhere(place: str) -> bool:
    """Return whether a place is an address or a target, and no folder of this machine."""
    return "://" in place or registry.names_target(place)


def bring(place: str, folder: Path) -> None:
    """Put every file that the release's own SHA256SUMS names into a folder; raise NotThereError if there is none."""
    bring_from(origin_at(place.rstrip("/")), place, folder)


def bring_from(origin: Origin, place: str, folder: Path, begins: tuple[str, ...] = ("",)) -> None:
    """Put the files whose names begin so into a folder, from where a release lies; archives of others are not fetched.

    Raises NotThereError if there is no release.
    """
    try:
        if not _write(origin, SUMS, folder):
            raise NotThereError(f"{place}: no SHA256SUMS there")
        for archive in origin.archives:
            if archive == assets.INDEX_ARCHIVE and not any(assets.INDEX.startswith(begin) for begin in begins):
                continue
            _write(origin, archive, folder)
            assets.unpack(folder / archive, folder)
            (folder / archive).unlink()
    except (OSError, ValueError, PublishError) as error:
        raise NotThereError(f"{place}: no SHA256SUMS there: {error}") from error
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        name = line[66:]
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            raise NotThereError(f"{place}: SHA256SUMS names {name!r}, which lies outside the release")
        if name.startswith(begins) and not (folder / name).exists():
            with contextlib.suppress(OSError, ValueError):  # the checksum's own check names what is missing
                _write(origin, name, folder)


def changed(place: str, folder: Path) -> list[str] | None:
    """Return what a portal says of a release otherwise than the release that was brought from it; None if it says nothing."""
    origin = origin_at(place.rstrip("/"))
    return origin.changed(open_parcel(folder)) if isinstance(origin, Described) else None


def _write(origin: Origin, name: str, folder: Path) -> bool:
    with origin.blocks(name) as blocks:
        if blocks is None:
            return False
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as sink:
            for block in blocks:
                sink.write(block)
    return True


def origin_at(place: str) -> Origin:
    """Return where a release lies: as the first target says that knows an address of this form, else in a folder."""
    if origin := registry.origin_of(place):
        return origin
    if registry.names_target(place):
        raise NotThereError(f"{place}: expected {registry.kind_of(place).published_form}")
    return InFolder(place)
