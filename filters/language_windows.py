"""What an identification looks at: windows of a text, without addresses, digits, signs and shouting."""

from __future__ import annotations

from typing import Final

import polars as pl

WINDOWS: Final = 3
WINDOW_CHARACTERS: Final = 1000
_NOT_LANGUAGE: Final = r"https?://\S+|www\.\S+|\S+@\S+|<[^<>]{1,200}>|\[\[[^\[\]|]*\||[^\p{L}\p{M}'’]+"
_HISTORIC: Final = "[ſꝛ\u0364\u0308]"
_MODERN: Final = {
    "ſ": "s",
    "ꝛ": "r",
    "a\u0364": "ä",
    "o\u0364": "ö",
    "u\u0364": "ü",
    "A\u0364": "Ä",
    "O\u0364": "Ö",
    "U\u0364": "Ü",
}


def prepare(texts: pl.Series, window_characters: int) -> pl.Series:
    """Return what the models look at: one line per text, letters and blanks only."""
    lines = _windows(texts, window_characters).str.replace_all(_NOT_LANGUAGE, " ").str.strip_chars(" ")
    historic = lines.str.contains(_HISTORIC)
    if historic.any():
        modern = lines.str.replace_many(_MODERN).str.normalize("NFC")
        lines = modern.zip_with(historic.fill_null(value=False), lines)
    letters = lines.str.len_chars().cast(pl.Int64) - lines.str.count_matches(" ", literal=True)
    shouted = lines.str.count_matches(r"\p{Lu}").cast(pl.Int64) * 2 > letters
    if not shouted.any():
        return lines
    return lines.str.to_lowercase().zip_with(shouted.fill_null(value=False), lines)


def _windows(texts: pl.Series, window_characters: int) -> pl.Series:
    """Return beginning, middle and end of the texts that are longer than `window_characters` code points."""
    size = window_characters // WINDOWS
    text = pl.col("text")
    length = text.str.len_chars().cast(pl.Int64)
    middle = (length - size) // 2
    sampled = pl.concat_str(text.str.slice(0, size), text.str.slice(middle, size), text.str.slice(-size), separator=" ")
    return texts.to_frame("text").select(pl.when(length > window_characters).then(sampled).otherwise(text))["text"]
