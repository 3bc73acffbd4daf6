"""What fetching one entry of a manifest has cost so far, compared with its budget while the bytes flow."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from gemeingut.errors import TransferError

if TYPE_CHECKING:
    from pipeline.manifest.source import Budget

WINDOW_SECONDS: Final = 60.0
"""Over how long the least rate is measured."""


class BudgetError(TransferError, RuntimeError):
    """An entry costs more than its budget; the message says which key of the manifest to raise."""


class DrippingError(TransferError, RuntimeError):
    """A server gives less than the least rate."""


class Meter:
    """The budget of one entry, shared by all its files, tries and pauses."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._begun = self._paced = self._window = time.monotonic()
        self._bytes = 0
        self._in_window = 0
        self._since_paced = 0

    def seconds_left(self) -> float:
        """Return how many seconds are left; raise BudgetError if none is."""
        left = self._begun + self._budget.seconds - time.monotonic()
        if left <= 0:
            raise BudgetError(f"takes longer than budget.seconds: {self._budget.seconds}")
        return left

    def wait(self, seconds: float) -> None:
        """Wait; raise BudgetError at once if that is longer than what is left."""
        if seconds >= self.seconds_left():
            raise BudgetError(f"must wait {seconds:.0f} seconds, beyond budget.seconds: {self._budget.seconds}")
        time.sleep(seconds)
        self.begin_window()

    def announce(self, more: int) -> None:
        """Raise BudgetError if so many further bytes would be too many: nothing is fetched that must be thrown away."""
        if self._bytes + more > self._budget.bytes:
            raise BudgetError(f"has {self._bytes + more} bytes, more than budget.bytes: {self._budget.bytes}")

    def take(self, count: int) -> None:
        """Count bytes of a file; raise BudgetError for the first one too many, and hold the pace of the budget."""
        if self._bytes + count > self._budget.bytes:
            raise BudgetError(f"has more than budget.bytes: {self._budget.bytes}")
        self._bytes += count
        self._pace(count)

    def resume(self, count: int) -> None:
        """Count bytes that an earlier run brought."""
        self.announce(count)
        self._bytes += count

    def give_back(self, count: int) -> None:
        """Count bytes no more that were thrown away, since the file is fetched from its beginning."""
        self._bytes -= count

    def begin_window(self) -> None:
        """Begin to measure the least rate: while nobody was asked, nobody was slow."""
        self._window, self._in_window = time.monotonic(), 0

    def hear(self, count: int) -> None:
        """Count bytes that came over the connection; raise DrippingError if over the last minute they were too few."""
        self._in_window += count
        elapsed = time.monotonic() - self._window
        if elapsed < WINDOW_SECONDS:
            return
        if self._in_window < self._budget.least_bytes_per_second * elapsed:
            raise DrippingError(
                f"gave {self._in_window} bytes in {elapsed:.0f} seconds, less than "
                f"budget.least_bytes_per_second: {self._budget.least_bytes_per_second}"
            )
        self.begin_window()

    def _pace(self, count: int) -> None:
        """Sleep as long as what came was faster than the highest rate."""
        rate = self._budget.bytes_per_second
        if rate is None:
            return
        self._since_paced += count
        ahead = self._since_paced / rate - (time.monotonic() - self._paced)
        if ahead > 0:
            self.wait(ahead)
