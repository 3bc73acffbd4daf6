"""Reads YAML files as models; errors name file, key, what was found and what is allowed."""

from __future__ import annotations

import difflib
import typing
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from gemeingut.errors import InputError
from gemeingut.yaml_text import SafeLoader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

M = TypeVar("M", bound=BaseModel)

LAST_SHOWN = 40  # characters of a wrong value that an error message shows


class ManifestError(InputError, ValueError):
    """A manifest is missing or wrong; each line names file, key, what was found and what is allowed."""


class _UniqueKeyLoader(SafeLoader):
    """A YAML loader that refuses duplicate keys, of which the second would otherwise win silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  PyYAML's signature
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file; raise ManifestError with file and line if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ManifestError(f"{path}: no such file") from error
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise ManifestError(f"{path}: cannot be read: line {number} is not UTF-8; save the file as UTF-8") from error
    try:
        return yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506  a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise ManifestError(f"{path}:{line} not valid YAML: {problem}") from error


def load_model(path: Path, model: type[M]) -> M:
    """Return the file as `model`; raise ManifestError with one line per finding."""
    content = read_yaml(path)
    if not isinstance(content, dict):
        found = "nothing in it" if content is None else type(content).__name__
        raise ManifestError(f"{path}: found {found}, expected keys {_allowed(model)}")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        lines = [f"{path}: {_finding(fault, model)}" for fault in error.errors()]
        raise ManifestError("\n".join(lines)) from error


def _finding(error: Any, model: type[BaseModel]) -> str:
    place = error["loc"]
    key = ".".join(str(part) for part in place) or "(top level)"
    if error["type"] == "extra_forbidden":
        owner = _model_at(model, place[:-1])
        return f"{key}: unknown key{meant(str(place[-1]), owner.model_fields)}; allowed are {_allowed(owner)}"
    if error["type"] == "missing":
        return f"{key}: this key is missing"
    if error["type"] == "too_short":
        return f"{key}: found {error['input']!r}; at least {error['ctx']['min_length']} needed"
    value = repr(error.get("input"))
    value = value if len(value) <= LAST_SHOWN else value[: LAST_SHOWN - 1] + "…"
    return f"{key}: found {value}; {error['msg']}"


def meant(word: str, known: Iterable[str]) -> str:
    """Return a hint at the known word most similar to `word`, or an empty string."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f", {close[0]!r} meant?" if close else ""


def _allowed(model: type[BaseModel]) -> str:
    return ", ".join(sorted(model.model_fields))


def _model_at(model: type[BaseModel], place: Sequence[int | str]) -> type[BaseModel]:
    for part in place:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        inner = next(_models_in(model.model_fields[part].annotation), None)
        model = inner or model
    return model


def _models_in(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)
