"""JSON files: the objects of a list, wherever it stands in the file, are documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.read.columns import Columns, as_text, document
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.json_text import JsonError, elements, is_list, parse
from pipeline.read.reader import Reader, ReadError, TooDeepError
from pipeline.read.reader_options import Encoding  # noqa: TC001  pydantic resolves the annotations at run time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part


class JsonOptions(Columns):
    """Fields as in `Columns`, and where the records stand.

    `records` is a path of keys, `[]` behind those whose list is walked: `data[].paragraphs[]` are the objects of all
    lists `paragraphs` of all objects in the list `data`; `[]` the objects of a list that is the whole file; empty the
    file itself, or its objects where it is a list.  A path may end in strings (`data[].paragraphs[].context`): each is
    a document, with an id by its place.  Fields of the objects on the way are seen under their own names where the
    record has none of that name.
    """

    records: str = ""
    encoding: Encoding | None = None


def read(part: Part, options: JsonOptions) -> Iterator[Document | Fault]:
    """Yield a document per record, `offset` being its number from 0; ReadError where the file is no JSON.

    A list that breaks off gives the records before the break, and a fault without an id that says where it is.
    """
    member = part.member
    number = -1
    try:
        for number, (record, around) in enumerate(_records(decode(member.data, options.encoding)[0], options.records)):
            yield _read_record(record, around, number, f"{member.path}:{number + 1}", options)
    except (JsonError, TooDeepError) as error:
        if number < 0:
            raise ReadError(f"{member.path}: no JSON: {error}") from None
        yield Fault("corrupt", f"the rest of {member.path} behind record {number + 1}: {error}")


def _records(text: str, records: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the values at a path; of a list that is the whole file only one element is held at a time."""
    path = [part for part in records.replace("[]", ".[]").split(".") if part]
    if is_list(text) and path[:1] in ([], ["[]"]):
        for element in elements(text):
            yield from _walk(element, path[1:], {})
    else:
        yield from _walk(parse(text), path, {})


def _read_record(
    record: Any, around: dict[str, Any], number: int, place: str, options: JsonOptions
) -> Document | Fault:
    if isinstance(record, dict):
        return document({**around, **record}, options, number, place)
    if isinstance(record, str):
        return document({**around, options.text[0]: record}, options, number, place)
    return Fault("unreadable", f"record {number + 1}: {type(record).__name__}, neither an object nor a string", place)


def _walk(value: Any, path: list[str], around: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the values at the path, with the plain fields of the objects passed on the way."""
    if not path:
        yield value, around
    elif path[0] == "[]":
        for nested in value if isinstance(value, list) else []:
            yield from _walk(nested, path[1:], around)
    elif isinstance(value, dict) and path[0] in value:
        passed = {
            key: plain_value
            for key, plain_value in value.items()
            if key != path[0] and as_text(plain_value) is not None
        }
        yield from _walk(value[path[0]], path[1:], {**around, **passed})


READER: Final = Reader(JsonOptions, read)
