"""Patterns of manifests over names of members: of an engine without backtracking, so that no name takes long."""

from __future__ import annotations

import polars as pl


def groups_of(pattern: str) -> int:
    """Return how many groups a pattern has; raise ValueError for one that the engine does not read.

    Lookaround and references to groups are not read: they cannot be matched in linear time.
    """
    try:
        kind = pl.Series([""]).str.extract_groups(pattern).dtype
    except pl.exceptions.ComputeError as error:
        raise ValueError(f"{pattern!r} is no pattern without lookaround and references ({error})") from error
    return len(kind.fields) if isinstance(kind, pl.Struct) else 0
