"""docs/server.md, done: a Prefect server, a work pool, the deployments, a worker, a person's word, a publication."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.e2e import running
from tests.ports import free_ports

if TYPE_CHECKING:
    from pathlib import Path

PREFECT = [sys.executable, "-m", "prefect"]
SECONDS = 600


class Server:
    """A Prefect server with its own home, and the processes that belong to it."""

    def __init__(self, home: Path) -> None:
        (self.port,) = free_ports(1)
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.home = home
        self.log = home / "log"
        self.env = running.environment(
            PREFECT_HOME=str(home), PREFECT_API_URL=self.api, PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1"
        )

    @contextlib.contextmanager
    def process(self, *command: str):
        with self.log.open("ab") as log:
            one = subprocess.Popen([*PREFECT, *command], env=self.env, cwd=running.ROOT, stdout=log, stderr=log)
        try:
            yield
        finally:
            one.terminate()
            try:
                one.wait(30)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()

    def prefect(self, *command: str) -> str:
        """Run a command of Prefect's and return what it says."""
        done = subprocess.run(
            [*PREFECT, "--no-prompt", *command],
            env=self.env,
            cwd=running.ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, path: str, **body: object):
        """Return the answer of the server's interface."""
        answer = httpx2.post(f"{self.api}/{path}", json=body, timeout=60) if body else httpx2.get(f"{self.api}/{path}")
        answer.raise_for_status()
        return answer.json()

    def until(self, path: str, is_so, **body: object):
        """Ask until the answer is so, and return it."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(httpx2.TransportError):
                found = self.ask(path, **body)
                if is_so(found):
                    return found
            time.sleep(1)
        pytest.fail(f"{path}: not in {SECONDS} s; {self.log.read_text('utf-8')[-2000:]}")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    one = Server(tmp_path_factory.mktemp("prefect"))
    with one.process("server", "start", "--host", "127.0.0.1", "--port", str(one.port)):
        one.until("health", lambda found: found is True)
        one.prefect("work-pool", "create", "gemeingut", "--type", "process")
        one.prefect("deploy", "--all")
        yield one


def test_what_has_a_time_is_scheduled(server):
    def all_three(runs):
        return len({one["deployment_id"] for one in runs}) == 3

    wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    server.until("flow_runs/filter", all_three, **wanted)


def test_published_when_a_person_says_yes(server, demo_release, tmp_path):
    release, public = tmp_path / "demo" / "1.0.0", tmp_path / "public"
    shutil.copytree(demo_release, release)
    deployed = server.ask("deployments/name/publish-on-approval/on-approval")
    parameters = {"release": str(release), "to": [f"folder:{public}"]}
    run = server.ask(f"deployments/{deployed['id']}/create_flow_run", parameters=parameters)
    with server.process("worker", "start", "--pool", "gemeingut"):
        here = f"flow_runs/{run['id']}"
        paused = server.until(here, lambda one: one["state"]["type"] in {"PAUSED", "FAILED", "CRASHED"})
        assert paused["state"]["type"] == "PAUSED", paused["state"]
        assert not public.exists()
        answer = {"approve": True, "role": "Leitung der Bestände", "case": "AZ 9/2026"}
        server.ask(f"{here}/resume", run_input=answer)
        ended = server.until(here, lambda one: one["state"]["type"] in {"COMPLETED", "FAILED", "CRASHED"})
    assert ended["state"]["type"] == "COMPLETED", ended["state"]
    record = json.loads((public / "demo" / "1.0.0" / "publication.json").read_text("utf-8"))
    assert record["approval"]["case"] == "AZ 9/2026"
