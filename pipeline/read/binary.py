"""Members that are no text: refused by their first bytes, by name and with what to do, before a reader of text sees them.

A signature counts only with bytes that stand in no text, so that prose may begin with `PK` or `%PDF`.  What has no signature is
no text if more than one character in twenty is a control character in whatever encoding it is read: compressed or encrypted
bytes have twice as many, damaged texts hardly any.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from pipeline.read.decode import decode
from pipeline.read.reader import ReadError

if TYPE_CHECKING:
    from pipeline.archives.member import Member
    from pipeline.read.reader import Options

HEAD_BYTES: Final = 1 << 16
LARGEST_SHARE: Final = 0.05
"""Control characters, of all characters at the beginning of a text."""

_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\b\x1a\x1b"})
_CONTROL: Final = re.compile("[\x00-\x07\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f]")
_EXTRACT: Final = "say `format: pdf` of it"
_TABLE: Final = "say `format: spreadsheet` of it"
_CONVERT: Final = "save it as text first (pandoc, LibreOffice)"
_EXPORT: Final = "export its tables first, as CSV or Parquet"
_UNPACK: Final = "unpack it first"
_RECOGNISE: Final = "recognise its text first (OCR)"
_LEAVE_OUT: Final = "leave it out by `members`"
_NONE: Final = ""
_SIGNATURES: Final = tuple(
    (re.compile(pattern, re.DOTALL), what, advice)
    for pattern, what, advice in (
        (rb"PK\x03\x04.*\bword/document\d*\.xml", "a Word document (docx)", "say `format: docx` of it"),
        (rb"PK\x03\x04.*\bxl/(?:workbook|worksheets)", "an Excel workbook (xlsx)", _TABLE),
        (rb"PK\x03\x04.*\bppt/(?:presentation|slides)", "a PowerPoint presentation (pptx)", _CONVERT),
        (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheet", "an OpenDocument table (ods)", _TABLE),
        (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", "an OpenDocument text (odt)", "say `format: odt` of it"),
        (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.", "an OpenDocument file (odt, odp)", _CONVERT),
        (rb"PK\x03\x04.{26}mimetypeapplication/epub\+zip", "an e-book (EPUB)", "say `format: epub` of it"),
        (rb"PK\x03\x04|PK\x05\x06", "a zip that is one document or program, or cannot be opened", _UNPACK),
        (rb"\x1f\x8b\x08|BZh[1-9]1AY&SY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|\x1f\x9d|LZIP\x01", "compressed data", _UNPACK),
        (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", f"{_UNPACK}, or pack it as zip or tar"),
        (rb"Rar!\x1a\x07", "a rar archive", f"{_UNPACK}, or pack it as zip or tar"),
        (rb"MSCF\x00|!<arch>\n", "an archive of another kind (cab, ar, deb)", _UNPACK),
        (rb"SQLite format 3\x00", "an SQLite database", _EXPORT),
        (rb"\x00\x01\x00\x00Standard (?:Jet|ACE) DB", "an Access database", _EXPORT),
        (rb"PAR1[\x00-\x1f]", "a Parquet file", "say `format: parquet` of it"),
        (rb"ARROW1\x00|Obj\x01|\x89HDF\r\n|FEA1\x00", "a table in binary form (Arrow, Avro, HDF5)", _EXPORT),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of the kind of doc, xls, ppt, msg or Thumbs.db", _CONVERT),
        (rb"\{\\rtf\d?\s*\\[a-z]", "an RTF document", _CONVERT),
        (rb"%!PS[^\r\n]{0,80}[\r\n]+(?:%|.{0,4000}\b(?:def|moveto|showpage)\b)", "a PostScript file", "extract its text first (ps2ascii, or ps2pdf and pdftotext)"),
        (rb"AT&TFORM....DJV", "a DjVu document", "extract its text first (djvutxt, or OCR)"),
        (rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a.{4}[\x00-\xff]\x00|II\*\x00|MM\x00\*|RIFF....WEBP", "a picture", _RECOGNISE),
        (rb"\x00\x00\x00.ftyp(?:heic|heix|avif|mif1)|\x00\x00\x00\x0cjP  \r\n", "a picture", _RECOGNISE),
        (rb"BM.{4}\x00\x00\x00\x00|\x00\x00\x01\x00[^\x00]\x00|8BPS\x00\x01", "a picture", _RECOGNISE),
        (rb"ID3[\x02-\x04]|OggS\x00|fLaC\x00|RIFF....WAVE|\xff[\xf2\xf3\xfb]|MThd\x00", "a sound file", "transcribe it first"),
        (rb"\x00\x00\x00.ftyp|RIFF....AVI |\x1a\x45\xdf\xa3|\x00\x00\x01[\xb3\xba]|FLV\x01", "a film", "transcribe it first"),
        (rb"\x7fELF|MZ.{58}.\x00\x00\x00|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\x00asm", "a program", _NONE),
        (rb"wOF[F2]\x00|\x00\x01\x00\x00\x00|OTTO\x00|ttcf\x00", "a font", _NONE),
        (rb"\x80[\x02-\x05][\x8a-\x95}\](c]|\x93NUMPY", "data of a program (pickle, NumPy)", _EXPORT),
        (rb"bplist0\d[\x00-\x1f\x80-\xff]", "a property list in binary form", "convert it to XML first (plutil)"),
    )
)  # fmt: skip
_PDF: Final = re.compile(rb"(?:^|[\r\n])%PDF-\d\.\d\s*[\r\n%]")
_OBJECT: Final = re.compile(rb"\d \d+ obj\b")


class NotTextError(ReadError):
    """A member is no text: the message says what it is and what can be done."""

    error_code: ClassVar[str] = "not_text"


def refuse(member: Member, options: Options) -> None:
    """Raise NotTextError for a member that is no text, whatever its name says; what to do stands in the message."""
    with member.open() as stream:
        head = stream.read(HEAD_BYTES)
    refusal = _refusal(head, member.data, getattr(options, "encoding", None))
    if refusal is not None:
        what, advice = refusal[0], f"{refusal[1]}, or {_LEAVE_OUT}" if refusal[1] else _LEAVE_OUT
        raise NotTextError(f"{member.path}: {what}, no text; {advice}")


def kind_of(data: bytes, encoding: str | None = None) -> str | None:
    """Return what bytes are that are no text ("a PDF document"), None for a text."""
    refusal = _refusal(data[:HEAD_BYTES], data, encoding)
    return refusal[0] if refusal else None


def _refusal(head: bytes, data: bytes, encoding: str | None) -> tuple[str, str] | None:
    """Return what a file is that is no text, and what to do with it; None for a text."""
    if (found := _PDF.search(head, 0, 1024)) and _OBJECT.search(head, found.end()):
        return "a PDF document", _EXTRACT
    searched = data if head.startswith(b"PK\x03\x04") else head
    for signature, what, advice in _SIGNATURES:
        if signature.match(searched):
            return what, advice
    share = min(
        _control_share(bare, encoding) for bare in (head, head.strip(b"\0"))
    )  # a text may be filled up with zeros
    return (f"bytes of no known kind ({share:.0%} control characters)", _NONE) if share > LARGEST_SHARE else None


def _control_share(head: bytes, encoding: str | None) -> float:
    """Return the share of control characters in the text that the bytes are; 0 where there are no such bytes to speak of."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls <= LARGEST_SHARE * len(head) / 4:
        return 0.0
    text = decode(head, encoding)[0]
    return len(_CONTROL.findall(text)) / max(len(text), 1)
