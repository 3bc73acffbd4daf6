"""Lines of keys and values as objects: TOML, tables, front matter, citation files, `debian/copyright`, fields of a form.

A line is `key: value`; what is indented below a key, and items with a dash, belong to it.  A key that stands twice is kept twice.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST_KEYS: Final = 2
"""Keys from which on lines are a record, and not a sentence with a label."""
_KEY: Final = re.compile(
    r"(?P<indent> *)(?P<dash>-[ \t]+)?(?P<key>[\w@][\w@:./ -]{0,40}?)[\"']?[ \t]*(?::|(?<=[ \t])=(?=[ \t]))(?:[ \t]+(?P<value>\S.*)|[ \t]*)$"
)
_ITEM: Final = re.compile(r"(?P<indent> *)-[ \t]+(?P<value>\S.*)$")
_FENCE: Final = re.compile(r"\s*(?:---|\.\.\.|\[(?:package|project|metadata)\])\s*")
_MARKED: Final = re.compile(r"(?:#\+|:)(?P<key>[A-Za-z][\w-]{0,40}):(?:[ \t]+(?P<value>.*))?|= (?P<title>\S.*)")
_BULLET: Final = re.compile(r"[*•·+][ \t]+(?=\S)")
_LONGEST_KEY: Final = 40
_ASSIGNED: Final = re.compile(r"^[ \t]*[\w.\"-]+[ \t]*=[ \t]*[\[{\"'\dtf]", re.MULTILINE)
_REMARK: Final = re.compile(r"(?:^|[ \t])#(?!\w*[\"'])([^\n]*)$", re.MULTILINE)
_RULE: Final = re.compile(r"\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+")
_LICENSED: Final = re.compile(r"^(?:licen[cs]e|lizenz|rights|rechte)s?$", re.IGNORECASE)
_SCALAR: Final = re.compile(r"[>|][+-]?\d?$")


class Pairs(list[tuple[str, Any]]):
    """The keys and values of an object, in order, one that stands twice included."""


def pairs_in(text: str) -> Pairs | None:
    """Return the keys and values of lines; None if a line is neither, or if fewer than FEWEST_KEYS keys stand outermost."""
    lines = [_unlabelled(line.rstrip()) for line in text.expandtabs(4).splitlines()]
    if all(_BULLET.match(line) for line in lines if line):
        lines = [_BULLET.sub("", line) for line in lines]
    comments = [line.lstrip(" #") for line in lines if line.lstrip().startswith("#")]
    lines = [line for line in lines if line and not _FENCE.fullmatch(line) and not line.lstrip().startswith("#")]
    root = Pairs()
    if not all(_take(root, line) for line in lines):
        return None
    return Pairs([*root, *(("comment", line) for line in comments if line)]) if len(root) >= FEWEST_KEYS else None


def _unlabelled(line: str) -> str:
    """Return a line of Org or AsciiDoc (`#+TITLE: x`, `:title: x`, `= Title`) as `title: x`, any other as it is."""
    marked = _MARKED.fullmatch(line)
    if marked is None:
        return line
    return f"title: {marked['title']}" if marked["title"] else f"{marked['key']}: {marked['value'] or ''}".rstrip()


def columns_in(text: str) -> Pairs | None:
    """Return lines of two columns with a tab between them, as a form is copied; None if a line is something else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    cells = [line.split("\t") for line in lines]
    if len(lines) < FEWEST_KEYS or not all(len(row) == 2 and 1 < len(row[0]) <= _LONGEST_KEY for row in cells):
        return None
    return Pairs((row[0].rstrip(" :"), row[1].strip()) for row in cells)


def toml_in(text: str) -> Pairs | None:
    """Return the keys and values of TOML, with its comments; None for any other text."""
    if _ASSIGNED.search(text) is None:
        return None
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    comments = [match[1].strip() for match in _REMARK.finditer(text)]
    return Pairs([*_of_table(content), *(("comment", comment) for comment in comments if comment)])


def _of_table(table: Mapping[str, Any]) -> Pairs:
    return Pairs((key, _of_value(value)) for key, value in table.items())


def _of_value(value: Any) -> Any:
    if isinstance(value, dict):
        return _of_table(value)
    return [_of_value(item) for item in value] if isinstance(value, list) else value


def table_in(text: str) -> Pairs | None:
    """Return the cells of a table in Markdown, each with its heading: that of its column, or of its row where there are two columns."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < FEWEST_KEYS or not all(line.startswith("|") and line.endswith("|") for line in lines):
        return None
    rows = [[cell.strip(" *`") for cell in line.strip("|").split("|")] for line in lines if not _RULE.fullmatch(line)]
    is_headed = len(lines) > 1 and _RULE.fullmatch(lines[1]) is not None
    if is_headed and (len(rows[0]) != 2 or any(_LICENSED.search(cell) for cell in rows[0])):
        return Pairs(pair for row in rows[1:] for pair in zip(rows[0], row, strict=False) if pair[1])
    if any(len(row) != 2 for row in rows):
        return None
    return Pairs((row[0].rstrip(" :"), row[1]) for row in rows[is_headed:] if row[1])


def _take(root: Pairs, line: str) -> bool:
    """Add a line to the object; return whether it is a key, an item or the continuation of a value."""
    keyed, item = _KEY.fullmatch(line), _ITEM.fullmatch(line)
    indent = len(line) - len(line.lstrip())
    if keyed is not None and "//" not in keyed["key"]:
        inside = _inside(root, indent + len(keyed["dash"] or ""), is_item=bool(keyed["dash"]))
        value = _bare(keyed["value"] or "")
        inside.append((keyed["key"].strip(), value))
        return True
    if not root or not (item or indent):
        return False
    _add(root, _bare(item["value"] if item else line.strip()))
    return True


def _inside(root: Pairs, indent: int, *, is_item: bool) -> Pairs:
    """Return the object to which a key with this indentation belongs: the outermost, or that of the last outermost key."""
    if not root or (indent == 0 and not is_item):
        return root
    key, value = root[-1]
    if isinstance(value, Pairs):
        return value
    inner = Pairs([("value", value)] if value else [])
    root[-1] = (key, inner)
    return inner


def _add(root: Pairs, value: str) -> None:
    """Add an item or a further line to the value of the last outermost key."""
    key, before = root[-1]
    if isinstance(before, Pairs):
        before.append(("value", value))
    elif isinstance(before, list):
        before.append(value)
    else:
        root[-1] = (key, [*([before] if before else []), value])


def _bare(value: str) -> str:
    """Return a value without quotation marks, the brackets of a list and the sign of a text of several lines."""
    stripped = value.strip()
    return "" if _SCALAR.fullmatch(stripped) else stripped.strip("\"'[]")
