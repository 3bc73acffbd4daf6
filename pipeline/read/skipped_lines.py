"""Lines that a manifest leaves out by regular expressions: imprints, marks of printers, placeholders of templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator

from pipeline.manifest.fields import as_tuple

if TYPE_CHECKING:
    from collections.abc import Sequence


def _pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return pattern


Patterns = Annotated[tuple[Annotated[str, AfterValidator(_pattern)], ...], BeforeValidator(as_tuple)]
"""Regular expressions, each of which a whole line must match; a single one may stand for itself."""


def is_skipped(line: str, patterns: Sequence[str]) -> bool:
    """Return whether one of the patterns matches the whole line, blanks at its ends aside."""
    return any(re.fullmatch(pattern, line.strip()) for pattern in patterns)


def without_lines(text: str, patterns: Sequence[str]) -> str:
    """Return the text without the lines that are skipped."""
    return "\n".join(line for line in text.split("\n") if not is_skipped(line, patterns)) if patterns else text
