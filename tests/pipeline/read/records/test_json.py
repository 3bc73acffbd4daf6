"""Records wherever they stand in a JSON file."""

from __future__ import annotations

import json

import pytest

from pipeline.archives.member import Member
from pipeline.read import json_text
from pipeline.read.reader import Part, ReadError
from pipeline.read.records.json import JsonOptions, read

NESTED = {
    "version": "1.1",
    "data": [
        {"title": "Brücken", "paragraphs": [{"context": "Eine Brücke."}, {"context": "Ein Steg."}]},
        {"title": "Wege", "paragraphs": [{"context": "Ein Pfad.", "title": "Pfade"}, 7]},
        {"title": "ohne"},
    ],
}


def run(value, **options):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(read(Part(Member("f.json", data)), JsonOptions(**options)))


@pytest.mark.parametrize("path", ["data[].paragraphs[]", "data[].paragraphs[].context"])
def test_a_path_leads_through_lists_and_brings_what_it_passes(path):
    found = run(NESTED, records=path, text="context")
    assert [(one.id, one.text) for one in found[:3]] == [
        ("f.json:1", "Eine Brücke."),
        ("f.json:2", "Ein Steg."),
        ("f.json:3", "Ein Pfad."),
    ]
    assert found[0].title == "Brücken"
    assert found[0].extra == {"version": "1.1"}


def test_a_record_of_another_kind_is_a_fault_and_its_own_fields_win():
    found = run(NESTED, records="data[].paragraphs[]", text="context")
    assert found[2].title == "Pfade"
    assert (found[3].id, found[3].reason) == ("f.json:4", "unreadable")


def test_a_file_that_is_a_list_or_one_object():
    assert [one.text for one in run([{"text": "a"}, {"text": "b"}])] == ["a", "b"]
    assert [one.text for one in run({"text": "a"})] == ["a"]
    assert [one.text for one in run(["a", "b"], records="[]")] == ["a", "b"]


def test_a_path_that_leads_nowhere_gives_nothing():
    assert run(NESTED, records="items[]") == []


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000])
def test_what_is_no_json_is_said(data):
    with pytest.raises(ReadError, match=r"f\.json: no JSON"):
        run(data)


def test_a_list_that_breaks_off_gives_what_stands_before_the_break():
    first, second, fault = run(b'[{"text": "a"}, {"text": "b"}, {"te')
    assert (first.text, second.text) == ("a", "b")
    assert (fault.id, fault.reason) == (None, "corrupt")
    assert fault.detail.startswith("the rest of f.json behind record 2: ")


@pytest.mark.parametrize("data", [b'[{"text": "a"}] x', b'[{"text": "a"} {"text": "b"}]', b'[{"text": "a"},]'])
def test_a_list_that_is_no_json_is_said(data):
    assert [getattr(one, "text", None) for one in run(data)] == ["a", None]


@pytest.mark.parametrize("data", [b"[]", b" [ ] ", b"[\n]"])
def test_an_empty_list_has_no_records(data):
    assert run(data) == []


def test_more_values_than_memory_has_room_for_are_said(monkeypatch):
    monkeypatch.setattr(json_text, "MOST_VALUES", 1000)
    with pytest.raises(ReadError, match="more than 1000 values"):
        run({"data": [[]] * 2000})
    assert len(run([{"text": "a", "more": [[]] * 200}] * 50)) == 50
