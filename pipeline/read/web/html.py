"""HTML files: a page is a document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BeforeValidator

from pipeline.manifest.fields import as_tuple
from pipeline.read import identifiers, origins
from pipeline.read.columns import Names, plain
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.markup import front_matter
from pipeline.read.markup.markdown_dialects import undress
from pipeline.read.reader import Options, Reader, TooDeepError
from pipeline.read.reader_options import Encoding, IdFrom, native_id
from pipeline.read.web.html_page import Extraction, Page, declared_encoding, take_apart
from pipeline.read.web.html_select import Selector, selected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part


class HtmlOptions(Options):
    """Options of HTML.

    `extraction`: `main` text, or `all` blocks but navigation and forms.  `dialect: jekyll` is for the sources of a site:
    front matter, whose `license` fields are statements, and Liquid, which is taken out.  `root` names the elements that hold
    the text, as CSS does (`main`, `.content`, `#text`), in place of what `extraction` finds; `skip` those in them that do not.
    """

    extraction: Extraction = "main"
    root: Annotated[tuple[Selector, ...], BeforeValidator(as_tuple)] = ()
    skip: Annotated[tuple[Selector, ...], BeforeValidator(as_tuple)] = ()
    dialect: Literal["plain", "jekyll"] = "plain"
    encoding: Encoding | None = None
    id: IdFrom = "path"
    license: Names = ("license", "licence", "lizenz", "license_url", "rights", "image.license", "image.license_url")


def read(part: Part, options: HtmlOptions) -> Iterator[Document | Fault]:
    """Yield the page, `empty` where nothing of it is text, `unreadable` where it is nested deeper than any parser goes."""
    member = part.member
    text, encoding = decode(member.data, options.encoding or declared_encoding(member.data))
    fields: dict[str, Any] = {}
    if options.dialect == "jekyll":
        fields, text = front_matter.split(text)
        text = undress(text, "jekyll")
    name = native_id(member.path, options.id)
    try:
        page = take_apart(text, options.extraction)
    except TooDeepError as error:
        yield Fault("unreadable", str(error), name, len(text))
        return
    if options.root or options.skip:
        page = replace(page, text=selected(text, options.root, options.skip))
    if page.text:
        yield _document(page, fields, name, encoding, options)
    else:
        yield Fault("empty", f"no text in {len(text)} characters of HTML", name)


def _document(page: Page, fields: dict[str, Any], name: str, encoding: str, options: HtmlOptions) -> Document:
    document = as_document(page, name)
    used = {"title", "authors", "author", "date", "lang", "language", *options.license}
    head = {key: plain(value) for key, value in fields.items() if key not in used and value not in ("", None)}
    date, written = front_matter.date(fields, ("date",))
    return replace(
        document,
        title=front_matter.first(fields, ("title",)) or document.title,
        authors=front_matter.people(fields, ("authors", "author")) or document.authors,
        date=date or document.date,
        language_declared=front_matter.first(fields, ("lang", "language")) or document.language_declared,
        license_statements=(*front_matter.rights(fields, options.license), *document.license_statements),
        extra={**head, **written, **document.extra, "encoding": encoding},
        origin=origins.of_fields(fields),
        identifiers=identifiers.distinct([*identifiers.of_fields(fields), *document.identifiers]),
    )


def as_document(page: Page, name: str) -> Document:
    """Return a page as a document of that id."""
    return Document(
        id=name,
        text=page.text,
        title=page.title,
        authors=page.authors,
        date=page.date,
        url=page.url,
        language_declared=page.language,
        license_statements=page.statements,
        extra={"robots": page.robots} if page.robots else {},
        identifiers=identifiers.of_fields({}, page.url),
    )


READER: Final = Reader(HtmlOptions, read)
