"""Where something stands on a page: boxes around the polygons of PAGE, and the boxes of ALTO and hOCR."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.read.xml import child, children

if TYPE_CHECKING:
    from lxml import etree

_POINT: Final = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page; top is less than bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def shares_column(self, other: Box) -> bool:
        """Return whether the narrower of the two stands above or below the other for at least half of its width."""
        overlap = min(self.right, other.right) - max(self.left, other.left)
        narrower = min(self.right - self.left, other.right - other.left)
        return overlap >= 0.5 * narrower


def box_of(element: etree._Element) -> Box | None:
    """Return the box around the element's polygon: `points` of PAGE 2013 and later, `Point` elements of PAGE 2010."""
    coords = child(element, "Coords")
    if coords is None:
        return None
    pairs = [(float(x), float(y)) for x, y in _POINT.findall(coords.get("points", ""))]
    pairs += [(float(point.get("x", "0")), float(point.get("y", "0"))) for point in children(coords, "Point")]
    if not pairs:
        return None
    across, down = [x for x, _ in pairs], [y for _, y in pairs]
    return Box(min(across), min(down), max(across), max(down))
