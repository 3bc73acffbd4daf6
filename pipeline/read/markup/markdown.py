"""Markdown with its front matter: a file is a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.read import identifiers, kinds, origins
from pipeline.read.columns import Names, plain
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.markup import front_matter
from pipeline.read.markup.markdown_dialects import MACROS, Dialect, undress
from pipeline.read.markup.markdown_law import render_law
from pipeline.read.markup.markdown_render import Style, render
from pipeline.read.reader import Options, Reader
from pipeline.read.reader_options import Encoding, IdFrom, native_id
from pipeline.read.skipped_lines import Patterns, without_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part


class MarkdownOptions(Options):
    """Options of Markdown.

    `dialect`: whose macros are taken out (`docfx`, `docsify`, `hugo`, `jekyll`, `kumascript`, `liascript`, `mdbook`,
    `tldr`), `law` for statutes and `pandoc` for files with a `%` title block.  What is indented is code, but text in
    these two and in `jekyll`, whose pages are half HTML; in `law` a list in a list is a table, as BundesGit writes them.
    `code` and `inline_code` say whether code is kept (its characters are counted in
    `extra.code_characters` in any case).  `join_lines` joins hard-wrapped lines by a space, except where a hyphen ends
    the line: `clean` judges those.  `skip_lines` are regular expressions of lines that stay out, such as the placeholders of a template.  Where macros or code are taken out, headings go that have nothing left below them.  `text_fields` names fields of the front matter that hold Markdown, as some templates
    want it (`de.content`): they are put before the file's own text.  The other options name fields of the front matter, the first that is there counts;
    all `license` fields count, and those under an `image` are about images.  `extra` names the other fields
    that are kept; without it all are.
    """

    dialect: Dialect = "plain"
    encoding: Encoding | None = None
    id: IdFrom = "path"
    code: Literal["keep", "drop"] = "keep"
    inline_code: Literal["keep", "drop"] = "keep"
    join_lines: bool = True
    skip_lines: Patterns = ()
    text_fields: Names = ()
    title: Names = ("title", "Title")
    authors: Names = ("authors", "author", "autor", "autoren", "oer.creators", "creators")
    date: Names = ("date", "ms.date", "datum", "published", "Ausfertigungsdatum")
    url: Names = ("canonical", "canonical_url", "url")
    language: Names = ("lang", "language", "locale", "oer.in_language", "ms.contentlocale")
    license: Names = (
        "license",
        "licence",
        "lizenz",
        "license_url",
        "rights",
        "copyright",
        "oer.license",
        "image.license",
        "image.license_url",
    )
    extra: tuple[str, ...] | None = None


def read(part: Part, options: MarkdownOptions) -> Iterator[Document | Fault]:
    """Yield the file as one document, or `empty` where no text is left of it."""
    member = part.member
    raw, encoding = decode(member.data, options.encoding)
    fields, body = front_matter.split(raw, pandoc=options.dialect == "pandoc", liascript=options.dialect == "liascript")
    if options.text_fields:
        fields, body = front_matter.with_text(fields, options.text_fields, body)
    hollow = options.dialect not in MACROS and options.code == "keep"
    style = Style(options.code == "keep", options.inline_code == "keep", options.join_lines, hollow)
    body = undress(without_lines(body, options.skip_lines), options.dialect)
    if options.dialect == "law":
        rendered = render_law(body, style)
    else:
        rendered = render(body, style, indented_code=options.dialect not in ("jekyll", "pandoc"))
    name = native_id(member.path, options.id)
    if not rendered.text.strip():
        yield Fault("empty", f"no text in {len(raw)} characters of Markdown", name)
        return
    law = front_matter.definitions(body) if options.dialect == "law" else {}
    date, written = front_matter.date({**law, **fields}, options.date)
    title, url = front_matter.first(fields, options.title) or rendered.heading, front_matter.first(fields, options.url)
    yield Document(
        id=name,
        text=rendered.text,
        title=title,
        authors=front_matter.people(fields, options.authors),
        date=date,
        url=url,
        language_declared=front_matter.first(fields, options.language),
        license_statements=front_matter.rights(fields, options.license),
        extra=_extra(fields, options) | written | {"encoding": encoding, "code_characters": rendered.code_characters},
        kind=kinds.of_law(title) if options.dialect == "law" or "Ausfertigungsdatum" in fields else None,
        origin=origins.of_fields(fields),
        identifiers=identifiers.of_fields(fields, url),
    )


def _extra(fields: dict[str, Any], options: MarkdownOptions) -> dict[str, Any]:
    if options.extra is not None:
        return {name: plain(fields[name]) for name in options.extra if name in fields}
    used = {*options.title, *options.authors, *options.date, *options.url, *options.language, *options.license}
    return {name: plain(value) for name, value in fields.items() if name not in used and value not in ("", None)}


READER: Final = Reader(MarkdownOptions, read)
