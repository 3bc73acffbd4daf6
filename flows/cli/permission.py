"""Code that a recipe names is run only by who has said so: a recipe may come from someone else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.cli.errors import UsageError

if TYPE_CHECKING:
    from pipeline.manifest.load import LoadedCollection


def check_code(collection: LoadedCollection, *, is_allowed: bool) -> None:
    """Raise UsageError, naming files and hashes, if the recipe has filters in Python and the command line allows no code."""
    if is_allowed or not collection.own.code:
        return
    listed = ", ".join(f"{one.path} (sha256 {one.sha256[:16]}…)" for one in collection.own.code)
    raise UsageError(
        f"recipe {collection.recipe.name!r} names Python code: {listed}; read it, then run again with --allow-code"
    )
