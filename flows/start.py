"""A run from start to end: the collection opened, the workspace locked, version and date frozen, all stages carried out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from flows.curate import curate
from flows.engine import LocalEngine, Pool
from flows.mending import mend
from flows.run import Run
from gemeingut.errors import InputError
from pipeline.describe.answers import check_answers
from pipeline.manifest import Version
from pipeline.manifest.frozen import finished, freeze
from pipeline.release_files.facts import is_release, read_facts
from pipeline.stages.open_collection import open_collection
from pipeline.store.workspace import open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from flows.progress import Progress
    from flows.run import Outcome
    from pipeline.admit.admit import Access
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.workspace import Workspace


class OptionError(InputError, ValueError):
    """An option of a run is not usable; the message begins with the option's name."""


class CodeNotAllowedError(InputError, ValueError):
    """A recipe names Python code, and running it was not allowed."""


@dataclass(frozen=True)
class Options:
    """How a collection is to be run; `engine` and `engine_address` are those of Prefect, which is left out if None."""

    version: str | None = None
    only: tuple[str, ...] = ()
    workers: int = 1
    mirror: Path | None = None
    on: Path | None = None
    is_offline: bool = False
    is_code_allowed: bool = False
    is_strict: bool = False
    is_paranoid: bool = False
    engine: str | None = None
    engine_address: str | None = None


@dataclass(frozen=True)
class Started:
    """A run that ended with a release: its outcome, collection and workspace."""

    outcome: Outcome
    collection: LoadedCollection
    workspace: Workspace


def start(name: str, place: str, options: Options, progress: Progress) -> Started:
    """Run the collection of that path or name in a workspace; raise OptionError or ManifestError before anything is written."""
    _check(options)
    collection = open_collection(name, options.only)
    check_answers(collection)
    check_code(collection, is_allowed=options.is_code_allowed)
    workspace = open_workspace(place, is_paranoid=options.is_paranoid)
    with workspace.lock():
        mend(workspace, collection.manifest.name, progress)
        frozen, interrupted = freeze(collection.manifest, workspace, options.version, is_partial=bool(options.only))
        begun = "resuming the interrupted run of" if interrupted else "curating"
        progress.say(
            f"{begun} {collection.manifest.name} {frozen.version} as of {frozen.as_of}, {options.workers} workers"
        )
        mirror = options.mirror.resolve() if options.mirror else None
        on = _built_on(options, frozen.version)
        is_strict = options.is_strict and not options.only  # a demand may concern a source that is left out
        access: Access = "offline" if options.is_offline else "network"
        task = Run(collection, workspace, frozen, mirror, access, on, is_strict=is_strict)
        outcome = _carried_out(task, options, progress)
        finished(collection.manifest, workspace, frozen)
    return Started(outcome, collection, workspace)


def _check(options: Options) -> None:
    """Raise OptionError for an option that is not usable; the version is checked before it names a folder."""
    if options.workers < 1:
        raise OptionError(f"workers {options.workers}: at least 1")
    if options.mirror and not options.mirror.is_dir():
        raise OptionError(f"mirror {options.mirror}: no such folder")
    if options.version is not None:
        try:
            TypeAdapter(Version).validate_python(options.version)
        except ValidationError as error:
            raise OptionError(f"version {options.version}: expected three numbers, such as 1.2.0") from error


def check_code(collection: LoadedCollection, *, is_allowed: bool) -> None:
    """Raise CodeNotAllowedError, naming files and hashes, if the recipe has filters in Python and code is not allowed.

    A recipe may come from somebody else, so that its code runs only on request.
    """
    if is_allowed or not collection.own.code:
        return
    listed = ", ".join(f"{code.path} (sha256 {code.sha256[:16]}…)" for code in collection.own.code)
    raise CodeNotAllowedError(
        f"recipe {collection.recipe.name!r} names Python code: {listed}; read it, then run again with --allow-code"
    )


def _built_on(options: Options, version: str) -> Path | None:
    """Return the release that is built on; refuse one of the version that is to be built."""
    on = options.on.resolve() if options.on else None
    if on and is_release(on) and read_facts(on).version == version:
        raise OptionError(f"on {options.on}: is {version} itself; give the new release its own version")
    return on


def _carried_out(task: Run, options: Options, progress: Progress) -> Outcome:
    if options.engine:
        from flows.prefect_flow import curate_with_prefect  # noqa: PLC0415  Prefect takes seconds to import

        return curate_with_prefect(task, options.workers, progress, options.engine, options.engine_address)
    with Pool(options.workers) as pool:
        return curate(task, LocalEngine(pool, progress), progress)
