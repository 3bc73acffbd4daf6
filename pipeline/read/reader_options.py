"""Options that several readers share: the encoding of a member, and which part of its path is the document's id.

They stand apart from `reader`, which no guessing of encodings belongs to, and from `decode`, which knows no options.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from pipeline.read.decode import is_encoding


def _known(name: str) -> str:
    if not is_encoding(name):
        raise ValueError(f"no encoding {name!r}; write it as in `utf-8`, `windows-1252`, `iso-8859-15`, `cp850`")
    return name


Encoding = Annotated[str, AfterValidator(_known)]
"""Name of an encoding that Python knows."""

IdFrom = Literal["path", "path_without_suffix", "stem"]
"""Which part of a member's path is the document's id."""


def native_id(path: str, form: str) -> str:
    """Return the id that a member's path gives: all of it, without the last suffix, or the bare stem."""
    if form == "path":
        return path
    folder, slash, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    return stem if form == "stem" else f"{folder}{slash}{stem}"
