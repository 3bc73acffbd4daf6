"""The formats as a curator asks for them: what each reads, its options with values and defaults, and an example that works."""

from __future__ import annotations

import inspect
import json
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import PydanticUndefined

from gemeingut.yaml_text import load_yaml
from pipeline.read import registry
from pipeline.read.reader import Options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

DATA_FILES: Final = ("pipeline/curator/format_examples.yaml",)
WRITTEN: Final[dict[Any, str]] = {
    bool: "true or false",
    float: "a number",
    int: "a whole number",
    str: "a string",
    types.NoneType: "null",
}


@dataclass(frozen=True)
class Option:
    """An option of a format: its name, the values that a manifest may give it, and its default as JSON (null: it has to be given)."""

    name: str
    values: tuple[str, ...]
    default: Any
    is_required: bool


@dataclass(frozen=True)
class Example:
    """A `format` of a manifest, the name of a file, and a file that it reads; None where the file is not text."""

    format: Mapping[str, Any]
    file: str
    sample: str | None


@dataclass(frozen=True)
class FormatDescription:
    """A format: its name, what it reads in a sentence, what its options mean (Markdown), the options, and an example."""

    name: str
    reads: str
    meaning: str
    options: tuple[Option, ...]
    example: Example


def described() -> list[FormatDescription]:
    """Return all formats, sorted by name."""
    return [describe(name) for name in registry.names()]


def describe(name: str) -> FormatDescription:
    """Return what there is to know of a format; raise FormatError with the formats there are."""
    model = registry.reader(name).options
    fields = model.model_fields.items()
    options = tuple(Option(option, tuple(_values(field)), *_default(field)) for option, field in fields)
    shared = [base for base in model.__mro__[1:] if issubclass(base, Options) and base is not Options]
    meaning = "\n\n".join(map(prose, (model, *shared)))
    example = _examples().get(name, Example({"name": name}, f"notes.{name}", None))
    return FormatDescription(name, prose(inspect.getmodule(model)), meaning, options, example)


def prose(documented: Any) -> str:
    """Return a docstring as Markdown, without the format's name before its first sentence."""
    return re.sub(r"^Format `\w+`: (.)", lambda match: match[1].upper(), inspect.getdoc(documented) or "")


def default_of(option: Option) -> str:
    """Return a default as it would stand in a manifest."""
    if option.is_required:
        return ""
    if isinstance(option.default, str) and option.default not in {"", '"'}:
        return json.dumps(option.default, ensure_ascii=False).strip('"')
    return json.dumps(option.default, ensure_ascii=False)


def _values(field: FieldInfo) -> Iterator[str]:
    return iter(dict.fromkeys(_kinds(field.annotation)))


def _kinds(annotation: Any) -> Iterator[str]:
    """Yield how the values of a type are written in a manifest."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        yield from map(str, inner)
    elif origin is typing.Annotated:
        yield from _kinds(inner[0])
    elif origin in {types.UnionType, typing.Union}:
        yield from (kind for part in inner for kind in _kinds(part))
    elif origin is tuple:
        yield "a list"
    elif origin is not None:
        yield "a mapping"
    else:
        yield WRITTEN.get(annotation, str(annotation))


def _default(field: FieldInfo) -> tuple[Any, bool]:
    """Return a default as JSON has it, and whether there is none."""
    if field.default is PydanticUndefined:
        return None, True
    plain = list(field.default) if isinstance(field.default, tuple | frozenset) else field.default
    return json.loads(json.dumps(dict(plain) if isinstance(plain, Mapping) else plain)), False


@cache
def _examples() -> dict[str, Example]:
    stored = load_yaml((files("pipeline.curator") / "format_examples.yaml").read_text(encoding="utf-8"))
    return {
        name: Example({"name": name} | entry.get("options", {}), entry["file"], entry.get("sample"))
        for name, entry in stored.items()
    }
