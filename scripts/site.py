"""What `make docs` adds to the pages of docs/: the formats with their options, pages of the repository, the decisions.

Functions named `on_…` are hooks of MkDocs (`hooks` in mkdocs.yml), called by name with what they may change.
"""

from __future__ import annotations

import inspect
import json
import re
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import PydanticUndefined

from pipeline.read import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

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
WRITTEN: Final[dict[Any, str]] = {
    bool: "`true` or `false`",
    float: "a number",
    int: "a whole number",
    str: "a string",
    types.NoneType: "`null`",
}


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
    """Yield the lines of a section for each format: what it reads, and a table of its options."""
    for name in registry.names():
        model = registry.reader(name).options
        yield from (f"## `{name}`", "", _prose(inspect.getmodule(model)), "", _prose(model), "")
        yield from ("| option | values | default |", "|---|---|---|")
        yield from (
            f"| `{option}` | {_values(field)} | {_default(field)} |" for option, field in model.model_fields.items()
        )
        yield ""


def _prose(described: Any) -> str:
    """Return a docstring as Markdown, without the format's name before its first sentence."""
    text = re.sub(r"^Format `\w+`: (.)", lambda match: match[1].upper(), inspect.getdoc(described) or "")
    pieces = text.split("`")
    return "`".join(piece if code % 2 else piece.replace("<", "&lt;") for code, piece in enumerate(pieces))


def _values(field: FieldInfo) -> str:
    return " or ".join(dict.fromkeys(_kinds(field.annotation)))


def _kinds(annotation: Any) -> Iterator[str]:
    """Yield how the values of a type are written in a manifest."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        yield from (f"`{value}`" for value in inner)
    elif origin is typing.Annotated:
        yield from _kinds(inner[0])
    elif origin in {types.UnionType, typing.Union}:
        yield from (kind for part in inner for kind in _kinds(part))
    elif origin is tuple:
        yield "a list"
    elif origin is not None:
        yield "a mapping"
    else:
        yield WRITTEN.get(annotation, str(annotation))


def _default(field: FieldInfo) -> str:
    """Return a default as it would stand in a manifest."""
    if field.default is PydanticUndefined:
        return ""
    plain = list(field.default) if isinstance(field.default, tuple) else field.default
    text = json.dumps(dict(plain) if isinstance(plain, Mapping) else plain, ensure_ascii=False)
    text = text.strip('"') if isinstance(plain, str) and plain not in {"", '"'} else text
    return f"`{text if len(text) <= LONGEST_DEFAULT else text[:LONGEST_DEFAULT] + ' …'}`".replace("|", "\\|")
