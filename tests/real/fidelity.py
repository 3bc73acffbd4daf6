"""Whether readers and cleaning keep every word: the words of documents against an extraction that shares no code with them.

    python -m tests.real.fidelity [SOURCE ...]

Per source: words, and how many in a thousand are missing, and are invented (a glued pair is two missing and one invented), by
bags of words per member; and blanks before signs.  What an edition leaves out by its guidelines is listed here per source;
hyphens count for nothing, whether a true one was kept is a matter of its own.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree, html

from pipeline.archives.archive import Broken
from pipeline.archives.member import Member
from pipeline.clean.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import count, merge
from pipeline.manifest.globs import matches
from pipeline.read import registry
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Part, ReadError
from tests.manifests import corpora
from tests.pipeline.clean.corpus import read_table
from tests.real import fidelity_web

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE = "\ue000"
"""A line end of the source in what is extracted here."""

WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*")
JOINED = re.compile(
    rf"([^\W\d_][\u0300-\u036f]*)[-⸗‐¬\u00ad]\s*{LINE}[\s{LINE}]*(?!(?:und|oder|bzw|u|od|bis|als|vnd|vnnd|sowie|noch)\b)(?=[^\W\d_A-ZÄÖÜ])"
)
NOTE = re.compile("\ue001([^\ue001\ue002]*)\ue002")
SPACED = re.compile(r"\S [,.;!?](?: |$)")

INLINE = frozenset(
    {
        "abbr",
        "add",
        "anchor",
        "c",
        "corr",
        "damage",
        "date",
        "del",
        "distinct",
        "email",
        "emph",
        "ex",
        "expan",
        "foreign",
        "forename",
        "formula",
        "g",
        "geogName",
        "gloss",
        "handShift",
        "hi",
        "idno",
        "lb",
        "measure",
        "mentioned",
        "milestone",
        "mod",
        "name",
        "num",
        "orgName",
        "orig",
        "pb",
        "cb",
        "gb",
        "pc",
        "persName",
        "placeName",
        "ptr",
        "ref",
        "reg",
        "restore",
        "retrace",
        "roleName",
        "rs",
        "s",
        "seg",
        "sic",
        "soCalled",
        "space",
        "subst",
        "supplied",
        "surname",
        "term",
        "time",
        "title",
        "unclear",
        "w",
        "choice",
        "app",
        "lem",
        "rdg",
        "fw",
        "metamark",
        "note",
        "gap",
        "surplus",
        "am",
        "figDesc",
        "graphic",
        "index",
        "docDate",
        "pubPlace",
        "publisher",
        "q",
        "quote",
    }
)
"""Elements of TEI inside of which and beside which a word may go on."""

LETTERHEADS = frozenset({"opener", "closer", "address", "signed", "seg", "dateline", "salute"})
"""Elements in which phrases without text between them are lines of their own."""

LEFT_OUT = frozenset(
    {
        "fw",
        "figDesc",
        "graphic",
        "media",
        "del",
        "surplus",
        "metamark",
        "interp",
        "interpGrp",
        "span",
        "spanGrp",
        "am",
        "index",
        "divGen",
        "notatedMusic",
        "desc",
        "witDetail",
        "listPerson",
        "listPlace",
        "listOrg",
        "listEvent",
        "listNym",
        "listRelation",
        "listObject",
        "listWit",
        "standOff",
        "facsimile",
    }
)
EDITORS = frozenset({"commentary", "textConst", "editorial", "comment", "critical"})
EXTRA = {"dingler-polytechnisches-journal": {("div", "contents"), ("div", "index"), ("div", "issue_title_line"), ("div", "tab"),
                                             ("ab", "keywords"), ("titlePart", "column"), ("titlePage", "")}}  # fmt: skip
"""Elements of a type that the source itself calls contents, heads of issues, legends."""


@dataclass
class Tally:
    """Words of one source, as extracted here, and how those of its documents differ."""

    words: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    spaced: int = 0

    def add(self, wanted: str, text: str) -> None:
        """Add what differs between the text that is wanted and the text that is there."""
        bags = [Counter(WORD.findall(_bare(part))) for part in (JOINED.sub(r"\1", wanted), text)]
        self.words += bags[0].total()
        self.missing += bags[0] - bags[1]
        self.invented += bags[1] - bags[0]
        self.spaced += len(SPACED.findall(text))

    def per_thousand(self, bag: Counter[str]) -> float:
        """Return how many words of a thousand are in the bag."""
        return 1000 * bag.total() / max(1, self.words)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFC", text.replace(LINE, " ").replace("\u00ad", ""))
    return re.sub(r"(?<=\w)[-⸗‐¬](?=[^\W\d_A-ZÄÖÜ])", "", plain)


def name_of(element: etree._Element) -> str:
    """Return the name without namespace, "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def tei(data: bytes, slug: str) -> Iterator[str]:
    """Yield the pieces of text of a TEI file."""
    root = etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False, recover=True))
    for text in root.iter("{*}text"):
        if not any(name_of(up) == "text" for up in text.iterancestors()):
            yield from _tei(text, slug)


