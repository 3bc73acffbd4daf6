"""What recognition did with a statement, as a sentence in German or English."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentence of every rule of recognition in both languages, by rule and language."""
    text = files("licenses").joinpath("texts", "recognitions.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, str]] = yaml.safe_load(text)
    return data


def recognition(rule: str, lang: str) -> str:
    """Return how a statement was recognised, or why it was not; KeyError for a rule that recognition does not know."""
    return sentences()[rule][lang]
