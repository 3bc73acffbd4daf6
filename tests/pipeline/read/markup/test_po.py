"""Catalogues of messages: translations are the text; what is obsolete, fuzzy, not translated or a credit stays out."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.markup import po
from pipeline.read.reader import Part, ReadError

HEAD = 'msgid ""\nmsgstr ""\n"Project-Id-Version: hilfe master\\n"\n"PO-Revision-Date: 2026-02-28 21:35+0100\\n"\n"Last-Translator: Anna Lindt <a@b.example>\\n"\n"Language: de\\n"\n'
BODY = r"""
#. (itstool) path: license/p
#: C/legal.xml:3
msgid "This work is under <_:link-1/>."
msgstr "Dieses Werk steht unter CC BY-SA <_:link-1/>."

msgctxt "_"
msgid "translator-credits"
msgstr "Anna Lindt <a@b.example>, 2026"

#. (itstool) path: credit/name
#: C/a.page:1
msgid "Bo Ek"
msgstr "Bo Ek"

#: C/steg.page:7 C/see.page:2
msgid "Open the <gui xref=\"x\">\"Bridge\"</gui>."
msgstr ""
"Öffnen Sie den "
"<gui xref=\"x\">„Steg“</gui>.\n"
"Dann warten."

#, fuzzy
msgid "Old"
msgstr "Veraltet"

msgid "Untranslated"
msgstr ""

#: C/see.page:9
msgid "One lake"
msgid_plural "Lakes"
msgstr[0] "Ein See &amp; ein Weg"
msgstr[1] "Seen"

#~ msgid "Gone"
#~ msgstr "Weg damit"
"""


def read(text, **options):
    return list(po.read(Part(Member("po/de.po", text.encode())), po.PoOptions(**options)))


def test_translations_are_the_text():
    (document,) = read(HEAD + BODY)
    assert (
        document.text
        == "Dieses Werk steht unter CC BY-SA .\n\nÖffnen Sie den „Steg“.\nDann warten.\n\nEin See & ein Weg"
    )
    assert "Veraltet" in read(HEAD + BODY, fuzzy=True)[0].text


def test_the_head_and_the_licence_page_say_what_it_is():
    (document,) = read(HEAD + BODY)
    assert (document.title, document.authors, document.date, document.language_declared) == (
        "hilfe",
        ("Anna Lindt",),
        "2026-02-28",
        "de",
    )
    assert [(one.statement, one.where) for one in document.license_statements] == [
        ("Dieses Werk steht unter CC BY-SA .", "C/legal.xml:3")
    ]


def test_pages_are_put_together_by_their_references():
    assert [(one.id, one.text.split("\n")[0]) for one in read(HEAD + BODY, unit="page")] == [
        ("po/de.po/legal.xml", "Dieses Werk steht unter CC BY-SA ."),
        ("po/de.po/steg.page", "Öffnen Sie den „Steg“."),
        ("po/de.po/see.page", "Ein See & ein Weg"),
    ]


def test_nothing_translated_and_no_catalogue():
    (fault,) = read(HEAD + 'msgid "a"\nmsgstr ""\n')
    assert isinstance(fault, Fault)
    for text in ("", "Ein Brief.", '"nur ein Satz"'):
        with pytest.raises(ReadError):
            read(text)
