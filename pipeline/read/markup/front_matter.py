"""The head of a Markdown or Jekyll file: YAML, TOML, Pandoc's title block or LiaScript's comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf
from pipeline.read.columns import as_text, field, statements
from pipeline.read.document import Statement
from pipeline.read.markup.head_fields import has_fields, of_lines, of_toml, of_yaml
from pipeline.read.repeated import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_YAML = re.compile(r"\s*---[ \t]*\n(?P<head>.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(?P<head>.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_PANDOC = re.compile(r"(?:%[^\n]*(?:\n[ \t]+\S[^\n]*)*(?:\n|\Z)){1,3}")
_LIASCRIPT = re.compile(r"\s*<!--(?P<head>.*?)-->", re.DOTALL)
_LINE = re.compile(r"^(?P<key>[A-Za-z_][\w. -]*?):[ \t]*(?P<value>.*)$")
_OPEN = re.compile(r"\s*---[ \t]*\n(?P<head>(?:[^\S\n]*\S[^\n]*\n)*)")
HEAD: Final = 10_000
"""Characters in which the head of a text ends."""
_IMAGES: Final = ("image", "images", "img", "cover", "photo", "teaser_image", "header_image")


def split(text: str, *, pandoc: bool = False, liascript: bool = False) -> tuple[dict[str, Any], str]:
    """Return the fields of the head and the text after it; no fields and the whole text where there is no head.

    Values of YAML are strings as written, in lists and mappings.  A head that is not valid YAML or TOML is read field by
    field; one that is never closed ends at the first blank line; what has no field is no head but text between rules.  `pandoc` takes leading `%` lines as title, authors and date, or, where one of them says
    `name: value`, as that field; `liascript` takes a leading HTML comment of `key: value` lines.
    """
    match = _YAML.match(text) or _OPEN.match(text)
    if match and has_fields(match.group("head")):
        return of_yaml(match.group("head")), text[match.end() :]
    if match := _TOML.match(text):
        return of_toml(match.group("head")), text[match.end() :]
    if pandoc and (match := _PANDOC.match(text)):
        return _title_block(match.group()), text[match.end() :]
    if liascript and (match := _LIASCRIPT.match(text)):
        return of_lines(match.group("head")), text[match.end() :]
    return {}, text


def definitions(text: str) -> dict[str, str]:
    """Return the terms that the head of a text defines, as statutes in Markdown do: `Ausfertigungsdatum`, below `:   1998-02-03`.

    The head ends at its second heading: what a text defines further down is not about it.
    """
    fields: dict[str, str] = {}
    headings, term = 0, ""
    for line in text[:HEAD].split("\n"):
        headings += line.startswith("#")
        if headings > 1:
            break
        if line.startswith(":") and term:
            fields.setdefault(term, line[1:].strip())
        term = line.strip() if line.strip() and not line.startswith((":", "#")) else term if not line.strip() else ""
    return fields


def with_text(fields: Mapping[str, Any], names: Sequence[str], body: str) -> tuple[dict[str, Any], str]:
    """Return the fields without those that hold text, and that text, separated by blank lines, followed by the body."""
    texts = [value for name in names if isinstance(value := field(fields, name), str) and value.strip()]
    left = dict(fields)
    for name in names:
        left = _without(left, name.split("."))
    return left, "\n\n".join([*texts, body]) if body.strip() else "\n\n".join(texts)


def _without(fields: dict[str, Any], path: Sequence[str]) -> dict[str, Any]:
    below = fields.get(path[0])
    if len(path) > 1:
        return {**fields, path[0]: _without(below, path[1:])} if isinstance(below, dict) else fields
    return {name: value for name, value in fields.items() if name != path[0] or not isinstance(value, str)}


def first(fields: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """Return the first of the fields that has a plain value, without markup of its own."""
    return next((value for name in names if (value := as_text(field(fields, name))) is not None), None)


def date(fields: Mapping[str, Any], names: Sequence[str]) -> tuple[str | None, dict[str, str]]:
    """Return the first date there is, in EDTF, and its original wording where that differs."""
    written = first(fields, names)
    exact = edtf.free(written) if written else None
    return exact, {"date": written} if written and written != exact else {}


def people(fields: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """Return the names in the first of the fields that has any: strings, or mappings with a `name`."""
    for name in names:
        persons = tuple(_people(field(fields, name)))
        if persons:
            return persons
    return ()


def rights(fields: Mapping[str, Any], names: Sequence[str]) -> tuple[Statement, ...]:
    """Return every string under the named fields as a statement; one under a field of images is about images."""
    return tuple(
        Statement(statement.statement, statement.where, object="images" if _of_images(statement.where) else "text")
        for name in names
        for statement in statements(field(fields, name), name)
    )


def _of_images(where: str) -> bool:
    return re.split(r"[.\[_]", where, maxsplit=1)[0].lower() in _IMAGES or where.lower().startswith(_IMAGES)


def _people(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        for person in value:
            yield from _people(person)
    elif (text := as_text(value)) is not None:
        yield text


def _title_block(block: str) -> dict[str, Any]:
    """Return Pandoc's title, authors and date, or a named field; authors are separated by `;` or stand on lines."""
    fields: list[tuple[str, Any]] = []
    entries = [
        re.sub(r"\n[ \t]+", "\n", entry[1:]).strip()
        for entry in re.split(r"^(?=%)", block, flags=re.MULTILINE)
        if entry
    ]
    for key, entry in zip(("title", "author", "date"), entries, strict=False):
        named = _LINE.match(entry) if key != "title" else None
        if named:
            fields.append((named.group("key"), named.group("value")))
        elif entry:
            people = [person.strip() for person in re.split("[;\n]", entry)]
            fields.append((key, people if key == "author" else entry.replace("\n", " ")))
    return gathered(fields)
