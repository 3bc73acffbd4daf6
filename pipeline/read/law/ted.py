"""Format `ted`: notices of public procurement, as TED XML (R2.0.9) or eForms (UBL 2.3), one a member.

The text is what the buyer wrote, in the languages that are wanted: titles, descriptions, conditions.  Codes, addresses and contacts stay
out, and so do the titles in all languages of the Union.  Native id: the member's path without suffix; of several forms `/` and the language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XmlOptions, child, children, descendants, flat, local, native_id, parse_any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_OUT: Final = frozenset(
    {
        "ADDRESS_CONTRACTING_BODY",
        "ADDRESS_CONTRACTOR",
        "ADDRESS_REVIEW_BODY",
        "ADDRESS_REVIEW_INFO",
        "ADDRESS_FURTHER_INFO",
    }
)
_NOTICES: Final = frozenset({"PriorInformationNotice", "ContractNotice", "ContractAwardNotice"})
_WRITTEN: Final = (
    "Name",
    "Description",
    "Note",
    "ReservedProcurement",
    "CalculationExpression",
    "PaymentTerms",
    "Title",
)
_OF_PROJECT: Final = frozenset({"ProcurementProject", "ProcurementProjectLot", "TenderingTerms", "TenderingProcess"})
_OF_ADDRESS: Final = frozenset({"Party", "Company", "PartyName", "Contact", "Address", "PostalAddress", "TouchPoint"})
_THREE: Final = {"DE": "DEU", "EN": "ENG", "FR": "FRA", "IT": "ITA", "NL": "NLD", "DA": "DAN", "LU": "LTZ"}


class TedOptions(XmlOptions):
    """Options: of which languages the forms are read, as TED writes them (`DE`)."""

    languages: tuple[str, ...] = ("DE",)


def read(part: Part, options: TedOptions) -> Iterator[Document | Fault]:
    """Yield the notice in each wanted language, a Fault `empty` where it has no text in any; ReadError where it is no notice."""
    member = part.member
    root = parse_any(member)
    name = native_id(member, options)
    if local(root) == "TED_EXPORT":
        yield from _forms(root, name, options)
    elif local(root) in _NOTICES:
        yield _notice(root, name, options)
    else:
        raise ReadError(
            f"{member.path}: root element is <{local(root)}>; expected TED_EXPORT or a notice of eForms: {sorted(_NOTICES)}"
        )


def _forms(root: etree._Element, name: str, options: TedOptions) -> Iterator[Document | Fault]:
    forms = [
        form
        for section in children(root, "FORM_SECTION")
        for form in section
        if local(form) and form.get("LG") in options.languages
    ]
    if not forms:
        languages = sorted(
            {form.get("LG") or "" for section in children(root, "FORM_SECTION") for form in section if local(form)}
        )
        yield Fault("empty", f"no form in {list(options.languages)}; there are {languages}", name)
    for form in forms:
        form_id = f"{name}/{form.get('LG')}" if len(forms) > 1 else name
        texts = [flat(paragraph) for paragraph in descendants(form, "P") if not _is_address(paragraph)]
        text = "\n\n".join(dict.fromkeys(filter(None, texts)))
        yield _of_form(root, form, form_id, text) if text else Fault("empty", "no paragraph in its form", form_id)


def _is_address(paragraph: etree._Element) -> bool:
    return any(local(up) in _OUT for up in paragraph.iterancestors())


def _of_form(root: etree._Element, form: etree._Element, name: str, text: str) -> Document:
    data = child(root, "CODED_DATA_SECTION")
    number = flat(child(data, "NOTICE_DATA", "NO_DOC_OJS"))
    addresses = descendants(form, "URI_DOC") or descendants(data, "URI_DOC")
    extra: dict[str, Any] = {
        "identifier": number,
        "form": local(form),
        "country": (country.get("VALUE") if (country := child(data, "NOTICE_DATA", "ISO_COUNTRY")) is not None else ""),
    }
    return Document(
        id=name,
        text=text,
        title=flat(next(iter(descendants(child(form, "OBJECT_CONTRACT"), "TITLE")), None)) or None,
        authors=tuple(
            dict.fromkeys(filter(None, (flat(e) for e in descendants(child(form, "CONTRACTING_BODY"), "OFFICIALNAME"))))
        ),
        date=_day(flat(child(data, "REF_OJS", "DATE_PUB"))),
        url=next((flat(address) for address in addresses if address.get("LG") == form.get("LG")), None),
        language_declared=(form.get("LG") or "").lower() or None,
        extra={key: value for key, value in extra.items() if value},
        kind="official_notice",
        unit="document",
    )


def _day(value: str) -> str | None:
    return (
        edtf.iso(f"{value[:4]}-{value[4:6]}-{value[6:]}")
        if len(value) == 8 and value.isdecimal()
        else edtf.iso(value[:10])
    )


def _notice(root: etree._Element, name: str, options: TedOptions) -> Document | Fault:
    """Return a notice of eForms: what its project and its lots say in the wanted languages, each passage once."""
    languages = {_THREE.get(language, language) for language in options.languages}
    wanted = [
        element
        for element in descendants(root, *_WRITTEN)
        if (element.get("languageID") or "").upper() in languages and _is_of_project(element)
    ]
    text = "\n\n".join(dict.fromkeys(filter(None, map(flat, wanted))))
    if not text:
        return Fault("empty", f"no text in {sorted(languages)}", name)
    buyers = [
        flat(child(party, "PartyName", "Name"))
        for party in (*descendants(root, "Company"), *descendants(root, "Party"))
    ]
    return Document(
        id=name,
        text=text,
        title=flat(child(root, "ProcurementProject", "Name")) or None,
        authors=tuple(filter(None, buyers))[:1],
        date=_day(flat(next(iter(descendants(root, "PublicationDate")), None)) or flat(child(root, "IssueDate"))),
        language_declared=next((short.lower() for short, long in _THREE.items() if long in languages), None),
        extra={"form": local(root), **({"identifier": number} if (number := flat(child(root, "ID"))) else {})},
        kind="official_notice",
        unit="document",
    )


def _is_of_project(element: etree._Element) -> bool:
    around = {local(up) for up in element.iterancestors()}
    return bool(around & _OF_PROJECT) and not around & _OF_ADDRESS


READER: Final = Reader(TedOptions, read)
