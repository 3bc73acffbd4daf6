"""`gemeingut plan`: what a run would fetch, the licence verdicts, sizes and needs; changes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flows.cli import plan_words as words
from flows.cli.funnel import columns
from licenses.translation import translated
from pipeline.curator.planning import SourcePlan, needs, plan_source, targets, undescribed
from pipeline.describe.answers import check_answers
from pipeline.manifest.reasons import sentences
from pipeline.stages.open_collection import open_collection
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pipeline.manifest.load import LoadedCollection


def run(chosen: argparse.Namespace) -> int:
    """Print the plan of a collection in the language chosen."""
    collection, lang = open_collection(chosen.collection), chosen.lang
    check_answers(collection)
    workspace = ws.open_workspace(chosen.workspace)
    day = collection.manifest.as_of
    as_of = day.isoformat() if day else None
    plans = [plan_source(source, collection.policy, workspace, chosen.mirror, as_of) for source in collection.sources]
    whys = {plan.source: _why(plan, collection, lang) for plan in plans}
    steps = to_do(plans, whys, chosen.collection, lang)
    if chosen.json:
        content = {
            "collection": collection.manifest.name,
            "policy": collection.policy.name,
            "recipe": collection.recipe.name,
            "sources": [_record(plan, whys[plan.source], lang) for plan in plans],
            "to_do": steps,
            "needs": needs(plans),
            "targets": targets(collection.manifest, lang),
            "undescribed": undescribed(collection.manifest, lang),
        }
        print(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(collection, plans, steps, lang)))
    return 0


def to_do(plans: Sequence[SourcePlan], whys: dict[str, str], collection: str, lang: str) -> dict[str, str]:
    """Return by source what a curator has to do, in a sentence; sources that need nothing are left out."""
    steps = {}
    for plan in plans:
        if plan.origin == "missing":
            steps[plan.source] = words.STEPS["missing"][lang]
        elif plan.verdict in {"review", "reject"} and not plan.witness:
            step = words.STEPS[_step(plan)][lang]
            steps[plan.source] = step.format(why=whys[plan.source], collection=collection)
    return steps


def _step(plan: SourcePlan) -> str:
    if plan.reason == "license_unproven":
        return plan.reason
    is_of_license = (plan.reason or "").startswith(("license_", "rights_"))
    return plan.verdict if plan.verdict == "review" or is_of_license else "left_out"


def _why(plan: SourcePlan, collection: LoadedCollection, lang: str) -> str:
    """Return why a source is judged so, as a sentence; a manifest's own note stays as its author wrote it."""
    german = {rule.why: rule.why_de for rule in collection.policy.rules if rule.why_de}
    why = plan.why if lang == "en" else german.get(plan.why) or translated(plan.why, lang)
    is_sentence = why.endswith((".", "!", "?")) or plan.reason in {None, "license_unproven"}
    return why if is_sentence else f"{why}."


def _record(plan: SourcePlan, why: str, lang: str) -> dict[str, Any]:
    reason = sentences().get(plan.reason or "")
    meaning = (reason.german if lang == "de" else reason.english) if reason else None
    return asdict(plan) | {"why": why, "reason_sentence": meaning}


def _lines(collection: LoadedCollection, plans: Sequence[SourcePlan], steps: dict[str, str], lang: str) -> list[str]:
    manifest, wanted = collection.manifest, needs(plans)
    title = {"name": manifest.name, "policy": collection.policy.name, "recipe": collection.recipe.name}
    lines = [words.TITLE[lang].format(**title), *_table(plans, lang)]
    lines.append(
        words.NEEDS[lang].format(
            disk=_number(wanted["disk_bytes"] / 1e6, 0, lang),
            memory=_number(wanted["memory_bytes"] / 1e9, 1, lang),
            hours=_number(wanted["hours"], 2, lang),
            fetch=_number(wanted["fetch_bytes"] / 1e6, 0, lang),
        )
    )
    lines += [words.TO_DO[lang], *(f"  {source}: {step}" for source, step in steps.items())] if steps else []
    lines += [
        words.UNDESCRIBED[lang].format(name=name, instead=instead)
        for name, instead in undescribed(manifest, lang).items()
    ]
    for target, missing in targets(manifest, lang).items():
        lacking = words.LACKING[lang].format(", ".join(missing)) if missing else words.NOTHING[lang]
        lines.append(words.TARGET[lang].format(target=target, lacking=lacking))
    return lines


def _number(value: float, digits: int, lang: str) -> str:
    written = f"{value:,.{digits}f}"
    return written.translate(str.maketrans(",.", ".,")) if lang == "de" else written


def _table(plans: Sequence[SourcePlan], lang: str) -> list[str]:
    rows = [
        (
            plan.source,
            plan.license or "-",
            _word(plan.verdict, lang),
            _word(plan.proof, lang),
            "-" if plan.bytes is None else _number(plan.bytes / 1e6, 2, lang),
            _word(plan.origin, lang),
            ", ".join(filter(None, (plan.reason, words.WITNESS[lang] if plan.witness else None))),
        )
        for plan in plans
    ]
    return columns([words.HEADER[lang], *rows], right={4})


def _word(word: str, lang: str) -> str:
    return words.GERMAN[word] if lang == "de" else word