def _tei(element: etree._Element, slug: str) -> Iterator[str]:
    name, kind, parent = name_of(element), element.get("type", ""), element.getparent()
    holder = name_of(parent) if parent is not None else ""
    if not name or name in LEFT_OUT or (name, kind) in EXTRA.get(slug, ()) or (name == "listBibl" and holder == "back"):
        return
    if name == "note" and (kind in EDITORS or element.get("resp", "author").lower() not in {"author", "#author"}):
        return
    if holder == "choice" and name in {"sic", "abbr", "reg"}:
        return
    if (
        name == "head"
        and "".join(element.itertext()).strip()
        == "".join("".join(part.itertext()) for part in element if name_of(part) == "supplied").strip()
    ):
        return
    is_apart = (
        holder in LETTERHEADS
        and not (parent.text or "").strip()
        and not any((one.tail or "").strip() for one in parent)
    )
    space = "" if name in INLINE and not is_apart else " "
    if name == "note":
        yield "\ue001"
    yield space
    yield {"lb": f" {LINE}", "pb": f" {LINE}", "cb": f" {LINE}", "space": " ", "gap": "[...]"}.get(name, "")
    is_broken = element.get("break") == "no"
    yield "\ue003" if is_broken else ""
    if name not in {"gap", "space"}:
        yield element.text or ""
        is_tokens = any(name_of(part) in {"w", "pc"} for part in element)
        for part in element:
            yield from _tei(part, slug)
            yield (part.tail or "") + (
                " " if is_tokens and not (part.tail or "").strip() and name_of(part) in {"w", "s"} else ""
            )
    yield space
    if name == "note":
        yield "\ue002"


def told(pieces: Iterator[str]) -> str:
    """Return the text of TEI with its notes behind it, so that a note in the middle of a broken word does not part it."""
    text = re.sub(rf"\s*{LINE}?\ue003\s*", "", "".join(pieces))
    notes: list[str] = []
    while inner := NOTE.findall(text):
        notes += inner
        text = NOTE.sub("", text)
    return " \n".join([text, *notes])


def page(data: bytes, _slug: str) -> Iterator[str]:
    """Yield the lines of a PAGE file in the order of the file, those of running heads and page numbers left out."""
    furniture = {"page-number", "header", "footer", "catch-word", "signature-mark"}
    for line in etree.fromstring(data).iter("{*}TextLine"):
        kinds = {
            up.get("type") or "".join(re.findall(r"type:\s*([\w-]+)", up.get("custom", "")))
            for up in line.iterancestors()
        }
        own = [part for part in line if name_of(part) == "TextEquiv"] or [
            part for word in line if name_of(word) == "Word" for part in word if name_of(part) == "TextEquiv"
        ][:1]
        if own and not kinds & furniture:
            first = min(own, key=lambda part: int(part.get("index", "0")))
            yield "".join(first.itertext()).strip() + f" {LINE} "


def alto(data: bytes, _slug: str) -> Iterator[str]:
    """Yield the strings of an ALTO file; halves of a word as they stand."""
    for line in etree.fromstring(data).iter("{*}TextLine"):
        if not any(name_of(up).endswith("Margin") for up in line.iterancestors()):
            hyphen = "".join(part.get("CONTENT", "-") for part in line.iter("{*}HYP"))
            yield " ".join(part.get("CONTENT", "") for part in line.iter("{*}String")) + hyphen + f" {LINE} "


def hocr(data: bytes, _slug: str) -> Iterator[str]:
    """Yield the text of an hOCR page, words apart from each other."""
    body = html.fromstring(data).find(".//body")
    for element in body.iter():
        name = element.get("class", "") if isinstance(element.tag, str) else ""
        yield (
            f" {LINE} "
            if name in {"ocr_line", "ocrx_line", "ocr_par"} or element.tag in {"p", "br"}
            else " " * ("word" in name)
        )
        yield (element.text or "") if isinstance(element.tag, str) else ""
        yield element.tail or ""


def abbyy(data: bytes, _slug: str) -> Iterator[str]:
    """Yield the characters of ABBYY XML, line by line."""
    for line in etree.fromstring(data).iter("{*}line"):
        signs = [part.text or " " for part in line.iter("{*}charParams")]
        yield ("".join(signs) if signs else "".join(line.itertext())) + f" {LINE} "


def timeml(data: bytes, _slug: str) -> Iterator[str]:
    """Yield a TimeML file without its tags."""
    text = data.decode("utf-8", "replace").partition("<TimeML>")[2]
    yield re.sub(r"</?(?:TIMEX3|TimeML)\b[^<>]*>", "", text)


