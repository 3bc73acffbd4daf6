"""What `make docs` adds to the pages of docs/: the formats with their options, pages of the repository, the decisions.

Functions named `on_…` are hooks of MkDocs (`hooks` in mkdocs.yml), called by name with what they may change.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.curator import formats

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS: Final = Path(__file__).parents[1] / "docs"
DECISIONS: Final = "decisions"
MARK: Final = "<!-- formats -->"
OUTSIDE: Final = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
"""Pages of the site whose files are at the top of the repository."""
GERMAN: Final = {
    '<html lang="en"': '<html lang="de"',
    "Table of contents": "Inhalt",
    'placeholder="Search"': 'placeholder="Suche"',
    'aria-label="Search"': 'aria-label="Suche"',
    "Skip to content": "Zum Inhalt",
}
"""The theme's own words on pages under de/."""
LONGEST_DEFAULT: Final = 60  # characters of a default value that a table cell bears


def on_config(config: Any) -> Any:
    """Put every decision record into the navigation, where mkdocs.yml names their folder."""
    records = sorted(path.relative_to(DOCS).as_posix() for path in (DOCS / DECISIONS).glob("*.md"))
    config.nav = _with_records(config.nav, sorted(records, key=lambda name: (not name.endswith("README.md"), name)))
    return config


def _with_records(nav: Any, records: list[str]) -> Any:
    if isinstance(nav, list):
        return [_with_records(entry, records) for entry in nav]
    if isinstance(nav, dict):
        return {title: _with_records(entry, records) for title, entry in nav.items()}
    return records if nav == DECISIONS else nav


def on_page_markdown(markdown: str, page: Any, **_other: Any) -> str:
    """Return a page with the formats in place of their mark, or the file of the repository in place of the page."""
    if page.file.src_uri in OUTSIDE:
        return (DOCS.parent / OUTSIDE[page.file.src_uri]).read_text("utf-8").replace("](docs/", "](")
    return markdown.replace(MARK, "\n".join(_formats())) if MARK in markdown else markdown


def on_post_page(output: str, page: Any, **_other: Any) -> str:
    """Return the HTML of a page with its language: pages under de/ are German throughout."""
    if not page.file.src_uri.startswith("de/"):
        return output
    for english, german in GERMAN.items():
        output = output.replace(english, german)
    return output


def _formats() -> Iterator[str]:
    """Yield the lines of a section for each format: what it reads, a table of its options, and an example."""
    for entry in formats.described():
        yield from (f"## `{entry.name}`", "", _escaped(entry.reads), "", _escaped(entry.meaning), "")
        yield from ("| option | values | default |", "|---|---|---|")
        yield from (f"| `{option.name}` | {_values(option)} | {_default(option)} |" for option in entry.options)
        yield ""
        shown = json.dumps(dict(entry.example.format), ensure_ascii=False)
        reads = f" reads `{entry.example.file}`:" if entry.example.sample else ""
        yield from (f"Example: `format: {shown}`{reads}", "")
        if entry.example.sample:
            yield from ("```text", entry.example.sample.rstrip("\r\n"), "```", "")


def _escaped(markdown: str) -> str:
    pieces = markdown.split("`")
    return "`".join(piece if code % 2 else piece.replace("<", "&lt;") for code, piece in enumerate(pieces))


def _values(option: formats.Option) -> str:
    return " or ".join(f"`{value}`" if not value.startswith("a ") else value for value in option.values)


def _default(option: formats.Option) -> str:
    text = formats.default_of(option)
    shown = text if len(text) <= LONGEST_DEFAULT else text[:LONGEST_DEFAULT] + " …"
    return f"`{shown}`".replace("|", "\\|") if text else ""
