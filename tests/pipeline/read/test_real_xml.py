"""The readers on the real corpora: every member, counts and sizes, and facts that a wrong reader would miss."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

import pytest
from lxml import etree

from pipeline.archives.archive import Broken
from pipeline.archives.member import Member
from pipeline.manifest.globs import matches
from pipeline.read import registry
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Part, ReadError
from tests.manifests import corpora

FORMATS = {"tei", "page", "alto", "hocr", "abbyy", "osis", "mediawiki", "timeml", "ldml", "bundestag"}
MARKUP = re.compile(r"</?(?:p|l|lg|hi|lb|pb|sp|div|span|ref|note|TIMEX3|String|Unicode|verse|akn:\w+)\b[^<>]*/?>")


@dataclass
class Reading:
    """What the readers of XML made of a source."""

    documents: list[Document] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)

    @property
    def characters(self) -> int:
        return sum(len(one.text) for one in self.documents)


@cache
def reading(slug: str) -> Reading:
    """Read a source as its manifest says, those members only that one of these formats is for."""
    source = corpora.manifest(slug)
    formats = [(one.members, one.format) for one in source.formats] + [(("**",), source.format)]
    found = Reading()
    for member in corpora.snapshot(slug).members(lambda _path: True):
        assert not isinstance(member, Broken)
        named = next(form for patterns, form in formats if matches(member.path, patterns))
        wanted = matches(member.path, source.members.include) and not matches(member.path, source.members.exclude)
        if wanted and named.name in FORMATS:
            _read(found, member.path, member.data, named)
    return found


def _read(result, path, data, named):
    options = registry.parse_options(named.name, named.options(), path)
    try:
        for one in registry.reader(named.name).read(Part(Member(path, data)), options):
            if isinstance(one, Fault):
                result.faults[one.reason] += 1
            else:
                result.documents.append(one)
    except ReadError as error:
        result.unreadable.append(str(error))


EXPECTED = {  # documents, faults by reason, members not read, characters
    "bibeln-osis": (86, {"empty": 6}, 0, 4_703_662),
    "bundestag-dokumente-xml": (3, {}, 0, 340_093),
    "cis-ocrtestset": (582, {}, 0, 1_031_131),
    "dach-gt-alto": (181, {"empty": 4}, 0, 331_752),
    "dhd-abstracts": (291, {}, 0, 3_880_989),
    "dhd-abstracts-harmonisiert": (289, {}, 0, 3_411_836),
    "dingler-polytechnisches-journal": (622, {"empty": 2}, 0, 7_217_928),
    "eltec-deu": (14, {}, 0, 5_606_179),
    "fraktionsprotokolle-kopf": (5, {}, 0, 190),
    "gerdracor": (106, {}, 0, 10_254_999),
    "germaparl-tei": (9, {}, 0, 3_945_803),
    "ldml-norms": (21, {"empty": 12}, 0, 241_575),
    "legal-entity-recognition": (713, {}, 0, 13_500_965),
    "reichsanzeiger-page": (31, {}, 0, 839_253),
    "schnitzler-briefe": (351, {}, 0, 296_319),
    "schnitzler-tagebuch": (1501, {}, 0, 636_895),
    "soldatenbriefe": (170, {}, 0, 513_149),
    "wikipedia-minidumps": (38, {"redirect": 2, "not_an_article": 1}, 0, 1_065_145),
}


@pytest.mark.parametrize("slug", sorted(EXPECTED))
def test_counts_and_sizes(slug):
    found = reading(slug)
    documents, faults, unreadable, characters = EXPECTED[slug]
    assert (len(found.documents), dict(found.faults), len(found.unreadable)) == (documents, faults, unreadable)
    assert found.characters == pytest.approx(characters, rel=0.01)


@pytest.mark.parametrize("slug", sorted(set(EXPECTED) - {"dhd-abstracts", "dhd-abstracts-harmonisiert"}))
def test_ids_are_unique_and_no_markup_is_left(slug):
    """The abstracts of the DHd quote markup in their texts."""
    found = reading(slug).documents
    assert len({one.id for one in found}) == len(found)
    assert [(one.id, hit[0]) for one in found if (hit := MARKUP.search(one.text))] == []


def by_end(slug, end):
    return next(one for one in reading(slug).documents if one.id.endswith(end))


def test_a_play_has_its_verses_its_two_licences_and_its_author():
    play = by_end("gerdracor", "collin-coriolan")
    objects = {one.object: one.statement for one in play.license_statements if one.where.endswith("@target")}
    assert "publicdomain/zero" in objects["text"]
    assert "by-nc" in objects["digital_original"]
    assert play.authors == ("Heinrich Joseph von Collin",)
    assert play.extra["author_refs"][play.authors[0]] == {"wikidata": "Q84824", "gnd": "11852156X"}
    assert (play.date, play.language_declared) == ("1802", "de")
    lines = play.text.split("\n")
    assert lines.count("Veturia.") > 20
    assert "Wir rufen laut um Hülfe!" in lines


NEVER = {"fw", "figDesc", "del", "surplus", "metamark", "am", "listPerson", "listPlace", "listOrg", "listEvent"}
EDITORS = {"commentary", "textConst", "editorial"}


def kept(element):
    """Yield the text of what must be printed, by rules written down apart from the reader's."""
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    parent = element.getparent()
    holder = "" if parent is None else etree.QName(parent).localname
    unprinted = (
        not name
        or name in NEVER
        or (name == "note" and element.get("type") in EDITORS)
        or (name == "listBibl" and holder == "back")
        or (holder == "choice" and name in {"sic", "abbr", "reg"})
    )
    if unprinted:
        return
    yield "[...]" if name == "gap" else element.text or ""
    for one in element:
        yield from kept(one)
        yield one.tail or ""


