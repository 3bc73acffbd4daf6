"""Planning and curating a collection."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from flows.progress import Progress
from flows.start import Options, start
from gemeingut.releases import OpenRelease, open_release
from pipeline.curator import planning
from pipeline.describe.answers import check_answers
from pipeline.stages.open_collection import open_collection
from pipeline.store.workspace import open_workspace

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

SOURCES: Final = {
    "source": pl.String,
    "license": pl.String,
    "verdict": pl.String,
    "reason": pl.String,
    "why": pl.String,
    "proof": pl.String,
    "origin": pl.String,
    "files": pl.Int64,
    "bytes": pl.Int64,
    "witness": pl.Boolean,
}
"""The columns of a plan's sources."""


@dataclass(frozen=True)
class Plan:
    """What a run would do.

    `sources` has a row per source (licence, verdict, reason, proof, origin, files, bytes); `needs` names disk, memory and
    hours; `targets` what each publishing target still lacks; `undescribed` what the manifest does not say.

    >>> gemeingut.plan("mine/collection.yaml").sources.columns[:3]
    ['source', 'license', 'verdict']
    """

    sources: pl.DataFrame
    needs: dict[str, float]
    targets: dict[str, list[str]]
    undescribed: dict[str, str]


def plan(
    collection: str | os.PathLike[str],
    *,
    workspace: str | os.PathLike[str] = "workspace",
    mirror: str | os.PathLike[str] | None = None,
) -> Plan:
    """Return what a run of a collection would do; nothing is fetched or written.

    `collection` is the path of a manifest or the name of a shipped one (`demo`).  Raises ManifestError (an InputError), with
    a line per fault, for a manifest that is wrong.

    >>> plan = gemeingut.plan("mine/collection.yaml")
    >>> plan.sources["license"].to_list(), plan.sources["verdict"].to_list()
    (['CC-BY-4.0'], ['accept'])
    """
    opened = open_collection(str(collection))
    check_answers(opened)
    place, day = open_workspace(str(workspace)), opened.manifest.as_of
    as_of = day.isoformat() if day else None
    files = Path(mirror) if mirror else None
    plans = [planning.plan_source(source, opened.policy, place, files, as_of) for source in opened.sources]
    return Plan(
        sources=pl.DataFrame([asdict(source) for source in plans], schema=SOURCES),
        needs=planning.needs(plans),
        targets=planning.targets(opened.manifest),
        undescribed=planning.undescribed(opened.manifest),
    )


def run(  # noqa: PLR0913  the options of `gemeingut run`
    collection: str | os.PathLike[str],
    *,
    workspace: str | os.PathLike[str] = "workspace",
    version: str | None = None,
    only: Sequence[str] = (),
    workers: int = 1,
    mirror: str | os.PathLike[str] | None = None,
    on: str | os.PathLike[str] | None = None,
    offline: bool = False,
    allow_code: bool = False,
    quiet: bool = True,
) -> OpenRelease:
    """Curate a collection and return its release; what is fresh in the workspace is not made again.

    The arguments are the options of `gemeingut run`.  The work is done in this process, without Prefect; more `workers` are
    processes that import the caller's main module, so that a script needs `if __name__ == "__main__":`.  Unless `quiet`,
    progress is written to standard error.  Raises InputError for what is wrong in a manifest or an argument, RunError if no
    source could be fetched, WorkspaceError (a PlaceError) if another run holds the workspace.

    >>> release = gemeingut.run("mine/collection.yaml")
    >>> release.path.name, release.facts.counts.kept
    ('0.1.0', 4)
    """
    options = Options(
        version=version,
        only=tuple(only),
        workers=workers,
        mirror=Path(mirror) if mirror else None,
        on=Path(on) if on else None,
        is_offline=offline,
        is_code_allowed=allow_code,
    )
    started = start(str(collection), str(workspace), options, Progress(quiet=quiet, workers=workers))
    return open_release(started.outcome.release)
