"""Tables as they are really written."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Statement
from pipeline.read.reader import Part, ReadError
from pipeline.read.records.csv import CsvOptions, read


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
