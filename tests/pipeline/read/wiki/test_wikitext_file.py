"""Files of wikitext: templates that stand for text, lines that stay out, pages without text."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.reader import Part
from pipeline.read.wiki import wikitext_file

SOURCE = "{{Kopf|BAND=1}}\n127 {{Rest|x}}\n'''Der Steg''' liegt nach {{Sperr|Lindt}} am [[RE:See 1|See]] bei&nbsp;Au.\n"


def read(source, **options):
    (item,) = wikitext_file.read(
        Part(Member("re/RE Steg.wikitext", source.encode())), wikitext_file.WikitextOptions(**options)
    )
    return item


def test_a_page_with_its_own_templates_and_without_lines_that_the_manifest_names():
    document = read(SOURCE, templates={"sperr": 1, "kopf": 0}, skip_lines=r"\d+ \{\{Rest.*")
    assert document.text == "Der Steg liegt nach Lindt am See bei\u00a0Au."
    assert (document.id, document.title) == ("re/RE Steg", "RE Steg")


def test_a_page_of_templates_alone_is_empty():
    assert isinstance(read("{{Kopf|BAND=1}}"), Fault)


def test_a_pattern_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no regular expression"):
        wikitext_file.WikitextOptions(skip_lines="(")
