"""The headings over a part of a file, and of what they say that part speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licenses import cues, spoken_of

if TYPE_CHECKING:
    from licenses.layout import Block, Layout


def of_headings(layout: Layout, at: int) -> frozenset[str]:
    """Return what the nearest heading with an object speaks of; empty if none does.

    The title of the whole file says nothing, and under `Metadaten` a line with a key is part of the metadata of the text itself,
    unless another heading speaks of the text.
    """
    for head in layout.over[at]:
        if head is layout.title:
            continue
        objects = spoken_of.objects_in(cues.plain(layout.shown_of(head)))
        if objects == {"metadata"} and layout.blocks[at].kind == "keyed" and not _others_of_text(layout, head):
            continue
        if objects:
            return objects
    return frozenset()


def _others_of_text(layout: Layout, head: Block) -> bool:
    heads = (
        block for block in layout.blocks if block.kind == "heading" and block is not head and block is not layout.title
    )
    return any("text" in spoken_of.objects_in(cues.plain(layout.shown_of(block))) for block in heads)
