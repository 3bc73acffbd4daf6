"""WARC records to documents."""

from __future__ import annotations

import gzip as packer
import re

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reader import Part, ReadError
from pipeline.read.web import warc
from pipeline.read.web.warc import WarcOptions, read
from scripts.growth import MOST_GROWTH, growth

PAGE = "<html lang='de'><body><p>Die Straße nach {} ist gesperrt.</p></body></html>"


def archive(*records, gzip=True):
    return b"".join(packer.compress(one) if gzip else one for one in map(written, records))


def written(record):
    kind, url, status, headers, body = record
    http = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    block = http.encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"
        "WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(number, *headers, encoding="utf-8", **changes):
    kind = ("Content-Type", changes.get("type", f"text/html; charset={encoding}"))
    body = PAGE.format(f"Köln {number}").encode(encoding)
    url = f"https://Example.org:443/s/{number}?q=%c3%a4"
    return ("response", url, changes.get("status", "200 OK"), [kind, *headers], body)


def run(data):
    return list(read(Part(Member("a.warc.gz", data)), WarcOptions()))


@pytest.mark.parametrize("gzip", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_pages_are_documents_named_by_their_address(gzip, encoding):
    first, second = run(archive(page(1, encoding=encoding), page(2, encoding=encoding), gzip=gzip))
    assert (first.id, first.text) == ("example.org/s/1?q=%c3%a4", "Die Straße nach Köln 1 ist gesperrt.")
    assert first.language_declared == "de"
    assert first.extra["warc_date"] == "2020-01-02T03:04:05Z"
    assert first.offset == 0 < second.offset


def test_answers_that_are_no_pages_are_named_and_are_no_documents():
    found = run(
        archive(page(1, status="404 Not Found"), page(2, type="image/png"), page(3, status="301 Moved"), page(4))
    )
    faults, (kept,) = found[:3], found[3:]
    assert kept.id == "example.org/s/4?q=%c3%a4"
    assert [(one.reason, one.id) for one in faults] == [("not_a_page", None)] * 3
    assert [one.detail.partition(": ")[2] for one in faults] == [
        "HTTP 404, text/html; charset=utf-8",
        "HTTP 200, image/png",
        "HTTP 301, text/html; charset=utf-8",
    ]
    assert faults[1].detail.startswith("https://Example.org:443/s/2?")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "a picture"),
        (bytes(range(256)) * 8, "bytes of no known kind (10% control characters)"),
    ],
)
def test_what_is_no_text_is_no_page_whatever_its_server_says(body, kind):
    (fault, kept) = run(
        archive(("response", "https://example.org/x", "200 OK", [("Content-Type", "text/html")], body), page(1))
    )
    assert (fault.reason, fault.id) == ("not_a_page", None)
    assert fault.detail == f"https://example.org/x: HTTP 200, text/html, but it is {kind}"
    assert kept.id == "example.org/s/1?q=%c3%a4"


def test_a_page_that_speaks_of_pdf_stays():
    body = b"<html><body><p>%PDF-1.4 steht am Anfang der Datei, PK am Anfang eines Archivs.</p></body></html>"
    (kept,) = run(archive(("response", "https://example.org/x", "200 OK", [("Content-Type", "text/html")], body)))
    assert kept.text.startswith("%PDF-1.4 steht am Anfang")


def test_the_scheme_of_an_address_has_no_case():
    kind, url, *rest = page(1)
    (kept,) = run(archive((kind, url.replace("https://Example.org", "HTTPS://EXAMPLE.ORG"), *rest)))
    assert kept.id == "example.org/s/1?q=%c3%a4"


def test_an_address_with_a_blank_is_read_without_a_word(caplog):
    (kept,) = run(archive(("response", "https://example.org/a b", *page(1)[2:])))
    assert (kept.id, caplog.records) == ("example.org/a%20b", [])


def test_requests_and_records_about_the_crawl_are_nothing_at_all():
    request = ("request", *page(1)[1:])
    assert [type(one) for one in run(archive(request, page(2)))] == [Document]


def test_a_record_about_the_crawl_has_no_address_and_is_no_fault():
    about = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:0>\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"
    assert [type(one) for one in run(packer.compress(about) + archive(page(1)))] == [Document]


def test_headers_are_statements():
    (found,) = run(
        archive(
            page(
                1,
                ("Link", '<https://example.org/by>; rel="license", <https://example.org/x>; rel="next"'),
                ("TDM-Reservation", "1"),
                ("X-Robots-Tag", "noai, noimageai"),
            )
        )
    )
    assert found.license_statements == (
        Statement("https://example.org/by", "HTTP Link rel=license"),
        Statement("tdm-reservation: 1", "HTTP tdm-reservation"),
        Statement("noai, noimageai", "HTTP X-Robots-Tag"),
    )
    assert found.extra["tdm_reservation"] == "1"


