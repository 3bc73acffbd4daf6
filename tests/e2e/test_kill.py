"""A run killed at any moment goes on where it stopped, and ends with the bytes of a run that nobody disturbed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

from pipeline.store import files
from tests.e2e import running
from tests.e2e.running import digests, environment

POLL_SECONDS = 0.002
LONGEST_SECONDS = 300
# A file that shows that a stage has begun to write, in the order of the stages.
TRACES = (
    "snapshots/*/lock.json",
    "read/*/read.json",
    "documents/*/*.parquet",
    "annotations/pii/*/*.parquet",
    "annotations/*/demo-werkstatt/*.parquet",
    ".part-scratch-*/.edges-*",
    "index/*/edges.parquet",
    "decisions/*/kept.parquet",
    "releases/*/.part-*/.pieces/*/*/*/*.parquet",
    "releases/*/.part-*/data/*/*.parquet",
    "releases/*/.part-*/release.json",
)
SEED = 20260101
MOMENTS = 4


class Running:
    """The demonstration being run by two workers, in a process group of its own."""

    def __init__(self, workspace, log):
        command = [sys.executable, "-m", "flows.cli", "run", "demo", "--workspace", str(workspace), "--workers", "2"]
        self._log = log
        with log.open("w", encoding="utf-8") as stream:
            self._process = subprocess.Popen(
                [*command, "--no-prefect"],
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=stream,
                start_new_session=True,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def wait_for(self, is_there):
        """Wait until the condition holds; return False if the run ended before it did."""
        end = time.monotonic() + LONGEST_SECONDS
        while not is_there():
            if self._process.poll() is not None:
                return False
            assert time.monotonic() < end, "the run hangs"
            time.sleep(POLL_SECONDS)
        return True

    def has_begun(self):
        """Return whether the run has said its first line."""
        return bool(self._log.stat().st_size)

    def kill(self):
        """Kill parent and workers at once; whatever they were writing stays half written."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def interrupt(self):
        """Do what Ctrl-C does, and return the exit status and what was said on standard error."""
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(timeout=LONGEST_SECONDS), self._log.read_text("utf-8")


def _is_seen(workspace, trace):
    """Return whether a file of this name is there; a folder that the run takes away during the look is looked for again."""
    try:
        return any(workspace.glob(trace))
    except FileNotFoundError:
        return False


def _finished(workspace, undisturbed):
    """Run to the end and compare; return what the run said on standard error."""
    done = running.run("demo", workspace)
    assert digests(done.release) == digests(undisturbed)
    assert [path for path in workspace.rglob(".*") if path.name != ".lock"] == []
    return done.err


def test_killed_after_the_first_trace_of_every_stage(demo_release, tmp_path):
    workspace = tmp_path / "w"
    killed = 0
    for number, trace in enumerate(TRACES):
        with Running(workspace, tmp_path / f"{number}.log") as one:
            killed += one.wait_for(lambda trace=trace: _is_seen(workspace, trace))
        assert not (workspace / "releases" / "demo" / "1.0.0").exists(), f"the run ended before {trace} was seen"
    assert killed == len(TRACES)
    assert "resuming the interrupted run of demo 1.0.0" in _finished(workspace, demo_release)


def test_killed_at_any_moment(demo_release, tmp_path):
    workspace, seconds = tmp_path / "w", _duration(tmp_path)
    chosen = random.Random(SEED)  # noqa: S311  moments, not secrets
    for number, moment in enumerate(sorted(chosen.uniform(0.05, 0.95) for _ in range(MOMENTS))):
        with Running(workspace, tmp_path / f"{number}.log") as one:
            assert one.wait_for(one.has_begun)
            time.sleep(moment * seconds)
    # The last run may have ended before its moment came: what it left says so.
    was_running = json.loads((workspace / "state" / "demo.json").read_text("utf-8"))["running"]
    assert ("resuming" in _finished(workspace, demo_release)) == was_running


def _duration(tmp_path):
    """Return the seconds that a run takes from its first line to its end."""
    with Running(tmp_path / "undisturbed", tmp_path / "undisturbed.log") as one:
        assert one.wait_for(one.has_begun)
        start = time.monotonic()
        one.wait_for(lambda: False)
        return time.monotonic() - start


def test_killed_between_the_two_renames_that_replace_a_release(demo_workspace, demo_release, tmp_path):
    workspace = tmp_path / "w"
    shutil.copytree(demo_workspace, workspace)
    releases, state = workspace / "releases" / "demo", workspace / "state" / "demo.json"
    (releases / "1.0.0").rename(releases / ".part-old-1.0.0")
    state.write_text(json.dumps(files.sealed(json.loads(state.read_text("utf-8")) | {"running": True})), "utf-8")
    assert "resuming the interrupted run" in _finished(workspace, demo_release)


def test_an_interrupt_by_the_user_says_that_the_command_goes_on(demo_release, tmp_path):
    workspace = tmp_path / "w"
    with Running(workspace, tmp_path / "log") as one:
        assert one.wait_for(lambda: _is_seen(workspace, "read/*/read.json"))
        status, said = one.interrupt()
    assert status == 130
    assert "the same command goes on where it stopped" in said
    assert "Traceback" not in said
    assert "resuming" in _finished(workspace, demo_release)
