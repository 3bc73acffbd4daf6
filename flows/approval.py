"""The form in which a person approves a publication or refuses it, and the preview that is shown there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import flows.prefect_flow  # noqa: F401  the settings that Prefect reads when it is imported
from gemeingut.errors import GemeingutError

from prefect.input import RunInput  # isort: skip
from pydantic import Field

from pipeline.portals.target import open_parcel
from pipeline.publish.publication import Approval
from pipeline.publish.publish import publish

if TYPE_CHECKING:
    from pipeline.portals.target import Parcel
    from pipeline.publish.publish import Order


class NotApprovedError(GemeingutError, RuntimeError):
    """A person refused a publication."""


class Decision(RunInput):
    """A person's decision on a publication, with role and file number, never a name."""

    approve: bool = Field(default=False, description="Publish this release?")
    role: str = Field(default="", description="Role of who decides, such as head of collections; no name")
    case: str = Field(default="", description="File number under which the decision is kept")


def given(parcel: Parcel, role: str, case: str) -> Approval:
    """Return the approval of a release as it is kept on record, given today."""
    return Approval(
        collection=parcel.name,
        version=parcel.version,
        content_digest=parcel.facts.content_digest,
        role=role,
        case=case,
        date=dt.datetime.now(tz=dt.UTC).date(),
    )


def shown(orders: list[Order]) -> str:
    """Return as Markdown what publishing would do; raise what a dry run raises, except for the approval still missing."""
    parts = []
    for order in orders:
        parcel = open_parcel(order.release)
        to_come = given(parcel, "to be given", "to be given")
        notes: list[str] = []
        plan = publish(replace(order, approval=to_come), notes.append)
        counts = parcel.facts.counts
        parts += [
            f"## {plan.address}",
            f"{parcel.facts.title} {parcel.version}, {counts.kept:,} documents, {parcel.access}",
            f"{len(plan.sent)} files to send, {len(plan.there)} are there.",
            *(f"- {line}" for line in notes),
            "\n".join(["```", *plan.lines(), "```"]),
        ]
    return "\n\n".join(parts)
