"""Files that are being downloaded: what has come so far, and by which mark the server will know the file again.

They outlive a broken connection and a killed run.  What may be continued has a strong ETag or a date of change (RFC 9110,
sections 8.8 and 13.1.5); everything else begins again.
"""

from __future__ import annotations

import email.utils
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from pipeline.store import files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.store.store import Name, Store

SECONDS_BETWEEN: Final = 60
"""How much older than the answer a date of change must be: two changes within one second have the same date."""


@dataclass(frozen=True)
class Mark:
    """Of which address a file is, and the value for `If-Range` by which the server knows its state."""

    address: str
    validator: str


@dataclass(frozen=True)
class Unfinished:
    """A file that grows, and the note beside it."""

    store: Store
    name: Name

    @property
    def path(self) -> Path:
        """The file of this machine; it need not exist."""
        return self.store.local(self.name)

    @property
    def size(self) -> int:
        """The number of bytes that have come."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def mark(self, address: str) -> Mark | None:
        """Return the mark of what has come, None if it cannot be continued from this address."""
        try:
            noted = self.store.read_json(self._note)
            mark = Mark(**noted) if noted and self.size else None
        except (files.FileError, TypeError):
            return None
        return mark if mark and mark.address == address else None

    def begin(self, address: str, headers: Mapping[str, str]) -> None:
        """Begin the file anew, empty, with the mark that an answer gives."""
        self.forget()
        if validator := validator_of(headers):
            self.store.write_json(self._note, asdict(Mark(address, validator)))
        self.store.write_bytes(self.name, b"")

    def forget(self) -> None:
        """Delete what has come."""
        self.store.delete(self.name)
        self.store.delete(self._note)

    @property
    def _note(self) -> Name:
        return self.name.with_suffix(".json")


def validator_of(headers: Mapping[str, str]) -> str:
    """Return the value for `If-Range`: a strong ETag, else a date of change that is old enough; empty if there is none."""
    etag = headers.get("ETag", "").strip()
    if etag.startswith('"'):
        return etag
    changed, sent = _date(headers.get("Last-Modified", "")), _date(headers.get("Date", ""))
    if changed and sent and (sent - changed).total_seconds() >= SECONDS_BETWEEN:
        return headers["Last-Modified"]
    return ""


def _date(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
