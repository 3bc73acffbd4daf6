"""Notices of procurement: what the buyer wrote in the wanted languages, without codes, addresses and titles in all languages."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.law import ted
from pipeline.read.reader import Part, ReadError


def form(language, text):
    return (
        f'<F02_2014 LG="{language}"><CONTRACTING_BODY><ADDRESS_CONTRACTING_BODY><OFFICIALNAME>Gemeinde Au</OFFICIALNAME><CONTACT_POINT><P>Frau Ek</P></CONTACT_POINT>'
        f"</ADDRESS_CONTRACTING_BODY></CONTRACTING_BODY><OBJECT_CONTRACT><TITLE><P>Bau eines Stegs</P></TITLE><SHORT_DESCR><P>{text}</P></SHORT_DESCR></OBJECT_CONTRACT></F02_2014>"
    )


def export(*forms):
    head = (
        '<CODED_DATA_SECTION><REF_OJS><DATE_PUB>20200330</DATE_PUB></REF_OJS><NOTICE_DATA><NO_DOC_OJS>2020/S 063-1</NO_DOC_OJS><URI_LIST><URI_DOC LG="DE">http://ted.example/1'
        "</URI_DOC></URI_LIST></NOTICE_DATA></CODED_DATA_SECTION><TRANSLATION_SECTION><ML_TITLES><ML_TI_DOC LG='CS'><TI_TEXT><P>Stavba</P></TI_TEXT></ML_TI_DOC></ML_TITLES>"
        "</TRANSLATION_SECTION>"
    )
    return f'<TED_EXPORT xmlns="http://ted.example/R2.0.9">{head}<FORM_SECTION>{"".join(forms)}</FORM_SECTION></TED_EXPORT>'


EFORMS = """<ContractNotice xmlns:cac="a" xmlns:cbc="b"><cac:ContractingParty><cac:Party><cac:PartyName><cbc:Name languageID="DEU">Gemeinde Au</cbc:Name></cac:PartyName></cac:Party>
</cac:ContractingParty><cbc:ID>7</cbc:ID><cbc:IssueDate>2020-03-30Z</cbc:IssueDate><cac:ProcurementProject><cbc:Name languageID="DEU">Bau eines Stegs</cbc:Name><cbc:Description
languageID="FRA">Un ponton</cbc:Description></cac:ProcurementProject><cac:ProcurementProjectLot><cac:ProcurementProject><cbc:Name languageID="DEU">Bau eines Stegs</cbc:Name>
<cbc:Description languageID="DEU">Der Steg wird aus Holz gebaut.</cbc:Description></cac:ProcurementProject></cac:ProcurementProjectLot></ContractNotice>"""


def read(xml, **options):
    return list(ted.read(Part(Member("ted/1.xml", xml.encode())), ted.TedOptions(**options)))


def test_the_form_in_german_without_contacts_and_translated_titles():
    (document,) = read(export(form("FR", "Un ponton."), form("DE", "Der Steg wird gebaut.")))
    assert document.text == "Bau eines Stegs\n\nDer Steg wird gebaut."
    assert (document.id, document.title, document.date, document.authors) == (
        "ted/1",
        "Bau eines Stegs",
        "2020-03-30",
        ("Gemeinde Au",),
    )
    assert (document.extra["identifier"], document.url, document.language_declared) == (
        "2020/S 063-1",
        "http://ted.example/1",
        "de",
    )


def test_several_languages_and_none():
    both = read(export(form("FR", "Un ponton."), form("DE", "Ein Steg.")), languages=["DE", "FR"])
    assert [one.id for one in both] == ["ted/1/FR", "ted/1/DE"]
    (fault,) = read(export(form("FR", "Un ponton.")))
    assert isinstance(fault, Fault)
    assert "there are ['FR']" in fault.detail


def test_eforms_once_per_passage():
    (document,) = read(EFORMS)
    assert document.text == "Bau eines Stegs\n\nDer Steg wird aus Holz gebaut."
    assert (document.title, document.date, document.authors) == ("Bau eines Stegs", "2020-03-30", ("Gemeinde Au",))


@pytest.mark.parametrize("xml", ["<a/>", "<Invoice/>", "<TED_EXPORT>"])
def test_what_is_no_notice_is_refused(xml):
    with pytest.raises(ReadError):
        read(xml)
