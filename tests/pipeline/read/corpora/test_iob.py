"""Tokens with tags to sentences and documents."""

from __future__ import annotations

from pipeline.archives.member import Member
from pipeline.read.corpora.iob import IobOptions, read
from pipeline.read.reader import Part


def run(text, **options):
    return list(read(Part(Member("zeitung.bio", text.encode())), IobOptions(**options)))


def lines(text, tag="O"):
    return "".join(f"{token} {tag}\n" for token in text.split())


def test_blank_lines_end_sentences():
    (found,) = run(lines("Der Rat tagt .") + "\n\n" + lines("Köln ist gross .", "B-LOC"))
    assert (found.id, found.text) == ("zeitung.bio", "Der Rat tagt. Köln ist gross.")


def test_a_heading_keeps_its_line():
    (found,) = run(lines("Vom Markt") + "\n" + lines("Korn ist teuer .") + "\n" + lines("Heu auch ."))
    assert found.text == "Vom Markt\nKorn ist teuer. Heu auch."


def test_a_sign_at_the_beginning_follows_an_abbreviation():
    assert run(lines("Er zahlt 70 fr . , sagt er . Gut !"), sentences=9)[0].text == "Er zahlt 70 fr., sagt er. Gut!"


def test_without_blank_lines_a_full_stop_ends_them():
    assert [one.text for one in run(lines("Es regnet . Es schneit ! Ende"), sentences=2)] == [
        "Es regnet. Es schneit!",
        "Ende",
    ]


def test_comments_begin_documents_and_a_hash_in_the_print_does_not():
    text = "# file:\t\tSBB_1\n# tel url:\thttp://example.org/1\n" + lines("Eins #1 .")
    text += "# file:\t\tSBB_2\n# tel url:\t???\n#ne O\n" + lines("Zwei .")
    first, second = run(text)
    assert (first.id, first.text, first.url, first.extra) == ("SBB_1", "Eins #1.", "http://example.org/1", {})
    assert (second.id, second.text, second.url, second.offset) == ("SBB_2", "#ne Zwei.", None, 5)


def test_the_parts_of_a_document_with_a_native_id_are_told_apart():
    text = "# file: SBB_1\n" + "\n".join(lines(f"Satz {number} .") for number in range(3))
    text += "\n# file: SBB_2\n" + lines("Kurz .")
    found = run(text, sentences=2)
    assert [(one.id, one.text) for one in found] == [
        ("SBB_1:1", "Satz 0. Satz 1."),
        ("SBB_1:2", "Satz 2."),
        ("SBB_2", "Kurz."),
    ]
    assert [one.id for one in run(text)] == ["SBB_1", "SBB_2"]


def test_docstart_begins_documents():
    found = run("-DOCSTART- O\n\n" + lines("Eins") + "\n-DOCSTART- O\n\n" + lines("Zwei"))
    assert [(one.id, one.text) for one in found] == [("zeitung.bio:1", "Eins"), ("zeitung.bio:2", "Zwei")]


def test_the_token_is_all_but_the_tag_or_the_first_of_four_columns():
    assert run("zu haben O\nallein\n")[0].text == "zu haben allein"
    assert run("Köln NE I-NP I-LOC\n", column="first")[0].text == "Köln"


def test_a_file_without_tokens_has_no_documents():
    assert run("\n\n") == []
