"""The command line as a whole: help, status, and that nothing heavy is imported where nobody needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata

import pytest

from flows.cli.parser import parser
from tests.e2e import running

COMMANDS = (
    "run",
    "plan",
    "sources",
    "license",
    "inspect",
    "explain",
    "review",
    "verify",
    "diff",
    "reproduce",
    "publish",
)
IMPORTED = """
import json, sys
from flows.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as exit:
    status = exit.code
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def _imported(*arguments):
    """Return the top-level modules that a command has imported when it is done."""
    command = [sys.executable, "-c", IMPORTED, *map(str, arguments)]
    done = subprocess.run(command, env=running.environment(), capture_output=True, text=True, timeout=600, check=True)
    status, modules = json.loads(done.stdout.splitlines()[-1])
    assert not status, done.stderr
    return set(modules)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_contract_explains_itself(command):
    done = running.here(command, "--help")
    assert done.status == 0
    assert done.out.startswith(f"usage: gemeingut {command}")
    assert done.err == ""


def test_help_lists_every_command():
    done = running.here("--help")
    listed = {line.split()[0] for line in done.out.splitlines() if line.startswith("    ") and line.strip()}
    assert set(COMMANDS) <= listed
    assert "Exit status" in done.out


def test_every_command_has_its_module():
    choices = next(action.choices for action in parser()._actions if action.choices)
    assert set(COMMANDS) <= set(choices)
    for name, one in choices.items():
        assert (running.ROOT / "flows" / "cli" / f"{one.get_default('module')}.py").is_file(), name


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["run"], ["run", "demo", "--engine", "slurm"]])
def test_bad_usage_is_status_2_and_says_what_is_right(arguments):
    done = running.here(*arguments)
    assert done.status == 2
    assert done.out == ""
    assert "usage: gemeingut" in done.err


def test_the_version_is_that_of_the_distribution():
    done = running.here("--version")
    assert (done.status, done.out) == (0, f"gemeingut {metadata.version('gemeingut')}\n")


def test_help_imports_nothing_heavy():
    heavy = {"prefect", "polars", "pyarrow", "numpy", "numba", "pydantic", "yaml", "datasets", "lxml", "fsspec"}
    assert _imported("--help") & heavy == set()


def test_commands_that_only_look_never_import_prefect(demo_release, demo_workspace):
    for arguments in (
        ("plan", "demo", "--workspace", demo_workspace),
        ("inspect", demo_release),
        ("license", "CC BY 4.0"),
        ("verify", demo_release),
    ):
        assert "prefect" not in _imported(*arguments), arguments[0]


def test_a_run_without_prefect_imports_none(demo_workspace, tmp_path):
    from tests.e2e.folders import own_folder  # noqa: PLC0415

    mine = own_folder(tmp_path / "mine")
    modules = _imported("run", mine, "--workspace", tmp_path / "w", "--no-prefect", "--workers", 1)
    assert {"prefect", "datatrove", "datasets"} & modules == set()
