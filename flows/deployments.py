"""The flows that run on a server: curate nightly, publish when a person approves, follow takedowns, re-check the terms.

Their parameters are the form on Prefect's page.  `prefect.yaml` gives each a schedule; docs/server.md describes how to run them.
If nothing changed, a run leaves no release; otherwise it leaves the next version.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from flows.prefect_flow import artifact_key  # the settings that Prefect reads when it is imported

from prefect import flow  # isort: skip
from prefect.artifacts import create_link_artifact, create_markdown_artifact  # isort: skip
from prefect.flow_runs import pause_flow_run  # isort: skip

from flows.approval import Decision, NotApprovedError, given, shown
from flows.next_version import next_version
from flows.progress import Progress
from pipeline.portals.registry import forms, target_of
from pipeline.portals.target import open_parcel
from pipeline.publish.publish import Order, publish

DAYS_TO_DECIDE: Final = 14
SECONDS_A_DAY: Final = 86_400
Shown = Literal["internal", "gated", "public"]

TARGETS: Final = Field(description=f"Targets, one a line: {forms()}")
Workers = Annotated[int, Field(ge=1, le=256)]


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
        collection: Path of a collection manifest, or the name of one that is shipped.
        workspace: Folder of the workspace, releases included.
        mirror: Folder in which files are looked for first, as MIRROR/<source>/….
        workers: Number of parallel processes.
        offline: Fetch nothing from a network.
        allow_code: Run the filters in Python that the recipe names.
    """
    return next_version(collection, workspace, workers, allow_code=allow_code, mirror=mirror, is_offline=offline)


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
        collection: Path of a collection manifest, or the name of one that is shipped.
        workspace: Folder of the workspace, releases included.
        year: Judge as of 1 January of this year; left empty, of the year that it is.
        workers: Number of parallel processes.
        allow_code: Run the filters in Python that the recipe names.
    """
    first = dt.date(year or dt.datetime.now(tz=dt.UTC).year, 1, 1).isoformat()
    return next_version(collection, workspace, workers, first, allow_code=allow_code)


@flow(name="apply-takedowns", flow_run_name="apply-takedowns-{collection}")
def apply_takedowns(
    collection: str = "demo",
    workspace: str = "workspace",
    workers: Workers = 2,
    allow_code: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """Decide again with the takedowns as they stand now, from what was read before; return the newest release's path.

    Args:
        collection: Path of a collection manifest, or the name of one that is shipped.
        workspace: Folder of the workspace, releases included.
        workers: Number of parallel processes.
        allow_code: Run the filters in Python that the recipe names.
    """
    return next_version(collection, workspace, workers, allow_code=allow_code)


@flow(name="publish-on-approval", flow_run_name="publish-{release}")
def publish_on_approval(
    release: str,
    to: list[str] = TARGETS,
    access: Shown | None = None,
    accept: list[str] | None = None,
    days: Annotated[int, Field(ge=1, le=90)] = DAYS_TO_DECIDE,
    no_benchmarks: str | None = None,
    keep_older: str | None = None,
) -> list[str]:
    """Show what publishing would do, wait for a person's decision, publish, and return the addresses.

    Args:
        release: Folder of the release.
        access: Who may read; left empty, what the collection states.
        accept: Findings to publish in spite of; they are recorded in the release.
        days: How many days to wait for the decision.
        no_benchmarks: Why it is opened to everybody though compared with no benchmark; recorded in the release.
        keep_older: Why texts that were taken down may stay in older versions there; recorded in the release.
    """
    orders = [
        Order(
            Path(release), target_of(target), access, frozenset(accept or ()), no_benchmarks, keep_older, dry_run=True
        )
        for target in to
    ]
    parcel = open_parcel(Path(release))
    preview = shown(orders)
    create_markdown_artifact(
        preview, key=artifact_key("publication", parcel.name), description=f"To be decided: {parcel.label}"
    )
    form = Decision.with_initial_data(description=preview)
    decision = pause_flow_run(wait_for_input=form, timeout=days * SECONDS_A_DAY)
    if not decision.approve:
        raise NotApprovedError(
            f"{parcel.label} was not approved ({decision.role or 'no role given'}, {decision.case or 'no case'})"
        )
    approval = given(parcel, decision.role, decision.case)
    progress = Progress()
    addresses = []
    for order in orders:
        plan = publish(replace(order, approval=approval, dry_run=False), progress.say)
        if "://" in plan.address:
            create_link_artifact(plan.address, key=artifact_key("published", parcel.name), description=parcel.label)
        addresses.append(plan.address)
    return addresses
