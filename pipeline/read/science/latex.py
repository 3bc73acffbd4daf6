"""LaTeX: a file is a document; of a whole article what stands between `document`'s begin and end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from pipeline.read import edtf
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Options, Reader
from pipeline.read.reader_options import Encoding, IdFrom, native_id
from pipeline.read.science.latex_source import from_option
from pipeline.read.science.latex_text import Writer
from pipeline.read.science.latex_writers import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

_DECLARED = re.compile(rb"\\usepackage\s*\[([^\]]*)\]\s*\{inputenc\}")
_ENCODINGS = {"latin1": "iso-8859-1", "latin9": "iso-8859-15", "ansinew": "windows-1252", "applemac": "mac-roman"}
_GERMAN = re.compile(
    r"\\(?:usepackage|documentclass|documentstyle)\s*(?:\[[^\]]*\])?\s*\{[^}]*\bn?german\b"
    r"|\\(?:usepackage|documentclass|documentstyle)\s*\[[^\]]*\b(?:n?german|n?austrian|n?swissgerman)\b"
)
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")


class LatexOptions(Options):
    r"""Options of LaTeX.

    `shorthands: german` reads `"a` as ä and `"|` as nothing, as babel does; `auto` does so where the preamble loads
    German.  `macros` says what a macro of the source's own stands for, in LaTeX (`zB: z. B.`, `Satz: "\par #1\par #2"`).
    """

    encoding: Encoding | None = None
    id: IdFrom = "path"
    shorthands: Literal["auto", "german", "none"] = "auto"
    macros: dict[str, str] = Field(default_factory=dict)


def read(part: Part, options: LatexOptions) -> Iterator[Document | Fault]:
    """Yield the file as one document, or `empty` where no text is left of it; ReadError where its macros never end.

    Headings, items and displayed formulas are blocks of their own, a footnote follows its paragraph, formulas stay as they
    are written, comments, drawings, references and index entries go.
    """
    member = part.member
    text, encoding = decode(member.data, options.encoding or _declared(member.data))
    german = options.shorthands == "german" or (options.shorthands == "auto" and bool(_GERMAN.search(text)))
    macros = {name: from_option(body) for name, body in options.macros.items()}
    writer = Writer(COMMANDS, macros, shorthands=german)
    begun = _BEGIN.search(text)
    body = text
    if begun is not None:
        writer.preamble(text[: begun.start()])
        writer.macros.update(macros)
        ended = _END.search(text, begun.end())
        body = text[begun.end() : ended.start() if ended else len(text)]
    printed = writer.text(body)
    name = native_id(member.path, options.id)
    if not printed:
        yield Fault("empty", f"no text in {len(text)} characters of LaTeX", name)
        return
    written = writer.titles.get("date")
    date = edtf.free(written) if written else None
    yield Document(
        id=name,
        text=printed,
        title=writer.titles.get("title") or writer.heading,
        authors=tuple(author for author in writer.titles.get("author", "").split("\n") if author),
        date=date,
        extra={"encoding": encoding} | ({"date": written} if written and written != date else {}),
    )


def _declared(data: bytes) -> str | None:
    declared = _DECLARED.search(data)
    return _ENCODINGS.get(declared[1].decode("ascii", "replace").strip()) if declared else None


READER: Final = Reader(LatexOptions, read)
