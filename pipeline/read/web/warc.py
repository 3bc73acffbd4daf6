"""WARC files (ISO 28500): a successful response with an HTML page is a document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pipeline.read import binary
from pipeline.read.document import Document, Fault
from pipeline.read.opt_outs import Declared, kind_of, with_statements
from pipeline.read.reader import Options, Reader, ReadError, TooDeepError
from pipeline.read.web.content_encoding import ContentEncodingError, content_of
from pipeline.read.web.html import as_document
from pipeline.read.web.html_page import Extraction, take_apart
from pipeline.read.web.html_rights import header_rights
from pipeline.read.web.warc_records import Read, walk
from pipeline.store.addresses import address_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

_PAGES: Final = ("text/html", "application/xhtml+xml")
_ANSWERS: Final = ("response", "resource", "revisit")  # what a crawler was given at an address
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
PAGE_BYTES: Final = 1 << 25


class WarcOptions(Options):
    """Options of WARC: which text of a page is taken, as for HTML."""

    extraction: Extraction = "main"


def read(part: Part, options: WarcOptions) -> Iterator[Document | Fault]:
    """Yield a document per page, `offset` being the record's byte in the file; its date and WARC id are in `extra`.

    A response that is no page (a redirect, an error, an image, robots.txt, a PDF that its server calls a page) is a fault `not_a_page` without an id that
    says what it is; requests and records about the crawl itself yield nothing.  A page whose record is damaged is `corrupt`,
    any other damage a fault without an id that says at which byte; reading goes on at the next record.  ReadError where
    the file does not begin as a WARC and no record is found in it.  What robots.txt, ai.txt,
    tdmrep.json or the imprint of a host reserves stands among the statements of all its pages, wherever it was recorded:
    in this file, or in any file of the snapshot whose declarations come with the part.
    """
    member = part.member
    declared = declare(member, Declared()) if part.declared is None else part.declared
    with member.open() as stream:
        for number, entry in enumerate(walk(stream, _content)):
            if entry.damage is not None:
                yield _damaged(entry, number, member)
            elif isinstance(entry.taken, ContentEncodingError):
                url = entry.record.rec_headers.get_header("WARC-Target-URI") or ""
                yield Fault(entry.taken.reason, str(entry.taken), address_id(url))
            elif entry.taken is not None:
                document = _document(entry.record, entry.taken, entry.start, options)
                yield with_statements(document, declared.statements(*_place(entry.record)))
            elif entry.record.rec_type in _ANSWERS:
                yield Fault("not_a_page", _what(entry.record))


def _damaged(entry: Read[bytes | ContentEncodingError | None], number: int, member: Member) -> Fault:
    """Return the fault of a damaged record: of a page under its id, of any other without one."""
    if entry.record is None and entry.is_last and not number:
        raise ReadError(f"{member.path}: no WARC: {entry.damage}")
    url = entry.record.rec_headers.get_header("WARC-Target-URI") if entry.record else None
    if url and entry.record.rec_type == "response":
        return Fault("corrupt", f"record {number + 1}, from byte {entry.start}: {entry.damage}", address_id(url))
    rest = f"the rest of {member.path}" if entry.is_last else f"record {number + 1}"
    return Fault("corrupt", f"{rest} from byte {entry.start}: {entry.damage}")


def declare(member: Member, declared: Declared) -> Declared:
    """Add what the hosts in the file declare; a damaged record declares nothing."""
    with member.open() as stream:
        for entry in walk(stream, _declaration):
            if entry.taken is None:
                continue
            host, kind = _place(entry.record)[0], _kind(entry.record)
            url, date = (entry.record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date"))
            if kind is not None:
                declared.add(host, kind, entry.taken, f"{url} ({date})")
    return declared


def _kind(record: Any) -> str | None:
    return kind_of(_place(record)[1].split("?", 1)[0])


def _declaration(record: Any) -> bytes | None:
    is_small = record.length is not None and record.length <= PAGE_BYTES
    if _kind(record) is None or record.rec_type not in _ANSWERS or not _is_answered(record) or not is_small:
        return None
    try:
        return content_of(record)
    except ContentEncodingError:
        return None


def _place(record: Any) -> tuple[str, str]:
    """Return host and path (with its query) of a record's address."""
    try:
        parts = urlsplit((record.rec_headers.get_header("WARC-Target-URI") or "").strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return "", "/"
    return host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _is_answered(record: Any) -> bool:
    return record.http_headers is None or record.http_headers.get_statuscode() == "200"


def _content(record: Any) -> bytes | ContentEncodingError | None:
    """Return the page in a record, or why it cannot be unpacked; None for a record that is none."""
    if not _is_page(record) or record.length is None:
        return None
    if record.length > PAGE_BYTES:
        return ContentEncodingError("too_large", f"{record.length} bytes recorded, at most {PAGE_BYTES}")
    try:
        return content_of(record)
    except ContentEncodingError as error:
        return error


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
    return record.http_headers.get_statuscode() == "200" and kind in _PAGES


def _what(record: Any) -> str:
    """Return address, state and kind of a record that is no page."""
    headers = record.http_headers
    kind = headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")
    state = f"HTTP {headers.get_statuscode()}" if headers else record.rec_type
    return f"{record.rec_headers.get_header('WARC-Target-URI')}: {state}, {kind or 'of no stated kind'}"


def _document(record: Any, data: bytes, offset: int, options: WarcOptions) -> Document | Fault:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    charset = _CHARSET.search(headers.get("content-type", ""))
    name = address_id(url)
    if len(data) > PAGE_BYTES:
        return Fault("too_large", f"a page of more than {PAGE_BYTES} bytes", name)
    encoding = charset[1] if charset else None
    if kind := binary.kind_of(data, encoding):
        return Fault("not_a_page", f"{_what(record)}, but it is {kind}")
    try:
        page = take_apart(data, options.extraction, encoding=encoding, url=url)
    except TooDeepError as error:
        return Fault("unreadable", str(error), name)
    if not page.text:
        return Fault("empty", f"no text in {len(data)} bytes of HTML", name)
    document = as_document(page, name)
    fields = {
        "warc_date": record.rec_headers.get_header("WARC-Date"),
        "warc_record_id": record.rec_headers.get_header("WARC-Record-ID"),
        "warc_truncated": record.rec_headers.get_header("WARC-Truncated"),
        "x_robots_tag": headers.get("x-robots-tag"),
        "tdm_reservation": headers.get("tdm-reservation"),
    }
    return replace(
        document,
        language_declared=document.language_declared or headers.get("content-language"),
        license_statements=(*header_rights(headers), *document.license_statements),
        offset=offset,
        extra={**document.extra, **{key: value for key, value in fields.items() if value}},
    )


READER: Final = Reader(WarcOptions, read, streams="seek", declare=declare, is_of_text=False)
