"""The kinds of publishing targets there are: a kind's name to the module with its record, imported when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from pipeline.portals.target_kind import TargetError, TargetKind

if TYPE_CHECKING:
    from re import Match

    from pipeline.portals.target import Origin, Target
    from pipeline.portals.withdrawal import Withdrawer

_MODULES: Final[dict[str, str]] = {
    "folder": "pipeline.portals.folder",
    "huggingface": "pipeline.portals.huggingface",
    "ckan": "pipeline.portals.ckan",
    "github": "pipeline.portals.github",
}
"""In the order in which help and errors list them.  A target's module holds its record under the name KIND."""


def kinds() -> list[TargetKind]:
    """Return the records of all kinds of targets."""
    return [_record(name) for name in _MODULES]


def forms() -> str:
    """Return the forms of all targets, as help and errors show them."""
    return " | ".join(kind.written for kind in kinds())


def kind_of(written: str) -> TargetKind:
    """Return the record of the kind that a target names; raise TargetError, with the forms there are, if there is none."""
    name, colon, _ = written.partition(":")
    if not colon or name not in _MODULES:
        raise TargetError(f"{written}: expected {forms()}")
    return _record(name)


def taken_apart(written: str) -> tuple[TargetKind, Match[str]]:
    """Return a target's kind and its address, taken apart; raise TargetError if it is no target."""
    kind = kind_of(written)
    return kind, kind.match(written.partition(":")[2])


def target_of(written: str, link: str | None = None) -> Target:
    """Return the target that is written, `link` being where its files lie already; raise TargetError if it is none."""
    kind, address = taken_apart(written)
    if link and not kind.takes_links:
        able = ", ".join(other.kind for other in kinds() if other.takes_links)
        raise TargetError(
            f"--link {link}: a target {kind.kind} cannot link to files that lie elsewhere; there is: {able}"
        )
    return kind.open(address, link)


def withdrawer_of(written: str) -> Withdrawer:
    """Return what takes back what was published at the target that is written; raise TargetError if nothing can."""
    kind, address = taken_apart(written)
    if kind.withdrawer is None:
        able = ", ".join(other.kind for other in kinds() if other.withdrawer)
        raise TargetError(
            f"{written}: nothing can be withdrawn from a target {kind.kind} by this program; from: {able}"
        )
    return kind.withdrawer(address)


def origin_of(place: str) -> Origin | None:
    """Return where a release published at a place lies, or None if the place has the form of none of the targets."""
    for kind in kinds():
        for pattern in kind.published:
            if found := pattern.fullmatch(place):
                return kind.find(found)
    return None


def names_target(place: str) -> bool:
    """Return whether a place begins with the name of a target."""
    name, colon, _ = place.partition(":")
    return bool(colon) and name in _MODULES


def _record(name: str) -> TargetKind:
    record = import_module(_MODULES[name]).KIND
    if not isinstance(record, TargetKind) or record.kind != name:
        raise TypeError(f"{_MODULES[name]}: KIND is not the record of a target {name!r}")
    return record
