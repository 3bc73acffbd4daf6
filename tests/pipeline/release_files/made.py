"""The facts of a release without a document, for tests that need single ones of them."""

from __future__ import annotations

from typing import Any

from pipeline.release_files.facts import ReleaseFacts

CHARACTERS = {"read": 0, "kept": 0, "removed": 0, "quarantined": 0, "cut_by_reason": {}}
COUNTS = {
    "read": 0,
    "works": 0,
    "kept": 0,
    "removed": 0,
    "quarantined": 0,
    "words": 0,
    "bytes": 0,
    "text_bytes": 0,
    "removed_by_reason": {},
    "quarantined_by_reason": {},
    "characters": CHARACTERS,
}
EMPTY = {
    "name": "mine",
    "title": "Mine",
    "description": "",
    "version": "1.0.0",
    "as_of": "2026-01-01",
    "policy": "open-definition",
    "policy_sha256": "",
    "recipe": "default",
    "recipe_sha256": "",
    "publisher": None,
    "contact": None,
    "obligation": None,
    "content_digest": "",
    "counts": COUNTS,
    "sources": {},
    "subsets": {},
    "licenses": {},
    "buckets": {},
    "files": [],
    "not_read": [],
    "software": {"gemeingut": "0.1.0", "code_sha256": "", "libraries": {}},
}


def facts(**known: Any) -> ReleaseFacts:
    """Return facts, those that are known instead of the empty ones."""
    return ReleaseFacts.model_validate(EMPTY | known)
