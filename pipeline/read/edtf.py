"""Dates as sources write them, in EDTF level 1 (ISO 8601-2): `1841`, `1841-03`, `1841-03-05`, `1841~`, `1841/1843`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|[T ]\d{2}:)")
_YEAR: Final = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_DOUBT: Final = re.compile(r"[\[?]|\b(?:um|vor|nach|circa|ca\.)\s")
_GERMAN: Final = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")


def iso(value: str | None) -> str | None:
    """Return the date at the beginning of an ISO date or time, None if it is none or no day of the calendar."""
    found = _ISO.match((value or "").strip())
    if not found or found[1] == "0000":
        return None
    year, month, day = found[1], found[2], found[3]
    if month is None or month == "00":
        return year
    try:
        dt.date(int(year), int(month), int(day or 1) or 1)
    except ValueError:
        return None
    return f"{year}-{month}-{day}" if day and day != "00" else f"{year}-{month}"


def interval(start: str | None, end: str | None) -> str | None:
    """Return the date that both bounds give: one date if they are equal, `start/end`, or an open interval."""
    first, last = iso(start), iso(end)
    if first and last:
        return _whole(first, last) or (first if first == last else f"{first}/{last}")
    return f"{first}/.." if first else f"../{last}" if last else None


def _whole(first: str, last: str) -> str | None:
    """Return the year or month that the two days enclose exactly."""
    if first[:4] == last[:4] and first[4:] == "-01-01" and last[4:] == "-12-31":
        return first[:4]
    if len(first) < 10 or len(last) < 10 or first[:7] != last[:7] or first[8:] != "01":
        return None
    following = dt.date.fromisoformat(last) + dt.timedelta(days=1)
    return first[:7] if following.day == 1 else None


def free(text: str) -> str | None:
    """Return the date found in free text: an ISO or German date, else its only year (`~` where the text doubts it)."""
    text = text.strip()
    german = _GERMAN.search(text)
    exact = iso(text) or (iso(f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}") if german else None)
    if exact:
        return exact
    years = set(_YEAR.findall(text))
    if len(years) != 1:
        return None
    return f"{years.pop()}~" if _DOUBT.search(text) else str(years.pop())
