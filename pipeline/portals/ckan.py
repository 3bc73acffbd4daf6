"""A CKAN portal as a publishing target: a dataset of an organisation for every version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.portals.target_kind import Addresses, TargetKind

if TYPE_CHECKING:
    from re import Match

    from pipeline.portals.target import Origin, Target
    from pipeline.portals.withdrawal import Withdrawer

TOKEN: Final = "CKAN_TOKEN"  # noqa: S105  the name of a variable


def _open(address: Match[str], link: str | None) -> Target:
    from pipeline.portals.ckan_portal import Portal  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.ckan_publication import Ckan  # noqa: PLC0415  dito

    return Ckan(Portal(address["url"].rstrip("/"), TOKEN), address["organisation"], address["name"] or None, link)


def _addresses(address: Match[str], name: str, _version: str) -> Addresses:
    return Addresses(page=f"{address['url'].rstrip('/')}/dataset/{name}", is_flat=True)


def _find(place: Match[str]) -> Origin:
    from pipeline.portals.ckan_portal import OnPortal  # noqa: PLC0415  a record is looked at without a client

    return OnPortal(place["base"], place["name"], TOKEN).origin


def _withdrawer(address: Match[str]) -> Withdrawer:
    from pipeline.portals.ckan_portal import Portal  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.ckan_publication import Ckan  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.ckan_withdrawal import CkanWithdrawer  # noqa: PLC0415  a record is looked at without a client

    return CkanWithdrawer(
        Ckan(Portal(address["url"].rstrip("/"), TOKEN), address["organisation"], address["name"] or None)
    )


KIND: Final = TargetKind(
    kind="ckan",
    form="URL#ORGANISATION",
    example="https://portal.example#library",
    pattern=re.compile(r"(?P<url>[^#]*://[^#]*)#(?P<organisation>[^/]+)(?:/(?P<name>.*))?"),
    open=_open,
    addresses=_addresses,
    published_form="https://PORTAL/dataset/NAME",
    published=(re.compile(r"(?:ckan:)?(?P<base>https?://.+)/dataset/(?P<name>[^/#?]+)"),),
    find=_find,
    withdrawer=_withdrawer,
    token_name=TOKEN,
    needs=("description", "publisher", "contact", "contributor_id", "themes"),
    takes_links=True,
)
