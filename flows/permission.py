"""Code that a recipe names is run only by who has said so: a recipe may come from someone else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemeingut.errors import InputError

if TYPE_CHECKING:
    from pipeline.manifest.load import LoadedCollection


class CodeNotAllowedError(InputError, ValueError):
    """A recipe names Python code, and nobody has allowed it to run."""


def check_code(collection: LoadedCollection, *, is_allowed: bool) -> None:
    """Raise CodeNotAllowedError, naming files and hashes, if the recipe has filters in Python and no code is allowed."""
    if is_allowed or not collection.own.code:
        return
    listed = ", ".join(f"{code.path} (sha256 {code.sha256[:16]}…)" for code in collection.own.code)
    raise CodeNotAllowedError(
        f"recipe {collection.recipe.name!r} names Python code: {listed}; read it, then run again with --allow-code"
    )
