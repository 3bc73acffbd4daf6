"""IOB: a token a line with its tag behind it, as named entity corpora come."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from pipeline.read import edtf
from pipeline.read.corpora.detokenise import detokenized, set_as_prose
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Options, Reader
from pipeline.read.reader_options import Encoding  # noqa: TC001  pydantic resolves the annotations at run time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

_COMMENT = re.compile(r"^#\s+(?P<key>[\w ]+):\s*(?P<value>.*)$")
_DAY: Final = re.compile(
    r"(?:^|[/_.])(?P<year>1[4-9]\d\d|20\d\d)(?P<mark>-?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?=$|[/_.])"
)
_DOCSTART = "-DOCSTART-"
_ENDS = frozenset(".!?")


class IobOptions(Options):
    """Options of IOB.

    `column` says which part of a line is the token: `first` field, or `all_but_last` (a token with a space in it, as OCR has).
    A blank line ends a sentence, a line `-DOCSTART-` and a comment `# file: ...` begin a document; its comments are kept
    in `extra`, one with `url` in its name is the document's address.  `sentences` also begins a document after so many
    sentences; in a file without blank lines a sentence ends with `.`, `!` or `?`.
    """

    column: Literal["all_but_last", "first"] = "all_but_last"
    sentences: int | None = Field(default=None, ge=1)
    encoding: Encoding | None = None


def read(part: Part, options: IobOptions) -> Iterator[Document | Fault]:
    """Yield the documents of the file, sentences set as prose, `offset` being the first line (from 0).

    The id is the native one of a `# file` comment, else the path, with a number where a file holds several.  The parts
    into which `sentences` divides a document with a native id are numbered behind it.
    """
    member = part.member
    text, _encoding = decode(member.data, options.encoding)
    documents = list(_documents(text.split("\n"), options))
    native = Counter(comments["file"] for _line, comments, _sentences in documents if comments.get("file"))
    parts: Counter[str] = Counter()
    for number, (line, comments, sentences) in enumerate(documents):
        name = comments.get("file")
        if not name:
            name = member.path if len(documents) == 1 else f"{member.path}:{number + 1}"
        elif options.sentences is not None and native[name] > 1:
            parts[name] += 1
            name = f"{name}:{parts[name]}"
        yield _document(line, comments, sentences, name)


def _document(line: int, comments: dict[str, str], sentences: list[list[str]], name: str) -> Document | Fault:
    text = set_as_prose(detokenized(sentence) for sentence in sentences)
    if not text.strip():
        return Fault("empty", "no tokens", name)
    date = next((date for value in comments.values() if (date := edtf.iso(value)) or (date := _date_in(value))), None)
    url = next((value for key, value in comments.items() if key.endswith("url") and value.startswith("http")), None)
    extra = {key: value for key, value in comments.items() if key != "file" and value != url}
    return Document(name, text, date=date, url=url, offset=line, extra=extra)


def _date_in(value: str) -> str | None:
    """Return the day in an address or name, written `/1880-01-01/` or `_18800101_`."""
    match = _DAY.search(value)
    return edtf.iso(f"{match['year']}-{match['month']}-{match['day']}") if match else None


def _documents(lines: list[str], options: IobOptions) -> Iterator[tuple[int, dict[str, str], list[list[str]]]]:
    has_blanks = any(not line.strip() for line in lines[:-1])
    start, comments, sentences = 0, dict[str, str](), [list[str]()]
    for number, line in enumerate(lines):
        note = _COMMENT.match(line)
        is_start = line.startswith(_DOCSTART) or (note is not None and note["key"] == "file")
        is_full = options.sentences is not None and len(sentences) > options.sentences
        if (is_start or is_full) and any(sentences):
            yield start, comments, sentences
            start, comments, sentences = number, {} if is_start else comments, [[]]
        if note is not None:
            comments = {**comments, note["key"]: note["value"].strip()}
        elif not line.strip():
            sentences.append([]) if sentences[-1] else None
        elif not line.startswith(_DOCSTART):
            token = _token(line, options.column)
            sentences[-1].append(token)
            if not has_blanks and token in _ENDS:
                sentences.append([])
    if any(sentences):
        yield start, comments, sentences


def _token(line: str, form: str) -> str:
    if form == "first":
        return line.split(None, 1)[0]
    return line.rsplit(None, 1)[0].strip()


READER: Final = Reader(IobOptions, read)
