"""The letter to those who hold copies (Art. 19 GDPR): what was withdrawn, by hash, and how it is taken out of a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.describe.render import render
from pipeline.steward.notice_board import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.release_files.withdrawn import Notice


def letter(collection: str, place: str, notices: Sequence[Notice], recipients: Sequence[str]) -> str:
    """Return the letter in German and English, with a list of those it goes to; it names no title, author or text."""
    return render(
        "withdrawal_letter.md.j2",
        collection=collection,
        place=place,
        notices=notices,
        recipients=recipients,
        sentences=SENTENCES,
    )
