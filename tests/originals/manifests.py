"""The manifest of each original, as a curator would write it: which members are read, by which format, under which profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True)
class Original:
    """How a folder of originals is read.

    `format` is the manifest's, `formats` those for other members by glob, `members` what is read.  `fields` says which of
    the expected metadata are compared, `subject` in which file they are.
    """

    format: Any
    formats: dict[str, Any] = field(default_factory=dict)
    include: tuple[str, ...] = ("**",)
    exclude: tuple[str, ...] = ()
    profile: str = "prose"
    subject: str = ""
    fields: tuple[str, ...] = ()
    clean: dict[str, bool] = field(default_factory=dict)


ORIGINALS: Final[dict[str, Original]] = {
    "alto-einzelseiten": Original("alto", profile="ocr_print"),
    "amtliche-formulare-pdf": Original({"name": "pdf", "skip_lines": ["Passer für EDV"]}, profile="administration"),
    "bgbl-pdf": Original(
        {"name": "pdf", "skip_lines": ["Herausgeber: .*"]},
        {"*.xml": "ldml"},
        profile="law",
        subject="107.ldml.xml",
        fields=("title", "date"),
    ),
    "bund-portal-html-ldml": Original(
        {"name": "html", "root": ["div.akn-act", "main.akn-act"], "skip": [".nichtamtliche-fussnoten", ".official-toc", ".akn-proprietary"]},
        {"*.xml": "ldml"},
        profile="law",
        subject="auslzuschlv.ldml.xml",
        fields=("title", "date"),
    ),
    "dai-jats": Original(
        "jats",
        profile="science",
        subject="aa-referenzartikel-de-2022.xml",
        fields=("title", "date", "authors", "doi"),
    ),
    "dta-tei-beispiele": Original("tei", profile="ocr_print", subject="blumenbach_beytraege0101_1790.TEI-P5.xml", fields=("date", "authors")),
    "epub-wasteland": Original("epub", subject="wasteland.epub", fields=("title", "authors", "language")),
    "eugh-formex": Original(
        "formex", exclude=("eurlex.xml",), profile="court", subject="62023CJ0538.xml", fields=("date", "ecli", "celex")
    ),
    "eurlex-rechtsakte-de": Original(
        "eurlex",
        {"*.xml": "formex"},
        profile="law",
        subject="com-2021-206.html",
        fields=("date", "authors"),
    ),
    "fedgaz-tetml": Original({"name": "tetml", "skip_texts": ["nur in der gedruckten Fassung"]}, profile="administration"),
    "fedlex-akn": Original({"name": "ldml", "notes": False}, profile="law", subject="SR-116-01071994-DE.xml", fields=("title", "date")),
    "gii-norm": Original("statute", include=("**/*.xml",), profile="law", subject="baunvo.xml", fields=("date",)),
    "gnome-help-po": Original("po", profile="technical", subject="gnome-help-de.po", fields=("title", "date", "language")),
    "govdata-docx-xlsx": Original(
        "docx",
        {"*.xlsx": "spreadsheet", "*.pdf": "pdf"},
        profile="administration",
        subject="implRules_1.1.docx",
        fields=("title", "date", "licence_statement"),
    ),
    "hf-datensatzkarten": Original({"name": "markdown", "skip_lines": [r".*\[More Information Needed\].*"]}, profile="technical"),
    "jats4r-muster": Original(
        "jats", profile="science", subject="63543879003.xml", fields=("title", "date", "authors", "language")
    ),
    "lernos-leitfaden": Original(
        {"name": "epub", "id": "path"},
        {"*.docx": {"name": "docx", "id": "path"}, "*.pdf": {"name": "pdf", "id": "path"}},
        profile="educational",
        subject="lernOS-Problem-Solving-Guide-de.epub",
        fields=("title", "date", "authors", "language"),
    ),
    "luxzeit1858-mets-alto": Original(
        {"name": "mets", "unit": "article", "skip_types": ["advertisement"]}, include=("*-mets.xml",), profile="ocr_print"
    ),
    "oai-protokoll-muster": Original({"name": "oai", "text": ["title"]}, exclude=("GetRecord.xml",), profile="list", subject="ListRecords.xml", fields=("title", "date", "authors")),
    "oldp-urteile-json": Original(
        {"name": "json", "title": "reference"},
        {"bgh-*.json": {"name": "json", "id": "pk", "text": "fields.content", "title": "fields.title", "date": "fields.date", "extra": ["fields.file_number"]}},
        profile="court",
        subject="bgh-2018-04-10-viii-zr-12717.json",
        fields=("title", "date"),
    ),
    "onb-anno-alto": Original("alto", profile="ocr_print"),
    "oparl-beispiele": Original("oparl", profile="administration"),
    "plenarprotokolle-xml": Original(
        "plenarprotokoll", profile="parliament", subject="19001-data.xml", fields=("title", "date")
    ),
    "rii-entscheidung": Original(
        "rii", profile="court", subject="jb-JURE160019189.xml", fields=("title", "date", "authors", "ecli", "file_number")
    ),
    "slub-mets-alto": Original(
        "mets", include=("mets.xml",), profile="ocr_print", subject="mets.xml", fields=("title", "date", "authors", "licence_statement")
    ),
    "slub-mets-ohne-volltext": Original({"name": "mets", "without_text": "structure"}, subject="mets.xml", fields=("title", "date", "authors")),
    "slub-oai-mets": Original({"name": "mets", "without_text": "structure"}, subject="oai-getrecord-mets.xml", fields=("title", "date", "authors", "licence_statement")),
    "ted-eforms": Original(
        "ted",
        profile="administration",
        subject="ted-xml/20-155018-001-EXP.xml",
        fields=("date", "authors", "identifier"),
    ),
    "w3c-webvtt": Original("subtitles", profile="prose"),
    "wikisource-re-wikitext": Original(
        {"name": "wikitext", "skip_lines": [r"\ufeff?\d+ \{\{Polytonisch.*"], "templates": {"sperrschrift": 1, "polytonisch": 1, "re siehe": 1, "redaten": 0}},
        profile="science",
    ),
}  # fmt: skip
