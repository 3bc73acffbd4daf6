"""A folder as a publishing target: a path, or any address that fsspec knows; one folder inside it for every version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.portals.target_kind import Addresses, TargetKind

if TYPE_CHECKING:
    from re import Match

    from pipeline.portals.target import Origin, Target
    from pipeline.portals.withdrawal import Withdrawer

WEB: Final = ("https://", "http://")


def _open(address: Match[str], _link: str | None) -> Target:
    from pipeline.portals.folder_publication import Folder  # noqa: PLC0415  a record is looked at without fsspec

    return Folder(address[0])


def _addresses(address: Match[str], name: str, version: str) -> Addresses:
    if not address[0].startswith(WEB):
        return Addresses()
    return Addresses(f"{address[0].rstrip('/')}/{name}/{version}/")


def _find(place: Match[str]) -> Origin:
    from pipeline.portals.folder_files import InFolder  # noqa: PLC0415  a record is looked at without fsspec

    return InFolder(place["path"])


def _withdrawer(address: Match[str]) -> Withdrawer:
    from pipeline.portals.folder_publication import Folder  # noqa: PLC0415  a record is looked at without fsspec
    from pipeline.portals.folder_withdrawal import FolderWithdrawer  # noqa: PLC0415  dito

    return FolderWithdrawer(Folder(address[0]))


KIND: Final = TargetKind(
    kind="folder",
    form="PATH",
    example="/srv/data",
    pattern=re.compile(r".+", re.DOTALL),
    open=_open,
    addresses=_addresses,
    published_form="PATH/NAME/VERSION, a path or any fsspec URL",
    published=(re.compile(r"folder:(?P<path>.+)"),),
    find=_find,
    withdrawer=_withdrawer,
)
