"""Errors of the command line itself."""

from __future__ import annotations


class UsageError(ValueError):
    """Something that was asked for cannot be meant: the message says what would be right."""
