"""Keys that stand more than once in a mapping: JSON and YAML keep the last value and say nothing of the others.

Of two licences the second would win unseen, so all values stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Repeated(list[Any]):
    """The different values of one key, in the order in which they stood."""


def gathered(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs as a mapping; a key that has different values holds them all, as `Repeated`."""
    pairs = list(pairs)
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else _merged(pairs)


def _merged(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, list[Any]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    kept = {key: _distinct(found) for key, found in values.items()}
    return {key: found[0] if len(found) == 1 else found for key, found in kept.items()}


def _distinct(values: list[Any]) -> Repeated:
    """Return the values but null, plain ones each once; nested ones are not compared: an alias can make them endless."""
    kept = Repeated()
    seen: set[Any] = {None}
    for value in values:
        is_nested = isinstance(value, dict | list | set)
        if is_nested or value not in seen:
            kept.append(value)
        if not is_nested:
            seen.add(value)
    return kept or Repeated([None])
