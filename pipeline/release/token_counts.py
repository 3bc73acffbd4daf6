"""The column `tokens`: how many tokens a text has under the tokenizer that a recipe names by path and hash.

The only module that uses the tokenizers library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from gemeingut.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

BATCH: Final = 256


class TokenizerError(DataError, ValueError):
    """The file is no tokenizer."""


def count(texts: pa.ChunkedArray, tokenizer: Path) -> pa.Array:
    """Return the number of tokens of each text, special tokens left out; raise TokenizerError if the file is no tokenizer.

    The whole text is counted; truncation and padding in the file are for models with a window and are switched off.
    """
    from tokenizers import Tokenizer as Loaded  # noqa: PLC0415  imported only for recipes with a tokenizer

    try:
        loaded = Loaded.from_str(tokenizer.read_text(encoding="utf-8"))
    except Exception as error:  # what the library raises is Exception itself
        raise TokenizerError(f"{tokenizer}: no tokenizer: {error}") from error
    loaded.no_truncation()
    loaded.no_padding()
    counts: list[int] = []
    for start in range(0, len(texts), BATCH):
        batch = texts.slice(start, BATCH).to_pylist()
        counts += [len(encoding.ids) for encoding in loaded.encode_batch_fast(batch, add_special_tokens=False)]
    return pa.array(counts, pa.int64())
