"""Errors of the command line itself."""

from __future__ import annotations

from gemeingut.errors import InputError


class UsageError(InputError, ValueError):
    """Something that was asked for cannot be meant: the message says what would be right."""
