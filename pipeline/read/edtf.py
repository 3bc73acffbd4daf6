"""Dates as sources write them, in EDTF level 1 (ISO 8601-2): `1841`, `1841-03`, `1841-03-05`, `1841~`, `1841/1843`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|[T ]\d{2}:)")
_YEAR: Final = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_DOUBT: Final = re.compile(r"[\[?]|\b(?:um|vor|nach|circa|ca\.)\s")
_GERMAN: Final = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_SLASHES: Final = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_YEARS: Final = re.compile(r"\[?(1[0-9]{3}|20[0-9]{2})\s*(?:[-–—]|bis)\s*(\d{2}|1[0-9]{3}|20[0-9]{2})\]?")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner january jan jän",
            "februar feber february feb febr",
            "märz maerz march mär mrz mar",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "dezember december dez dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY: Final = r"(?<!\d)(?P<day>\d{1,2})(?:\.|te[nr]?|st|nd|rd|th)?"
_WRITTEN: Final = (
    re.compile(rf"{_DAY}\s*(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+{_DAY},\s*(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"\b{_MONTH},?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
)


def iso(value: str | None) -> str | None:
    """Return the date at the beginning of an ISO date or time, None if it is none or no day of the calendar."""
    match = _ISO.match((value or "").strip())
    if not match or match[1] == "0000":
        return None
    year, month, day = match[1], match[2], match[3]
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
    """Return the date found in free text: an ISO date, a German or English one in figures or words, or a span of years.

    Else its only year (`~` where the text doubts it).  `02/03/1999` is read differently on two continents and gives the year.
    """
    text = text.strip()
    exact = iso(text) or _in_figures(text) or _in_words(text) or _span(text)
    if exact:
        return exact
    years = set(_YEAR.findall(text))
    if len(years) != 1:
        return None
    return f"{years.pop()}~" if _DOUBT.search(text) else str(years.pop())


def _in_figures(text: str) -> str | None:
    german = _GERMAN.search(text)
    if german:
        return _day(german[3], german[2], german[1])
    slashes = _SLASHES.search(text)
    if slashes is None or (int(slashes[1]) <= 12 and int(slashes[2]) <= 12 and slashes[1] != slashes[2]):
        return None
    month, day = sorted((slashes[1], slashes[2]), key=int)
    return _day(slashes[3], month, day)


def _in_words(text: str) -> str | None:
    """Return the one date with a month's name; None where there is none or there are several."""
    for pattern in _WRITTEN:
        dates = {_named(match) for match in pattern.finditer(text)}
        if dates:
            return dates.pop() if len(dates) == 1 else None
    return None


def _named(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = str(_MONTHS[match["month"].casefold()])
    return _day(match["year"], month, parts["day"]) if "day" in parts else iso(f"{match['year']}-{int(month):02}")


def _day(year: str, month: str, day: str) -> str | None:
    return iso(f"{year}-{int(month):02}-{int(day):02}")


def _span(text: str) -> str | None:
    match = _YEARS.fullmatch(text)
    if match is None:
        return None
    last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
    return f"{match[1]}/{last}" if last > match[1] else None
