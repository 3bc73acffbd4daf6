"""HIPE pages to running text."""

from __future__ import annotations

from pipeline.archives.member import Member
from pipeline.read.corpora.hipe import HipeOptions, read
from pipeline.read.document import Statement
from pipeline.read.reader import Part

HEAD = (
    "TOKEN\tNE\tMISC\n# hipe2022:document_id = blatt-1\n# hipe2022:date = 1895-07-06\n# hipe2022:language = de\n"
    "# newseye:publication_title = Der Bote\n# newseye:original_license = CC-BY 4.0\n# newseye:decade = 1890\n"
)


def rows(*pairs):
    return "".join(f"{token}\tO\t{flags}\n" for token, flags in pairs)


def run(text, **options):
    return list(read(Part(Member("a.tsv", text.encode())), HipeOptions(**options)))


def test_spaces_and_line_ends_are_those_of_the_print():
    text = HEAD + rows(
        ("Der", "_"), ("Kaiſer", "NoSpaceAfter"), (",", "_"), ("verlän", "NoSpaceAfter"), ("¬", "EndOfLine"),
        ("gert", "NoSpaceAfter"), ("den", "_"), ("Krieg", "NoSpaceAfter"), (".", "EndOfSentence"),
    )  # fmt: skip
    (found,) = run(text)
    assert found.text == "Der Kaiſer, verlän¬\ngert den Krieg."
    assert run(text, lines="join")[0].text == "Der Kaiſer, verlän¬ gert den Krieg."
    assert (found.id, found.title, found.date, found.language_declared) == ("blatt-1", "Der Bote", "1895-07-06", "de")
    assert found.license_statements == (Statement("CC-BY 4.0", "newseye:original_license"),)
    assert found.extra == {"decade": "1890"}
    assert run(text, id="path")[0].id == "a.tsv:blatt-1"


def test_pages_follow_each_other_and_one_without_spaces_gets_them_by_rule():
    text = (
        HEAD + rows(("Berlin", "_"), (",", "_"), ("Juni", "_")) + HEAD.replace("blatt-1", "blatt-2").partition("\n")[2]
    )
    first, second = run(text)
    assert (first.text, first.offset) == ("Berlin, Juni", 0)
    assert (second.id, second.reason) == ("blatt-2", "empty")
