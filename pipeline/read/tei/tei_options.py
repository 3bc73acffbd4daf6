"""What can be chosen when TEI is read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.read.xml import XmlOptions


class TeiOptions(XmlOptions):
    """Options of the format `tei`.

    `unit` is what one document is: the whole file, or each outermost `div` or `text` element whose `type` matches one of
    `unit_types` (globs); what lies outside of them becomes a document of its own, so that nothing is lost.
    """

    unit: Literal["file", "div", "text"] = "file"
    unit_types: tuple[str, ...] = Field(default=("*",), min_length=1)
    line_breaks: Literal["auto", "space", "newline"] = Field(
        default="auto",
        description="auto: a blank in prose; a new line in verse, headings, letter heads and after a hyphen",
    )
    page_breaks: Literal["separate", "join"] = Field(
        default="separate",
        description="what stands left and right of a page break without white space: two words or one",
    )
    spelling: Literal["orig", "reg"] = "orig"
    notes: Literal["paragraph_end", "inline", "drop"] = "paragraph_end"
    editorial_notes: Literal["paragraph_end", "inline", "drop"] = "drop"
    front: bool = True
    back: bool = True
    registers: bool = Field(default=False, description="keep the editors' lists of persons, places, works")
    captions: bool = Field(default=True, description="keep the captions of figures; descriptions are always left out")
    stage_directions: bool = True
