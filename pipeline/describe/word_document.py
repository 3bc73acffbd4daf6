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

from pipeline import workspace as ws

if TYPE_CHECKING:
    from pathlib import Path

    from docx.text.paragraph import Paragraph

    from pipeline.describe.questions import Language
    from pipeline.describe.tables import Table

CODE: Final = re.compile(r"`([^`]+)`")
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP archive can hold
TAGS: Final[dict[Language, str]] = {"de": "de-DE", "en": "en-GB"}
MONOSPACE: Final = "Courier New"


class Document:
    """A document in the making; `day` is what its properties give as created and modified."""

    def __init__(self, title: str, day: str) -> None:
        self._document = docx.Document()
        self._language: Language = "de"
        self._is_empty = True
        when = dt.datetime.combine(dt.date.fromisoformat(day), dt.time())
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = title, "", ""
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
        self._speak(self._document.add_heading(text, level))

    def paragraph(self, text: str) -> None:
        """Add a paragraph; what stands in backticks is set as code."""
        self._fill(self._document.add_paragraph(), text)

    def mark(self, text: str) -> None:
        """Add a paragraph that calls for an entry, highlighted so that nobody overlooks it."""
        paragraph = self._document.add_paragraph()
        paragraph.add_run(text).font.highlight_color = WD_COLOR_INDEX.YELLOW
        self._speak(paragraph)

    def table(self, said: Table) -> None:
        """Add a table with its caption; the header row is marked as such, for screen readers and page breaks."""
        caption = self._document.add_paragraph(style="Caption")
        self._fill(caption, said.caption)
        rows = (said.header, *said.rows)
        table = self._document.add_table(rows=len(rows), cols=len(said.header), style="Table Grid")
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                self._fill(cell.paragraphs[0], text)
        header = OxmlElement("w:tblHeader")
        header.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(header)
        self._document.add_paragraph()

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
        with ws.whole(path) as temporary, zipfile.ZipFile(written) as old, zipfile.ZipFile(temporary, "w") as new:
            # The list of content types comes first, as readers of the format expect.
            for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, old.read(name))
