"""Tables as they are really written."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.read.document import Fault, Statement
from pipeline.read.reader import Part, ReadError
from pipeline.read.records.csv import CsvOptions, read
from pipeline.read.records.csv_rows import Rows
from pipeline.read.records.lines import lines
from scripts.growth import MOST_GROWTH, growth


def run(source, **options):
    return list(read(Part(Member("t.csv", source.encode())), CsvOptions(**options)))


def test_a_table_with_a_header():
    found = run('id,text,license,ort\r\n1,"Der Rat, heißt es,\r\ntagt ""heute"".",CC0,\r\n2,Zwei,,Köln\r\n')
    assert [(one.id, one.text) for one in found] == [("1", 'Der Rat, heißt es,\ntagt "heute".'), ("2", "Zwei")]
    assert found[0].license_statements == (Statement("CC0", "license"),)
    assert (found[0].extra, found[1].extra) == ({}, {"ort": "Köln"})


def test_semicolons_single_quotes_and_names_given():
    (found,) = run("Wirtschaft;'Er sagt; ''ja''.'\n", delimiter=";", quotechar="'", header=["label", "text"])
    assert (found.text, found.extra, found.offset) == ("Er sagt; 'ja'.", {"label": "Wirtschaft"}, 0)


def test_nothing_is_quoted_in_a_plain_tsv():
    (found,) = run('TWE\t"Wat nu\n', delimiter="\t", quotechar=None, header=["", "text"])
    assert (found.text, found.extra) == ('"Wat nu', {})


def test_a_file_quoted_twice():
    text = 'id,text\n"1,""Eins, """"zwei"""" und drei"""\n"2,vier"\n'
    assert [(one.id, one.text) for one in run(text, nested=True)] == [("1", 'Eins, "zwei" und drei'), ("2", "vier")]


def test_rows_of_the_wrong_length_are_faults_or_joined():
    text = "nds,hd\nAai,Ei, Eier\nkort\ngoot,gut\n"
    found = run(text, text=["nds", "hd"])
    assert [getattr(one, "reason", None) for one in found] == ["corrupt", "corrupt", None]
    assert [one.id for one in found] == ["t.csv:1", "t.csv:2", "t.csv:3"]
    assert run(text, text=["nds", "hd"], surplus="join")[0].text == "Aai\n\nEi, Eier"


def test_a_row_of_nothing_is_none_and_a_row_without_text_is_empty():
    found = run("id,text\n,\n3,\n")
    assert [(one.id, one.reason) for one in found] == [("3", "empty")]


def test_entities_are_resolved_where_asked():
    assert run("text\nM&uuml;ller &amp; Co\n", entities=True)[0].text == "Müller & Co"


def test_a_missing_column_is_named_with_those_there_are():
    with pytest.raises(ReadError, match=r"no column 'text'; there are: id, inhalt"):
        run("id,inhalt\n1,a\n")


def test_a_text_may_be_longer_than_the_module_allows():
    assert len(run("text\n" + "a" * 200_000)[0].text) == 200_000


def test_two_columns_of_one_name_both_count():
    (found,) = run("id,license,text,license\n1,CC BY-NC 4.0,Ja.,CC BY 4.0\n")
    assert [one.statement for one in found.license_statements] == ["CC BY-NC 4.0", "CC BY 4.0"]


def test_of_two_columns_of_one_name_a_blank_one_says_nothing():
    (found,) = run("id,license,text,license\n1,CC0,Ja.,\n")
    assert found.license_statements == (Statement("CC0", "license"),)


ROWS = [f'{number},"Zeile {number}: ein Satz, mit Komma"' for number in range(1, 31)]


def table(rows):
    return "id,text\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("place", [0, 1, 14, 28, 29])
