"""CoNLL-U and its relatives: sentences with `# text` comments over rows of tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from pipeline.read import edtf, identifiers, origins
from pipeline.read.columns import Names  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.read.corpora.detokenise import detokenized, set_as_prose
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reader import Options, Reader
from pipeline.read.reader_options import Encoding  # noqa: TC001  pydantic resolves the annotations at run time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.manifest.vocabulary import UnitName
    from pipeline.read.reader import Part

_UNITS: Final[dict[str, UnitName]] = {
    "sentence": "sentence",
    "paragraph": "paragraph",
    "document": "document",
    "file": "document",
}
_COMMENT = re.compile(r"^#\s*(?P<key>newdoc id|newpar id|newdoc|newpar|[\w:.-]+?)\s*(?:[=:]\s+(?P<value>.*)|[=:]?\s*)$")


class ConlluOptions(Options):
    """Options of CoNLL-U.

    `unit` is what becomes a document: a sentence, a paragraph (`# newpar`), a document (`# newdoc`) or the file; of a file
    that marks none of them each sentence is one, since nothing says that they follow one another.  `text` names the comments that hold the text, the first that is there
    counts; without any, the tokens are put together (`SpaceAfter=No`, ranges such as `3-4  im`).  `id: path` puts the
    member's path before the native id, since `s1` stands in many files; `id: own` leaves it.  `title`, `authors`,
    `date`, `url` and `license` name comments; all others that the sentences of a unit agree on are kept in `extra`.
    """

    unit: Literal["sentence", "paragraph", "document", "file"] = "sentence"
    encoding: Encoding | None = None
    text: Names = ("text",)
    id: Literal["path", "own"] = "path"
    title: str = "title"
    authors: str = "author"
    date: str = "date"
    url: str = "url"
    license: Names = ("license", "licence", "copyright", "rights")


@dataclass(slots=True)
class Sentence:
    """One block of the file: its comments and rows, and which breaks stand before it."""

    line: int
    comments: dict[str, str] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    document: str | None = None
    is_new_document: bool = False
    is_new_paragraph: bool = False

    def is_whole(self, line: str, *, is_blank: bool, is_comment: bool) -> bool:
        """Return whether the sentence ends before this line."""
        if is_blank:
            return bool(self.rows) or "text" in self.comments
        if is_comment or not self.rows:
            return bool(self.rows)
        first, last = line.split("\t", 1)[0], self.rows[-1][0]
        return first.partition("-")[0] == "1" and last.isdecimal()


def read(part: Part, options: ConlluOptions) -> Iterator[Document | Fault]:
    """Yield the units of the file, `offset` being the line (from 0) on which a unit begins; ids by place where none."""
    member = part.member
    text, _encoding = decode(member.data, options.encoding)
    found = list(sentences(text))
    kind = options.unit if _is_marked(found, options.unit) else "sentence"
    for number, unit in enumerate(_units(iter(found), kind)):
        native = _own_id(unit, kind) or str(number + 1)
        name = member.path if kind == "file" else native if options.id == "own" else f"{member.path}:{native}"
        yield _document(unit, name, options, kind)


def _is_marked(whole: list[Sentence], unit: str) -> bool:
    """Return whether a file says where its units begin; without that nothing says that its sentences follow one another."""
    if unit == "document":
        return any(sentence.is_new_document for sentence in whole)
    return unit != "paragraph" or any(sentence.is_new_paragraph for sentence in whole)


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences; comments before a blank line belong to the sentence that follows.

    A sentence ends at a blank line; where that is missing, before the next comment, or where the numbers begin anew.
    """
    current = Sentence(0)
    for number, line in enumerate(text.split("\n")):
        is_blank = not line.strip()
        is_comment = line.startswith("#") and (not current.rows or _COMMENT.match(line) is not None)
        if current.is_whole(line, is_blank=is_blank, is_comment=is_comment):
            yield current
            current = Sentence(number + is_blank)
        if is_comment:
            _note(line, current)
        elif not is_blank:
            current.rows.append(line.split("\t"))
    if current.rows or "text" in current.comments:
        yield current


