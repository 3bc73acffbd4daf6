"""Licences: statements judged a second on one core, when they repeat and when all differ; `python -m` this module [N].

Sources repeat a handful of statements; a crawl has some that differ in every page.  Both are made from the labelled
statements of the tests: as they are, and each with another year, holder or place.
"""

from __future__ import annotations

import itertools
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from gemeingut.yaml_text import load_yaml
from licenses import tokens
from licenses.policy import judge
from licenses.recognise import recognise
from licenses.resolve import assess
from pipeline.manifest.load import load_policy
from pipeline.manifest.policy import policy_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licenses.policy import Policy

_LABELLED = Path(__file__).parents[1] / "licenses" / "statements.yaml"
TARGETS = {"repeated": 200_000, "distinct": 20_000}
"""Statements a second on one core that must be reached."""


def labelled() -> list[str]:
    """Return the labelled statements, in order."""
    data = load_yaml(_LABELLED.read_text("utf-8"))
    return [text for side in data.values() for group in side.values() for text in group]


def distinct(count: int) -> list[str]:
    """Return so many different statements: the labelled ones of usual length, each time with another number before it."""
    usual = [text for text in labelled() if len(text) <= 120]
    numbered = (f"© {1900 + number % 120} Band {number}: {text}" for number, text in enumerate(itertools.cycle(usual)))
    return list(itertools.islice(numbered, count))


def rate(statements: Sequence[str], policy: Policy) -> float:
    """Return how many statements a second are recognised and judged."""
    started = time.process_time()  # of this process: the machine may have other work
    for one in statements:
        assess(one, policy)
    return len(statements) / (time.process_time() - started)


def measure(count: int = 200_000) -> dict[str, float]:
    """Return the rates of repeated and of distinct statements, the best of three, from cold caches."""
    policy = policy_of(load_policy("open-definition"))
    repeated = list(itertools.islice(itertools.cycle(labelled()), count))
    assess("CC BY 4.0", policy)
    found = {}
    for name, statements in (("repeated", repeated), ("distinct", distinct(max(1, count // 5)))):
        found[name] = max(_cold(statements, policy) for _ in range(3))
    return found


def _cold(statements: Sequence[str], policy: Policy) -> float:
    for cached in (recognise, judge, tokens.remembered):
        cached.cache_clear()
    return rate(statements, policy)


def accuracy() -> dict[str, tuple[int, int]]:
    """Return how many honest statements are recognised exactly and how many traps are not accepted, each of how many."""
    data, policy = load_yaml(_LABELLED.read_text("utf-8")), policy_of(load_policy("open-definition"))
    honest = [recognise(text)[::2] == (id_, None) for id_, texts in data["honest"].items() for text in texts]
    traps = [assess(text, policy)[1].verdict != "accept" for texts in data["traps"].values() for text in texts]
    return {"recognised": (sum(honest), len(honest)), "traps": (sum(traps), len(traps))}


def main(count: int = 200_000) -> None:
    """Print statements per second, beside what must be reached."""
    for name, value in measure(count).items():
        print(f"{name:<10} {value:>12,.0f} statements/s (needed {TARGETS[name]:,})")
    for name, (right, of) in accuracy().items():
        print(f"{name:<10} {right} of {of}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
