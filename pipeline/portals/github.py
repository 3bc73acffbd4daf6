"""GitHub as a publishing target: a release of a repository for every version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.portals.target_kind import OWNER_AND_NAME, Addresses, TargetKind

if TYPE_CHECKING:
    from re import Match

    from pipeline.portals.target import Origin, Target
    from pipeline.portals.withdrawal import Withdrawer

TOKEN: Final = "GITHUB_TOKEN"  # noqa: S105  the name of a variable


def _open(address: Match[str], _link: str | None) -> Target:
    from pipeline.portals.github_publication import GitHub  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.github_repository import Repository  # noqa: PLC0415  dito

    return GitHub(Repository(address[0], TOKEN))


def _addresses(address: Match[str], _name: str, version: str) -> Addresses:
    return Addresses(page=f"https://github.com/{address[0]}/releases/tag/{version}", is_flat=True)


def _find(place: Match[str]) -> Origin:
    from pipeline.portals.github_repository import OnGitHub  # noqa: PLC0415  a record is looked at without a client

    return OnGitHub(place["name"], place["tag"], TOKEN)


def _withdrawer(address: Match[str]) -> Withdrawer:
    from pipeline.portals.github_publication import GitHub  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.github_repository import Repository  # noqa: PLC0415  a record is looked at without a client
    from pipeline.portals.github_withdrawal import GitHubWithdrawer  # noqa: PLC0415  a record is looked at without a client

    return GitHubWithdrawer(GitHub(Repository(address[0], TOKEN)))


KIND: Final = TargetKind(
    kind="github",
    form="OWNER/NAME",
    example="town-archive/minutes",
    pattern=OWNER_AND_NAME,
    open=_open,
    addresses=_addresses,
    published_form="github:OWNER/NAME@VERSION or https://github.com/OWNER/NAME/releases/tag/VERSION",
    published=(
        re.compile(r"github:(?P<name>[^/@]+/[^/@]+)@(?P<tag>.+)"),
        re.compile(r"https?://[^/]+/(?P<name>[^/]+/[^/]+)/releases/tag/(?P<tag>[^/]+)"),
    ),
    find=_find,
    withdrawer=_withdrawer,
    token_name=TOKEN,
    needs=("description",),
)
