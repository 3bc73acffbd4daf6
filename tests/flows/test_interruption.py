from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from flows.interruption import MESSAGE, STATUS
from tests.e2e.running import ROOT

SCRIPT = """
import subprocess, sys, time
from flows.interruption import ends_at_once
with ends_at_once():
    child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(2, signal.SIG_IGN); time.sleep(600)"])
    print(child.pid, flush=True)
    time.sleep(600)
"""


def test_an_interrupted_run_ends_with_everything_it_started():
    command = [sys.executable, "-c", SCRIPT]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        child = int(run.stdout.readline())
        os.killpg(run.pid, signal.SIGINT)
        said = run.communicate(timeout=300)[1]
    assert run.returncode == STATUS
    assert said.strip() == MESSAGE
    assert _ends(child)


WATCHED = """
import subprocess, sys, time
from flows.interruption import Watch
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
watch = Watch(child.pid)
if sys.argv[1] == "ends":
    watch.end()
print(child.pid, flush=True)
time.sleep(0 if sys.argv[1] == "ends" else 600)
"""


def _started(script, *arguments):
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_what_is_watched_ends_when_its_parent_is_killed():
    with _started(WATCHED, "killed") as run:
        child = int(run.stdout.readline())
        run.kill()
    assert _ends(child)


def test_what_is_no_longer_watched_is_left_alone():
    with _started(WATCHED, "ends") as run:
        child = int(run.stdout.readline())
    time.sleep(1)
    os.kill(child, signal.SIGKILL)  # raises if it has ended by itself


POOL = """
import os, time
from flows.engine import Pool
from multiprocessing import active_children

if __name__ == "__main__":
    with Pool(2) as pool:
        futures = [pool.submit(len), pool.submit(len)]
        [future.exception() for future in futures]
        print(*[child.pid for child in active_children()], flush=True)
        time.sleep(600)
"""


def test_workers_end_when_the_run_is_killed(tmp_path):
    script = tmp_path / "pool.py"
    script.write_text(POOL, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as run:
        workers = [int(pid) for pid in run.stdout.readline().split()]
        run.kill()
    assert workers
    assert [pid for pid in workers if not _ends(pid)] == []


def _ends(pid):
    """Whether a process ends, or has ended and is only waiting to be noticed."""
    for _ in range(1_000):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123  read at once, before it goes
                if stat.read().split()[2] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.1)
    return False
