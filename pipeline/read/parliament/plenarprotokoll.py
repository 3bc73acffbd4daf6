"""Format `plenarprotokoll`: stenographic reports of the Bundestag from the 19th term on (dbtplenarprotokoll.dtd).

A sitting is a document, or each of its speeches; contents, lists of speakers and numbers of printed pages stay out.  Native id: the
member's path without suffix; by speech `/` and its id.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.read import edtf
from pipeline.read.document import Document, Fault
from pipeline.read.flow import LINE, NONE, PARAGRAPH
from pipeline.read.reader import Reader
from pipeline.read.xml import XmlOptions, child, children, descendants, flat, line_of, local, native_id, parse
from pipeline.read.xml_markup import Markup, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

_SIGN: Final = b"&#xFEFF;"
"""A byte order mark written as a reference, before the declaration: some files begin with it and are no XML so."""

_MARKUP: Final = Markup(
    breaks=dict.fromkeys(
        (
            "p",
            "kommentar",
            "name",
            "tagesordnungspunkt",
            "rede",
            "anlage",
            "anlagen-titel",
            "anlagen-text",
            "table",
            "zitat",
        ),
        PARAGRAPH,
    )
    | {"tr": LINE, "redner": NONE},
    cells=frozenset({"td", "th"}),
    skip=frozenset({"seite", "seitenbereich", "redner", "xref", "ivz-block", "ivz-eintrag", "inhaltsverzeichnis"}),
)
_SILENT: Final = Markup(breaks=_MARKUP.breaks, cells=_MARKUP.cells, skip=_MARKUP.skip | {"kommentar"})
_GOES_ON: Final = "O"
"""The class of paragraphs that go on after an interruption."""


class PlenarprotokollOptions(XmlOptions):
    """Options.

    `unit`: a document a sitting, or a speech.  `comments` keeps applause and interjections; without them a
    sentence that was interrupted goes on.  `annexes` keeps the lists and declarations behind the sitting.
    """

    unit: Literal["session", "speech"] = "session"
    comments: bool = True
    annexes: bool = True


def read(part: Part, options: PlenarprotokollOptions) -> Iterator[Document | Fault]:
    """Yield the sitting or its speeches; Faults `empty` for those without text; ReadError where it is no such report."""
    member = _sound(part.member)
    root = parse(member, options, frozenset({"dbtplenarprotokoll"}))
    if not options.comments:
        _join_interrupted(root)
    markup = _MARKUP if options.comments else _SILENT
    document_id = native_id(member, options)
    whole = _session(root, document_id, markup, options)
    if options.unit == "session":
        yield whole if whole.text else Fault("empty", "no paragraph of the sitting holds text", document_id)
        return
    for speech in descendants(root, "rede"):
        yield _speech(speech, whole, markup)


def _sound(member: Member) -> Member:
    """Return the member without a byte order mark that is written as a reference before the declaration."""
    return replace(member, data=member.data[len(_SIGN) :]) if member.data.startswith(_SIGN) else member


def _join_interrupted(root: etree._Element) -> None:
    """Put paragraphs that go on after an interruption into one with the paragraph that was interrupted."""
    for parent in {paragraph.getparent(): None for paragraph in root.iter("{*}p")}:
        if parent is not None:
            _join_in(parent)


def _join_in(parent: etree._Element) -> None:
    last: etree._Element | None = None
    whole: etree._Element | None = None
    for element in list(parent):
        if local(element) == "p" and element.get("klasse") == _GOES_ON and last is not None:
            if whole is None:
                whole = parent.makeelement("p")
                parent.replace(last, whole)
                _put(whole, last)
            _put(whole, element)
        elif local(element) == "p":
            last, whole = element, None
        elif local(element) != "kommentar":
            last = whole = None


def _put(whole: etree._Element, paragraph: etree._Element) -> None:
    """Put a paragraph into another one, as running text."""
    paragraph.tag, paragraph.tail = "teil", " "
    whole.append(paragraph)


def _session(root: etree._Element, document_id: str, markup: Markup, options: PlenarprotokollOptions) -> Document:
    head = child(root, "vorspann", "kopfdaten")
    parts = children(root, "sitzungsverlauf") + (children(root, "anlagen") if options.annexes else [])
    extra: dict[str, Any] = {
        "legislative_period": root.get("wahlperiode"),
        "session": root.get("sitzung-nr"),
        "session_title": flat(child(head, "sitzungstitel")),
    }
    return Document(
        id=document_id,
        text="\n\n".join(filter(None, (text_of(part, markup) for part in parts))),
        title=flat(child(head, "plenarprotokoll-nummer")) or None,
        authors=tuple(filter(None, [flat(child(head, "herausgeber"))])),
        date=edtf.free(root.get("sitzung-datum") or flat(child(head, "veranstaltungsdaten", "datum"))),
        language_declared="de",
        extra={name: value for name, value in extra.items() if value},
        kind="parliamentary_protocol",
        unit="document",
    )


def _speech(speech: etree._Element, session: Document, markup: Markup) -> Document | Fault:
    speaker = next(iter(descendants(speech, "redner")), None)
    name = child(speaker, "name")
    introduced = frozenset(element for element in speech if element.get("klasse") == "redner")
    text = text_of(speech, markup, introduced)
    speech_id = f"{session.id}/{speech.get('id') or line_of(speech)}"
    if not text:
        return Fault("empty", "the speech holds no paragraph", speech_id)
    person = " ".join(
        filter(None, (flat(child(name, part)) for part in ("titel", "vorname", "namenszusatz", "nachname")))
    )
    values = {
        "party": flat(child(name, "fraktion")),
        "role": flat(child(name, "rolle", "rolle_lang")),
        "speaker_id": speaker.get("id", "") if speaker is not None else "",
    }
    return replace(
        session,
        id=speech_id,
        text=text,
        title=f"{session.title or ''}: {person}".strip(": ") or None,
        authors=(person,) if person else (),
        offset=line_of(speech),
        extra=dict(session.extra) | {key: value for key, value in values.items() if value},
        kind="speech",
        unit="part",
        work=session.id,
    )


READER: Final = Reader(PlenarprotokollOptions, read)
