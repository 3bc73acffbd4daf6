"""Bodies that were packed by their server are pages again, or a fault that names the encoding."""

from __future__ import annotations

import gzip
import zlib

import pyarrow as pa
import pytest

from pipeline.read.document import Document, Fault
from tests.pipeline.read.web.test_warc import archive, page, run


def packed(data, encoding):
    target = pa.BufferOutputStream()
    with pa.CompressedOutputStream(target, encoding) as stream:
        stream.write(data)
    return target.getvalue().to_pybytes()


def zstd(data):
    return packed(data, "zstd")


def br(data):
    return packed(data, "brotli")


def chunked(data):
    pieces = [data[start : start + 20] for start in range(0, len(data), 20)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def deflated(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": deflated,
    "br": br,
    "zstd": zstd,
    "gzip, br": lambda data: br(gzip.compress(data)),
    "identity": bytes,
    "UTF-8": bytes,
}


def read(number, encoding, pack, *headers):
    kind, url, status, said, body = page(number)
    return run(archive((kind, url, status, [*said, ("Content-Encoding", encoding), *headers], pack(body)), page(9)))


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_packed_page_is_the_page(encoding):
    for number in range(20):  # of many lengths, hence of many first bytes
        document, beside = read("x" * number, encoding, PACKERS[encoding])
        assert isinstance(document, Document)
        assert document.text == f"Die Straße nach Köln {'x' * number} ist gesperrt.".replace("  ", " ")
        assert isinstance(beside, Document)


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_chunks_are_joined_before_it_is_unpacked(encoding):
    document, _ = read(1, encoding, lambda data: chunked(PACKERS[encoding](data)), ("Transfer-Encoding", "chunked"))
    assert document.text == "Die Straße nach Köln 1 ist gesperrt."


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate"])
def test_a_body_that_its_crawler_unpacked_is_taken_as_it_is(encoding):
    document, _ = read(1, encoding, bytes)
    assert document.text == "Die Straße nach Köln 1 ist gesperrt."


@pytest.mark.parametrize(
    ("encoding", "pack", "reason"),
    [
        ("compress", lambda data: b"\x1f\x9d" + data, "unreadable"),
        ("dcb", br, "unreadable"),
        ("gzip", lambda data: gzip.compress(data)[:-12], "corrupt"),
        ("zstd", lambda data: zstd(data)[:-9], "corrupt"),
        ("br", lambda data: b"\x0b\x02\x80" + bytes(8) + data, "corrupt"),
        ("deflate", lambda data: zlib.compress(data)[:-9], "corrupt"),
        ("gzip", lambda data: gzip.compress(data + bytes(100 << 20)), "too_large"),
    ],
)
def test_what_cannot_be_unpacked_is_a_fault_that_names_the_encoding(encoding, pack, reason):
    fault, beside = read(1, encoding, pack)
    assert isinstance(fault, Fault)
    assert (fault.id, fault.reason) == ("example.org/s/1?q=%c3%a4", reason)
    assert f"Content-Encoding {encoding!r}" in fault.detail
    assert isinstance(beside, Document)
