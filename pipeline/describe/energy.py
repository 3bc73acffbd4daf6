"""An estimate of the energy that a run took: computed from its times, not measured.

The method is that of Green Algorithms (Lannelongue, Grealey and Inouye, 2021, Advanced Science 8:2100707, equation 1):
time × (cores × power per core × usage + memory × power per GB) × efficiency of the data centre.  Usage is taken as full, so
the estimate is rather too high than too low for a machine of these values.
"""

from __future__ import annotations

from typing import Any, Final

WATT_PER_CORE: Final = 12.0  # their value where the processor is not known
WATT_PER_GB: Final = 0.3725
EFFICIENCY: Final = 1.67  # power usage effectiveness, their worldwide mean
SECONDS_PER_HOUR: Final = 3600
MIB_PER_GB: Final = 1e9 / (1 << 20)


def watt_hours(timings: dict[str, Any]) -> float:
    """Return the estimate in watt-hours for the times, processes and memory that release.json holds."""
    seconds = sum(float(one) for one in timings["seconds"].values())
    power = timings.get("workers", 1) * WATT_PER_CORE + timings["memory_mib"] / MIB_PER_GB * WATT_PER_GB
    return float(seconds / SECONDS_PER_HOUR * power * EFFICIENCY)
