"""Machine-readable reservations against text and data mining (§ 44b (3) UrhG): robots.txt, ai.txt, TDMRep.

Each function returns, verbatim, the lines that reserve a page, or None.  What such lines mean for a text is decided by the
policy: beside an open licence they are recorded.  Sources: RFC 9309 (robots.txt), Spawning's ai.txt, the W3C community group's
TDM Reservation Protocol (2024), Cloudflare's Content-Signal and the IETF draft on Content-Usage.
"""

from __future__ import annotations

import json
import re
from typing import Final

from licenses.reservation import reserves

CRAWLERS: Final = frozenset(
    {
        *(
            "*",
            "ai2bot",
            "ai2bot-dolma",
            "amazonbot",
            "anthropic-ai",
            "applebot-extended",
            "awario",
            "bytespider",
            "ccbot",
        ),
        *(
            "claude-web",
            "claudebot",
            "cohere-ai",
            "cohere-training-data-crawler",
            "cotoyogi",
            "crawlspace",
            "deepseekbot",
        ),
        *("diffbot", "facebookbot", "factset_spyderbot", "firecrawlagent", "friendlycrawler", "google-cloudvertexbot"),
        *("google-extended", "gptbot", "icc-crawler", "imagesiftbot", "img2dataset", "isscyberriskcrawler"),
        *("kangaroo bot", "laion-huggingface-processor", "laiondownloader", "meta-externalagent", "mistralai-user"),
        *("omgili", "omgilibot", "pangubot", "peer39_crawler", "petalbot", "quora-bot", "sbintuitionsbot", "scrapy"),
        *(
            "semrushbot-ocob",
            "sidetrade indexer bot",
            "spawning-ai",
            "timpibot",
            "velenpublicwebcrawler",
            "webzio-extended",
        ),
    }
)
"""User agents that collect text for training, and `*`, which includes them."""

TEXT_FILES: Final = re.compile(r"/|\*|/?\*\.(?:txt|html?|pdf|md|docx?|odt|epub|xml|json|csv)\$?", re.IGNORECASE)
_LINE: Final = re.compile(r"^\s*(?P<key>[A-Za-z-]+)\s*:\s*(?P<value>[^#]*)")
_SIGNAL: Final = re.compile(r"\b(?:ai-train|train-ai|ai-input)\s*=\s*(?:no?)\b", re.IGNORECASE)
_LONGEST: Final = 500_000  # RFC 9309, 2.5: at least 500 KiB must be read


def robots(text: str, path: str = "/") -> str | None:
    """Return the lines of a robots.txt that exclude a training crawler from `path`, with the user agents they apply to.

    Within a group the longest matching rule decides, `Allow` before `Disallow` (RFC 9309, 2.2.2).  A Content-Signal or
    Content-Usage line that refuses training reserves the whole site.
    """
    reserving = []
    for agents, rules in _groups(text):
        signals = [line for key, value, line in rules if key.startswith("content-") and _SIGNAL.search(value)]
        decisive = _decisive(rules, path)
        named = [line for name, line in agents if name in CRAWLERS]
        if named and (decisive or signals):
            reserving.append("\n".join([*named, *([decisive] if decisive else []), *signals]))
    return "\n".join(dict.fromkeys(reserving)) or None


def ai_txt(text: str) -> str | None:
    """Return the lines of an ai.txt that disallow texts (a path of everything, or a file type of texts)."""
    reserving = []
    for agents, rules in _groups(text):
        denied = [line for key, value, line in rules if key == "disallow" and TEXT_FILES.fullmatch(value)]
        if denied:
            reserving.append("\n".join([*(line for _, line in agents), *denied]))
    return "\n".join(reserving) or None


Rule = tuple[str, str, str]


def _groups(text: str) -> list[tuple[list[tuple[str, str]], list[Rule]]]:
    """Return the groups: (agent, line) pairs and (key, value, line) rules; rules before any agent apply to all."""
    groups: list[tuple[list[tuple[str, str]], list[Rule]]] = []
    for raw in text[:_LONGEST].splitlines():
        match = _LINE.match(raw)
        if match is None:
            continue
        key, value, line = match["key"].lower(), match["value"].strip(), raw.split("#", 1)[0].strip()
        if key == "user-agent":
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append((value.lower(), line))
        elif key in {"allow", "disallow", "content-signal", "content-usage"}:
            if not groups:
                groups.append(([("*", "User-agent: *")], []))
            groups[-1][1].append((key, value, line))
    return groups


def _decisive(rules: list[Rule], path: str) -> str | None:
    """Return the line that disallows the path, or None if there is none or an `Allow` of at least its length matches."""
    fitting = [
        (len(value), key == "allow", line)
        for key, value, line in rules
        if key in {"allow", "disallow"} and value and _fits(value, path)
    ]
    if not fitting:
        return None
    _, is_allowed, line = max(fitting)
    return None if is_allowed else line


def _fits(pattern: str, path: str) -> bool:
    ends = pattern.endswith("$")
    parts = [re.escape(part) for part in re.sub(r"\*+", "*", pattern.removesuffix("$")).split("*")]
    return re.match(".*?".join(parts) + ("$" if ends else ""), path) is not None


def tdmrep(text: str, path: str = "/") -> str | None:
    """Return the entry of a tdmrep.json that reserves the path; the first entry whose location matches decides."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    for entry in content if isinstance(content, list) else [content]:
        if isinstance(entry, dict) and _fits(str(entry.get("location", "/")), path):
            return json.dumps(entry, ensure_ascii=False) if reserves(entry) else None
    return None
