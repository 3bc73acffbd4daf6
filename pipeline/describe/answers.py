"""The answers that only a person can give: the file that a collection names under `answers`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final

from pipeline.describe.questions import Language, question_ids
from pipeline.manifest.load import answers_of
from pipeline.manifest.yaml_file import ManifestError, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.manifest.load import LoadedCollection

LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")

Answers = dict[str, dict[Language, str]]
"""Question id → text by language; at least one of the two languages."""


class AnswersError(ManifestError):
    """The answers file cannot be read, or answers a question that does not exist."""


def read_answers(path: Path) -> Answers:
    """Return the answers of a YAML file, question id → text or {de, en}; a bare text is German.

    Raises AnswersError naming file, key and what is allowed.
    """
    try:
        content = read_yaml(path)
    except ManifestError as error:
        raise AnswersError(str(error)) from error
    if not isinstance(content, dict):
        raise AnswersError(f"{path}: found {type(content).__name__}, expected question ids with their answers")
    return {key: _answer(key, value, path) for key, value in content.items()}


def check_answers(collection: LoadedCollection) -> None:
    """Raise AnswersError before anything runs if the collection's answers file is missing or wrong."""
    path = answers_of(collection)
    if path is not None:
        read_answers(path)


def _answer(key: Any, value: Any, path: Path) -> dict[Language, str]:
    known = question_ids()
    if key not in known:
        near = difflib.get_close_matches(str(key), sorted(known), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise AnswersError(f"{path}: {key}: no such question{hint} There are {', '.join(sorted(known))}")
    texts = {"de": value} if isinstance(value, str) else value
    if not isinstance(texts, dict) or not texts or set(texts) - set(LANGUAGES):
        raise AnswersError(f"{path}: {key}: found {value!r}; expected a text, or texts under 'de' and 'en'")
    for language, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise AnswersError(f"{path}: {key}.{language}: found {text!r}; expected a text")
    return {language: texts[language].strip() for language in LANGUAGES if language in texts}
