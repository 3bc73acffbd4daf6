"""Errors: one tree, each with a builtin parent, and each the same after a journey to another process."""

from __future__ import annotations

import copy
import importlib
import pickle
import re

import pytest

from gemeingut import errors
from licenses.wording import Note
from tests.e2e.running import ROOT

PACKAGES = ("gemeingut", "pipeline", "filters", "licenses", "flows", "scripts")
GROUPS = {errors.InputError, errors.DataError, errors.PlaceError, errors.TransferError}
CLASS = re.compile(r"^class (\w+(?:Error|Exception))\b", re.MULTILINE)
NOTE = Note("own_statement")
ARGUMENTS = {
    "BrokenBatchError": (["what ended before"], "what went wrong"),
    "ContentEncodingError": ("corrupt", "a body that is cut off"),
    "ContradictionError": (NOTE,),
    "DamagedError": ("index/edges.parquet", "the workspace"),
    "FetchError": ("unreadable", "a file is gone"),
    "RefusalError": ("a rule", "license_unknown", NOTE, "CC0-1.0"),
    "RefusedError": (["first finding", "second finding"],),
    "StillThereError": (["https://portal.example/a"], "ask its operator"),
}


def _named():
    """Return module and name of the error classes that our modules define, without importing one."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield from ((name, kind) for kind in CLASS.findall(path.read_text("utf-8")))


def _cases(named):
    """Return a case for each class; those of `flows`, whose import starts Prefect's, are slow."""
    return [
        pytest.param(*one, id=one[1], marks=[pytest.mark.slow] if one[0].startswith("flows.") else []) for one in named
    ]


def kind_of(module, name):
    return getattr(importlib.import_module(module), name)


NAMED = list(_named())
DEFINED = [one for one in NAMED if one[0] != "gemeingut.errors"]


def test_there_are_some():
    assert len(DEFINED) > 60


@pytest.mark.parametrize(("module", "name"), _cases(DEFINED))
def test_an_error_is_one_of_ours_and_a_builtin_one(module, name):
    kind = kind_of(module, name)
    assert issubclass(kind, errors.GemeingutError)
    assert issubclass(kind, (ValueError, RuntimeError, LookupError, TypeError, OSError))


@pytest.mark.parametrize(("module", "name"), _cases(DEFINED))
def test_an_error_is_of_one_group_at_most(module, name):
    kind = kind_of(module, name)
    groups = {group for group in GROUPS if issubclass(kind, group)}
    assert len(groups) <= 1 or name == "UnknownNameError"


@pytest.mark.parametrize(("module", "name"), _cases(NAMED))
def test_an_error_passes_between_processes_whole(module, name):
    kind = kind_of(module, name)
    error = kind(*ARGUMENTS.get(name, ("what was found",)))
    error.add_note("seen in a worker")
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301  our own bytes
        assert type(other) is kind
        assert (str(other), other.args, other.__dict__) == (str(error), error.args, error.__dict__)
