"""Ctrl-C during a run: files are always written whole, so that a run can end at once."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

STATUS: Final = 130
MESSAGE: Final = "interrupted; the same command goes on where it stopped"


def ignored_by_workers() -> None:
    """Leave Ctrl-C, which a terminal sends to every process of the group, to the process that gives out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def ends_at_once() -> Iterator[None]:
    """End this process and all that it started on the first Ctrl-C, with one line and status 130.

    For a flow run with a temporary server: the same Ctrl-C ends the server, and Prefect would go on asking it for minutes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    for pid in descendants(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    print(f"\n{MESSAGE}", file=sys.stderr, flush=True)  # noqa: T201  the last thing that this process says
    os._exit(STATUS)


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs, the youngest first; on Linux, elsewhere none."""
    pids: list[int] = []
    for path in sorted(Path(f"/proc/{pid}/task").glob("*/children")):
        with contextlib.suppress(OSError):
            for child in map(int, path.read_text(encoding="ascii").split()):
                pids += [*descendants(child), child]
    return pids
