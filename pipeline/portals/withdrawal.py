"""What withdrawing asks of a target: old versions away, what replaces them there, a notice in their place, and a look again.

A target answers with a plan, as for publishing; its last check asks every old address and raises if one of them still gives
what was withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from pipeline.portals.target import PublishError, Step, carry_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.portals.target import Access, Parcel, Plan, Published, Target

TOMBSTONE: Final = "index.html"
"""The page in the place of a withdrawn version, where a target has a place for it."""


class StillThereError(PublishError):
    """Addresses still give what was withdrawn; `addresses` are all of them."""

    def __init__(self, addresses: Sequence[str], advice: str) -> None:
        super().__init__("\n".join([*(f"still there: {address}" for address in addresses), advice]))
        self.addresses = tuple(addresses)


@dataclass(frozen=True)
class Old:
    """A version to be withdrawn: its address, who may read it, and the addresses of its files, which must refuse afterwards."""

    version: str
    address: str
    access: Access
    locations: tuple[str, ...]


@dataclass(frozen=True)
class Withdrawal:
    """What is to be done at a target for a collection: `gone` goes, `stays` is published, `notices` are put up.

    `stays` are, with who may read them, the versions that replace others and, for a target that `is_written_anew`, all that are
    there afterwards, the lowest first.
    """

    name: str
    gone: tuple[Old, ...]
    stays: tuple[tuple[Parcel, Access], ...]
    notices: Mapping[str, bytes]


class Withdrawer(Protocol):
    """A target that can take back what was published there."""

    @property
    def target(self) -> Target:
        """Return the target itself."""

    @property
    def is_written_anew(self) -> bool:
        """Return whether the versions that stay are published anew, because they share their history with those that go."""

    def locations(self, version: Published, names: Sequence[str], changed: Sequence[str]) -> list[str]:
        """Return the addresses at which the files of a version can be had; `changed` are those that no other version may hold."""

    def plan(self, withdrawal: Withdrawal) -> Plan:
        """Return what has to be done."""

    def copies(self) -> list[str]:
        """Return the copies in other hands that the target knows of, such as forks."""


def publishing(target: Target, parcel: Parcel, access: Access) -> Step:
    """Return the step that publishes a release, planned when its turn comes."""
    return Step(
        (f"publish {parcel.label} ({len(parcel.sums)} files)",),
        lambda: carry_out(target.plan(parcel, access), lambda _call: None),
    )
