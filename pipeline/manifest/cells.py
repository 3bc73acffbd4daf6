"""Cells of tables that people open in a spreadsheet: what somebody else wrote must not be computed there.

A cell that begins as a formula is given a leading `'`; so is what would begin a cell if the table were opened with another
delimiter than it was written with, as German and English versions of one program do.  `restored` takes it off again.
"""

from __future__ import annotations

import re
from typing import Final

_SIGN: Final = "=+@\uff1d\uff0b\uff20"  # and their full-width forms, which some versions read as the same
_BEGINS: Final = rf"(?=[{_SIGN}]|[-\uff0d]\S)"
_FIRST: Final = rf"(?=[{_SIGN}\t\r\n\uff0d-])"
_PLAIN: Final = re.compile(rf"^('*){_FIRST}|(?<=[;,\t\r\n])('*){_BEGINS}")
_RESTORED: Final = re.compile(rf"^'('*){_FIRST}|(?<=[;,\t\r\n])'('*){_BEGINS}")


def plain(text: str) -> str:
    """Return a cell that no spreadsheet computes."""
    return _PLAIN.sub(lambda match: f"'{match.group()}", text)


def restored(text: str) -> str:
    """Return a cell as it was before `plain`."""
    return _RESTORED.sub(lambda match: match.group()[1:], text)
