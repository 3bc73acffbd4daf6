"""Limits from data: a quantile of a trusted sample, moved outward by a margin and kept within fixed bounds.

FineWeb2 (Penedo et al. 2025, arXiv 2506.20920, section 4.4) takes its limits per language from quantiles of a trusted
corpus; here they are taken per kind of text.  Bounds and samples of the shipped profiles are in `data/calibration.yaml`.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow.compute as pc
import yaml

from filters.filter import Rule
from gemeingut.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pyarrow as pa

DATA_FILES: Final = ("filters/data/calibration.yaml",)
QUANTILE: Final = 0.997
"""About thirty rules share the documents that a profile may wrongly remove: each rule may break for 0.3 % of a sample."""

MARGINS: Final = ((50, 0.4), (200, 0.1), (math.inf, 0.02))
"""(documents, share): a limit from fewer than so many documents is moved outward by this share of its distance from sound prose."""


class CalibrationError(InputError, ValueError):
    """A sample is empty, or the quantile is out of range."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A rule before it has a limit: never stricter than `strictest`, whatever the sample, nor laxer than `laxest`.

    `sound` is roughly the value for plain prose: a limit is moved away from it.  If `only` names profiles, no other has the rule.
    """

    reason: str
    measure: str
    side: Literal["at_least", "at_most"]
    strictest: float
    laxest: float
    origin: str
    sound: float = 0.0
    only: tuple[str, ...] = ()

    def concerns(self, plan: Plan) -> bool:
        """Return whether a profile that is calibrated with this plan has such a rule."""
        return self.measure not in plan.omit and (not self.only or plan.name in self.only)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a profile is calibrated: names, samples (source or source:glob), least number of words, changed bounds."""

    name: str
    german: str
    english: str
    samples: tuple[str, ...] = ()
    words: int | None = None
    laxest: Mapping[str, float] = field(default_factory=dict)
    strictest: Mapping[str, float] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    any_language: bool = False
    note: str = ""


@functools.cache
def _stored() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(
        (files("filters") / "data" / "calibration.yaml").read_text(encoding="utf-8")
    )
    return content


def bounds() -> tuple[Bound, ...]:
    """Return the bounds of all rules, in the order in which a profile has them."""
    return tuple(Bound(**entry | {"only": tuple(entry.get("only", ()))}) for entry in _stored()["bounds"])


def plans() -> dict[str, Plan]:
    """Return the calibration plans of the shipped profiles, by name."""
    return {
        name: Plan(name, **entry | {"samples": tuple(entry["samples"]), "omit": tuple(entry.get("omit", ()))})
        for name, entry in _stored()["profiles"].items()
    }


def propose(samples: Mapping[str, pa.Table], plan: Plan, quantile: float = QUANTILE) -> tuple[Rule, ...]:
    """Return the rules for a profile; `samples` are tables of measures by the name of the sample.

    The sample with the outermost limit decides.  Raises CalibrationError for no documents or a quantile outside (0.5, 1].
    """
    if not 0.5 < quantile <= 1:
        raise CalibrationError(f"quantile {quantile}: more than 0.5 and at most 1")
    empty = [name for name, table in samples.items() if not len(table)]
    if empty or not samples:
        raise CalibrationError(f"sample {', '.join(empty) or '(none)'}: no documents to find a limit on")
    rules = [_rule(bound, samples, plan, quantile) for bound in bounds() if bound.concerns(plan)]
    if plan.words is None:
        return tuple(rules)
    by_hand = Rule("words", "at_least", plan.words, "too_few_words", "set by hand")
    return tuple(by_hand if rule.measure == "words" else rule for rule in rules)


def _rule(bound: Bound, samples: Mapping[str, pa.Table], plan: Plan, quantile: float) -> Rule:
    limits = {name: _moved(_numbers(table, bound.measure), bound, quantile) for name, table in samples.items()}
    outermost = min if bound.side == "at_least" else max
    name = outermost(limits, key=lambda sample: (*limits[sample], sample))
    at, moved = limits[name]
    origin = f"quantile {quantile if bound.side == 'at_most' else round(1 - quantile, 6)} of {name} (n={len(samples[name])}) is {at:.3g}"
    key = f"{bound.measure}/{bound.side}"
    strictest, laxest = plan.strictest.get(key, bound.strictest), plan.laxest.get(key, bound.laxest)
    inner, outer = (min, max) if bound.side == "at_least" else (max, min)
    limit = inner(outer(moved, laxest), strictest)
    if limit != moved:
        origin += f"; set to the {'strictest' if limit == strictest else 'laxest'} sensible value"
        origin += f" ({bound.origin})" if limit == bound.strictest and bound.origin else ""
    return Rule(bound.measure, bound.side, limit, bound.reason, origin)


def _numbers(table: pa.Table, measure: str) -> npt.NDArray[np.float64]:
    column = pc.cast(table.column(measure), "float64")
    kept = column.filter(pc.fill_null(pc.is_finite(column), fill_value=False))
    values: npt.NDArray[np.float64] = kept.to_numpy()
    return values


def _moved(values: npt.NDArray[np.float64], bound: Bound, quantile: float) -> tuple[float, float]:
    """Return (quantile, limit): the limit is moved outward by the margin and rounded outward to two significant digits."""
    margin = next(share for most, share in MARGINS if len(values) < most)
    if not len(values):
        return bound.sound, bound.strictest
    if bound.side == "at_most":
        at = float(np.quantile(values, quantile, method="higher"))
        return at, _rounded(at + margin * abs(at - bound.sound), math.ceil)
    at = float(np.quantile(values, 1 - quantile, method="lower"))
    return at, _rounded(at - margin * abs(bound.sound - at), math.floor)


def _rounded(value: float, how: Any) -> float:
    if value <= 0:
        return 0.0
    digits = 1 - math.floor(math.log10(value))
    return float(round(how(round(value * 10**digits, 9)) / 10**digits, max(0, digits)))


def written(plan: Plan, rules: Sequence[Rule]) -> str:
    """Return the profile as a block of a profile file (YAML), one rule per line."""
    named = ", ".join(_quoted(sample) for sample in plan.samples)
    lines = [f"  {plan.name}:", f"    german: {_quoted(plan.german)}", f"    english: {_quoted(plan.english)}"]
    lines += [f"    samples: [{named}]", *([f"    note: {_quoted(plan.note)}"] if plan.note else []), "    rules:"]
    for rule in rules:
        limit = f"{rule.limit:g}" if rule.limit < 1e6 else str(int(rule.limit))
        fields = f"reason: {rule.reason}, measure: {rule.measure}, {rule.side}: {limit}, origin: {_quoted(rule.origin)}"
        lines.append(f"      - {{{fields}}}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
