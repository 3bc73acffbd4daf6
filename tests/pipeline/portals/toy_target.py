"""A publishing target as a newcomer would add one: one module, and one line in the registry."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.portals.target import Access, Parcel, Plan, Published, Step, secret
from pipeline.portals.target_kind import Addresses, TargetKind


def _shelf(name):
    return Path(os.environ["TOY_HOME"]) / name


@dataclass(frozen=True)
class Shelf:
    """A folder in which every version is a folder of flat files."""

    name: str

    def plan(self, parcel: Parcel, access: Access) -> Plan:
        """Return a plan that copies every file."""
        folder = _shelf(self.name) / parcel.version
        names = tuple(parcel.sums)
        steps = [Step((f"PUT {name}",), partial(self._put, parcel, name, folder)) for name in names]
        return Plan(f"toy:{self.name}@{parcel.version}", tuple(steps), lambda: None, names, notes=(f"for {access}",))

    def published(self, _name: str) -> list[Published]:
        """Return the folders on the shelf."""
        there = sorted(_shelf(self.name).iterdir()) if _shelf(self.name).is_dir() else []
        return [Published(path.name, f"toy:{self.name}@{path.name}", "public", OnShelf(path)) for path in there]

    def board(self, _name: str) -> OnShelf:
        """Return a place without notices."""
        return OnShelf(_shelf(self.name) / "board")

    def _put(self, parcel, name, folder):
        secret("TOY_TOKEN", purpose="ask the owner of the shelf")
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(parcel.folder / name, folder / name.replace("/", "--"))


@dataclass(frozen=True)
class OnShelf:
    """A version on the shelf."""

    folder: Path
    archives: tuple[str, ...] = ()

    @contextmanager
    def blocks(self, name):
        """Yield the bytes of one file; None if it is not there."""
        path = self.folder / name.replace("/", "--")
        yield [path.read_bytes()] if path.is_file() else None


KIND = TargetKind(
    kind="toy",
    form="SHELF",
    example="kids",
    pattern=re.compile(r"(?P<shelf>[a-z]+)"),
    open=lambda address, _link: Shelf(address["shelf"]),
    addresses=lambda address, _name, version: Addresses(page=f"https://toys.example/{address['shelf']}/{version}"),
    published_form="toy:SHELF@VERSION",
    published=(re.compile(r"toy:(?P<shelf>[a-z]+)@(?P<version>.+)"),),
    find=lambda place: OnShelf(_shelf(place["shelf"]) / place["version"]),
    token_name="TOY_TOKEN",  # noqa: S106  the name of a variable
    needs=("geocoding",),
)
