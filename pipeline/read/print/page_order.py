"""The order in which the regions of a PAGE page are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read.print.polygons import box_of
from pipeline.read.xml import child, descendants, local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

CUSTOM_INDEX: Final = re.compile(r"readingOrder\s*\{\s*index:\s*(\d+)")
REGIONS: Final = frozenset({"TextRegion", "TableRegion"})


def ordered(page: etree._Element) -> list[etree._Element]:
    """Return the outermost regions in reading order.

    One that the ReadingOrder does not name stands behind the last one of a lower index of its own; without such an index
    behind the nearest one above it in its column, or before the first one below it; else at the end.
    """
    regions = [region for region in descendants(page, *REGIONS) if local(_parent(region)) not in REGIONS]
    named = {region.get("id", ""): region for region in reversed(regions)}
    order = list(
        dict.fromkeys(named[ref] for ref in _references(child(page, "ReadingOrder")) if ref in named),
    )
    if not order:
        indices = [_index(region) for region in regions]
        if all(index is not None for index in indices):
            return [regions[at] for at in sorted(range(len(regions)), key=lambda at: indices[at] or 0)]
        return regions
    for region in regions:
        if region not in order:
            order.insert(_place(region, order), region)
    return order


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _references(group: etree._Element | None) -> Iterator[str]:
    """Yield the ids that a group refers to, by index where there is one; a group may itself stand for a region."""
    if group is None:
        return
    for element in sorted(group, key=lambda item: int(item.get("index", "0")) if isinstance(item.tag, str) else 0):
        if element.get("regionRef"):
            yield str(element.get("regionRef"))
        yield from _references(element)


def _index(region: etree._Element) -> int | None:
    custom = CUSTOM_INDEX.search(region.get("custom", ""))
    return int(custom[1]) if custom else None


def _place(region: etree._Element, order: list[etree._Element]) -> int:
    own = _index(region)
    indices = [_index(other) for other in order]
    known = [index for index in indices if index is not None]
    if own is not None and known and known == sorted(known):
        return max((at + 1 for at, index in enumerate(indices) if index is not None and index < own), default=0)
    return _place_on_page(region, order)


def _place_on_page(region: etree._Element, order: list[etree._Element]) -> int:
    box = box_of(region)
    boxes = [(at, other) for at, element in enumerate(order) if (other := box_of(element)) is not None]
    column = [(at, other) for at, other in boxes if box is not None and box.shares_column(other)]
    if box is None or not column:
        return len(order)
    middle = (box.top + box.bottom) / 2
    above = [(other.top, at) for at, other in column if (other.top + other.bottom) / 2 <= middle]
    return max(above)[1] + 1 if above else min(at for at, _ in column)
