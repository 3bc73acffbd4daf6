"""Format `oai`: answers of OAI-PMH 2.0 with records in Dublin Core or MODS, as documents or as data about documents.

The text is what the fields of `text` say, by default the description.  Deleted records are quarantined, answers that are errors or
hold no records are named.  Native id: the record's identifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf, identifiers, mods
from pipeline.read.columns import Names  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XML_LANG, XmlOptions, children, descendants, flat, local, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_RIGHTS: Final = ("rights", "license", "accessRights", "rightsHolder")


class OaiOptions(XmlOptions):
    """Options: the fields whose text is the document's, and the languages (`xml:lang`) of which a field is read; all by default."""

    text: Names = ("description",)
    languages: tuple[str, ...] = ()


def read(part: Part, options: OaiOptions) -> Iterator[Document | Fault]:
    """Yield the records; Faults `empty` and `deleted_at_source`; ReadError for an error of the server, or an answer without records."""
    member = part.member
    root = parse(member, options, frozenset({"OAI-PMH", "ListRecords", "GetRecord", "record"}))
    records = [root] if local(root) == "record" else descendants(root, "record")
    errors = children(root, "error")
    if errors:
        said = f"{errors[0].get('code')!r} {flat(errors[0])}".strip()
        raise ReadError(f"{member.path}: the server answered with an error: {said}")
    if not records:
        verb = next(
            (local(element) for element in root if local(element) not in {"", "responseDate", "request"}), "nothing"
        )
        name = flat(next(iter(descendants(root, "repositoryName")), None))
        raise ReadError(
            f"{member.path}: an answer to {verb}, not records{f' ({name!r})' if name else ''}; leave it out by `members`"
        )
    for number, record in enumerate(records):
        yield _record(record, f"{member.path}:{number + 1}", options)


def _record(record: etree._Element, place: str, options: OaiOptions) -> Document | Fault:
    header = next(iter(children(record, "header")), None)
    name = flat(next(iter(children(header, "identifier")), None)) or place
    if header is not None and header.get("status") == "deleted":
        return Fault("deleted_at_source", 'status="deleted"', name)
    fields = _fields(record)
    of_mods = descendants(record, "mods")
    described = mods.describe(of_mods[:1])
    wanted = [
        text for field in options.text for element in fields.get(field, ()) if (text := _worded(element, options))
    ]
    text = "\n\n".join(dict.fromkeys(wanted))
    title = described.title or _first(fields, "title")
    if not text:
        return Fault("empty", f"no text in {list(options.text)}; it is: {title or 'without a title'}", name)
    listed = [flat(element) for key in ("identifier", "relation") for element in fields.get(key, ())]
    own = [named for value in listed if (named := identifiers.in_address(value))]
    extra: dict[str, Any] = {
        key: _all(fields, key)
        for key in ("publisher", "type", "subject", "source", "contributor", "format", "relation")
    }
    datestamp = flat(next(iter(children(header, "datestamp")), None))
    return Document(
        id=name,
        text=text,
        title=title,
        authors=described.authors or tuple(dict.fromkeys(_all(fields, "creator"))),
        date=described.date or next((date for value in _all(fields, "date") if (date := edtf.free(value))), None),
        url=next((value for value in listed if value.startswith("http")), None),
        language_declared=described.language or _first(fields, "language"),
        license_statements=(*described.statements, *_statements(fields)),
        extra=described.extra
        | {key: value for key, value in extra.items() if value}
        | ({"datestamp": datestamp} if datestamp else {}),
        identifiers=identifiers.distinct([*described.identifiers, *own]),
    )


def _fields(record: etree._Element) -> dict[str, list[etree._Element]]:
    """Return the elements of the record's data by name: of Dublin Core those of `dc`, else the innermost ones with text."""
    fields: dict[str, list[etree._Element]] = {}
    for metadata in children(record, "metadata"):
        for element in metadata.iter("{*}*"):
            if str(element.tag).startswith(_DC) or not len(element):
                fields.setdefault(local(element), []).append(element)
    for element in descendants(record, "abstract"):
        fields.setdefault("description", []).append(element)
    return fields


def _worded(element: etree._Element, options: OaiOptions) -> str:
    language = (element.get(XML_LANG) or element.get("lang") or "").casefold()
    if (
        options.languages
        and language
        and not any(language.startswith(wanted.casefold()[:2]) for wanted in options.languages)
    ):
        return ""
    return flat(element)


def _all(fields: dict[str, list[etree._Element]], name: str) -> list[str]:
    return [value for element in fields.get(name, ()) if (value := flat(element))]


def _first(fields: dict[str, list[etree._Element]], name: str) -> str | None:
    return next(iter(_all(fields, name)), None)


def _statements(fields: dict[str, list[etree._Element]]) -> Iterator[Statement]:
    for name in _RIGHTS:
        for value in _all(fields, name):
            yield Statement(value, f"metadata/{name}")


READER: Final = Reader(OaiOptions, read)
