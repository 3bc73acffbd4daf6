"""WARC files (ISO 28500): a successful response with an HTML page is a document."""

from __future__ import annotations

import contextlib
import io
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipeline.archives.streams import message_of
from pipeline.read.document import Document, Fault
from pipeline.read.opt_outs import Declared, kind_of, with_statements
from pipeline.read.reader import Options, Reader, ReadError, TooDeepError
from pipeline.read.web.content_encoding import ContentEncodingError, content_of
from pipeline.read.web.html import as_document
from pipeline.read.web.html_page import Extraction, take_apart
from pipeline.read.web.html_rights import header_rights
from pipeline.store.addresses import address_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

_PAGES: Final = ("text/html", "application/xhtml+xml")
_ANSWERS: Final = ("response", "resource", "revisit")  # what a crawler was given at an address
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DAMAGE: Final = (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error)


class WarcOptions(Options):
    """Options of WARC: which text of a page is taken, as for HTML."""

    extraction: Extraction = "main"


def read(part: Part, options: WarcOptions) -> Iterator[Document | Fault]:
    """Yield a document per page, `offset` being the record's byte in the file; its date and WARC id are in `extra`.

    A response that is no page (a redirect, an error, an image, robots.txt) is a fault `not_a_page` without an id that
    says what it is; requests and records about the crawl itself yield nothing.  A record that breaks off, and
    whatever stands behind it, is a fault without an id; ReadError where the file does not begin as a WARC.  What robots.txt, ai.txt,
    tdmrep.json or the imprint of a host reserves stands among the statements of all its pages, wherever it was recorded:
    in this file, or in any file of the snapshot whose declarations come with the part.
    """
    member = part.member
    declared = declare(member, Declared()) if part.declared is None else part.declared
    records = ArchiveIterator(io.BytesIO(member.data), no_record_parse=False)
    seen = 0
    while True:
        try:
            record = next(records, None)
            if record is None:
                return
            page = _content(record)
        except _DAMAGE as error:
            if not seen:
                raise ReadError(f"{member.path}: no WARC: {error}") from None
            yield Fault("corrupt", f"record {seen + 1}: {message_of(error)}")
            return
        seen += 1
        if isinstance(page, ContentEncodingError):
            yield Fault(page.reason, str(page), address_id(record.rec_headers.get_header("WARC-Target-URI") or ""))
        elif page is not None:
            document = _document(record, page, int(records.get_record_offset()), options)
            yield with_statements(document, declared.statements(*_place(record)))
        elif record.rec_type in _ANSWERS:
            yield Fault("not_a_page", _what(record))


def declare(member: Member, declared: Declared) -> Declared:
    """Add what the hosts in the file declare; a file that breaks off declares what stands before the break."""
    try:
        for record in ArchiveIterator(io.BytesIO(member.data), no_record_parse=False):
            host, path = _place(record)
            kind = kind_of(path.split("?", 1)[0])
            if kind is None or record.rec_type not in _ANSWERS or not _is_answered(record):
                continue
            url, date = (record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date"))
            with contextlib.suppress(ContentEncodingError):
                declared.add(host, kind, content_of(record), f"{url} ({date})")
    except _DAMAGE:
        return declared
    return declared


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
    """Return the page in a record, or why it cannot be unpacked; None for a record that is none.

    EOFError where the record breaks off.
    """
    content: bytes | ContentEncodingError | None = None
    if _is_page(record):
        try:
            content = content_of(record)
        except ContentEncodingError as error:
            content = error
    rest = record.raw_stream
    while rest.read(1 << 16):
        pass
    if rest.limit > 0:
        raise EOFError(f"{rest.limit} bytes missing at the end of {record.rec_headers.get_header('WARC-Record-ID')}")
    return content


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
    try:
        page = take_apart(data, options.extraction, encoding=charset[1] if charset else None, url=url)
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


READER: Final = Reader(WarcOptions, read, declare=declare, is_of_text=False)
