"""Codes for errors that are stored: in ledgers a snake_case code stands for the class of an error, whose name may change.

The code of an error is that of its own class (attribute `error_code`), else that of its nearest ancestor in `CODES`.
"""

from __future__ import annotations

import json
import lzma
import tarfile
import tomllib
import zipfile
import zlib
from typing import Final

CODES: Final[dict[type[BaseException], str]] = {
    ArithmeticError: "bad_number",
    AssertionError: "failed_assertion",
    AttributeError: "missing_attribute",
    ConnectionError: "connection_failed",
    EOFError: "cut_off",
    Exception: "other_error",
    FileNotFoundError: "missing_file",
    ImportError: "missing_module",
    IndexError: "missing_item",
    KeyError: "missing_key",
    LookupError: "missing_item",
    MemoryError: "out_of_memory",
    NameError: "missing_name",
    NotImplementedError: "not_supported",
    OSError: "io_error",
    PermissionError: "no_permission",
    RecursionError: "too_deep",
    RuntimeError: "failed",
    SyntaxError: "bad_syntax",
    TimeoutError: "timed_out",
    TypeError: "wrong_type",
    UnicodeError: "bad_encoding",
    ValueError: "bad_value",
    json.JSONDecodeError: "bad_syntax",
    lzma.LZMAError: "damaged_stream",
    tarfile.TarError: "damaged_stream",
    tomllib.TOMLDecodeError: "bad_syntax",
    zipfile.BadZipFile: "damaged_stream",
    zlib.error: "damaged_stream",
}
"""The code of each class of errors; classes that are not named have that of their nearest ancestor."""


def code_of(error: BaseException) -> str:
    """Return the code of an error, `other_error` for one of no class that is known."""
    declared = getattr(type(error), "error_code", None)
    if isinstance(declared, str):
        return declared
    return next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), "other_error")
