"""Releases to publish, the same that the targets' tests publish."""

from __future__ import annotations

from tests.pipeline.portals.conftest import _known_to_verify, _no_tokens, newer, release

__all__ = ["_known_to_verify", "_no_tokens", "newer", "release"]
