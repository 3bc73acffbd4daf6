"""Withdrawing from a folder: the files of a version are deleted, a page in their place says that it was withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.portals.folder_publication import Folder, draft_of, opened, refuse_links
from pipeline.portals.target import NOTICES, Plan, Step
from pipeline.portals.withdrawal import TOMBSTONE, StillThereError, publishing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.portals.target import Published
    from pipeline.portals.withdrawal import Old, Withdrawal

FEED, FEED_ABOVE = f'href="{NOTICES[1]}"'.encode(), f'href="../{NOTICES[1]}"'.encode()
"""The link to the feed, beside the page and from the place of a version."""


@dataclass(frozen=True)
class FolderWithdrawer:
    """A folder from which versions are withdrawn."""

    target: Folder
    is_written_anew: bool = False

    def locations(self, version: Published, names: Sequence[str], _changed: Sequence[str]) -> list[str]:
        """Return the addresses of the files."""
        return [f"{version.address}/{name}" for name in names]

    def copies(self) -> list[str]:
        """Return nothing: a folder does not know who copied it."""
        return []

    def plan(self, withdrawal: Withdrawal) -> Plan:
        """Return how what stays is published, the notices put up, and what goes deleted."""
        system, root = opened(self.target.place)
        folder = f"{root.rstrip('/')}/{withdrawal.name}"
        steps = [publishing(self.target, parcel, access) for parcel, access in withdrawal.stays]
        steps += [
            Step((f"write {folder}/{name}",), partial(_write, system, folder, name, withdrawal.notices[name]))
            for name in NOTICES
        ]
        page = withdrawal.notices[NOTICES[2]].replace(FEED, FEED_ABOVE)
        steps += [self._removal(system, folder, old, page) for old in withdrawal.gone]
        return Plan(folder, tuple(steps), partial(_check, system, withdrawal.gone))

    def _removal(self, system: Any, folder: str, old: Old, page: bytes) -> Step:
        calls = (f"delete {old.address} ({len(old.locations)} files)", f"write {old.address}/{TOMBSTONE}")

        def remove() -> None:
            refuse_links(system, folder, old.version)
            for path in (f"{folder}/{old.version}", draft_of(folder, old.version)):
                if system.exists(path):
                    system.rm(path, recursive=True)
            _write(system, f"{folder}/{old.version}", TOMBSTONE, page)

        return Step(calls, remove)


def _write(system: Any, folder: str, name: str, content: bytes) -> None:
    refuse_links(system, folder, name)
    system.makedirs(folder, exist_ok=True)
    with system.open(f"{folder}/{name}", "wb") as sink:
        sink.write(content)


def _check(system: Any, gone: Sequence[Old]) -> None:
    left = [location for old in gone for location in _left(system, old)]
    if left:
        raise StillThereError(left, "delete them by hand, then run the same command again")


def _left(system: Any, old: Old) -> Iterator[str]:
    for location in old.locations:
        if not location.endswith(f"/{TOMBSTONE}") and system.exists(location):
            yield location
