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