def tokens(data: bytes, _slug: str) -> Iterator[str]:
    """Yield the tokens of IOB files: all of a line but its tag."""
    for line in data.decode("utf-8", "replace").split("\n"):
        if line.strip() and not re.match(r"#\s+[\w ]+:", line) and not line.startswith("-DOCSTART-"):
            yield line.rsplit(None, 1)[0] + " "


def conllu(data: bytes, _slug: str) -> Iterator[str]:
    """Yield the surface of CoNLL-U: ranges instead of their words."""
    until = 0
    for row in (line.split("\t") for line in data.decode().split("\n")):
        first, _, last = row[0].partition("-")
        until = 0 if row[0] == "" else until
        if len(row) == 10 and first.isdecimal() and not (int(first) <= until and not last):
            until = int(last or until)
            yield row[1] + ("" if "SpaceAfter=No" in row[9] else " ")
        elif row == [""]:
            yield " "


def osis(data: bytes, _slug: str) -> Iterator[str]:
    """Yield the text of OSIS without its header, every verse and title apart."""
    root = etree.fromstring(data)
    for element in root.iter("{*}header", "{*}figure", "{*}index"):
        element.getparent().remove(element) if element.tail is None else element.clear(keep_tail=True)
    for element in root.iter("{*}verse", "{*}title", "{*}p", "{*}l", "{*}chapter", "{*}div", "{*}note", "{*}lb"):
        element.text, element.tail = f" {element.text or ''}", f" {element.tail or ''}"
    yield "".join(root.itertext(etree.Element))


EXTRACTIONS = {"tei": tei, "page": page, "alto": alto, "hocr": hocr, "abbyy": abbyy, "timeml": timeml, "iob": tokens,
               "conllu": conllu, "osis": osis, "mediawiki": fidelity_web.mediawiki, "markdown": fidelity_web.markdown}  # fmt: skip
SOURCES = (
    "bibeln-osis", "cis-ocrtestset", "dach-gt-alto", "dhd-abstracts", "dingler-polytechnisches-journal", "eltec-deu",
    "europeana-newspapers-ner", "gerdracor", "legal-entity-recognition", "reichsanzeiger-page", "schnitzler-briefe",
    "schnitzler-tagebuch", "soldatenbriefe", "ud-german",
)  # fmt: skip


def tally(slug: str) -> Tally:
    """Return how the cleaned documents of a source differ from what is extracted here."""
    wanted, texts = _read(slug)
    names = list(texts)
    read = read_table([texts[name] for name in names])
    options = CleanOptions(max_characters=10**9, switches={"joined_hyphenation": True, "cut_boilerplate": False})
    cleaned, _ = clean(read, merge([count(read)]), options)
    by_place = dict(zip(cleaned.column("id").to_pylist(), cleaned.column("text").to_pylist(), strict=True))
    result = Tally()
    for name, place in zip(names, read.column("id").to_pylist(), strict=True):
        result.add(wanted[name], by_place.get(place, ""))
    return result


def _read(slug: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the text of each member, as extracted here and as read; parts of a member one after the other."""
    source = corpora.manifest(slug)
    formats = [(extra.members, extra.format) for extra in source.formats] + [(("**",), source.format)]
    wanted: dict[str, str] = {}
    texts: dict[str, str] = {}
    for member in corpora.snapshot(slug).members(lambda _path: True):
        assert not isinstance(member, Broken)
        named = next(form for patterns, form in formats if matches(member.path, patterns))
        chosen = matches(member.path, source.members.include) and not matches(member.path, source.members.exclude)
        if not chosen or named.name not in EXTRACTIONS:
            continue
        options = registry.parse_options(named.name, named.options(), member.path)
        try:
            items = list(registry.reader(named.name).read(Part(Member(member.path, member.data)), options))
        except ReadError:
            continue
        if any(isinstance(item, Fault) and item.characters == 0 for item in items) and len(items) == 1:
            continue
        pieces = EXTRACTIONS[named.name](member.data, slug)
        wanted[member.path] = told(pieces) if named.name == "tei" else "".join(pieces)
        texts[member.path] = "\n\n".join(item.text for item in items if isinstance(item, Document))
    return wanted, texts


def main(slugs: list[str]) -> None:
    """Print a row per source."""
    write = sys.stdout.write
    write(f"{'source':34}{'words':>10}{'missing ‰':>11}{'invented ‰':>12}{'spaced':>9}\n")
    for slug in slugs or SOURCES:
        result = tally(slug)
        rates = (result.per_thousand(result.missing), result.per_thousand(result.invented))
        write(f"{slug:34}{result.words:>10}{rates[0]:>11.2f}{rates[1]:>12.2f}{result.spaced:>9}\n")
        write(f"    missing {result.missing.most_common(8)} invented {result.invented.most_common(8)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
