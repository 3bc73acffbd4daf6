"""Plain text files and files of records."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Document, Fault
from pipeline.read.markup.text import TextOptions, read
from pipeline.read.reader import Part
from pipeline.read.reader_options import native_id

LETTER = "\n\n  An den Rat der Stadt\n\nDie Brücke ist gesperrt.\n"


def run(data, path="briefe/1.txt", **options):
    return list(read(Part(Member(path, data)), TextOptions(**options)))


def test_a_file_is_a_document_named_by_its_path():
    (found,) = run(LETTER.encode("windows-1252"), title="first_line")
    assert found == Document(
        "briefe/1.txt",
        "An den Rat der Stadt\n\nDie Brücke ist gesperrt.",
        title="An den Rat der Stadt",
        extra={"encoding": "windows-1252"},
    )


def test_blank_space_at_the_ends_stays_if_asked():
    assert run(LETTER.encode(), strip=False)[0].text == LETTER


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_a_blank_file_is_an_empty_document(data):
    (found,) = run(data)
    assert (found.id, found.reason) == ("briefe/1.txt", "empty")


def test_records_are_documents_with_their_number():
    found = run(b"eins\n====\nzwei\n====\n\n====\ndrei", records="\n====\n")
    assert [(one.id, one.text, one.offset) for one in found] == [
        ("briefe/1.txt:1", "eins", 0),
        ("briefe/1.txt:2", "zwei", 1),
        ("briefe/1.txt:3", "drei", 2),
    ]
    assert not [one for one in found if isinstance(one, Fault)]


@pytest.mark.parametrize(
    ("form", "path", "expected"),
    [
        ("path", "a/b.c.txt", "a/b.c.txt"),
        ("path_without_suffix", "a/b.c.txt", "a/b.c"),
        ("path_without_suffix", "a.b/LIES", "a.b/LIES"),
        ("stem", "a/b.c.txt", "b.c"),
        ("stem", "a/.verborgen", ".verborgen"),
    ],
)
def test_ids_come_from_the_path(form, path, expected):
    assert native_id(path, form) == expected
