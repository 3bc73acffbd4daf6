"""A figure: drawings in both languages, a sentence with the same content, and the numbers as a table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from pipeline.describe.figures import svg
from pipeline.describe.tables import Table
from pipeline.describe.wording import number, word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.describe.figures.svg import Drawing
    from pipeline.describe.questions import Language

SHOWN: Final = 60
"""Rows that the page shows of a table; the CSV has them all."""


@dataclass(frozen=True)
class Figure:
    """A figure: `draw` gives its panels (title and drawing), `columns` and `rows` the numbers that it shows.

    `topics` names, by column, the topic of `words.yaml` that translates the column's values.
    """

    name: str
    title: Mapping[Language, str]
    says: Mapping[Language, str]
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    draw: Callable[[Language], list[tuple[str, Drawing]]]
    topics: Mapping[str, str] = field(default_factory=dict)

    def file(self, language: Language) -> str:
        """Return the figure as an SVG file."""
        return svg.document(self.draw(language), self.name, self.title[language], self.says[language], language) + "\n"

    @property
    def shown(self) -> int:
        """Return how many rows the page shows at most."""
        return SHOWN

    def panels(self, language: Language) -> list[tuple[str, Markup]]:
        """Return title and drawing of each panel, to be put into a page; each drawing carries its text alternative."""
        panels = []
        for place, (title, drawing) in enumerate(self.draw(language)):
            name = f"{self.name}-{language}-{place}"
            text = svg.inline(drawing, name, title or self.title[language], self.says[language])
            panels.append((title, Markup(text)))  # noqa: S704  made of escaped texts
        return panels

    def csv(self) -> str:
        """Return the numbers as CSV, names as in the release's files, numbers as a program reads them."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return stream.getvalue()

    def table(self, language: Language) -> Table:
        """Return the first rows of the numbers as a table of the page."""
        shown = self.rows[:SHOWN]
        return Table(
            caption=self.title[language],
            header=tuple(word("words", column, language) for column in self.columns),
            rows=tuple(
                tuple(self._cell(*pair, language) for pair in zip(self.columns, row, strict=True)) for row in shown
            ),
            numeric=tuple(
                all(isinstance(row[place], int | float) for row in shown) for place in range(len(self.columns))
            ),
        )

    def _cell(self, column: str, value: Any, language: Language) -> str:
        if isinstance(value, int | float):
            return number(value, language)
        return word(self.topics[column], value, language) if column in self.topics else str(value or "–")
