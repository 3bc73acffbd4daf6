"""What a ledger says of an error is a code that no renaming of a class changes."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from pathlib import Path

import pytest

from filters.error_codes import CODES, code_of
from pipeline.annotate.user_filters import VerdictError
from pipeline.read.reader import ReadError, TooDeepError

DOCS = Path(__file__).parents[2] / "docs" / "release.md"


class OwnError(ValueError):
    """Of a class that nobody foresaw."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ReadError("no XML"), "not_this_format"),
        (TooDeepError("elements nested deeper"), "too_deep"),
        (VerdictError("returned 7"), "no_verdict"),
        (OwnError("x"), "bad_value"),
        (KeyError("x"), "missing_key"),
        (IndexError("x"), "missing_item"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), "bad_encoding"),
        (json.JSONDecodeError("x", "", 0), "bad_syntax"),
        (ZeroDivisionError("x"), "bad_number"),
        (RecursionError("x"), "too_deep"),
        (FileNotFoundError("x"), "missing_file"),
        (BrokenPipeError("x"), "connection_failed"),
        (EOFError(), "cut_off"),
        (zlib.error("x"), "damaged_stream"),
        (zipfile.BadZipFile("x"), "damaged_stream"),
        (type("StrangeError", (Exception,), {})("x"), "other_error"),
        (KeyboardInterrupt(), "other_error"),
    ],
)
def test_an_error_has_the_code_of_its_class_or_of_the_nearest_one_above(error, code):
    assert code_of(error) == code


def test_a_number_that_a_library_calls_code_is_none_of_ours():
    error = type("HttpError", (OSError,), {"error_code": 404})
    assert code_of(error("x")) == "io_error"


def test_codes_are_words_in_snake_case_and_all_are_documented():
    declared = {kind.error_code for kind in (ReadError, TooDeepError, VerdictError)}
    table = DOCS.read_text("utf-8")
    for code in {*CODES.values(), *declared}:
        assert re.fullmatch(r"[a-z]+(?:_[a-z]+)*", code)
        assert f"| `{code}` |" in table
