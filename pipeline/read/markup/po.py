"""Format `po`: catalogues of messages (GNU gettext), of which the translations are the text.

A file is a document, or each page of help that its references name.  What is obsolete, fuzzy or not translated stays out, and so do
credits of translators and references to media.  Native id: the member's path; by page `/` and the page's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.read import edtf
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reader import Options, Reader, ReadError
from pipeline.read.reader_options import IdFrom, native_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

_STRING: Final = re.compile(r'\s*(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[\d{1,3}\])?\s*)?"(.*)"\s*')
_ESCAPE: Final = re.compile(r'\\([ntr"\\])')
_SIGNS: Final = {"n": "\n", "t": "\t", "r": "", '"': '"', "\\": "\\"}
_TAG: Final = re.compile(r"</?[A-Za-z_][^<>]{0,2000}>")
_CREDITS: Final = frozenset(
    {"translator-credits", "translator-credit", "Your names", "Your emails", "CREDIT_FOR_TRANSLATORS"}
)
_CREDIT: Final = re.compile(r"\(itstool\) path:\s?(?:\S{1,200}/)?(?:credit/\S+|\S+@\S+)")
_LICENSE: Final = re.compile(r"(?:legal|licen[sc]e|copying)[\w.-]*:?\d*(?:\s|$)", re.IGNORECASE)
_VERSION: Final = re.compile(r"\s+(?:v?\d[\w.-]*|master|main|trunk|HEAD|VERSION)$")
_MAIL: Final = re.compile(r"\s*<[^<>]{0,200}>")


class PoOptions(Options):
    """Options: what one document is; whether entries are read that were not checked after a change; what names the document."""

    unit: Literal["file", "page"] = "file"
    fuzzy: bool = False
    id: IdFrom = "path"


@dataclass(slots=True)
class _Entry:
    comments: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    is_fuzzy: bool = False
    msgid: list[list[str]] = field(default_factory=list)
    msgstr: list[list[str]] = field(default_factory=list)

    def text(self) -> str:
        """Return the translation, the singular of several forms."""
        return "".join(self.msgstr[0]) if self.msgstr else ""

    def original(self) -> str:
        return "".join(self.msgid[0]) if self.msgid else ""


def read(part: Part, options: PoOptions) -> Iterator[Document | Fault]:
    """Yield the file or its pages; a Fault `empty` where nothing is translated; ReadError where it is no catalogue."""
    member = part.member
    entries = list(_entries(decode(member.data)[0]))
    if not any(entry.msgid for entry in entries):
        raise ReadError(f"{member.path}: no catalogue of messages: no line begins with msgid")
    head = _head(entries[0]) if not entries[0].original() else {}
    name = native_id(member.path, options.id)
    wanted = [entry for entry in entries if _is_text(entry, options)]
    rights = tuple(
        Statement(_plain(entry.text()), ref) for entry in wanted for ref in entry.references[:1] if _LICENSE.search(ref)
    )
    pages: dict[str, list[str]] = {}
    for entry in wanted:
        page = _page(entry) if options.unit == "page" else ""
        pages.setdefault(page, []).append(_plain(entry.text()))
    if not wanted:
        yield Fault("empty", f"none of {len(entries)} entries is translated", name)
    for page, texts in pages.items():
        yield _document(
            f"{name}/{page}" if page else name, "\n\n".join(filter(None, texts)), head, rights, name if page else None
        )


def _entries(text: str) -> Iterator[_Entry]:
    """Yield the entries in order; lines of obsolete ones begin with `#~`."""
    entry, last = _Entry(), ""
    for line in text.split("\n"):
        if line.startswith("#"):
            if last == "msgstr":
                yield entry
                entry, last = _Entry(), ""
            _comment(line, entry)
            continue
        match = _STRING.fullmatch(line)
        if match is None:
            continue
        if match[1] in {"msgctxt", "msgid"} and last == "msgstr":
            yield entry
            entry = _Entry()
        last = match[1] or last
        _add(entry, last, _ESCAPE.sub(lambda sign: _SIGNS[sign[1]], match[2]), is_new=match[1] is not None)
    if entry.msgid or entry.msgstr:
        yield entry


def _comment(line: str, entry: _Entry) -> None:
    if line.startswith("#:"):
        entry.references += line[2:].split()
    elif line.startswith("#,"):
        entry.is_fuzzy = entry.is_fuzzy or "fuzzy" in line
    elif line.startswith("#."):
        entry.comments.append(line)


def _add(entry: _Entry, keyword: str, value: str, *, is_new: bool) -> None:
    values = entry.msgid if keyword in {"msgid", "msgid_plural"} else entry.msgstr if keyword == "msgstr" else None
    if values is None:
        return
    if is_new or not values:
        values.append([value])
    else:
        values[-1].append(value)


def _is_text(entry: _Entry, options: PoOptions) -> bool:
    """Return whether an entry is a translation that stands in the text."""
    original = entry.original()
    if not original or not entry.text() or original in _CREDITS or original.startswith("external ref="):
        return False
    if entry.is_fuzzy and not options.fuzzy:
        return False
    return not any(_CREDIT.search(comment) for comment in entry.comments)


def _plain(text: str) -> str:
    """Return a translation without the elements of help pages and the places of those that were taken out."""
    return re.sub(r"[ \t]+", " ", unescape(_TAG.sub("", text))).strip()


def _page(entry: _Entry) -> str:
    """Return the file that an entry stands in first: `bluetooth.page` of `C/bluetooth.page:12`."""
    reference = entry.references[0] if entry.references else ""
    return reference.rpartition(":")[0].rpartition("/")[2] or reference.rpartition("/")[2]


def _head(entry: _Entry) -> dict[str, str]:
    lines = (line.partition(":") for line in entry.text().split("\n"))
    return {name.strip(): value.strip() for name, _, value in lines if value.strip()}


def _document(
    name: str, text: str, head: dict[str, str], rights: tuple[Statement, ...], work: str | None
) -> Document | Fault:
    if not text:
        return Fault("empty", "its translations are marks only", name)
    values: dict[str, Any] = {"project": head.get("Project-Id-Version"), "revised": head.get("PO-Revision-Date")}
    return Document(
        id=name,
        text=text,
        title=_VERSION.sub("", head.get("Project-Id-Version", "")) or None,
        authors=tuple(filter(None, [_MAIL.sub("", head.get("Last-Translator", "")).strip()])),
        date=edtf.iso(head.get("PO-Revision-Date")),
        language_declared=head.get("Language") or None,
        license_statements=rights,
        extra={key: value for key, value in values.items() if value},
        kind="documentation",
        unit="document" if work is None else "part",
        work=work,
    )


READER: Final = Reader(PoOptions, read)
