"""A profile's rules as a step of a datatrove pipeline; the only module that needs datatrove to be imported.

from pipeline.annotate.datatrove_filter import ProfileFilter
LocalPipelineExecutor(pipeline=[JsonlReader(...), ProfileFilter("law"), JsonlWriter(...)]).run()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
from datatrove.pipeline.filters.base_filter import BaseFilter

from filters.filter import objections
from filters.measures import measure
from filters.profiles import rules

if TYPE_CHECKING:
    from datatrove.data import Document
    from datatrove.pipeline.writers.disk_base import DiskWriter

BATCH: Final = 1_000  # documents measured at once: enough that the kernels and not the calls take the time


class ProfileFilter(BaseFilter):  # type: ignore[misc]  # datatrove has no types
    """Keeps what a profile keeps; the reason of a removal is that of the first rule broken.

    `profile` is one of `filters.profiles.profiles()`; removed documents go to `exclusion_writer` if one is given.
    """

    name = "Gemeingut profile"

    def __init__(self, profile: str, exclusion_writer: DiskWriter | None = None, batch_size: int = BATCH) -> None:
        super().__init__(exclusion_writer, batch_size)
        self.rules = rules(profile)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Return whether a single document is kept, or False and the reason."""
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: list[Document]) -> list[bool | tuple[bool, str]]:
        """Return the verdicts on a batch, in its order."""
        measured = measure(pa.array([doc.text for doc in batch], pa.large_string()))
        broken = objections(measured, self.rules).sort_by("rank")
        reasons: dict[int, str] = {}
        for row, reason in zip(broken.column("row").to_pylist(), broken.column("reason").to_pylist(), strict=True):
            reasons.setdefault(row, reason)
        return [(False, reasons[place]) if place in reasons else True for place in range(len(batch))]
