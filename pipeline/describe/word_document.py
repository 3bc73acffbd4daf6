"""An editable document (Office Open XML) with headings, paragraphs and tables, the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from pipeline.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from docx.text.paragraph import Paragraph

    from pipeline.describe.questions import Language
    from pipeline.describe.tables import Table

CODE: Final = re.compile(r"`([^`]+)`")
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP archive can hold
TAGS: Final[dict[Language, str]] = {"de": "de-DE", "en": "en-GB"}
MONOSPACE: Final = "Courier New"
PAGE: Final = (Cm(21.0), Cm(29.7))  # A4, on which public bodies print
MARGIN: Final = Cm(2.5)
SMALL: Final = Pt(8.5)  # the letters of tables
LONGEST: Final = 28  # characters of a word, and a quarter of those of a text, beyond which a column gets no wider

MOST_OF_PROPERTY: Final = 255
"""Characters that the format allows in a property of a document."""


class Document:
    """A document that is being written; `day` is the date of creation and change in its properties."""

    def __init__(self, title: str, day: str) -> None:
        self._document = docx.Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = PAGE
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
        self._language: Language = "de"
        self._is_empty = True
        self._style_ids: dict[str, str] = {}
        when = dt.datetime.combine(dt.date.fromisoformat(day), dt.time())
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = title[:MOST_OF_PROPERTY], "", ""
        properties.created = properties.modified = when
        properties.language = TAGS["de"]

    def start(self, title: str, language: Language) -> None:
        """Begin the part in a language, on a page of its own."""
        if not self._is_empty:
            self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self._is_empty, self._language = False, language
        self.heading(title, 1)

    def heading(self, text: str, level: int) -> None:
        """Add a heading; level 1 is the title of a part."""
        paragraph = self._styled(f"Heading {level}")
        if text:
            paragraph.add_run(text)
        self._speak(paragraph)

    def paragraph(self, text: str) -> None:
        """Add a paragraph; text in backticks is set as code."""
        self._fill(self._document.add_paragraph(), text)

    def mark(self, text: str) -> None:
        """Add a paragraph that asks for an entry, highlighted."""
        paragraph = self._document.add_paragraph()
        paragraph.add_run(text).font.highlight_color = WD_COLOR_INDEX.YELLOW
        self._speak(paragraph)

    def table(self, content: Table) -> None:
        """Add a table with its caption, its columns as wide as their content needs.

        The header row is marked as such, for screen readers and page breaks.
        """
        caption = self._styled("Caption")
        caption.paragraph_format.keep_with_next = True
        self._fill(caption, content.caption)
        rows = (content.header, *content.rows)
        table = self._document.add_table(rows=len(rows), cols=len(content.header), style="Table Grid")
        table.autofit = False
        needed = [max(_room(row[place]) for row in rows) for place in range(len(content.header))]
        room = PAGE[0] - 2 * MARGIN
        for column, share in zip(table.columns, needed, strict=True):
            column.width = round(room * share / sum(needed))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text, share in zip(row.cells, texts, needed, strict=True):
                cell.width = round(room * share / sum(needed))
                self._fill(cell.paragraphs[0], text)
                for run in cell.paragraphs[0].runs:
                    run.font.size = SMALL
                    run.bold = texts is content.header or None
        header = OxmlElement("w:tblHeader")
        header.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(header)
        self._document.add_paragraph()

    def _styled(self, name: str) -> Paragraph:
        """Add an empty paragraph with a style, whose id is looked up once: it takes a look at every style of the template."""
        if name not in self._style_ids:
            self._style_ids[name] = self._document.styles[name].style_id
        paragraph = self._document.add_paragraph()
        paragraph._p.style = self._style_ids[name]
        return paragraph

    def _fill(self, paragraph: Paragraph, text: str) -> None:
        for place, part in enumerate(CODE.split(text)):
            if part:
                run = paragraph.add_run(part)
                if place % 2:
                    run.font.name = MONOSPACE
        self._speak(paragraph)

    def _speak(self, paragraph: Paragraph) -> None:
        for run in paragraph.runs:
            language = OxmlElement("w:lang")
            language.set(qn("w:val"), TAGS[self._language])
            run._r.get_or_add_rPr().append(language)

    def write(self, path: Path) -> None:
        """Write the document, its parts in order and without the time of writing."""
        written = io.BytesIO()
        self._document.save(written)
        with files.whole(path) as temporary, zipfile.ZipFile(written) as old, zipfile.ZipFile(temporary, "w") as new:
            # The list of content types comes first, as readers of the format expect.
            for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, old.read(name))


def _room(text: str) -> int:
    """Return how wide a column must be for a text: in characters, the longest word or a quarter of all, and the cell's margins."""
    longest = max(map(len, text.split()), default=1)
    return 4 + min(LONGEST, max(longest, len(text) // 4))
