"""The flows that run on a server: curate nightly, publish when a person approves, follow takedowns, re-check the terms.

Their parameters are the form on Prefect's page.  `prefect.yaml` gives each a schedule; docs/server.md tells how to run them.
A night in which nothing changed leaves no release behind; one that changed something leaves the next version.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field

from flows.prefect_flow import curate_with_prefect  # the settings that Prefect reads when it is imported

from prefect import flow  # isort: skip
from prefect.artifacts import create_link_artifact, create_markdown_artifact  # isort: skip
from prefect.flow_runs import pause_flow_run  # isort: skip
from prefect.input import RunInput  # isort: skip

from flows.cli.permission import check_code
from flows.progress import Progress
from flows.run import Run
from pipeline import workspace as ws
from pipeline.compare import compare
from pipeline.load import load_collection
from pipeline.publish.approval import Approval
from pipeline.publish.publish import Order, publish
from pipeline.publish.target import Access, Parcel, open_parcel
from pipeline.publish.targets import target_of
from pipeline.state import FIRST_VERSION, Frozen
from pipeline.versions import order_of

if TYPE_CHECKING:
    from pipeline.load import LoadedCollection

DAYS_TO_DECIDE: Final = 14
SECONDS_A_DAY: Final = 86_400
Shown = Literal["internal", "gated", "public"]

Workers = Annotated[int, Field(ge=1, le=256)]


class NotApprovedError(RuntimeError):
    """A person has said no to a publication."""


class Decision(RunInput):
    """What a person says to a publication; no name, a role and a file number."""

    approve: bool = Field(default=False, description="Publish this release?")
    role: str = Field(default="", description="Role of who decides, such as head of collections; no name")
    case: str = Field(default="", description="File number under which the decision is kept")


@dataclass(frozen=True)
class Made:
    """The release a flow ends with, and the one before it, if it is another."""

    release: Path
    before: Path | None


@flow(name="curate-collection", flow_run_name="curate-{collection}")
def curate_collection(
    collection: str = "demo",
    workspace: str = "workspace",
    mirror: str | None = None,
    workers: Workers = 2,
    offline: bool = False,  # noqa: FBT001, FBT002  a form's tick
    allow_code: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """Curate a collection; return the path of its newest release, which is a new version only if something changed.

    Args:
        collection: Path of a collection manifest, or the name of one that comes along.
        workspace: Folder in which the work and the releases lie.
        mirror: Folder in which files are looked for first, as MIRROR/<source>/….
        workers: Processes that work side by side.
        offline: Fetch nothing from a network.
        allow_code: Run the filters in Python that the recipe names.
    """
    loaded = load_collection(collection)
    check_code(loaded, is_allowed=allow_code)
    made = _next_release(loaded, workspace, mirror, workers, _as_of(loaded, workspace), offline=offline)
    return str(made.release)


@flow(name="recheck-terms", flow_run_name="recheck-terms-{collection}")
def recheck_terms(
    collection: str = "demo",
    workspace: str = "workspace",
    year: int | None = None,
    workers: Workers = 2,
    allow_code: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """Judge every copyright term anew as of 1 January, when the terms of a year run out; return the newest release's path.

    Args:
        collection: Path of a collection manifest, or the name of one that comes along.
        workspace: Folder in which the work and the releases lie.
        year: Judge as of 1 January of this year; left empty, of the year that it is.
        workers: Processes that work side by side.
        allow_code: Run the filters in Python that the recipe names.
    """
    loaded = load_collection(collection)
    check_code(loaded, is_allowed=allow_code)
    today = dt.datetime.now(tz=dt.UTC).date()
    first = dt.date(year or today.year, 1, 1).isoformat()
    made = _next_release(loaded, workspace, None, workers, first, offline=True)
    return str(made.release)


@flow(name="apply-takedowns", flow_run_name="apply-takedowns-{collection}")
def apply_takedowns(
    collection: str = "demo",
    workspace: str = "workspace",
    workers: Workers = 2,
    allow_code: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """Decide again with the takedowns as they stand now, from what was read before; return the newest release's path.

    Args:
        collection: Path of a collection manifest, or the name of one that comes along.
        workspace: Folder in which the work and the releases lie.
        workers: Processes that work side by side.
        allow_code: Run the filters in Python that the recipe names.
    """
    loaded = load_collection(collection)
    check_code(loaded, is_allowed=allow_code)
    made = _next_release(loaded, workspace, None, workers, _as_of(loaded, workspace), offline=True)
    return str(made.release)


@flow(name="publish-on-approval", flow_run_name="publish-{release}")
def publish_on_approval(
    release: str,
    to: list[str],
    access: Shown | None = None,
    accept: list[str] | None = None,
    days: Annotated[int, Field(ge=1, le=90)] = DAYS_TO_DECIDE,
) -> list[str]:
    """Show what publishing would do, wait for a person's decision, publish, and return the addresses.

    Args:
        release: Folder of the release.
        to: Targets, one a line, such as folder:PATH, huggingface:OWNER/NAME, ckan:URL#ORGANISATION, github:OWNER/NAME.
        access: Who may read; left empty, what the collection states.
        accept: Findings to publish in spite of; they are recorded in the release.
        days: How many days to wait for the decision.
    """
    orders = [_order(release, one, access, accept or []) for one in to]
    parcel = open_parcel(Path(release))
    said = _shown(orders)
    create_markdown_artifact(said, key=_key("publication", parcel.name), description=f"To be decided: {parcel.label}")
    form = Decision.with_initial_data(description=said)
    decision = pause_flow_run(wait_for_input=form, timeout=days * SECONDS_A_DAY)
    if not decision.approve:
        raise NotApprovedError(
            f"{parcel.label} was not approved ({decision.role or 'no role given'}, {decision.case or 'no case'})"
        )
    approval = _approval(parcel, decision.role, decision.case)
    progress = Progress()
    addresses = []
    for order in orders:
        plan = publish(replace(order, approval=approval, dry_run=False), progress.say)
        if "://" in plan.address:
            create_link_artifact(plan.address, key=_key("published", parcel.name), description=parcel.label)
        addresses.append(plan.address)
    return addresses


def _order(release: str, to: str, access: Access | None, accept: list[str]) -> Order:
    return Order(Path(release), target_of(to), access, frozenset(accept), dry_run=True)


def _approval(parcel: Parcel, role: str, case: str) -> Approval:
    return Approval(
        collection=parcel.name,
        version=parcel.version,
        content_digest=parcel.facts["content_digest"],
        role=role,
        case=case,
        date=dt.datetime.now(tz=dt.UTC).date(),
    )


def _shown(orders: list[Order]) -> str:
    """Return as Markdown what publishing would do; raise what a dry run raises, but for an approval, which is to come."""
    parts = []
    for order in orders:
        parcel = open_parcel(order.release)
        given = _approval(parcel, "to be given", "to be given")
        heard: list[str] = []
        plan = publish(replace(order, approval=given), heard.append)
        counts = parcel.facts["counts"]
        parts += [
            f"## {plan.address}",
            f"{parcel.facts['title']} {parcel.version}, {counts['kept']:,} documents, {parcel.access}",
            f"{len(plan.sent)} files to send, {len(plan.there)} are there.",
            *(f"- {line}" for line in heard),
            "\n".join(["```", *plan.lines(), "```"]),
        ]
    return "\n\n".join(parts)


def _next_release(
    collection: LoadedCollection, workspace: str, mirror: str | None, workers: int, as_of: str, *, offline: bool
) -> Made:
    """Return the newest release, which is made anew under the next version, and dropped again if it has the same content."""
    place = ws.Workspace(Path(workspace).resolve())
    folder = place.releases(collection.manifest.name)
    before = _newest(folder)
    version = _following(before.name) if before else collection.manifest.version or FIRST_VERSION
    frozen = Frozen(version, as_of)
    with place.lock():
        task = Run(collection, place, frozen, Path(mirror) if mirror else None, "offline" if offline else "network")
        outcome = curate_with_prefect(task, workers, Progress())
    if before and _content(outcome.release) == _content(before):
        shutil.rmtree(outcome.release)
        return Made(before, None)
    if before:
        _tell_changes(before, outcome.release, collection.manifest.name)
    return Made(outcome.release, before)


def _newest(folder: Path) -> Path | None:
    found = [path.parent for path in folder.glob("*/SHA256SUMS") if not path.parent.name.endswith("-partial")]
    return max(found, key=lambda one: order_of(one.name), default=None)


def _following(version: str) -> str:
    major, minor, patch, *_ = order_of(version)
    return f"{major}.{minor}.{patch + 1}"


def _as_of(collection: LoadedCollection, workspace: str) -> str:
    """Return the date of judgement: the collection's, or that of the newest release if it is later, else today.

    What a later check of the terms has set free is not taken back the night after.
    """
    before = _newest(ws.Workspace(Path(workspace).resolve()).releases(collection.manifest.name))
    known = [ws.read_json(before / "release.json")["as_of"]] if before else []
    known += [collection.manifest.as_of.isoformat()] if collection.manifest.as_of else []
    return max(known, default=dt.datetime.now(tz=dt.UTC).date().isoformat())


def _content(release: Path) -> tuple[str, dict[str, Any]]:
    """Return what makes two releases the same to a reader: the documents, and the fates of all the others."""
    facts = ws.read_json(release / "release.json")
    counts = {name: one["removed_by_reason"] for name, one in facts["sources"].items()}
    return facts["content_digest"], counts


def _tell_changes(old: Path, new: Path, name: str) -> None:
    found = compare(old, new)
    rows = [f"| {part} | {found[part]['documents']:,} |" for part in ("added", "removed", "changed")]
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in found["removed_by_reason"].items()) or "none"
    text = "\n".join(["| | documents |", "|---|---|", *rows, "", f"Removed because: {reasons}"])
    create_markdown_artifact(text, key=_key("changes", name), description=f"{old.name} → {new.name}")


def _key(kind: str, name: str) -> str:
    return f"{kind}-{name.replace('.', '-').replace('_', '-')}"
