"""Files that are no text are refused by name and with what to do; texts are read, whatever they begin with."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import struct
import zipfile
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.archives.member import Member
from pipeline.read import binary
from pipeline.read.markup.text import TextOptions

TEXT = "Der Müller mahlt, solange der Bach Wasser führt. „Schön“, sagt die Bäckerin.\n" * 8


def zipped(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return target.getvalue()


def open_document(kind):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", f"application/{kind}")
        archive.writestr("content.xml", TEXT)
    return target.getvalue()


def database(folder):
    path = folder / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table texte (text)")
        connection.executemany("insert into texte values (?)", [(TEXT,)] * 50)
    connection.close()
    return path.read_bytes()


def picture():
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(52))),
        (b"IEND", b""),
    ]
    data = b"".join(struct.pack(">I", len(body)) + kind + body + bytes(4) for kind, body in chunks)
    return b"\x89PNG\r\n\x1a\n" + data


def table():
    target = io.BytesIO()
    pq.write_table(pa.table({"text": [TEXT]}), target, compression="none", use_dictionary=False)
    return target.getvalue()


PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 2\ntrailer\n<< /Root 1 0 R >>\nstartxref\n45\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(125))
REFUSED = {
    "pdf": (PDF, "PDF.*format: pdf"),
    "pdf behind a mark": (b"\xef\xbb\xbf\r\n" + PDF, "PDF"),
    "docx": (zipped("[Content_Types].xml", "word/document.xml"), "Word.*format: docx"),
    "xlsx": (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel.*format: spreadsheet"),
    "pptx": (zipped("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
    "odt": (open_document("vnd.oasis.opendocument.text"), "OpenDocument text.*format: odt"),
    "ods": (open_document("vnd.oasis.opendocument.spreadsheet"), "OpenDocument table"),
    "epub": (open_document("epub+zip"), "EPUB"),
    "jar": (zipped("META-INF/MANIFEST.MF", "A.class"), "zip"),
    "doc": (OLE, "Thumbs.db"),
    "rtf": (rb"{\rtf1\ansi\deff0 {\fonttbl {\f0 Arial;}} Guten Tag.}", "RTF"),
    "ps": (b"%!PS-Adobe-3.0\n%%Pages: 1\n/Times findfont\n(Guten Tag) show\n", "PostScript"),
    "bare.ps": (b"%!PS\n/box { newpath 0 0 moveto } def\nshowpage\n", "PostScript"),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04" + NOISE, "7z.*unpack it first"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + NOISE, "rar"),
    "deb": (b"!<arch>\ndebian-binary   1410122664  0     0     100644  4         `\n2.0\n", "deb"),
    "png": (picture(), "picture.*OCR"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + NOISE, "picture"),
    "gif": (b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04", "picture"),
    "tiff": (b"II*\x00\x08\x00\x00\x00" + NOISE, "picture"),
    "webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 " + NOISE, "picture"),
    "mp3": (b"ID3\x03\x00\x00\x00\x00\x0f\x76" + NOISE, "sound"),
    "mp4": (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00" + NOISE, "film"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(9) + NOISE, "program"),
    "woff": (b"wOF2\x00\x01\x00\x00" + NOISE, "font"),
    "parquet": (table(), "Parquet.*format: parquet"),
    "pickle": (b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x03abc\x94.", "pickle"),
    "gzip that is damaged": (b"\x1f\x8b\x08\x00" + NOISE, "compressed"),
    "unknown": (NOISE, "no known kind"),
    "zeros and little else": (b"A\0\0\0\0\0\0\0B\0\0\0\0\0\0\0" * 40, "no known kind"),
}


def refuse(data, **options):
    binary.refuse(Member("texte/a.txt", data), TextOptions(**options))


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_by_name_and_with_what_to_do(kind):
    data, says = REFUSED[kind]
    with pytest.raises(binary.NotTextError, match=rf"texte/a.txt: .*{says}.*leave it out by `members`"):
        refuse(data)


def test_a_database_of_texts_is_refused(tmp_path):
    with pytest.raises(binary.NotTextError, match=r"SQLite.*Parquet"):
        refuse(database(tmp_path))


@pytest.mark.parametrize(
    "begins",
    [
        "PK ist die Abkürzung für Personenkennziffer.",
        "PK\n",
        "%PDF steht am Anfang jeder PDF-Datei.",
        "%PDF-1.4\nSo beginnt eine PDF-Datei, und dann kommen Objekte.",
        "%!PS-Adobe-3.0 steht am Anfang von PostScript.",
        "%!PS heißt die erste Zeile.\nDanach steht, was gezeichnet wird.",
        "Rar! Rar! rief der Rabe.",
        "7z ist ein Format für Archive.",
        "SQLite format 3 ist der Anfang einer Datenbank.",
        "GIF89a ist ein altes Format.",
        "BM 4711 war das Kennzeichen.",
        "MZ steht für Mark Zbikowski.",
        "BZh91 ist kein Wort.",
        "ID3 heißen die Angaben in Musikdateien.",
        "II* und MM sind Byte-Reihenfolgen.",
        "OggS, PAR1, ARROW1 und Obj sind Anfänge von Dateien.",
        "bplist00 auch.",
        "{\\rtf ist ein Anfang.",
        "",
    ],
)
def test_prose_may_begin_with_the_letters_of_a_signature(begins):
    for encoding in ("utf-8", "utf-16", "windows-1252"):
        refuse((begins + TEXT).encode(encoding))


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (TEXT.encode("utf-16-le"), {}),
        (TEXT.encode("utf-16-be"), {}),
        (TEXT.encode("utf-32"), {}),
        (TEXT.encode("mac-roman", "replace"), {}),
        (TEXT.encode("cp850", "replace"), {}),
        ("Θεὸς καὶ λόγος".encode("utf-16") * 3, {}),
        (TEXT.encode("utf-8") + bytes(4000), {}),
        (TEXT.replace("\n", "\x00\n\x0c").encode(), {}),
        (("Zeile\x02mit\x03einem Zeichen\n" * 2 + TEXT).encode(), {}),
        (b"\x1b$B%F%-%9%H\x1b(B " + TEXT.encode("ascii", "ignore"), {}),
        (b"", {}),
        (b"\x00", {}),
        ((TEXT * 400).encode()[:65537] + "ä".encode(), {}),
        ("Grüße aus dem Rechenzentrum der Stadt, Seite 12.".encode("cp273") * 4, {"encoding": "cp273"}),
    ],
)
def test_a_text_in_any_encoding_and_a_damaged_one_are_read(data, options):
    refuse(data, **options)
