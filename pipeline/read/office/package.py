"""A document that is a zip (docx, odt, epub): its parts by name, within a budget, as bytes or as trees of XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from pipeline.archives.member import Member
from pipeline.read.reader import ReadError
from pipeline.read.xml import parse_any

if TYPE_CHECKING:
    from lxml import etree

MOST_BYTES: Final = 1 << 28
"""Bytes of one part, unpacked."""

MOST_OF_ALL: Final = 1 << 30
"""Bytes of all parts of a document that are read, unpacked."""

_ODD: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)
"""What zipfile raises on damaged, encrypted or unknown parts."""


class Package:
    """The parts of a document that is a zip; ReadError where it is none, is encrypted, or unpacks beyond its budget."""

    def __init__(self, member: Member, what: str) -> None:
        self.path = member.path
        self._spent = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(member.data))
        except _ODD as error:
            raise ReadError(f"{member.path}: no {what}: {error}") from None
        self.names = frozenset(self._zip.namelist())

    def data(self, name: str) -> bytes | None:
        """Return the bytes of a part, None where there is none of that name."""
        if name not in self.names:
            return None
        try:
            with self._zip.open(name) as stream:
                data = stream.read(MOST_BYTES + 1)
        except _ODD as error:
            raise ReadError(f"{self.path}: its part {name!r} cannot be unpacked: {error}") from None
        self._spent += len(data)
        if len(data) > MOST_BYTES or self._spent > MOST_OF_ALL:
            raise ReadError(
                f"{self.path}: its part {name!r} unpacks to more than {MOST_BYTES} bytes, or all to {MOST_OF_ALL}"
            )
        return data

    def tree(self, name: str) -> etree._Element | None:
        """Return the root element of a part, None where there is none of that name; ReadError where it is no XML."""
        data = self.data(name)
        return None if data is None else parse_any(Member(f"{self.path}/{name}", data))


def beside(name: str, reference: str) -> str:
    """Return the name of a part that another one refers to, without the place inside of it."""
    bare = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), bare)).lstrip("/")
