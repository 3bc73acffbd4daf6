"""The end of a run, by Ctrl-C or killed: files are always written whole, so that it can end at once, and nothing it started stays."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

STATUS: Final = 130
MESSAGE: Final = "interrupted; the same command goes on where it stopped"


_WATCH: Final = """
import os, signal, sys
pid = int(sys.argv[1])
handle = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
if not sys.stdin.buffer.read(1):
    if handle is None:
        os.kill(pid, signal.SIGKILL)
    else:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
"""
"""Reads what its parent sends before it ends; a parent that was killed sends nothing."""


def bind_worker() -> None:
    """Leave Ctrl-C, which a terminal sends to all processes, to the one that gives out the work, and end when that one does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(STATUS)


class Watch:
    """A small process that kills another one when this one is gone, however it ends."""

    def __init__(self, pid: int) -> None:
        self._watching = subprocess.Popen(  # noqa: S603  this interpreter, and a number
            [sys.executable, "-S", "-E", "-c", _WATCH, str(pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what kills this process's group does not kill the one that cleans up after it
        )

    def end(self) -> None:
        """Stop watching: the other process is ended otherwise."""
        with contextlib.suppress(BrokenPipeError):
            self._watching.communicate(b".")


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
