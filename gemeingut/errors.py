"""The errors of Gemeingut: one base, and four groups that are worth catching by themselves.

Each module defines the errors it raises; all of them derive from `GemeingutError` and from the builtin error that fits
(`ManifestError` is an `InputError` and a `ValueError`), so that either can be caught.  This module imports nothing.

    GemeingutError
    ├── InputError      what was given is wrong: a manifest, a recipe, an option, a name
    ├── DataError       a file that was read is not what its format demands
    ├── PlaceError      a release, workspace or index is not there, is locked, or lacks what is asked of it
    └── TransferError   another machine could not be reached, refused, or sent something else
"""

from __future__ import annotations

from typing import Any


class GemeingutError(Exception):
    """Base of every error that Gemeingut raises on purpose; the message says what was found and what would be right.

    >>> try:
    ...     gemeingut.plan("no/such/collection.yaml")
    ... except gemeingut.GemeingutError as error:
    ...     print(type(error).__name__)
    ManifestError
    """

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how a copy is made without calling the constructor, so that errors pass between processes whole."""
        return _rebuilt, (type(self), self.args, self.__dict__)


class InputError(GemeingutError):
    """What was given is wrong: a manifest, a recipe, an option, a name.  The command line exits with status 2."""


class DataError(GemeingutError):
    """A file that was read is not what its format demands."""


class PlaceError(GemeingutError):
    """A release, workspace or index is not there, is damaged or locked, or lacks what is asked of it."""


class TransferError(GemeingutError):
    """Another machine could not be reached, refused, or sent something else; a second try may succeed."""


def _rebuilt(kind: type[GemeingutError], arguments: tuple[Any, ...], state: dict[str, Any]) -> GemeingutError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error
