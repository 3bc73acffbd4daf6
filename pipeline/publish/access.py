"""Staged access: what the collection states, what the command asks for, and which of the two holds."""

from __future__ import annotations

from pipeline.portals.target import STAGES, Access, Parcel, PublishError


def access_of(parcel: Parcel, asked: Access | None) -> Access:
    """Return who may read what is published: what was asked for, else what the collection states.

    A release for the house alone is never opened by an option; a wider access than stated otherwise is a finding.
    """
    if asked is None:
        return parcel.access
    if parcel.access == "internal" and asked != "internal":
        raise PublishError(
            f"{parcel.label} is internal, and an option does not open it: write `access: {asked}` into the collection, "
            "so that the datasheet says so too, and run it again"
        )
    return asked


def is_wider(parcel: Parcel, access: Access) -> bool:
    """Return whether more people may read than the collection states."""
    return STAGES.index(access) > STAGES.index(parcel.access)