@pytest.mark.parametrize(
    "slug", ["gerdracor", "eltec-deu", "schnitzler-tagebuch", "schnitzler-briefe", "dhd-abstracts", "germaparl-tei"]
)
def test_every_letter_of_the_text_is_printed_once(slug):
    """Every seventh file, letter by letter: nothing lost, nothing twice, nothing of the editors."""
    source = corpora.snapshot(slug)
    by_id = {one.id: one.text for one in reading(slug).documents}
    files = [one for one in source.names() if one.rpartition(".")[0] in by_id][::7]
    assert files
    for path in files:
        root = etree.fromstring(source.read(path), etree.XMLParser(recover=True, huge_tree=True))
        (text,) = root.findall("{*}text")
        printed = Counter(by_id[path.rpartition(".")[0]])
        wanted = Counter("".join(kept(text)))
        for blank in (" ", "\n", "\t", "\r", "."):
            printed.pop(blank, None), wanted.pop(blank, None)
        assert printed == wanted, path


def test_verse_is_most_of_the_plays_and_stands_in_lines():
    lines = Counter(len(one.text.split("\n")) > 1000 for one in reading("gerdracor").documents)
    assert lines[True] > 80


def test_a_tokenised_novel_reads_like_its_plain_edition():
    plain, tokens = by_end("eltec-deu", "level1/DEU051").text.split(), by_end("eltec-deu", "level2/DEU051").text.split()
    assert len(tokens) == pytest.approx(len(plain), rel=0.01)
    assert SequenceMatcher(None, plain[:4000], tokens[:4000], autojunk=False).ratio() > 0.97


def test_letters_have_their_sender_and_his_death_and_no_commentary():
    letters = reading("schnitzler-briefe").documents
    assert len({one.authors for one in letters}) > 20
    assert sum(bool(one.extra.get("author_deaths")) for one in letters) > 300
    late = {name for one in letters for name, year in one.extra.get("author_deaths", {}).items() if year > 1955}
    assert late
    letter = by_end("schnitzler-briefe", "L02951")
    assert "nicht ermittelt" not in letter.text
    assert "Miskolez" in letter.text
    assert letter.date == "1891-09-10"


def test_a_diary_entry_is_its_text_without_head_or_page_furniture():
    entry = by_end("schnitzler-tagebuch", "entry__1908-01-15")
    assert entry.text.startswith("15/1 Vorm. spazieren")
    assert (entry.date, len(entry.text.split("\n\n"))) == ("1908-01-15", 3)
    assert any("creativecommons.org/licenses/by/4.0" in one.statement for one in entry.license_statements)


def test_a_journal_comes_apart_into_articles_with_titles():
    articles = [one for one in reading("dingler-polytechnisches-journal").documents if "part_type" in one.extra]
    assert len(articles) == 619
    assert sum(bool(one.title) for one in articles) == 619
    assert max(len(one.text) for one in articles) < 500_000


def test_soldiers_letters_keep_hyphens_at_line_ends_and_lose_the_editors_heading():
    found = reading("soldatenbriefe").documents
    assert sum("⸗\n" in one.text for one in found) > 80
    assert not any(one.text.startswith("SB-Nr.") for one in found)


def test_a_newspaper_page_is_read_once_not_three_times():
    page = by_end("reichsanzeiger-page", "reichsanzeiger-1820-1939/GT-PAGE/1834_239_0518")
    lines = [line for line in page.text.split("\n") if len(line) > 30]
    assert len(lines) == len(set(lines))
    assert page.text.startswith("eine Menge von Schaluppen")


def test_decisions_come_apart_court_by_court():
    courts = Counter(one.id.split("/")[-2] for one in reading("legal-entity-recognition").documents)
    assert len(courts) == 7
    assert all(60 < count < 160 for count in courts.values())


def test_rights_of_the_bibles_are_verbatim_and_absent_where_there_are_none():
    said = {
        one.id.split("/")[1]: [right.statement for right in one.license_statements]
        for one in reading("bibeln-osis").documents
    }
    assert said["gerben"] == ["Public Domain"]
    assert said["albrecht1926"] == ["© Ludwig Albrecht"]


def test_all_rights_reserved_is_found_in_the_header():
    for one in reading("fraktionsprotokolle-kopf").documents:
        assert {"restricted", "Alle Rechte vorbehalten. © Copyright KGParl"} <= {
            said.statement for said in one.license_statements
        }


def test_articles_are_prose_without_boxes():
    article = by_end("wikipedia-minidumps", "de/wiki/182")
    assert article.text.startswith("Arthur Schopenhauer (* 22. Februar 1788 in Danzig;")
    assert not re.search(r"\||\{\{|\[\[|''|\( *\)", article.text)
