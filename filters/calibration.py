"""Limits from data: a quantile of a trusted sample, moved outward by a margin and kept within fixed bounds.

FineWeb2 (Penedo et al. 2025, arXiv 2506.20920, section 4.4) takes its limits per language from quantiles of a trusted
corpus; here they are taken per kind of text.  Bounds and samples of the shipped profiles are in `data/calibration.yaml`.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from filters.filter import Rule, Side, in_variety
from gemeingut.errors import InputError
from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

Values = npt.NDArray[np.float64]
DATA_FILES: Final = ("filters/data/calibration.yaml",)
QUANTILE: Final = 0.999
"""About thirty rules share the documents that a profile may wrongly remove: each rule may break for 0.1 % of a sample."""

MARGINS: Final = ((50, 0.4), (200, 0.1), (math.inf, 0.02))
"""(documents, share): a limit from fewer than so many documents is moved outward by this share of its distance from sound prose."""


class CalibrationError(InputError, ValueError):
    """A sample is empty, or the quantile is out of range."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A rule before it has a limit: never stricter than `strictest`, whatever the sample, nor laxer than `laxest`.

    `sound` is roughly the value for plain prose: a limit is moved away from it.  If `only` names profiles, no other has the rule.
    Texts of fewer than `min_words` words are held to a limit of their own between the ends of `short`, or are not judged;
    `variety` is the limit for varieties of German, where that is laxer than what was found.
    """

    reason: str
    measure: str
    side: Side
    strictest: float
    laxest: float
    origin: str
    sound: float = 0.0
    only: tuple[str, ...] = ()
    min_words: int = 0
    short: tuple[float, float] | None = None
    variety: float | None = None

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
    content: dict[str, Any] = load_yaml((files("filters") / "data" / "calibration.yaml").read_text(encoding="utf-8"))
    return content


def bounds() -> tuple[Bound, ...]:
    """Return the bounds of all rules, in the order in which a profile has them."""
    return tuple(
        Bound(**entry | {"only": tuple(entry.get("only", ())), "short": tuple(entry.get("short", ())) or None})
        for entry in _stored()["bounds"]
    )


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
    key = f"{bound.measure}/{bound.side}"
    ends = plan.strictest.get(key, bound.strictest), plan.laxest.get(key, bound.laxest)
    values = {name: _numbers(table, bound, plan) for name, table in samples.items()}
    limit, origin = _limit(bound, {name: long for name, (long, _) in values.items()}, ends, quantile)
    rule = Rule(bound.measure, bound.side, limit, bound.reason, origin, bound.min_words)
    if bound.short is not None:
        ends = plan.strictest.get(f"{key}/short", bound.short[0]), plan.laxest.get(f"{key}/short", bound.short[1])
        short, short_origin = _short_limit(bound, {name: few for name, (_, few) in values.items()}, ends, quantile)
        rule = replace(rule, short=short, origin=f"{origin}; below {bound.min_words} words: {short_origin}")
    outer = min if bound.side == "at_least" else max
    if bound.variety is None or plan.any_language or outer(limit, bound.variety) == limit:
        return rule
    return replace(rule, variety=bound.variety)


def _limit(bound: Bound, values: Mapping[str, Values], ends: tuple[float, float], quantile: float) -> tuple[float, str]:
    """Return the limit that the sample with the outermost values needs, kept between `ends`, and where it comes from."""
    limits = {name: _moved(numbers, bound, ends[0], quantile) for name, numbers in values.items()}
    outermost = min if bound.side == "at_least" else max
    name = outermost(limits, key=lambda sample: (*limits[sample], sample))
    at, moved = limits[name]
    origin = f"quantile {quantile if bound.side == 'at_most' else round(1 - quantile, 6)} of {name} (n={len(values[name])}) is {at:.3g}"
    inner, outer = (min, max) if bound.side == "at_least" else (max, min)
    strictest, laxest = ends
    limit = inner(outer(moved, laxest), strictest)
    if limit != moved:
        origin += f"; set to the {'strictest' if limit == strictest else 'laxest'} sensible value"
        origin += f" ({bound.origin})" if limit == bound.strictest and bound.origin else ""
    return limit, origin


def _short_limit(
    bound: Bound, values: Mapping[str, Values], ends: tuple[float, float], quantile: float
) -> tuple[float, str]:
    """Return the limit for short texts; where the samples hold too few of them, the laxest."""
    enough = {name: numbers for name, numbers in values.items() if len(numbers) >= MARGINS[0][0]}
    if not enough:
        return ends[1], f"fewer than {MARGINS[0][0]} such texts; set to the laxest sensible value"
    return _limit(bound, enough, ends, quantile)


def _numbers(table: pa.Table, bound: Bound, plan: Plan) -> tuple[Values, Values]:
    """Return the values of the texts that the limit is for, and those of texts that are too short for it.

    What has a limit for varieties of German is found on the texts in none of them, unless the profile is one of varieties.
    """
    column = pc.cast(table.column(bound.measure), "float64")
    is_number = pc.fill_null(pc.is_finite(column), fill_value=False)
    if bound.variety is not None and not plan.any_language:
        is_number = pc.and_not(is_number, in_variety(table))
    if not bound.min_words:
        return column.filter(is_number).to_numpy(), np.zeros(0)
    is_short = pc.fill_null(pc.less(table.column("words"), bound.min_words), fill_value=False)
    long, short = (column.filter(pc.and_(is_number, part)) for part in (pc.invert(is_short), is_short))
    return long.to_numpy(), short.to_numpy()


def _moved(values: Values, bound: Bound, strictest: float, quantile: float) -> tuple[float, float]:
    """Return (quantile, limit): the limit is moved outward by the margin and rounded outward to two significant digits."""
    margin = next(share for most, share in MARGINS if len(values) < most)
    if not len(values):
        return bound.sound, strictest
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
        fields = f"reason: {rule.reason}, measure: {rule.measure}, {rule.side}: {limit}"
        fields += "".join(f", {name}: {value:g}" for name, value in rule.exceptions().items())
        lines.append(f"      - {{{fields}, origin: {_quoted(rule.origin)}}}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
