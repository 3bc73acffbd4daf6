"""JSON Lines as people really write them."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archives import streams
from pipeline.archives.member import Member
from pipeline.read.columns import document
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reader import Part
from pipeline.read.records import jsonl, lines, mapped, piece
from pipeline.read.records.jsonl import JsonLinesOptions, read
from tests.pipeline.read.records.test_mapped import outcome


def run(*lines, **options):
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(read(Part(Member("notizen.jsonl", data)), JsonLinesOptions(**options)))


def test_every_column_finds_its_place():
    (found,) = run(
        {
            "id": 7,
            "text": "Der Rat tagt.",
            "title": "Ratssitzung",
            "authors": ["Anna Beispiel", {"name": "Bert Muster"}],
            "date": "1999-03",
            "url": "https://example.org/7",
            "language": "de",
            "license": "CC BY 4.0",
            "thema": "Verkehr",
            "punkte": [1, None],
        }
    )
    assert found == Document(
        id="7",
        text="Der Rat tagt.",
        title="Ratssitzung",
        authors=("Anna Beispiel", "Bert Muster"),
        date="1999-03",
        url="https://example.org/7",
        language_declared="de",
        license_statements=(Statement("CC BY 4.0", "license"),),
        offset=0,
        extra={"thema": "Verkehr", "punkte": [1, None]},
    )


@pytest.mark.parametrize("native", [None, "", "  ", True, [1], {"a": 1}, float("nan")])
def test_what_is_no_id_is_replaced_by_the_line_and_never_by_its_name(native):
    (found,) = run({"id": native, "text": "Wort"})
    assert found.id == "notizen.jsonl:1"


def test_a_missing_id_is_replaced_by_the_line():
    assert [one.id for one in run({"text": "a"}, {"text": "b"})] == ["notizen.jsonl:1", "notizen.jsonl:2"]


@pytest.mark.parametrize("native", [0, "0", " 0 "])
def test_zero_is_an_id(native):
    assert run({"id": native, "text": "Wort"})[0].id == "0"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "x", "text": ', "corrupt"),
        (b"[1, 2]", "corrupt"),
        (b"null", "corrupt"),
        (b"[" * 100_000, "corrupt"),
        (b'{"id": "x"}', "unreadable"),
        (b'{"id": "x", "text": null}', "unreadable"),
        (b'{"id": "x", "text": 12}', "unreadable"),
        (b'{"id": "x", "text": ["a"]}', "unreadable"),
        (b'{"id": "x", "text": " \\n"}', "empty"),
    ],
)
def test_a_faulty_line_is_one_fault_and_the_others_are_read(line, reason):
    before, fault, after = run({"text": "davor"}, line, {"text": "danach"})
    assert isinstance(fault, Fault)
    assert fault.reason == reason
    assert fault.id == ("notizen.jsonl:2" if reason == "corrupt" else "x")
    assert (before.text, after.text) == ("davor", "danach")


def test_blank_lines_are_no_documents_but_count_as_lines():
    found = run({"text": "a"}, b"", b"  \r", {"text": "b"})
    assert [one.offset for one in found] == [0, 3]


def test_one_line_in_another_encoding_does_not_spoil_the_others():
    first, second = run('{"text": "Köln"}'.encode(), '{"text": "Düren"}'.encode("windows-1252"))
    assert (first.text, second.text) == ("Köln", "Düren")


def test_lone_surrogates_do_not_reach_the_text():
    assert run(b'{"text": "a\\ud800b \\ud83d\\ude00"}')[0].text == "a\ufffdb 😀"


def test_nested_names_and_several_texts_and_a_license_object():
    (found,) = run(
        {"meta": {"lizenz": [{"url": "https://x.example/by", "name": "BY"}]}, "nds": "Goden Dag", "hd": "Guten Tag"},
        text=["nds", "hd"],
        license="meta.lizenz",
        extra=[],
    )
    assert found.text == "Goden Dag\n\nGuten Tag"
    assert found.license_statements == (
        Statement("https://x.example/by", "meta.lizenz[0].url"),
        Statement("BY", "meta.lizenz[0].name"),
    )
    assert found.extra == {}


def test_infinite_numbers_do_not_reach_the_extra_fields():
    assert run(b'{"text": "a", "wert": NaN, "liste": [Infinity, 1e999]}')[0].extra == {"liste": [None, None]}


def test_authors_in_one_string_are_split_where_asked():
    assert run({"text": "a", "authors": "Meier, A.; Huber, B.;"}, authors_separator=";")[0].authors == (
        "Meier, A.",
        "Huber, B.",
    )


def test_utf_16_lines_are_read():
    data = '{"text": "Köln"}\n{"text": "Bonn"}\n'.encode("utf-16")
    found = list(read(Part(Member("n.jsonl", data)), JsonLinesOptions()))
    assert [one.text for one in found] == ["Köln", "Bonn"]


def test_a_number_too_long_to_read_spoils_its_own_line_only():
    found = run(
        {"id": "a", "text": "Eins."}, b'{"id": ' + b"9" * 5000 + b', "text": "Zwei."}', {"id": "c", "text": "Drei."}
    )
    assert [getattr(one, "reason", None) for one in found] == [None, "corrupt", None]


def test_a_line_that_nobody_could_hold_is_told_and_the_next_ones_are_read(monkeypatch):
    monkeypatch.setattr(lines, "LINE_BYTES", 40)
    found = run({"id": 1, "text": "kurz"}, {"id": 2, "text": "lang " * 40}, {"id": 3, "text": "kurz"})
    assert [(one.id, one.reason) for one in found if isinstance(one, Fault)] == [("notizen.jsonl:2", "too_large")]
    assert [one.id for one in found if isinstance(one, Document)] == ["1", "3"]


def test_of_a_licence_that_a_record_names_twice_both_count():
    (found,) = run(
        b'{"id": "1", "license": "CC BY-NC 4.0", "text": "Ja.", "license": "CC BY 4.0", "title": "A", "title": "B"}'
    )
    assert found.license_statements == (Statement("CC BY-NC 4.0", "license[0]"), Statement("CC BY 4.0", "license[1]"))
    assert found.title == "B"


def test_a_licence_named_twice_alike_is_one_statement():
    (found,) = run(b'{"text": "Ja.", "license": "CC0", "license": "CC0"}')
    assert found.license_statements == (Statement("CC0", "license"),)


def test_a_record_with_two_texts_is_a_fault():
    (found,) = run(b'{"id": "1", "text": "Ja.", "text": "Nein."}')
    assert (found.id, found.reason) == ("1", "unreadable")


@pytest.mark.parametrize("depth", [101, 700, 950, 100_000])
@pytest.mark.parametrize("inner", ['{"a": ', "["])
def test_a_line_nested_too_deep_is_lost_alone(depth, inner):
    closing = ("}" if inner[0] == "{" else "]") * depth
    odd = f'{{"id": "tief", "text": "Ja.", "meta": {inner * depth}1{closing}}}'.encode()
    before, fault, after = run({"text": "davor"}, odd, {"text": "danach"})
    assert (before.text, after.text) == ("davor", "danach")
    assert (fault.id, fault.reason) == ("notizen.jsonl:2", "corrupt")
    assert "nested deeper than 100 levels" in fault.detail


def test_brackets_in_a_text_are_no_nesting():
    text = '[[{"' * 500
    assert run({"text": text, "meta": [[[1]]]})[0].text == text
    assert run({"id": 1, "text": "\\" * 501 + '"[' * 200})[0].id == "1"


TOKENS = st.sampled_from(
    [
        *(
            '"id"',
            '"text"',
            '"license"',
            '"meta"',
            '"a:b"',
            '"date"',
            '"x"',
            '"Ein: Text"',
            '"2020-01-01"',
            '" "',
            '""',
        ),
        *(
            '"\\u003a"',
            '"\\u003A:"',
            '"\\ud83d\\ude00"',
            '"\\ud800"',
            '"\\"er:\\""',
            '"\\n\\t\\u0000"',
            '"ü\\/"',
            '"\t"',
        ),
        *(
            "1",
            "-0",
            "1.0",
            "1e5",
            "1e999",
            "9223372036854775808",
            "123456789012345678901",
            "-9223372036854775809",
            "01",
        ),
        *("true", "null", "NaN", "-Infinity", "[", "]", "{", "}", ":", ",", " ", "\r", "\ufeff", "\x00", "'"),
    ]
)
VALUES = st.recursive(
    TOKENS.filter(lambda token: token[0] in '"-0123456789tnN'),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
        | st.lists(st.tuples(st.sampled_from(['"name"', '"a"', '"a"']), inner), max_size=3).map(
            lambda pairs: "{" + ",".join(f"{name}:{value}" for name, value in pairs) + "}"
        )
    ),
    max_leaves=4,
)
OBJECTS = st.lists(
    st.tuples(
        st.sampled_from(['"id"', '"text"', '"license"', '"meta"', '"date"', '"n"', '"a:b"', '"\\u0061"']), VALUES
    ),
    max_size=6,
).flatmap(
    lambda pairs: st.sampled_from([":", ": ", " :", "\t:"]).map(
        lambda colon: "{" + ",".join(f"{name}{colon}{value}" for name, value in pairs) + "}"
    )
)
SOUND = st.builds(lambda number: f'{{"id": {number}, "text": "Text: {number}", "n": {number}}}', st.integers(0, 5))
LINES = (OBJECTS | SOUND | st.lists(TOKENS, max_size=6).map("".join)).map(lambda line: line.replace("\n", " ").encode())


def carefully(data, options):
    """Return the items of lines that are parsed and mapped one by one."""
    for number, line in enumerate(data.split(b"\n")):
        place = f"n.jsonl:{number + 1}"
        text = lines.decoded(lines.RawLine(line.removesuffix(b"\r"), 0), None)
        record = jsonl._careful(number, text, place)
        if record is not None:
            yield document(record, options, number, place) if isinstance(record, dict) else record


@settings(max_examples=400)
@given(st.lists(LINES | st.binary(max_size=4).map(lambda line: line.replace(b"\n", b" ")), min_size=1, max_size=8))
@pytest.mark.slow  # takes seconds
def test_lines_parsed_fast_and_mapped_as_columns_are_what_they_are_one_by_one(stored):
    data, options = b"\n".join(stored), JsonLinesOptions()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapped, "FEWEST", 1)
        patch.setattr(jsonl, "is_wide", lambda _member, _encoding: False)
        found = outcome(read(Part(Member("n.jsonl", data)), options))
    assert found == outcome(carefully(data, options))


@pytest.mark.parametrize(
    ("line", "is_plain"),
    [
        (b'{"a": "x", "b": [1, {"c": ":"}]}', True),
        (b'{"a": 1, "a" :2}', False),
        (b'{"a": ":", "a": 2}', False),
        (b'{"a": "\\u003a", "b": 1, "b": 2}', False),
        (b'{"a": 123456789012345678901}', False),
        (b'{"a": [123456789012345678901]}', False),
        (b"[1]", False),
        (b"", False),
    ],
)
def test_the_fast_parser_is_believed_where_it_loses_nothing(line, is_plain):
    assert (jsonl._plain(line) is not None) == is_plain


def test_records_as_columns_keep_the_numbers_of_their_lines():
    records = [{"text": f"Text {number}"} for number in range(50)]
    (batch,) = mapped.items(piece.of_records(records, np.arange(7, 57), "n.jsonl"), JsonLinesOptions())
    assert batch.column("id")[0].as_py() == "n.jsonl:8"
    assert batch.column("offset").to_pylist() == list(range(7, 57))


def in_parts(data, options, of_parts):
    member = Member("n.jsonl", data)
    return [item for part in jsonl.parts(member, options) if of_parts(part) for item in read(part, options)]


@settings(max_examples=100)
@given(st.lists(LINES, min_size=1, max_size=12), st.integers(1, 60), st.booleans())
def test_parts_are_the_whole(stored, size, is_ended):
    data, options = b"\n".join(stored) + b"\n" * is_ended, JsonLinesOptions()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "PART_BYTES", size)
        patch.setattr(jsonl, "is_wide", lambda _member, _encoding: False)
        parts = list(jsonl.parts(Member("n.jsonl", data), options))
        together = outcome(in_parts(data, options, lambda _part: True))
        patch.setattr(lines, "PART_BYTES", 1 << 20)
        whole = outcome(read(Part(Member("n.jsonl", data)), options))
    assert together == whole
    assert [part.index for part in parts] == list(range(len(parts)))
    assert [part.stop for part in parts] == [*(part.start for part in parts[1:]), None]
    assert [data[: part.start].count(b"\n") for part in parts] == [part.first for part in parts]
    assert all(len(data[part.start : part.stop]) <= size + max(map(len, stored)) + 2 for part in parts)


def test_what_cannot_be_sought_in_or_has_wide_letters_is_one_part(monkeypatch):
    monkeypatch.setattr(lines, "PART_BYTES", 10)
    data = b'{"text": "Eins."}\n' * 5
    packed = Member("n.jsonl.gz", b"", stream=lambda: streams.counted(io.BytesIO(data), 1000))
    assert [(part.start, part.stop) for part in jsonl.parts(packed, JsonLinesOptions())] == [(0, None)]
    wide = Member("n.jsonl", data.decode().encode("utf-16"))
    assert [(part.start, part.stop) for part in jsonl.parts(wide, JsonLinesOptions())] == [(0, None)]
    assert len(list(jsonl.parts(Member("n.jsonl", data), JsonLinesOptions()))) == 5
