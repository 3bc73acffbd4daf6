"""Errors: one tree, each with a builtin parent, and each the same after a journey to another process."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import re

import pytest

from gemeingut import errors
from licenses.wording import Note
from tests.e2e.running import ROOT

PACKAGES = ("gemeingut", "pipeline", "filters", "licenses", "flows", "scripts")
GROUPS = {errors.InputError, errors.DataError, errors.PlaceError, errors.TransferError}
CLASS = re.compile(r"^class \w+(?:Error|Exception)\b", re.MULTILINE)
NOTE = Note("own_statement")
ARGUMENTS = {
    "ContradictionError": (NOTE,),
    "DamagedError": ("index/edges.parquet", "the workspace"),
    "FetchError": ("unreadable", "a file is gone"),
    "RefusalError": ("a rule", "license_unknown", NOTE, "CC0-1.0"),
    "RefusedError": (["first finding", "second finding"],),
}


def _classes():
    """Return the error classes that our modules define."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if CLASS.search(path.read_text("utf-8")):
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                members = vars(importlib.import_module(name)).values()
                found += [
                    one
                    for one in members
                    if inspect.isclass(one) and issubclass(one, Exception) and one.__module__ == name
                ]
    return found


CLASSES = _classes()
DEFINED = [one for one in CLASSES if one.__module__ != "gemeingut.errors"]


def test_there_are_some():
    assert len(DEFINED) > 60


@pytest.mark.parametrize("kind", DEFINED, ids=lambda kind: kind.__name__)
def test_an_error_is_one_of_ours_and_a_builtin_one(kind):
    assert issubclass(kind, errors.GemeingutError)
    assert issubclass(kind, (ValueError, RuntimeError, LookupError, TypeError, OSError))


@pytest.mark.parametrize("kind", DEFINED, ids=lambda kind: kind.__name__)
def test_an_error_is_of_one_group_at_most(kind):
    groups = {group for group in GROUPS if issubclass(kind, group)}
    assert len(groups) <= 1 or kind.__name__ == "UnknownNameError"


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_passes_between_processes_whole(kind):
    error = kind(*ARGUMENTS.get(kind.__name__, ("what was found",)))
    error.add_note("seen in a worker")
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301  our own bytes
        assert type(other) is kind
        assert (str(other), other.args, other.__dict__) == (str(error), error.args, error.__dict__)
