"""Papers of a council, their files and what was deleted."""

from __future__ import annotations

import json

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Statement
from pipeline.read.parliament.oparl import OparlOptions, read
from pipeline.read.reader import Part, ReadError

BASE = "https://rat.example.org/oparl/bodies/0001"
PAPER = {
    "id": f"{BASE}/papers/vo/7",
    "type": "https://schema.oparl.org/1.1/Paper",
    "name": "Radweg",
    "date": "2020-01-02",
    "reference": "2020/7",
    "license": "https://example.org/dl-de-zero",
    "mainFile": {"id": f"{BASE}/files/1", "name": "Vorlage", "accessUrl": f"{BASE}/1.pdf", "license": "CC0"},
    "auxiliaryFile": [
        {"id": f"{BASE}/files/2", "date": "2019-12-31"},
        {"id": f"{BASE}/files/3"},
        {"id": f"{BASE}/files/4", "deleted": True},
        {"id": f"{BASE}/files/5", "text": "Im Objekt selbst."},
    ],
}
HERE = "rat.example.org/oparl/bodies/0001"
TEXTS = {"docs/file-contents/1.txt": b"Der Radweg wird gebaut.", "docs/file-contents/2.txt": b" \n"}


def run(paper):
    return list(read(Part(Member("papers/vo7.json", json.dumps(paper).encode(), TEXTS.get)), OparlOptions()))


def test_each_file_is_a_document_with_what_the_paper_says():
    first = run(PAPER)[0]
    assert (first.id, first.text, first.title) == (f"{HERE}/files/1", "Der Radweg wird gebaut.", "Radweg – Vorlage")
    assert (first.date, first.url) == ("2020-01-02", f"{BASE}/1.pdf")
    assert first.license_statements == (
        Statement("CC0", "File.license"),
        Statement("https://example.org/dl-de-zero", "Paper.license"),
    )
    assert first.extra == {"paper": f"{HERE}/papers/vo/7", "reference": "2020/7"}


def test_two_bodies_that_number_their_files_alike_have_their_own_texts():
    texts = {"0001/1.txt": b"Der Radweg wird gebaut.", "0002/1.txt": b"Die Br\xc3\xbccke wird gesperrt."}
    other = PAPER | {"mainFile": {"id": f"{BASE.replace('0001', '0002')}/files/1"}}
    read_texts = [
        next(
            read(Part(Member("7.json", json.dumps(paper).encode(), texts.get)), OparlOptions(texts="{body}/{id}.txt"))
        ).text
        for paper in (PAPER, other)
    ]
    assert read_texts == ["Der Radweg wird gebaut.", "Die Brücke wird gesperrt."]


def test_files_without_text_are_empty_and_deleted_ones_are_told():
    found = run(PAPER)[1:]
    assert [(one.id, getattr(one, "reason", None)) for one in found] == [
        (f"{HERE}/files/2", "empty"),
        (f"{HERE}/files/3", "empty"),
        (f"{HERE}/files/4", "deleted_at_source"),
        (f"{HERE}/files/5", None),
    ]
    assert found[3].text == "Im Objekt selbst."


def test_a_deleted_paper_and_one_without_files_are_counted():
    (deleted,) = run(PAPER | {"deleted": True})
    assert (deleted.id, deleted.reason) == (f"{HERE}/papers/vo/7", "deleted_at_source")
    (bare,) = run({"id": PAPER["id"], "type": PAPER["type"]})
    assert (bare.id, bare.reason) == (f"{HERE}/papers/vo/7", "empty")


@pytest.mark.parametrize("value", [{"type": "https://schema.oparl.org/1.1/Meeting"}, [], "x"])
def test_what_is_no_paper_is_said(value):
    with pytest.raises(ReadError, match="no OParl paper"):
        run(value)


def test_files_of_the_same_number_in_two_bodies_or_systems_have_two_ids():
    bases = (BASE, BASE.replace("0001", "0002"), BASE.replace("rat.", "kreistag."))
    papers = [json.loads(json.dumps(PAPER).replace(BASE, base)) for base in bases]
    ids = [document.id for paper in papers for document in run(paper)]
    assert len(set(ids)) == len(ids) == 15


def test_an_address_without_bodies_is_the_id():
    file = {"id": "https://rat.example.org/file.asp?id=1", "text": "Der Radweg."}
    (document,) = run({"id": "https://rat.example.org/paper.asp?id=7", "type": PAPER["type"], "mainFile": file})
    assert document.id == "https://rat.example.org/file.asp?id=1"


def test_a_text_that_is_cut_off_is_no_text_and_says_what_it_is():
    import json  # noqa: PLC0415

    from pipeline.archives.member import Member  # noqa: PLC0415
    from pipeline.read.parliament import oparl as reader  # noqa: PLC0415
    from pipeline.read.reader import Part  # noqa: PLC0415

    file = {"id": "https://rat.example/files/1", "text": "Der Plan zeigt alle Ebenen des ..."}
    paper = {
        "id": "https://rat.example/papers/1",
        "type": "https://schema.oparl.org/1.1/Paper",
        "name": "Vorlage 7",
        "paperType": "Antwort",
        "mainFile": file,
    }
    (fault,) = reader.read(Part(Member("p.json", json.dumps(paper).encode())), reader.OparlOptions())
    assert (fault.reason, fault.detail) == (
        "empty",
        "its text is cut off in the first sentence; it is: Vorlage 7, Antwort",
    )
    long = {**paper, "mainFile": {**file, "text": "Der Rat beschließt. " * 30 + "Und so weiter ..."}}
    (document,) = reader.read(Part(Member("p.json", json.dumps(long).encode())), reader.OparlOptions())
    assert document.text.endswith("weiter ...")
