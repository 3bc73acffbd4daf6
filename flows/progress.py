"""Reports what a run is doing: a moving line on a terminal, one line per stage elsewhere; keeps the time of each stage."""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KIB_PER_MIB: Final = 1024


class Progress:
    """Writes to standard error; `seconds` holds the wall-clock time of each stage, `workers` how many processes there are."""

    def __init__(self, *, quiet: bool = False, workers: int = 1) -> None:
        self.seconds: dict[str, float] = {}
        self.workers = workers
        self.warnings: list[str] = []
        self._quiet = quiet
        self._moving = sys.stderr.isatty() and not quiet

    def say(self, line: str) -> None:
        """Write a line of information."""
        if not self._quiet:
            print(line, file=sys.stderr, flush=True)  # noqa: T201  progress is what standard error is for

    def warn(self, line: str) -> None:
        """Write a warning, even when quiet, and keep it for the end."""
        self.warnings.append(line)
        print(f"warning: {line}", file=sys.stderr, flush=True)  # noqa: T201

    @contextlib.contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[], None]]:
        """Time a stage of `total` steps; yields the function to call after each step."""
        start, done = time.monotonic(), 0

        def advance() -> None:
            nonlocal done
            done += 1
            if self._moving:
                print(f"\r{name}: {done} of {total}  ", end="", file=sys.stderr, flush=True)  # noqa: T201

        yield advance
        seconds = time.monotonic() - start
        self.seconds[name] = round(self.seconds.get(name, 0.0) + seconds, 3)
        if self._moving:
            print("\r\x1b[K", end="", file=sys.stderr)  # noqa: T201
        if total:
            self.say(f"{name:<10} {total:>6} {'step ' if total == 1 else 'steps'} {seconds:>8.1f} s")


def peak_memory_mib() -> int:
    """Return the largest resident sizes so far of this process and its workers, added up, in MiB.

    They need not have been reached at the same moment: the true peak is at most this.
    """
    processes = ["self", *(str(child.pid) for child in multiprocessing.active_children())]
    return sum(_peak_kib(pid) for pid in processes) // KIB_PER_MIB


def _peak_kib(pid: str) -> int:
    """Return the peak that Linux keeps for a process; elsewhere that of this process, and 0 for others and ended ones."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if pid == "self" else 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
