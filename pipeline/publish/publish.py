"""Publishing one release to one target: verified, nothing against it or accepted on record, planned, carried out, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gemeingut.errors import GemeingutError
from pipeline.portals.target import NEVER_CHANGED, Access, Parcel, Plan, PublishError, carry_out, open_parcel
from pipeline.publish.findings import (
    ACCEPTABLE,
    NO_BENCHMARKS,
    check_previous,
    findings,
    forerunner,
    states_access,
    uncompared,
)
from pipeline.publish.older_versions import OLDER, older_versions
from pipeline.publish.publication import Finding, accepted, approved, recorded
from pipeline.publish.taken_back import taken_back
from pipeline.verify.verify import verify_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.portals.target import Target
    from pipeline.publish.publication import Approval


HOW_TO_STATE: Final = {
    NO_BENCHMARKS: "name some in the recipe (`decontamination`), or say why not, on record: --no-benchmarks REASON",
    OLDER: "take them out there with `gemeingut withdraw`, or say why they stay, on record: --keep-older REASON",
}
"""How a person goes on where a finding is accepted by stating the reason."""


HOW_TO_REPAIR: Final = f"{NEVER_CHANGED}; if somebody changed it there, put it back: --repair"


class RefusedError(GemeingutError, RuntimeError):
    """A release is not published because of what was found; `lines` names it and says how to go on."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


@dataclass(frozen=True)
class Order:
    """What was asked for: which release, where to, who may read, which findings are accepted, and whether only to tell."""

    release: Path
    target: Target
    access: Access | None = None
    accepted: frozenset[str] = frozenset()
    no_benchmarks: str | None = None
    """Why the release is published although it was compared with no benchmark."""
    keep_older: str | None = None
    """Why texts that were taken down may stay public in other versions."""
    approval: Approval | None = None
    previous: Path | None = None
    dry_run: bool = False
    repair: bool = False
    """Whether what somebody changed of the published version is put back."""


def publish(order: Order, say: Callable[[str], None]) -> Plan:
    """Publish a release and return the plan that was carried out, or only made for a dry run.

    Raises RefusedError if the release does not verify or a finding is not accepted, PublishError if the target refuses.
    """
    parcel = open_parcel(order.release)
    broken = [f"{check.check}: {check.detail}" for check in verify_folder(order.release) if not check.holds]
    if broken:
        raise RefusedError([*broken, f"{order.release} does not verify and is not published"])
    access = access_of(parcel, order.access)
    new = _examined(order, parcel, access, say)
    if not order.dry_run:
        parcel = recorded(parcel, new, order.approval)
    plan = order.target.plan(parcel, access)
    for note in plan.notes:
        say(note)
    if plan.changed and not order.repair:
        raise RefusedError([*plan.changed, HOW_TO_REPAIR])
    for line in plan.changed:
        say(f"{'would be' if order.dry_run else 'is'} put back: {line}")
    if not order.dry_run:
        carry_out(plan, say, repair=order.repair)
    return plan


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


def _examined(order: Order, parcel: Parcel, access: Access, say: Callable[[str], None]) -> list[Finding]:
    """Return the findings that are accepted; raise RefusedError if there are others."""
    previous = check_previous(parcel, order.previous) if order.previous else forerunner(parcel)
    approval = order.approval or approved(parcel.folder)
    on_record = accepted(parcel.folder)
    against = findings(parcel, access, previous, approval)
    if access == "public" and (order.access == "public" or states_access(parcel)):
        against = [*against, *uncompared(parcel)]
    against = [*against, *taken_back(parcel, order.target), *older_versions(parcel, order.target)]
    open_findings = [
        finding for finding in against if not all((finding.name, detail) in on_record for detail in finding.details)
    ]
    open_findings = [_reasoned(finding, order) for finding in open_findings]
    refused = [finding for finding in open_findings if finding.name not in order.accepted and not finding.why_accepted]
    if refused:
        raise RefusedError([line for finding in refused for line in _explained(finding)])
    for finding in open_findings:
        written = "would be recorded" if order.dry_run else "recorded"
        why = f" ({finding.why_accepted})" if finding.why_accepted else ""
        say(f"accepted and {written} in publication.json: {finding.name}: {'; '.join(finding.details)}{why}")
    return open_findings


def _reasoned(finding: Finding, order: Order) -> Finding:
    """Return the finding with the reason given for accepting it, where one can be given."""
    stated = {NO_BENCHMARKS: order.no_benchmarks, OLDER: order.keep_older}
    return replace(finding, why_accepted=stated[finding.name]) if finding.name in stated else finding


def _explained(finding: Finding) -> list[str]:
    lines = [f"{finding.name}: {detail}" for detail in finding.details]
    if finding.name in ACCEPTABLE:
        lines.append(f"to publish in spite of it, on record: --accept {finding.name}")
    lines += [HOW_TO_STATE[finding.name]] if finding.name in HOW_TO_STATE else []
    return lines
