"""A workspace that cannot be used, output that nobody reads: a line that says so, never a traceback unless it is asked for."""

from __future__ import annotations

import subprocess
import sys

import filelock

from tests.e2e import running
from tests.e2e.folders import changed


def test_a_workspace_that_another_run_holds(mine, workspace):
    workspace.mkdir()
    with filelock.FileLock(workspace / ".lock"):
        done = running.apart("run", mine, "--workspace", workspace, "--no-prefect")
    assert done.status == 1
    assert len(running.errors(done)) == 1
    assert "another run holds this workspace" in done.err


def test_a_workspace_that_is_a_file(mine, workspace):
    workspace.write_text("no folder", "utf-8")
    done = running.run(mine, workspace)
    assert done.status == 1
    assert running.errors(done) == [f"error: {workspace}: File exists"]


def test_output_that_nobody_reads_is_no_error(demo_release):
    command = f"{sys.executable} -m flows.cli inspect {demo_release} --kept --json | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], env=running.environment(), capture_output=True, text=True, timeout=600, check=False
    )
    assert done.stdout == "[\n0\n"
    assert done.stderr == ""


def test_debug_shows_where(mine, workspace):
    changed(mine, polici="open-definition")
    plain = running.apart("run", mine, "--workspace", workspace, "--no-prefect")
    assert "Traceback" not in plain.err
    done = running.apart("inspect", "--debug", workspace)
    assert done.status == 1
    assert "Traceback" in done.err
