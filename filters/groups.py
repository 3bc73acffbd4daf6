"""Which groups of people a text mentions: measured to see what filters do to them, never to remove anything.

Filters that look harmless remove texts by and about minorities more often than others (Dodge et al. 2021, arXiv 2104.08758,
section 5.3, for C4's blocklist; Lucy et al. 2024, arXiv 2401.06408, for quality filters).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from filters.kernels.buffers import buffers
from filters.kernels.lexicon import slots_of, word_hash
from filters.kernels.mentions import mark_mentions, sieve_of
from filters.kernels.tokens import token_space
from gemeingut.errors import GemeingutError
from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/groups.yaml",)
MOST: Final = 16


class GroupsError(GemeingutError, ValueError):
    """The data file has more groups than a word has flag bits."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people: its key, its name in two languages, the words that mention it."""

    name: str
    german: str
    english: str
    words: tuple[str, ...]


@functools.cache
def groups() -> Mapping[str, Group]:
    """Return all groups by name, in the order of the data file."""
    stored = load_yaml((files("filters") / "data" / "groups.yaml").read_text(encoding="utf-8"))
    if len(stored) > MOST:
        raise GroupsError(f"groups.yaml: {len(stored)} groups, at most {MOST}")
    by_name = {
        name: Group(name, entry["german"], entry["english"], tuple(entry["words"].split()))
        for name, entry in stored.items()
    }
    return MappingProxyType(by_name)


@functools.cache
def _slots() -> npt.NDArray[np.uint64]:
    flags: dict[int, int] = {}
    for bit, group in enumerate(groups().values()):
        for word in group.words:
            key = word_hash(word)
            flags[key] = flags.get(key, 0) | 1 << bit
    return slots_of(flags)


@functools.cache
def _sieve() -> npt.NDArray[np.bool_]:
    return sieve_of(word for group in groups().values() for word in group.words)


def mentions(texts: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return one row per text with a boolean column per group: whether the text contains a word of its list."""
    offsets, data = buffers(texts)
    marks: npt.NDArray[np.int64] = np.zeros(len(offsets) - 1, np.int64)
    tokens = token_space(int(np.diff(offsets).max(initial=0)))
    mark_mentions(offsets, data, np.empty_like(tokens.starts), tokens, _sieve(), _slots(), marks)
    columns = [pa.array(marks >> bit & 1 == 1, pa.bool_()) for bit in range(len(groups()))]
    return pa.table(columns, names=list(groups()))
