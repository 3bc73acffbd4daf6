"""What a statement says, what a policy decides on it, and which obligations follow, in German or English.

A module of its own: it needs neither a workspace nor a release, and the face loads it alone.
"""

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
    recognised, judged = assess(statement, policy)
    known = catalogue().of(recognised.license) if recognised.license else ()
    meaning = sentences().get(judged.reason or "")
    return {
        "statement": statement,
        "license": recognised.license,
        "license_name": ", ".join(license_.title(lang) for license_ in known) or None,
        "license_url": known[0].url if len(known) == 1 else None,
        "verdict": judged.verdict,
        "reason": judged.reason,
        "rule": judged.rule,
        "obligations": list(judged.obligations),
        "why": _why(judged, lang),
        "recognised": recognition(recognised.rule, lang) + _noted(recognised, lang),
        "reason_sentence": (meaning.german if lang == "de" else meaning.english) if meaning else None,
        "obligation_sentences": [duty(obligation, lang) for obligation in judged.obligations],
    }


def _noted(recognised: Recognition, lang: str) -> str:
    """Return what was noticed in the statement, in brackets; nothing where it is the rule's own sentence."""
    if recognised.noticed is None or recognised.noticed.key == recognised.rule:
        return ""
    return f" ({sentence(recognised.noticed, lang)})"


def _why(judged: Judgement, lang: str) -> str:
    """Return why, in German where the policy's author wrote it so."""
    return judged.why if lang == "en" else judged.why_de or judged.why
