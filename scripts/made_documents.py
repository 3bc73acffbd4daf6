"""Small documents in the forms of offices, made for tests and for the search for bad inputs: zips of parts, and PDF."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_MOMENT: Final = (2020, 1, 1, 0, 0, 0)
_SIGNS: Final = {0x201E: 0x84, 0x201C: 0x93, 0x2013: 0x96}


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of the parts, the same bytes every time; a part `mimetype` is not packed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return sink.getvalue()


Placed = tuple[float, float, str]
"""A line: where it begins from the left and from the bottom of the page, in points, and its text."""


def pdf(pages: Sequence[Sequence[Placed]], title: str = "", size: float = 11) -> bytes:
    """Return a PDF of pages of lines, set in Helvetica at the places given."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    for number, lines in enumerate(pages):
        content = b"BT" + b"".join(_line(line, size) for line in lines) + b" ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {5 + 2 * number} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    objects.append(b"<</Title(%s)>>" % _escaped(title))
    return _file(objects)


def _line(line: Placed, size: float) -> bytes:
    left, bottom, text = line
    return f"/F {size} Tf 1 0 0 1 {left} {bottom} Tm (".encode() + _escaped(text) + b")Tj "


def _escaped(text: str) -> bytes:
    data = text.translate(_SIGNS).encode("latin-1")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(objects), len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (count, table, end)
