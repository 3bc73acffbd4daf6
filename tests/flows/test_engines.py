"""Dask and Ray give the bytes that one process gives, on a cluster of their own and on one that is there already."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e import running
from tests.e2e.running import digests

pytestmark = pytest.mark.slow
ONLY = ("--only", "demo-lesebuch")


def installed(engine):
    return pytest.mark.skipif(
        importlib.util.find_spec(f"prefect_{engine}") is None, reason=f"the extra {engine!r} is not installed"
    )


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """Return the digests of what one process without Prefect makes."""
    return digests(running.run("demo", tmp_path_factory.mktemp("one") / "w", *ONLY).release)


def run(engine, folder, *more):
    command = ("run", "demo", "--workspace", folder / "w", "--workers", 2, "--engine", engine, *more, *ONLY)
    done = running.apart(*command, PREFECT_HOME=str(folder / "prefect"))
    assert "Traceback" not in done.err
    return digests(done.release)


@installed("dask")
def test_dask_on_a_cluster_of_its_own(expected, tmp_path):
    assert run("dask", tmp_path) == expected


@installed("ray")
def test_ray_on_a_cluster_of_its_own(expected, tmp_path):
    assert run("ray", tmp_path) == expected


@pytest.fixture
def scheduler(tmp_path):
    """Return the address of a Dask scheduler with one worker."""
    dask = shutil.which("dask", path=str(Path(sys.executable).parent))
    place = tmp_path / "scheduler.json"  # the scheduler chooses its port and writes it there
    head = [dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", place, "--no-dashboard"]
    worker = [dask, "worker", "--scheduler-file", place, "--nworkers", "1", "--nthreads", "1", "--no-dashboard"]
    log = (tmp_path / "dask.log").open("wb")
    started = []
    with log:
        for command in (head, worker):
            started.append(subprocess.Popen(command, stdout=log, stderr=log, env=running.environment(), cwd=tmp_path))
            wait_for(place)
        yield json.loads(place.read_text("utf-8"))["address"]
        for one in reversed(started):
            one.terminate()
            one.wait(300)


def wait_for(place):
    """Wait until the scheduler has written its whole address, five minutes at the longest."""
    for _ in range(3_000):
        with contextlib.suppress(OSError, ValueError):
            json.loads(place.read_text("utf-8"))
            return
        time.sleep(0.1)
    pytest.fail(f"no scheduler wrote {place}")


@installed("dask")
def test_dask_on_a_scheduler_that_is_there(expected, scheduler, tmp_path):
    assert run("dask", tmp_path, "--engine-address", scheduler) == expected
