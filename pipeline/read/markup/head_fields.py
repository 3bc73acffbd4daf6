"""The fields of a file's head, also of one that is not valid YAML or TOML: what cannot be parsed is read block by block.

A head with one bad line (`title: Part two: the end`) must not lose the licence that stands below it.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

import yaml

from pipeline.read.columns import plain
from pipeline.read.repeated import Repeated, gathered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LONGEST_CHARACTERS: Final = 1_000_000  # an alias can stand for a thousand copies of itself
_MERGE: Final = "<<"
_KEY = re.compile(r"(?P<key>[A-Za-z_\"'][^:=\n]{0,80}?)[ \t]*:(?:[ \t]+(?P<value>[^\n]*))?[ \t]*$")
_TOML_KEY = re.compile(r"(?P<key>[A-Za-z_\"'][\w.\"' -]{0,80}?)[ \t]*=[ \t]*(?P<value>[^\n]*)$")
_TOML_TABLE = re.compile(r"\[{1,2}(?P<table>[\w.\"' -]+)\]{1,2}[ \t]*$")
_MARK = re.compile(r"[ \t]*(?:-[ \t]+)?(?:[\w.-]{1,60}[ \t]*[:=][ \t]+)?")
_QUOTES: Final = "\"' \t[],"


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Strings, lists and mappings only, so that a date stays as it was written; a key that stands twice keeps both."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    pairs: list[tuple[str, Any]] = []
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        value = loader.construct_object(value_node, deep=True)
        for merged in value if isinstance(value, list) else [value]:
            if key == _MERGE and isinstance(merged, dict):
                pairs.extend(merged.items())
        if key != _MERGE:
            pairs.append((str(key), value))
    return gathered(pairs)


def _any(loader: Any, node: yaml.Node) -> Any:
    """Return the value of a node with any tag (`!include x`), which means nothing here."""
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node)
    if isinstance(node, yaml.SequenceNode):
        return [loader.construct_object(item, deep=True) for item in node.value]
    return node.value


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor(None, _any)


def of_yaml(head: str) -> dict[str, Any]:
    """Return the fields of a YAML head, values as they are written; what is no YAML is read block by block."""
    content = _parsed(head)
    if isinstance(content, dict):
        return content
    return gathered(pair for block in _blocks(head, _KEY) for pair in _pairs(block, _KEY, _parsed))


def of_toml(head: str) -> dict[str, Any]:
    """Return the fields of a TOML head; what is no TOML is read block by block, fields below a table as `table.field`."""
    content = _parsed_toml(head)
    if content is not None:
        return content
    pairs: list[tuple[str, Any]] = []
    table = ""
    for block in _blocks(head, _TOML_KEY):
        own = [line for line in block if not _TOML_TABLE.match(line)]
        pairs += [(f"{table}.{key}" if table else key, value) for key, value in _pairs(own, _TOML_KEY, _parsed_toml)]
        tables = [match["table"] for line in block if (match := _TOML_TABLE.match(line))]
        table = tables[-1] if tables else table
    return gathered(pairs)


def of_lines(head: str) -> dict[str, Any]:
    """Return the fields of lines `key: value`; other lines are none."""
    matches = [match for line in head.split("\n") if (match := _KEY.match(line)) and (match["value"] or "").strip()]
    return gathered((match["key"], match["value"].strip().strip("\"'")) for match in matches)


def has_fields(head: str) -> bool:
    """Return whether the first line that is neither blank nor a comment begins a field."""
    lines = (line for line in head.split("\n") if line.strip() and not line.startswith("#"))
    first = next(lines, "")
    return first.startswith("{") or _KEY.match(first) is not None


def _parsed(text: str) -> Any:
    """Return the content, None for what is no YAML or would be larger than any head when its aliases are written out."""
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  this loader makes strings, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None
    return content if _is_small(content) else None


def _is_small(content: Any) -> bool:
    values, characters = [content], 0
    while values and characters <= _LONGEST_CHARACTERS:
        value = values.pop()
        characters += len(value) + 10 if isinstance(value, str) else 10
        if isinstance(value, dict):
            values.extend(value.values())
        elif isinstance(value, list):
            values.extend(value)
    return not values


def _parsed_toml(text: str) -> dict[str, Any] | None:
    try:
        return {key: plain(value) for key, value in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _blocks(head: str, key: re.Pattern[str]) -> Iterator[list[str]]:
    """Yield the lines of each field: one that names a key at the beginning of a line, and those up to the next one."""
    block: list[str] = []
    for line in head.split("\n"):
        if key.match(line) and block:
            yield block
            block = []
        block.append(line)
    yield block


def _pairs(block: list[str], key: re.Pattern[str], parse: Callable[[str], Any]) -> list[tuple[str, Any]]:
    """Return the fields of a block, as parsed, else its lines without list marks and quotation marks."""
    content = parse("\n".join(block))
    if isinstance(content, dict):
        return list(content.items())
    at = next((number for number, line in enumerate(block) if key.match(line)), None)
    match = key.match(block[at]) if at is not None else None
    if at is None or match is None:
        return []
    first = (match["value"] or "").strip(_QUOTES)
    values = [first, *(_MARK.sub("", line, count=1).strip(_QUOTES) for line in block[at + 1 :])]
    values = [value for value in values if value]
    name = match["key"].strip("\"'")
    return [(name, values[0] if len(values) == 1 else Repeated(values))] if values else []
