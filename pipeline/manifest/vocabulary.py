"""The closed vocabularies for what a text is: who or what wrote it, its kind, and what one document of it is.

The values stand in columns of every data file, so that their names are public; `describe/words.yaml` says each in German
and English.
"""

from __future__ import annotations

from typing import Final, Literal

OriginName = Literal["human", "human_translated", "machine_translated", "machine_generated", "asr", "ocr", "unknown"]
"""Who or what put the text into the words that stand here; `asr` and `ocr` are human words recognised by a machine."""

MACHINE: Final[tuple[OriginName, ...]] = ("machine_translated", "machine_generated")
"""Origins of which the words are a machine's: such texts stand apart from those of people."""

OCR: Final[OriginName] = "ocr"
UNKNOWN: Final[OriginName] = "unknown"

UnitName = Literal["document", "part", "page", "paragraph", "sentence", "entry"]
"""What one document is: the whole text, a part or page of it, one paragraph, sentence or entry out of many."""

DOCUMENT: Final[UnitName] = "document"
PART: Final[UnitName] = "part"
SENTENCE: Final[UnitName] = "sentence"

KindName = Literal[
    "law",
    "decree",
    "decision",
    "official_notice",
    "parliamentary_paper",
    "parliamentary_protocol",
    "speech",
    "party_programme",
    "letter",
    "diary",
    "novel",
    "story",
    "play",
    "poem",
    "sacred_text",
    "book",
    "newspaper_issue",
    "newspaper_page",
    "newspaper_article",
    "press_release",
    "journal_article",
    "conference_abstract",
    "thesis",
    "report",
    "encyclopedia_article",
    "dictionary_entry",
    "documentation",
    "help_page",
    "textbook",
    "teaching_material",
    "web_page",
    "blog_post",
    "forum_post",
    "review",
    "example_sentence",
    "transcript",
    "other",
]
"""The kind of text, finer than the domain of its source."""

SchemeName = Literal[
    "gnd",
    "viaf",
    "wikidata",
    "zdb",
    "vd16",
    "vd17",
    "vd18",
    "ppn",
    "ecli",
    "celex",
    "eli",
    "iiif",
    "doi",
    "urn",
    "handle",
    "isbn",
    "issn",
]
"""Schemes of persistent identifiers; `gnd` and `viaf` name an author, all others the text or the thing it was printed in."""