def _note(line: str, sentence: Sentence) -> None:
    comment = _COMMENT.match(line)
    if comment is None:
        return
    key, value = comment["key"], (comment["value"] or "").strip()
    if key.startswith("newdoc"):
        sentence.is_new_document = sentence.is_new_paragraph = True
        sentence.document = value or None
    elif key.startswith("newpar"):
        sentence.is_new_paragraph = True
    elif value:
        sentence.comments.setdefault(key, value)


def _units(sentences: Iterator[Sentence], unit: str) -> Iterator[list[Sentence]]:
    group: list[Sentence] = []
    for sentence in sentences:
        is_break = (
            unit == "sentence"
            or (unit == "paragraph" and sentence.is_new_paragraph)
            or (unit == "document" and sentence.is_new_document)
        )
        if group and is_break:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def _own_id(unit: list[Sentence], kind: str) -> str | None:
    if kind == "document":
        return unit[0].document
    return unit[0].comments.get("sent_id") or unit[0].comments.get("id")


def _document(unit: list[Sentence], name: str, options: ConlluOptions, kind: str) -> Document | Fault:
    text = _running_text(unit, options.text)
    if not text:
        return Fault("empty", f"no text in {len(unit)} sentences", name)
    agreed = _agreed(unit)
    author = agreed.get(options.authors)
    return Document(
        id=name,
        text=text,
        title=agreed.get(options.title),
        authors=(author,) if author else (),
        date=edtf.free(agreed.get(options.date, "")),
        url=agreed.get(options.url),
        license_statements=tuple(Statement(agreed[key], f"# {key}") for key in options.license if key in agreed),
        offset=unit[0].line,
        extra=_extra(agreed, options),
        unit=_UNITS.get(kind),
        origin=origins.of_fields(agreed),
        identifiers=identifiers.of_fields(agreed, agreed.get(options.url)),
    )


def _running_text(unit: list[Sentence], names: tuple[str, ...]) -> str:
    """Return the paragraphs of the unit, each of its sentences set as prose."""
    paragraphs: list[list[str]] = [[]]
    for sentence in unit:
        if sentence.is_new_paragraph:
            paragraphs.append([])
        paragraphs[-1].append(_text(sentence, names))
    return "\n\n".join(filter(None, map(set_as_prose, paragraphs)))


def _agreed(unit: list[Sentence]) -> dict[str, str]:
    """Return the comments that all sentences of the unit share."""
    rest = [sentence.comments for sentence in unit[1:]]
    return {
        key: value for key, value in unit[0].comments.items() if all(comments.get(key) == value for comments in rest)
    }


def _extra(agreed: dict[str, str], options: ConlluOptions) -> dict[str, str]:
    used = {options.title, options.authors, options.date, options.url, *options.license, *options.text, "sent_id", "id"}
    return {key: value for key, value in agreed.items() if key not in used and not key.startswith("text")}


def _text(sentence: Sentence, names: tuple[str, ...]) -> str:
    for name in names:
        if comment := sentence.comments.get(name):
            return comment
    if not sentence.rows or len(sentence.rows[0]) < 10:
        return detokenized(row[1] for row in sentence.rows if len(row) > 1)
    return "".join(_surface(sentence.rows)).strip()


def _surface(rows: list[list[str]]) -> Iterator[str]:
    """Yield forms and the spaces between them; words inside a range (`3-4  im`) and empty nodes (`5.1`) are no forms."""
    last = 0
    for row in rows:
        if len(row) < 2 or "." in row[0]:
            continue
        first, _dash, end = row[0].partition("-")
        if not first.isdecimal() or (int(first) <= last and not end):
            continue
        last = int(end) if end.isdecimal() else last
        yield row[1]
        if "SpaceAfter=No" not in row[-1]:
            yield " "


READER: Final = Reader(ConlluOptions, read)
