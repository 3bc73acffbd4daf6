"""Lines of keys and values as objects: front matter, citation files, `debian/copyright`, fields of a form.

A line is `key: value`; what is indented below a key, and items with a dash, belong to it.  A key that stands twice is kept twice.
"""

from __future__ import annotations

import re
from typing import Any, Final

FEWEST_KEYS: Final = 2
"""Keys from which on lines are a record, and not a sentence with a label."""
_KEY: Final = re.compile(
    r"(?P<indent> *)(?P<dash>-[ \t]+)?(?P<key>[\w@][\w@:./ -]{0,40}?)[\"']?[ \t]*(?::|(?<=[ \t])=(?=[ \t]))(?:[ \t]+(?P<value>\S.*)|[ \t]*)$"
)
_ITEM: Final = re.compile(r"(?P<indent> *)-[ \t]+(?P<value>\S.*)$")
_FENCE: Final = re.compile(r"\s*(?:---|\.\.\.|\[(?:package|project|metadata)\])\s*")
_SCALAR: Final = re.compile(r"[>|][+-]?\d?$")


class Pairs(list[tuple[str, Any]]):
    """The keys and values of an object, in order, one that stands twice included."""


def pairs_in(text: str) -> Pairs | None:
    """Return the keys and values of lines; None if a line is neither, or if fewer than FEWEST_KEYS keys stand outermost."""
    lines = [line.rstrip() for line in text.expandtabs(4).splitlines()]
    lines = [line for line in lines if line and not _FENCE.fullmatch(line) and not line.lstrip().startswith("#")]
    root = Pairs()
    if not all(_take(root, line) for line in lines):
        return None
    return root if len(root) >= FEWEST_KEYS else None


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