@pytest.mark.parametrize("broken", ['{0},"Zeile {0}: offen', '{0},"Zeile "{0}" zitiert"', '{0},"Zeile {0}" und mehr'])
def test_a_row_with_wrong_quotation_marks_is_lost_alone(place, broken):
    rows = [*ROWS]
    rows[place] = broken.format(place + 1)
    found = run(table(rows))
    assert [one.id for one in found] == [str(number) for number in range(1, 31)]
    assert [one.id for one in found if isinstance(one, Fault)] == [str(place + 1)]
    assert found[place].reason == "corrupt"
    assert "line" in found[place].detail


def test_a_quotation_mark_that_closes_rows_below_by_chance_takes_none_of_them():
    rows = [f"{number},Zeile {number} ohne Anführung" for number in range(1, 31)]
    rows[4], rows[20] = '5,"Zeile 5 offen', '21,Monitor mit 24"'
    found = run(table(rows))
    assert [one.id for one in found if isinstance(one, Fault)] == ["5"]
    assert len(found) == 30


@pytest.mark.parametrize(
    "text",
    [
        "Ein Gedicht, lang\nUnd noch eine Zeile, ja\n\nNeue Strophe, nun",
        "1, Äpfel\n2, Birnen\n3, Kirschen\n4, Pflaumen",
        "Name,Wert\nAlt,Neu\nAuf,Ab\nHin,Her",
        '""Ja"", sagte sie.\n""Nein"", sagte er.',
    ],
)
def test_a_text_of_many_lines_stays_whole(text):
    rows = [*ROWS]
    rows[14] = f'15,"{text}"'
    found = run(table(rows))
    assert len(found) == 30
    assert found[14].text == text.replace('""', '"')


def test_lines_that_belong_to_no_row_are_told_with_their_place():
    rows = [*ROWS]
    rows[14] = '15,"Anfang\nMitte, aber\nkein Ende'
    rest = run(table(rows))[14:17]
    assert [(one.id, one.reason) for one in rest[:2]] == [("15", "corrupt"), (None, "corrupt")]
    assert rest[1].detail.startswith("lines 17 to 18 of t.csv, from byte ")
    assert rest[2].id == "16"


def test_what_follows_the_last_row_and_is_none_is_the_rest_of_the_file():
    found = run(table([*ROWS, '31,"Anfang\nund\nso weiter']))
    assert found[-1].detail.startswith("the rest of t.csv from byte ")


@given(st.lists(st.lists(st.text('ab1,;"\n \tß', max_size=8), min_size=3, max_size=3), max_size=8))
def test_fields_are_those_that_a_writer_of_tables_wrote(written):
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(written)
    table = Rows(lines(Member("t.csv", target.getvalue().encode()), None), ",", '"')
    table.width = 3
    assert [(row.fields, row.fault) for row in table] == [(row, None) for row in written]


def test_a_header_whose_quotation_marks_stay_open_is_said():
    with pytest.raises(ReadError, match="line 1, where the names of the columns should stand"):
        run('id,"text\n1,a\n')


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_tables_in_any_encoding(encoding):
    data = 'id,text\r\n1,"Köln, Düren"\r\n2,"Straße\r\nund Weg"\r\n'.encode(encoding)
    assert [one.text for one in read(Part(Member("t.csv", data)), CsvOptions())] == ["Köln, Düren", "Straße\nund Weg"]


@pytest.mark.parametrize("field", ['"a",', '"a" ,', ",", '"",', '"a"b,'])
def test_time_grows_with_a_row_and_no_faster(field):
    assert growth(lambda size: run("id,text\n" + field * (size // len(field))), 20_000) < MOST_GROWTH


@pytest.mark.parametrize("line", ['"a\n', '1,"""a\n', 'x""y\n', '"x\ny\ny\n"z,\n', '1,"a\nb\n'])
def test_time_grows_with_the_table_and_no_faster(line):
    assert growth(lambda size: run('id,text\n1,"a\n' + line * (size // len(line))), 20_000) < MOST_GROWTH
