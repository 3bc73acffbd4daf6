"""The Hugging Face Hub as a publishing target: a dataset repository, one tag per version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.portals.target_kind import OWNER_AND_NAME, Addresses, TargetKind

if TYPE_CHECKING:
    from re import Match

    from pipeline.portals.target import Origin, Target
    from pipeline.portals.withdrawal import Withdrawer

TOKEN: Final = "HF_TOKEN"  # noqa: S105  the name of a variable
HOME: Final = "https://huggingface.co"
BRANCH: Final = "main"


def _open(address: Match[str], _link: str | None) -> Target:
    from pipeline.portals.huggingface_publication import Hub  # noqa: PLC0415  half a second of import
    from pipeline.portals.target import address_of  # noqa: PLC0415  dito

    return Hub(address[0], address_of("HF_ENDPOINT", HOME), TOKEN)


def _addresses(address: Match[str], _name: str, version: str) -> Addresses:
    page = f"{HOME}/datasets/{address[0]}"
    return Addresses(f"{page}/resolve/{version}/", page)


def _find(place: Match[str]) -> Origin:
    from pipeline.portals.huggingface_files import OnHub  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.target import address_of  # noqa: PLC0415  dito

    parts = place.groupdict()
    base = parts.get("base") or address_of("HF_ENDPOINT", HOME)
    return OnHub(base, parts["name"], parts["revision"] or BRANCH, TOKEN)


def _withdrawer(address: Match[str]) -> Withdrawer:
    from pipeline.portals.huggingface_publication import Hub  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.huggingface_withdrawal import HubWithdrawer  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.target import address_of  # noqa: PLC0415  a record is looked at without a client

    return HubWithdrawer(Hub(address[0], address_of("HF_ENDPOINT", HOME), TOKEN))


KIND: Final = TargetKind(
    kind="huggingface",
    form="OWNER/NAME",
    example="town-archive/minutes",
    pattern=OWNER_AND_NAME,
    open=_open,
    addresses=_addresses,
    published_form="huggingface:OWNER/NAME[@VERSION] or https://huggingface.co/datasets/OWNER/NAME[/tree/VERSION]",
    published=(
        re.compile(r"huggingface:(?P<name>[^/@]+/[^/@]+)(?:@(?P<revision>.+))?"),
        re.compile(r"(?P<base>https?://[^/]+)/datasets/(?P<name>[^/]+/[^/]+)(?:/tree/(?P<revision>[^/]+))?"),
    ),
    find=_find,
    withdrawer=_withdrawer,
    token_name=TOKEN,
    needs=("description", "contact"),
)
