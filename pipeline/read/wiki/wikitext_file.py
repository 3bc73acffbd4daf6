"""Format `wikitext`: a page of a wiki in its own markup, one a file, as bots and exports of single pages leave it.

The title is the file's name.  Native id: the member's path without suffix.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  pydantic resolves the annotations at run time
from typing import TYPE_CHECKING, Final

from pydantic import Field

from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Options, Reader
from pipeline.read.reader_options import Encoding, IdFrom, native_id
from pipeline.read.skipped_lines import Patterns, without_lines
from pipeline.read.wiki.templates import TEXT_TEMPLATES
from pipeline.read.wiki.wikitext import Wiki, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part


class WikitextOptions(Options):
    """Options: tables, and templates that stand for text (name in small letters: number of the parameter; 0 shows none).

    Those given come to those that are known.  `skip_lines` are regular expressions of lines of the source that stay out.
    """

    tables: bool = False
    templates: Mapping[str, int] = Field(default_factory=dict)
    language: str = "de"
    skip_lines: Patterns = ()
    encoding: Encoding | None = None
    id: IdFrom = "path_without_suffix"


def read(part: Part, options: WikitextOptions) -> Iterator[Document | Fault]:
    """Yield the page; a Fault `empty` where it has no running text."""
    member = part.member
    source, _ = decode(member.data, options.encoding)
    name = native_id(member.path, options.id)
    title = native_id(member.path, "stem")
    wiki = Wiki(options.tables, {**TEXT_TEMPLATES, **options.templates}, options.language)
    body, holes = render(without_lines(source, options.skip_lines), wiki, title)
    if not body:
        yield Fault("empty", "no running text, only templates and links", name, len(source))
        return
    yield Document(name, body, title=title, language_declared=options.language, extra={"holes": holes} if holes else {})


READER: Final = Reader(WikitextOptions, read)
