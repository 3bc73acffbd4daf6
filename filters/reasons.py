"""The reasons for which a filter removes a document, with a sentence each.

A module of its own: descriptions need the sentences and nothing of profiles or measures.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_FILES: Final = ("filters/data/reasons.yaml",)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its public name and its meaning in two languages."""

    name: str
    german: str
    english: str


@functools.cache
def reasons() -> Mapping[str, Reason]:
    """Return all reasons of the filters by name, in the order of the data file."""
    stored = load_yaml((files("filters") / "data" / "reasons.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({name: Reason(name, **sentences) for name, sentences in stored.items()})
