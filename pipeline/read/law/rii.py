"""Format `rii`: decisions of the federal courts as rechtsprechung-im-internet.de has them (rii-dok), one a member.

Guiding sentences, ruling, facts and reasons under their headings, without the numbers in the margin and what the page offers to click.
Native id: the member's path without suffix.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf, identifiers
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.flow import LINE, PARAGRAPH
from pipeline.read.reader import Reader
from pipeline.read.xml import XmlOptions, child, flat, local, native_id, parse
from pipeline.read.xml_markup import Markup, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_COURTS: Final = {
    "BVerfG": "Bundesverfassungsgericht",
    "BGH": "Bundesgerichtshof",
    "BVerwG": "Bundesverwaltungsgericht",
    "BFH": "Bundesfinanzhof",
    "BAG": "Bundesarbeitsgericht",
    "BSG": "Bundessozialgericht",
    "BPatG": "Bundespatentgericht",
    "GmS-OGB": "Gemeinsamer Senat der obersten Gerichtshöfe des Bundes",
}
_SECTIONS: Final = {
    "leitsatz": "Leitsatz",
    "sonstosatz": "Orientierungssatz",
    "tenor": "Tenor",
    "tatbestand": "Tatbestand",
    "entscheidungsgruende": "Entscheidungsgründe",
    "gruende": "Gründe",
    "abwmeinung": "Abweichende Meinung",
    "sonstlt": "",
}
_MARKUP: Final = Markup(
    breaks=dict.fromkeys(("p", "dl", "div", "table", "ul", "ol", "h1", "h2", "h3", "blockquote"), PARAGRAPH)
    | dict.fromkeys(("dt", "li", "tr"), LINE),
    labels=frozenset({"dt"}),
    lines=frozenset({"br"}),
    cells=frozenset({"td", "th"}),
    skip=frozenset({"img", "script", "style"}),
)
_MARGIN: Final = re.compile(r"rd_\d+")


class RiiOptions(XmlOptions):
    """Options: whether the numbers in the margin are read too."""

    margin_numbers: bool = False


def read(part: Part, options: RiiOptions) -> Iterator[Document | Fault]:
    """Yield the decision, a Fault `empty` where no section holds text; ReadError where the root is not `dokument`."""
    member = part.member
    root = parse(member, options, frozenset({"dokument"}))
    skip = frozenset(_out(root, options))
    sections = [(heading, _section(root, name, skip)) for name, heading in _SECTIONS.items()]
    text = "\n\n".join(part for heading, body in sections if body for part in (heading, body) if part)
    document_id = native_id(member, options)
    if not text:
        yield Fault("empty", "no section of the decision holds text", document_id)
        return
    yield _document(root, document_id, text)


def _section(root: etree._Element, name: str, skip: frozenset[etree._Element]) -> str:
    section = child(root, name)
    return "" if section is None else text_of(section, _MARKUP, skip)


def _out(root: etree._Element, options: RiiOptions) -> Iterator[etree._Element]:
    """Yield what stays out: numbers in the margin, and links that open a picture."""
    for anchor in root.iter("{*}a"):
        if "Overl" in (anchor.get("class") or "").split() or (
            not options.margin_numbers and _MARGIN.fullmatch(anchor.get("name") or "")
        ):
            term = anchor.getparent()
            yield term if term is not None and local(term) == "dt" else anchor


def _document(root: etree._Element, document_id: str, text: str) -> Document:
    values = {
        name: flat(child(root, name))
        for name in (
            "gertyp",
            "gerort",
            "spruchkoerper",
            "doktyp",
            "aktenzeichen",
            "norm",
            "vorinstanz",
            "doknr",
            "publisher",
        )
    }
    court = " ".join(filter(None, (_COURTS.get(values["gertyp"], values["gertyp"]), values["gerort"])))
    ecli = flat(child(root, "ecli"))
    day = flat(child(root, "entsch-datum"))
    date = edtf.iso(f"{day[:4]}-{day[4:6]}-{day[6:]}") if len(day) == 8 and day.isdecimal() else edtf.free(day)
    title = flat(child(root, "titelzeile")) or ", ".join(
        filter(None, (court, values["doktyp"], values["aktenzeichen"]))
    )
    extra: dict[str, Any] = {
        "court": court,
        "kind": values["doktyp"],
        "file_number": values["aktenzeichen"],
        "norms": values["norm"],
        "before": values["vorinstanz"],
        "doknr": values["doknr"],
        "ecli": ecli,
    }
    address = flat(child(root, "identifier"))
    rights = flat(child(root, "accessRights"))
    return Document(
        id=document_id,
        text=text,
        title=title or None,
        authors=tuple(filter(None, [", ".join(filter(None, (court, values["spruchkoerper"])))])),
        date=date,
        url=address if address.startswith("http") else None,
        language_declared="de",
        license_statements=(Statement(rights, "accessRights"),) if rights else (),
        extra={name: value for name, value in extra.items() if value},
        kind="decision",
        unit="document",
        identifiers=identifiers.of_fields({"ecli": ecli}),
    )


READER: Final = Reader(RiiOptions, read)
