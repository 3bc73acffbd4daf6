"""CoNLL-U by sentence, paragraph, document and file."""

from __future__ import annotations

from pipeline.archives.member import Member
from pipeline.read.corpora.conllu import ConlluOptions, read
from pipeline.read.document import Document, Statement
from pipeline.read.reader import Part

ROW = "{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{}"
FILE = """# newdoc id = brief-1
# newpar
# sent_id = s1
# text = Der Rat tagt.
# genre = brief
# license = CC BY-SA 4.0
1\tDer\t_\t_\t_\t_\t_\t_\t_\t_

# sent_id = s2
# text = Es regnet.
# genre = brief
# license = CC BY-SA 4.0
1\tEs\t_\t_\t_\t_\t_\t_\t_\t_

# newpar
# sent_id = s3
# text = Ende.
# genre = brief
# author = Anna Beispiel
1\tEnde\t_\t_\t_\t_\t_\t_\t_\t_

# newdoc id = brief-2
# sent_id = s4
# text = Zweiter Brief.
1\tZweiter\t_\t_\t_\t_\t_\t_\t_\t_
"""


def run(source, **options):
    return list(read(Part(Member("d/dev.conllu", source.encode())), ConlluOptions(**options)))


def test_each_sentence_is_a_document_under_the_files_path():
    found = run(FILE)
    assert [(one.id, one.text, one.offset) for one in found] == [
        ("d/dev.conllu:s1", "Der Rat tagt.", 0),
        ("d/dev.conllu:s2", "Es regnet.", 8),
        ("d/dev.conllu:s3", "Ende.", 14),
        ("d/dev.conllu:s4", "Zweiter Brief.", 21),
    ]
    assert found[0].license_statements == (Statement("CC BY-SA 4.0", "# license"),)
    assert found[0].extra == {"genre": "brief"}
    assert found[2].authors == ("Anna Beispiel",)


def test_larger_units_keep_their_paragraphs_and_what_all_sentences_share():
    assert [(one.id, one.text) for one in run(FILE, unit="document", id="own")] == [
        ("brief-1", "Der Rat tagt. Es regnet.\n\nEnde."),
        ("brief-2", "Zweiter Brief."),
    ]
    assert run(FILE, unit="document")[0].extra == {"genre": "brief"}
    assert run(FILE, unit="document")[0].license_statements == ()
    assert [one.text for one in run(FILE, unit="paragraph")] == ["Der Rat tagt. Es regnet.", "Ende.", "Zweiter Brief."]
    (whole,) = run(FILE, unit="file")
    assert (whole.id, whole.text.count("\n\n")) == ("d/dev.conllu", 2)


def test_without_a_text_the_tokens_are_put_together():
    rows = [
        ROW.format("1-2", "Im", "_"),
        ROW.format("1", "In", "_"),
        ROW.format("2", "dem", "_"),
        ROW.format("3", "Wald", "SpaceAfter=No"),
        ROW.format("3.1", "leer", "_"),
        ROW.format("4", ".", "_"),
    ]
    (found,) = run("\n".join(rows))
    assert (found.id, found.text) == ("d/dev.conllu:1", "Im Wald.")


def test_another_text_and_the_comments_of_other_makers():
    text = "# id = 7\n# text-de: Zeige alles\n# text_orig = Wies olls\n# text = Wies alls\n1\tWies\tx\tO\n"
    (found,) = run(text, text=["text_orig", "text"])
    assert (found.id, found.text, found.extra) == ("d/dev.conllu:7", "Wies olls", {})
    assert run("# id = 7\n1\tZeige\tx\tO\n2\talles\tx\tO\n3\t!\tx\tO\n")[0].text == "Zeige alles!"


def test_a_sentence_of_nothing_is_empty():
    (found,) = run("# sent_id = s1\n" + ROW.format("1.1", "x", "_"))
    assert (found.id, found.reason) == ("d/dev.conllu:s1", "empty")


def test_all_units_hold_the_same_words():
    words = [
        " ".join(one.text for one in run(FILE, unit=unit) if isinstance(one, Document)).split()
        for unit in ("sentence", "paragraph", "document", "file")
    ]
    assert words[0] == words[1] == words[2] == words[3]


def rows(*words):
    return "".join(ROW.format(number, word, "_") + "\n" for number, word in enumerate(words, start=1))


def test_a_missing_blank_line_loses_no_sentence():
    commented = "# text = Der Rat tagt .\n" + rows("Der", "Rat", "tagt", ".")
    plain = rows("Es", "regnet", ".")
    second = "# sent_id = s2\n# text = Ende .\n" + rows("Ende", ".")
    assert run(commented + second + plain, unit="file")[0].text == "Der Rat tagt . Ende . Es regnet ."
    assert [one.text for one in run(rows("Halt") + rows("Wer", "da"))] == ["Halt", "Wer da"]


def test_a_range_at_the_beginning_does_not_begin_twice():
    words = ROW.format("1-2", "Im", "_") + "\n" + rows("In", "dem", "Haus")
    assert [one.text for one in run(words + words)] == ["Im Haus", "Im Haus"]


def test_a_heading_keeps_its_line():
    text = "# text = Vom Markt\n" + rows("Vom") + "\n# text = Korn ist teuer.\n" + rows("Korn")
    assert run(text, unit="file")[0].text == "Vom Markt\nKorn ist teuer."
