"""`gemeingut license`: what a statement says, what the policy makes of it, and what it obliges to, in German or English."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from licenses.notices import NO_DUTIES, duty
from licenses.resolve import assess
from licenses.wording import recognition
from pipeline.decide.licensing import policy_of
from pipeline.load import load_policy
from pipeline.reasons import sentences

if TYPE_CHECKING:
    import argparse

    from licenses.policy import Judgement, Policy

LABELS: Final = {
    "de": ("Angabe", "Lizenz", "erkannt", "Urteil", "Grund", "Regel", "warum", "Pflichten", "keine erkannt"),
    "en": ("statement", "licence", "recognised", "verdict", "reason", "rule", "why", "obligations", "none recognised"),
}
VERDICTS: Final = {
    "de": {"accept": "angenommen", "review": "ein Mensch muss entscheiden", "reject": "abgelehnt"},
    "en": {"accept": "accept", "review": "review", "reject": "reject"},
}


def run(chosen: argparse.Namespace) -> int:
    """Print the verdict on a statement, a file's content, or each line of standard input."""
    policy = policy_of(load_policy(chosen.policy))
    if chosen.statement == "-":
        for line in sys.stdin:
            found = verdict(line.rstrip("\r\n"), policy, chosen.lang)
            print(
                json.dumps(found, ensure_ascii=False)
                if chosen.json
                else f"{found['verdict']}\t{found['license']}\t{found['statement']}"
            )
        return 0
    found = verdict(_statement(chosen.statement), policy, chosen.lang)
    print(json.dumps(found, ensure_ascii=False) if chosen.json else _lines(found, chosen.lang))
    return 0


def verdict(statement: str, policy: Policy, lang: str = "en") -> dict[str, Any]:
    """Return the answer as the command line prints it; sentences in the language asked for."""
    found, judged = assess(statement, policy)
    meaning = sentences().get(judged.reason or "")
    return {
        "statement": statement,
        "license": found.license,
        "verdict": judged.verdict,
        "reason": judged.reason,
        "rule": judged.rule,
        "obligations": list(judged.obligations),
        "why": _why(judged, lang),
        "recognised": recognition(found.rule, lang) + _noted(found.note, lang),
        "reason_sentence": (meaning.german if lang == "de" else meaning.english) if meaning else None,
        "obligation_sentences": [duty(one, lang) for one in judged.obligations],
    }


def _noted(note: str, lang: str) -> str:
    """Return what recognition found, in brackets; notes are English, so that in German only the words quoted stand there."""
    words = ", ".join(re.findall(r"'([^']+)'", note)) if lang == "de" else note
    return f" ({words})" if words else ""


def _why(judged: Judgement, lang: str) -> str:
    """Return why, in German where the policy's author wrote it so; what recognition found is told there already."""
    if lang == "en":
        return judged.why
    return judged.why_de or ("" if judged.rule.startswith("recognition:") else judged.why)


def _statement(given: str) -> str:
    """Return the content of a file of that name, or the statement itself; a statement can be too long for a path."""
    try:
        path = Path(given)
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else given
    except (OSError, ValueError):
        return given


def _lines(found: dict[str, Any], lang: str) -> str:
    statement, license_, how, judged, reason, rule, why, duties, nothing = LABELS[lang]
    shown = found["statement"] if len(found["statement"]) <= 200 else found["statement"][:199] + "…"
    said = VERDICTS[lang][found["verdict"]] + (f" ({found['reason']})" if found["reason"] else "")
    rows = [(statement, shown), (license_, found["license"] or nothing), (how, found["recognised"]), (judged, said)]
    rows += [(reason, found["reason_sentence"])] if found["reason_sentence"] else []
    rows += [(rule, found["rule"])] + ([(why, found["why"])] if found["why"] else [])
    listed = [
        f"{one}: {sentence}" for one, sentence in zip(found["obligations"], found["obligation_sentences"], strict=True)
    ]
    listed = listed or ([NO_DUTIES[lang]] if found["verdict"] == "accept" else [])
    rows += [(duties if not at else "", one) for at, one in enumerate(listed)]
    return "\n".join(f"{label:<12} {value}" for label, value in rows)
