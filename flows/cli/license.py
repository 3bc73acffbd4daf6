"""`gemeingut license`: the licence in a statement, the policy's verdict on it, and its obligations, in German or English."""

from __future__ import annotations

import codecs
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.cli.parser import UsageError
from licenses.obligations import NO_DUTIES
from pipeline.curator.verdict import verdict
from pipeline.manifest.load import load_policy
from pipeline.manifest.policy import policy_of
from pipeline.read.decode import decode

if TYPE_CHECKING:
    import argparse

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
            answer = verdict(line.rstrip("\r\n"), policy, chosen.lang)
            print(
                json.dumps(answer, ensure_ascii=False)
                if chosen.json
                else f"{answer['verdict']}\t{answer['license'] or '-'}\t{answer['statement']}"
            )
        return 0
    answer = verdict(_statement(chosen.statement), policy, chosen.lang)
    print(json.dumps(answer, ensure_ascii=False) if chosen.json else _lines(answer, chosen.lang))
    return 0


def _statement(given: str) -> str:
    """Return the content of a file of that name, or the statement itself; a statement can be too long for a path."""
    try:
        path = Path(given)
        is_file, is_folder = path.is_file(), bool(given) and path.is_dir()
    except (OSError, ValueError):
        return given
    if is_folder:
        raise UsageError(f"{given}: a folder; name the file in it that states the licence")
    return _content(path) if is_file else given


def _content(path: Path) -> str:
    data = path.read_bytes()
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UsageError(f"{path}: not a text file; copy the sentence about the licence out of it")
    return decode(data, None)[0]


def _lines(answer: dict[str, Any], lang: str) -> str:
    statement, license_, how, judged, reason, rule, why, duties, nothing = LABELS[lang]
    flat = " ".join(answer["statement"].split())
    shown = flat if len(flat) <= 200 else flat[:199] + "…"
    judgement = VERDICTS[lang][answer["verdict"]] + (f" ({answer['reason']})" if answer["reason"] else "")
    named = " · ".join(part for part in (answer["license"], answer["license_name"], answer["license_url"]) if part)
    rows = [(statement, shown), (license_, named or nothing), (how, answer["recognised"]), (judged, judgement)]
    rows += [(reason, answer["reason_sentence"])] if answer["reason_sentence"] else []
    rows += [(rule, answer["rule"])] + ([(why, answer["why"])] if answer["why"] not in answer["recognised"] else [])
    listed = [
        f"{duty}: {sentence}"
        for duty, sentence in zip(answer["obligations"], answer["obligation_sentences"], strict=True)
    ]
    listed = listed or ([NO_DUTIES[lang]] if answer["verdict"] == "accept" else [])
    rows += [(duties if not at else "", line) for at, line in enumerate(listed)]
    return "\n".join(f"{label:<12} {value}" for label, value in rows)