@pytest.mark.parametrize("gzip", [True, False])
def test_of_a_file_that_breaks_off_the_whole_records_remain(gzip):
    data = archive(page(1), page(2), page(3), gzip=gzip)
    found = run(data[: len(data) - 60])
    assert [one.id for one in found if isinstance(one, Document)] == [
        "example.org/s/1?q=%c3%a4",
        "example.org/s/2?q=%c3%a4",
    ]
    (fault,) = [one for one in found if isinstance(one, Fault)]
    assert (fault.id, fault.reason) == ("example.org/s/3?q=%c3%a4", "corrupt")


def length(value):
    return lambda data: re.sub(rb"Content-Length: \d+", b"Content-Length: " + value, data, count=1)


DAMAGES = {
    "shorter": length(b"100"),
    "longer": length(b"400"),
    "endless": length(b"99999999"),
    "negative": length(b"-5"),
    "no number": length(b"viel"),
    "no length": lambda data: re.sub(rb"Content-Length: \d+\r\n", b"", data, count=1),
    "no type": lambda data: data.replace(b"WARC-Type: response\r\n", b""),
    "no address": lambda data: re.sub(rb"WARC-Target-URI: .*\r\n", b"", data),
    "no version": lambda data: data.replace(b"WARC/1.0", b"WRAC/1.0"),
    "no http": lambda data: data.replace(b"HTTP/1.1 200 OK", b"garbage of15ch"),
    "binary": lambda data: re.sub(rb"HTTP/1.1.*", b"\x00\xff" * 80 + b"\r\n\r\n", data, count=1, flags=re.DOTALL),
}


@pytest.mark.parametrize("gzip", [True, False])
@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_told_and_all_others_are_read(damage, place, gzip, capsys):
    records = [written(page(number)) for number in range(5)]
    records[place] = DAMAGES[damage](records[place])
    found = run(b"".join(packer.compress(one) if gzip else one for one in records))
    pages = [one.id for one in found if isinstance(one, Document)]
    assert pages == [f"example.org/s/{number}?q=%c3%a4" for number in range(5) if number != place]
    assert len([one for one in found if isinstance(one, Fault)]) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("gzip", [True, False])
def test_blank_lines_between_records_may_be_missing(gzip):
    records = [written(page(number))[:-4] for number in range(5)]
    found = run(b"".join(packer.compress(one) if gzip else one for one in records))
    assert [isinstance(one, Document) for one in found] == [True] * 5


def test_records_packed_as_one_say_what_to_do():
    kept, fault = run(packer.compress(archive(page(1), page(2), page(3), gzip=False)))
    assert kept.id == "example.org/s/1?q=%c3%a4"
    assert fault.reason == "corrupt"
    assert fault.detail.startswith(
        "the rest of a.warc.gz from byte 0: several records packed as one; unpack the file, "
    )


def test_a_damaged_member_in_the_middle_costs_one_page():
    data = archive(*map(page, range(5)))
    start = [match.start() for match in re.finditer(rb"\x1f\x8b\x08", data)]
    found = run(data[: start[2] + 100] + data[start[3] :])
    assert len([one for one in found if isinstance(one, Document)]) == 4
    (fault,) = [one for one in found if isinstance(one, Fault)]
    assert f"from byte {start[2]}" in fault.detail


def test_what_no_record_follows_is_the_rest_of_the_file():
    found = run(archive(page(1), page(2), gzip=False) + b"und noch etwas\n" * 3)
    assert found[-1].detail.startswith("the rest of a.warc.gz from byte ")


def test_a_body_that_unpacks_to_too_much_is_too_large(monkeypatch):
    monkeypatch.setattr(warc, "PAGE_BYTES", 100_000)
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    record = ("response", "http://example.org/a", "200 OK", headers, packer.compress(b"a" * 1_000_000))
    (found,) = run(archive(record))
    assert (found.id, found.reason) == ("example.org/a", "too_large")


def test_damaged_records_take_time_by_their_length():
    record = b"WARC/1.0\r\nContent-Length: 5000\r\n\r\n\r\n\r\n"
    assert growth(lambda size: run(record * (size // len(record))), 100_000, 400_000) < MOST_GROWTH


def test_a_page_without_text_is_an_empty_document():
    record = ("response", "http://example.org/leer", "200 OK", [("Content-Type", "text/html")], b"<html></html>")
    (found,) = run(archive(record))
    assert (found.id, found.reason) == ("example.org/leer", "empty")


def test_what_is_no_warc_is_said():
    with pytest.raises(ReadError, match="no WARC"):
        run(b"<html>kein Archiv</html>")
