"""HIPE-TSV: tokens of historical newspapers with `# hipe2022:document_id` heads.

Format: impresso.github.io/CLEF-HIPE-2022, version 2.1; the last column holds `NoSpaceAfter` and `EndOfLine`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from pipeline.read import edtf
from pipeline.read.corpora.detokenise import detokenized
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reader import Options, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

_ID = "hipe2022:document_id"
_RIGHTS = ("license", "original_license")


class HipeOptions(Options):
    """Options of HIPE-TSV.

    `lines: keep` ends a line where the print did, so that `clean` sees broken words; `join` puts a space there.
    `id: path` puts the member's path before the document's id, which the masked copies of a file repeat.
    """

    lines: Literal["keep", "join"] = "keep"
    id: Literal["own", "path"] = "own"


@dataclass(slots=True)
class _Page:
    line: int
    head: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[str, frozenset[str]]] = field(default_factory=list)


def read(part: Part, options: HipeOptions) -> Iterator[Document | Fault]:
    """Yield the documents, `offset` being the line (from 0) on which a document's head begins."""
    member = part.member
    for number, page in enumerate(_pages(decode(member.data)[0])):
        native = page.head.get(_ID) or str(number + 1)
        name = native if options.id == "own" and _ID in page.head else f"{member.path}:{native}"
        text = _text(page.rows, keep_lines=options.lines == "keep")
        yield _document(page, name, text) if text else Fault("empty", "no tokens", name)


def _document(page: _Page, name: str, text: str) -> Document:
    head = {key.partition(":")[2] or key: value for key, value in page.head.items()}
    statements = tuple(
        Statement(value, key) for key, value in page.head.items() if key.partition(":")[2] in _RIGHTS and value
    )
    used = {"document_id", "date", "language", "title", "publication_title", "author", "applicable_columns", *_RIGHTS}
    return Document(
        id=name,
        text=text,
        title=head.get("title") or head.get("publication_title"),
        authors=(head["author"],) if head.get("author") else (),
        date=edtf.free(head.get("date", "")),
        language_declared=head.get("language"),
        license_statements=statements,
        offset=page.line,
        extra={key: value for key, value in head.items() if key not in used},
    )


def _pages(text: str) -> Iterator[_Page]:
    page = _Page(0)
    for number, line in enumerate(text.split("\n")):
        if line.startswith("# "):
            if page.rows:
                yield page
                page = _Page(number)
            key, _equals, value = line[2:].partition("=")
            page.head[key.strip()] = value.strip()
        elif line.strip() and not line.startswith("TOKEN\t"):
            fields = line.split("\t")
            page.rows.append((fields[0], frozenset(fields[-1].split("|"))))
    if page.rows or page.head:
        yield page


def _text(rows: list[tuple[str, frozenset[str]]], *, keep_lines: bool) -> str:
    """Return the running text; pages whose tokens have no marks for spaces get spaces by rule.

    Two words never stand without a space: where the print's line ended, the corpus says `NoSpaceAfter` for both a
    broken word, which then has a mark of its own (`¬`, `-`), and none.
    """
    if not any("NoSpaceAfter" in flags for _token, flags in rows):
        return detokenized(token for token, _flags in rows)
    parts: list[str] = []
    follows = [*(token for token, _flags in rows[1:]), ""]
    for (token, flags), after in zip(rows, follows, strict=True):
        parts.append(token)
        is_glued = "NoSpaceAfter" in flags and not (token[-1:].isalpha() and after[:1].isalpha())
        if "EndOfLine" in flags:
            parts.append("\n" if keep_lines else " ")
        elif not is_glued:
            parts.append(" ")
    return "".join(parts).strip()


READER: Final = Reader(HipeOptions, read)
