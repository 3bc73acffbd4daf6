"""What a statement says, what a policy makes of it, and what it obliges to, in German or English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from licenses.catalogue import catalogue
from licenses.obligations import duty
from licenses.resolve import assess
from licenses.wording import recognition, sentence
from pipeline.manifest.reasons import sentences

if TYPE_CHECKING:
    from licenses.policy import Judgement, Policy
    from licenses.recognise import Recognition


def verdict(statement: str, policy: Policy, lang: str = "en") -> dict[str, Any]:
    """Return the answer as the command line prints it; sentences in the language asked for."""
    found, judged = assess(statement, policy)
    known = catalogue().of(found.license) if found.license else ()
    meaning = sentences().get(judged.reason or "")
    return {
        "statement": statement,
        "license": found.license,
        "license_name": ", ".join(one.title(lang) for one in known) or None,
        "license_url": known[0].url if len(known) == 1 else None,
        "verdict": judged.verdict,
        "reason": judged.reason,
        "rule": judged.rule,
        "obligations": list(judged.obligations),
        "why": _why(judged, lang),
        "recognised": recognition(found.rule, lang) + _noted(found, lang),
        "reason_sentence": (meaning.german if lang == "de" else meaning.english) if meaning else None,
        "obligation_sentences": [duty(one, lang) for one in judged.obligations],
    }


def _noted(found: Recognition, lang: str) -> str:
    """Return what was noticed in the statement, in brackets; nothing where the rule's sentence says it already."""
    if found.noticed is None or found.noticed.key == found.rule:
        return ""
    return f" ({sentence(found.noticed, lang)})"


def _why(judged: Judgement, lang: str) -> str:
    """Return why, in German where the policy's author wrote it so."""
    return judged.why if lang == "en" else judged.why_de or judged.why
