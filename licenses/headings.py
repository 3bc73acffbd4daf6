"""The headings over a part of a file, and of what they say that part speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from licenses import cues, spoken_of
from licenses.layout import LEAD_LEVEL, PSEUDO_LEVEL

if TYPE_CHECKING:
    from licenses.layout import Block, Layout

SHORTEST_PARAGRAPH: Final = 20
"""Characters below which what stands above a title is a badge or an anchor."""
_ADDRESS: Final = re.compile(r"(?:https?:)?//[^\s\"'<>]+")


def headings_over(parts: tuple[Block, ...], at: int) -> tuple[Block, ...]:
    """Return the headings and leads under which the block at this place stands, the nearest first.

    A lead belongs to the paragraph that follows it, or to all items and rows that do.
    """
    over: list[Block] = []
    lowest, is_parted = LEAD_LEVEL + 1, False
    for block in reversed(parts[:at]):
        if block.kind == "lead" and lowest > LEAD_LEVEL and not is_parted:
            over.append(block)
            lowest = LEAD_LEVEL
        elif block.kind == "heading" and block.level < lowest:
            over.append(block)
            lowest = block.level
        is_parted = is_parted or block.kind == "paragraph"
    return tuple(over)


def is_title(layout: Layout, head: Block) -> bool:
    """Return whether a heading is the title of the whole file: nothing but badges stands above, and all others are lower."""
    heads = [block for block in layout.blocks if block.kind == "heading"]
    if (
        not heads
        or head is not heads[0]
        or head.level >= PSEUDO_LEVEL
        or any(other.level <= head.level for other in heads[1:])
    ):
        return False
    above = "".join(
        layout.shown_of(block)
        for block in layout.blocks
        if block.end <= head.start and "](" not in layout.shown_of(block)
    )
    return len(_ADDRESS.sub("", above).strip()) < SHORTEST_PARAGRAPH


def of_headings(layout: Layout, at: int) -> frozenset[str]:
    """Return what the nearest heading with an object speaks of; empty if none does.

    The title of the whole file says nothing, and under `Metadaten` a line with a key is part of the metadata of the text itself,
    unless another heading speaks of the text.
    """
    for head in headings_over(layout.blocks, at):
        if is_title(layout, head):
            continue
        objects = spoken_of.objects_in(cues.plain(layout.shown_of(head)))
        if objects == {"metadata"} and layout.blocks[at].kind == "keyed" and not _others_of_text(layout, head):
            continue
        if objects:
            return objects
    return frozenset()


def _others_of_text(layout: Layout, head: Block) -> bool:
    heads = (
        block
        for block in layout.blocks
        if block.kind == "heading" and block is not head and not is_title(layout, block)
    )
    return any("text" in spoken_of.objects_in(cues.plain(layout.shown_of(block))) for block in heads)
