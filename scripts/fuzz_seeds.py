"""Seeds and marks for `scripts.fuzz`: a small sound file of every format, written for this, and what syntaxes are made of."""

from __future__ import annotations

import io
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from scripts.made_documents import pdf, zipped

_PROSE: Final = (
    "Der Brunnen am Markt wird im Winter abgestellt, damit die Leitung nicht einfriert. "
    "Wer im Wald Holz sammelt, braucht dafür einen Schein der Forststelle."
)
_TEI: Final = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Der Steg</title><author>A. Lindt</author>'
    '</titleStmt><publicationStmt><availability><licence target="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</licence>'
    "</availability></publicationStmt><sourceDesc><bibl><date when='1801'>1801</date></bibl></sourceDesc></fileDesc></teiHeader>"
    f'<text><body><div type="chapter" n="1"><head>Eins</head><p>{_PROSE}<lb/>Am Abend <hi>kam</hi> der Re-<lb break="no"/>gen.'
    '<note place="foot">Siehe oben.</note><pb n="2"/></p><sp><speaker>ANNA.</speaker><p>Komm.</p></sp></div></body></text></TEI>'
)
_ALTO: Final = (
    '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page WIDTH="900" HEIGHT="900"><PrintSpace><TextBlock ID="b" '
    'HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"><TextLine HPOS="0" VPOS="0"><String CONTENT="Der"/><SP/><String CONTENT="Brun" '
    'SUBS_TYPE="HypPart1" SUBS_CONTENT="Brunnen"/><HYP CONTENT="-"/></TextLine><TextLine><String CONTENT="nen" SUBS_TYPE="HypPart2" '
    'SUBS_CONTENT="Brunnen"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>'
)
_PAGE: Final = (
    '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="a.png" imageWidth="9" '
    'imageHeight="9"><ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="r"/></OrderedGroup></ReadingOrder>'
    '<TextRegion id="r" custom="readingOrder {index:0;}"><Coords points="0,0 9,0 9,9"/><TextLine id="l"><TextEquiv><Unicode>Der '
    "Steg</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"
)
_WIKI: Final = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/"><siteinfo><base>https://wiki.example/wiki/Start</base></siteinfo>'
    "<page><title>Steg</title><ns>0</ns><id>1</id><revision><id>2</id><timestamp>2020-01-01T00:00:00Z</timestamp><contributor>"
    "<username>A</username></contributor><text>== Lage ==\nDer '''Steg''' liegt am [[See|großen See]].&lt;ref&gt;B&lt;/ref&gt; "
    "{{Zitat|Ein Text}}\n{| class=x\n| a || b\n|}\n* eins\n</text></revision></page></mediawiki>"
)
_STATUTE: Final = (
    '<dokumente builddate="20200101"><norm doknr="A1"><metadaten><jurabk>StegO</jurabk><ausfertigung-datum>2001-02-03'
    "</ausfertigung-datum><langue>Stegordnung</langue></metadaten><textdaten><text><Content><P>Über den Steg.</P></Content></text>"
    "</textdaten></norm><norm doknr='A2'><metadaten><jurabk>StegO</jurabk><enbez>§ 1</enbez><titel>Zweck</titel></metadaten><textdaten>"
    f'<text format="XML"><Content><P>(1) {_PROSE}</P><table><tgroup cols="1"><tbody><row><entry>a</entry></row></tbody></tgroup></table>'
    "</Content></text></textdaten></norm></dokumente>"
)
_BUNDESTAG: Final = (
    "<DOKUMENT><WAHLPERIODE>19</WAHLPERIODE><DOKUMENTART>PLENARPROTOKOLL</DOKUMENTART><NR>19/1</NR><DATUM>24.10.2017</DATUM>"
    f"<TITEL>Sitzung</TITEL><TEXT>{_PROSE}</TEXT></DOKUMENT>"
)
_OSIS: Final = (
    '<osis xmlns="http://www.bibletechnologies.net/2003/OSIS/namespace"><osisText osisIDWork="X" xml:lang="de"><header><work osisWork="X">'
    '<title>Buch</title><rights>Public Domain</rights></work></header><div type="book" osisID="Gen"><chapter osisID="Gen.1">'
    '<verse osisID="Gen.1.1">Am Anfang war der Steg.</verse><note>Randnote</note></chapter></div></osisText></osis>'
)
_HOCR: Final = (
    "<html><body><div class='ocr_page' title='bbox 0 0 9 9'><div class='ocr_carea'><p class='ocr_par'><span class='ocr_line' "
    "title='bbox 0 0 9 9'><span class='ocrx_word'>Der</span> <span class='ocrx_word'>Steg</span></span></p></div></div></body></html>"
)
_ABBYY: Final = (
    '<document xmlns="http://www.abbyy.com/FineReader_xml/FineReader10-schema-v1.xml"><page width="9" height="9"><block '
    'blockType="Text"><text><par><line><formatting lang="German"><charParams>D</charParams><charParams>u</charParams></formatting>'
    "</line></par></text></block></page></document>"
)
_HTML: Final = (
    '<!DOCTYPE html><html lang="de"><head><title>Der Steg</title><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
    '<script type="application/ld+json">{"license": "CC0"}</script></head><body><nav><a href="/">Start</a></nav><article><h1>Der Steg'
    f"</h1><p>{_PROSE}</p><ul><li>eins<li>zwei</ul><table><tr><td>a<td>b</table></article><footer>© Verein, CC BY 4.0</footer></body></html>"
)
_WARC_BODY: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _HTML.encode()
_WARC: Final = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://verein.example/steg\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
    b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\nContent-Type: application/http; msgtype=response\r\n"
    + f"Content-Length: {len(_WARC_BODY)}\r\n\r\n".encode()
    + _WARC_BODY
    + b"\r\n\r\n"
)
_LATEX: Final = (
    "\\documentclass{article}\\title{Der Steg}\\author{A}\\newcommand{\\x}[1]{<#1>}\\begin{document}\\maketitle\\section{Eins}"
    f"{_PROSE} \\x{{b}} \\emph{{c}} $a_1^2$ \\cite{{k}}\\begin{{itemize}}\\item eins\\end{{itemize}}% Rest\n\\end{{document}}"
)
_MARKDOWN: Final = (
    f"---\ntitle: Der Steg\nlicense: CC-BY-4.0\n---\n# Der Steg\n\n{_PROSE}[^1]\n\n* eins\n  1. zwei\n\n> Zitat\n\n| a | b |\n|---|---|\n| c | d |\n\n"
    '```\ncode\n```\n\n[a](b "c") ![d](e) <https://f.example>\n\n[^1]: Fußnote\n'
)
_CONLLU: Final = (
    "# newdoc id = d1\n# sent_id = 1\n# text = Der Steg bricht.\n1\tDer\tder\tDET\t_\t_\t2\tdet\t_\t_\n2\tSteg\tSteg\tNOUN\t_\t_\t3\tnsubj\t_\t_\n"
    "3\tbricht\tbrechen\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n4\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_\n\n"
)
_HIPE: Final = (
    "TOKEN\tNE-COARSE-LIT\tMISC\n# hipe2022:document_id = d1\n# hipe2022:date = 1900-01-01\n# hipe2022:language = de\nDer\tO\t_\nSteg\tO\tNoSpaceAfter\n"
    ".\tO\tEndOfSentence\n"
)
_TIMEML: Final = (
    "<TimeML><DOCID>d1</DOCID><TEXT>Das Landgericht hat am <TIMEX3 tid='t1' type='DATE' value='2001-01-01'>1. Januar 2001</TIMEX3> "
    "entschieden .\nGründe\nDer Steg brach .</TEXT></TimeML>"
)
_LDML: Final = (
    '<akn:akomaNtoso xmlns:akn="http://Inhaltsdaten.LegalDocML.de/1.7.2/"><akn:act name="regelungstext"><akn:meta><akn:identification>'
    '<akn:FRBRWork><akn:FRBRalias name="übergreifende-id" value="1"/></akn:FRBRWork></akn:identification></akn:meta><akn:body>'
    "<akn:article><akn:num>§ 1</akn:num><akn:heading>Zweck</akn:heading><akn:paragraph><akn:content><akn:p>Der Steg.</akn:p></akn:content>"
    "</akn:paragraph></akn:article></akn:body></akn:act></akn:akomaNtoso>"
)
_OPARL: Final = (
    '{"id": "https://rat.example/papers/1", "type": "https://schema.oparl.org/1.1/Paper", "name": "Vorlage", "date": "2020-01-02", '
    '"license": "https://creativecommons.org/licenses/by/4.0/", "mainFile": {"id": "https://rat.example/files/1", "text": "Der Rat möge '
    'beschließen."}, "auxiliaryFile": [{"id": "https://rat.example/files/2", "date": "2019-12-31", "text": "Anlage"}]}'
)

_METS: Final = (
    '<mets xmlns="http://www.loc.gov/METS/" xmlns:m="http://www.loc.gov/mods/v3" xmlns:l="http://www.w3.org/1999/xlink"><dmdSec ID="d"><mdWrap>'
    "<xmlData><m:mods><m:titleInfo><m:title>Der Steg</m:title></m:titleInfo><m:originInfo><m:dateIssued>[1880]</m:dateIssued></m:originInfo>"
    "<m:accessCondition>CC0</m:accessCondition></m:mods></xmlData></mdWrap></dmdSec><fileSec><fileGrp USE='FULLTEXT'><file ID='f'><FLocat "
    'l:href="alto/1.xml"/></file></fileGrp></fileSec><structMap TYPE="PHYSICAL"><div TYPE="physSequence"><div TYPE="page" ORDER="1"><fptr '
    'FILEID="f"/></div></div></structMap><structMap TYPE="LOGICAL"><div TYPE="monograph" LABEL="Der Steg" DMDID="d"><div TYPE="chapter" '
    'LABEL="Eins"><fptr><area FILEID="f" BEGIN="b"/></fptr></div></div></structMap></mets>'
)

_JATS: Final = (
    '<article xml:lang="de"><front><journal-meta><journal-title>Blätter</journal-title></journal-meta><article-meta><article-id '
    'pub-id-type="doi">10.1234/a.7</article-id><title-group><article-title>Der Steg</article-title></title-group><contrib-group><contrib '
    "contrib-type='author'><name><surname>Lindt</surname><given-names>Anna</given-names></name></contrib></contrib-group><pub-date><day>2</day>"
    "<month>3</month><year>2020</year></pub-date><permissions><license><license-p>CC BY 4.0</license-p></license></permissions><abstract><p>Kurz."
    f"</p></abstract></article-meta></front><body><sec><title>Eins</title><p>{_PROSE}<xref ref-type='fn' rid='f'>1</xref></p></sec></body></article>"
)
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCX: Final = zipped({
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Der Steg</w:t></w:r></w:p><w:p>'
    f"<w:r><w:t>{_PROSE}</w:t><w:footnoteReference w:id='2'/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "</w:body></w:document>",
    "word/footnotes.xml": f'<w:footnotes xmlns:w="{_WORD}"><w:footnote w:id="2"><w:p><w:r><w:t>Note.</w:t></w:r></w:p></w:footnote></w:footnotes>',
    "docProps/core.xml": "<core><title>Der Steg</title><creator>A. Lindt</creator><created>2020-01-02T00:00:00Z</created></core>",
})  # fmt: skip
_ODT: Final = zipped({
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": '<o:d xmlns:o="o" xmlns:t="t" xmlns:b="b"><o:body><o:text><t:h>Der Steg</t:h><t:p>' + _PROSE + "<t:note><t:note-body><t:p>Note.</t:p></t:note-body>"
    "</t:note></t:p><t:list><t:list-item><t:p>eins</t:p></t:list-item></t:list><b:table><b:table-row><b:table-cell><t:p>a</t:p></b:table-cell></b:table-row>"
    "</b:table></o:text></o:body></o:d>",
    "meta.xml": "<d><meta><title>Der Steg</title></meta></d>",
})  # fmt: skip
_EPUB: Final = zipped({
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="a/b.opf"/></rootfiles></container>',
    "a/b.opf": "<package><metadata><title>Der Steg</title><rights>CC BY 4.0</rights><date>2020</date></metadata><manifest><item id='c' href='c.xhtml' "
    "media-type='application/xhtml+xml'/></manifest><spine><itemref idref='c'/></spine></package>",
    "a/c.xhtml": f"<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>Eins</h1><p>{_PROSE}</p></body></html>",
})  # fmt: skip
_SHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XLSX: Final = zipped({
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Stege" sheetId="1" '
    'r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>text</t></is></c></row>'
    f'<row r="2"><c r="A2"><v>7</v></c><c r="B2" t="inlineStr"><is><t>{_PROSE}</t></is></c></row></sheetData></worksheet>',
})  # fmt: skip
_PDF: Final = pdf([[(60, 780, "Der Steg 1"), (60, 700, _PROSE[:74]), (60, 686, _PROSE[74:150])]], "Der Steg")

_FORMEX: Final = (
    "<JUDGMENT><BIB.JUDGMENT><NO.CELEX>62020CJ0001</NO.CELEX></BIB.JUDGMENT><TITLE><TI><P>Urteil vom <DATE ISO='20200201'>1. Februar 2020</DATE></P></TI></TITLE>"
    "<INDEX SEPARATOR=' – '><KEYWORD>Steg</KEYWORD><KEYWORD>See</KEYWORD></INDEX><CONTENTS.JUDGMENT><NP.ECR><NO.P>1</NO.P><TXT>Der <QUOT.START CODE='201E'/>Steg"
    f"<QUOT.END CODE='201C'/>. {_PROSE}<NOTE><P>Beleg.</P></NOTE></TXT></NP.ECR></CONTENTS.JUDGMENT></JUDGMENT>"
)
_OAI: Final = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:b:7</identifier><datestamp>2011-01-02</datestamp></header>'
    '<metadata><dc xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>Der Steg</d:title><d:description xml:lang="de">'
    + _PROSE
    + "</d:description><d:date>2010</d:date>"
    "<d:rights>CC0</d:rights></dc></metadata></record></ListRecords></OAI-PMH>"
)
_PLENARY: Final = (
    "<dbtplenarprotokoll wahlperiode='19' sitzung-datum='05.06.2020'><vorspann><kopfdaten><plenarprotokoll-nummer>Plenarprotokoll 19/7</plenarprotokoll-nummer>"
    "</kopfdaten></vorspann><sitzungsverlauf><rede id='ID1'><p klasse='redner'><redner id='1'><name><nachname>Lindt</nachname></name></redner>Lindt:</p><p klasse='J'>"
    f"{_PROSE}</p><kommentar>(Beifall)</kommentar><p klasse='O'>Danke.</p></rede></sitzungsverlauf></dbtplenarprotokoll>"
)
_RII: Final = (
    "<dokument><gertyp>BGH</gertyp><entsch-datum>20200201</entsch-datum><aktenzeichen>I ZR 1/20</aktenzeichen><tenor><dl><dt/><dd><p>Die Revision wird zurückgewiesen."
    f"</p></dd></dl></tenor><gruende><dl><dt><a name='rd_1'>1</a></dt><dd><p>{_PROSE}</p></dd></dl></gruende></dokument>"
)
_TED: Final = (
    "<TED_EXPORT><CODED_DATA_SECTION><REF_OJS><DATE_PUB>20200330</DATE_PUB></REF_OJS></CODED_DATA_SECTION><FORM_SECTION><F02_2014 LG='DE'><OBJECT_CONTRACT><TITLE><P>Bau eines "
    f"Stegs</P></TITLE><SHORT_DESCR><P>{_PROSE}</P></SHORT_DESCR></OBJECT_CONTRACT></F02_2014></FORM_SECTION></TED_EXPORT>"
)
_TETML: Final = (
    "<TET><Document><DocInfo><Title>Blatt 7</Title></DocInfo><Pages><Page><Content><Para><Line>"
    + "".join(
        f"<Word><Text>{word}</Text><Box llx='1' urx='9'><Glyph size='9'>{word}</Glyph></Box></Word>"
        for word in ("Der", "Steg", ",", "alt", ".")
    )
    + "</Line></Para></Content></Page></Pages></Document></TET>"
)
_PO: Final = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: hilfe 3\\n"\n"Language: de\\n"\n\n#: C/steg.page:7\nmsgid "Open"\nmsgstr ""\n"Öffnen Sie den "\n"<gui>„Steg“</gui>.\\n"\n\n#, fuzzy\n'
    'msgid "One"\nmsgid_plural "Many"\nmsgstr[0] "Einer"\n\n#~ msgid "Gone"\n#~ msgstr "Weg"\n'
)
_SUBTITLES: Final = "WEBVTT\n\nNOTE x\n\n00:02.200 --> 00:05.200 align:middle\n<v Anna>Der Steg\n\n2\n00:00:05.400 --> 00:00:08.000\n<i>bricht.</i>\n"

_EURLEX: Final = (
    "<html><head><title>Konsolidierter TEXT: 31998F0699</title></head><body><p><a href='x'>\u25baB</a></p><p>VERORDNUNG</p><p>vom 3. Dezember 1998</p>"
    f"<p>{_PROSE}<a href='#E'>(1)</a></p><p class='note'>(1) ABl. L 1.</p><table><tr><td>a<td>b</table></body></html>"
)
_WIKITEXT: Final = (
    "{{Kopf|a=1}}\n'''Der Steg''' liegt am [[RE:See|See]] {{sic|x}}.<ref>B</ref>\n{| class=x\n| a || b\n|}\n* eins\n"
)


def _parquet() -> bytes:
    table = pa.table(
        {
            "id": ["a", "b"],
            "text": [_PROSE, "Kurz."],
            "date": pa.array([0, 1], pa.date32()),
            "tags": [["x"], ["y", "z"]],
        }
    )
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=1)
    return sink.getvalue()


BESIDE: Final[dict[str, bytes]] = {"folder/alto/1.xml": _ALTO.encode()}
"""What stands beside a member in its source, by path."""

SEEDS: Final[dict[str, bytes]] = {
    "wikitext": _WIKITEXT.encode(),
    "eurlex": _EURLEX.encode(),
    "tetml": _TETML.encode(),
    "ted": _TED.encode(),
    "subtitles": _SUBTITLES.encode(),
    "rii": _RII.encode(),
    "po": _PO.encode(),
    "plenarprotokoll": _PLENARY.encode(),
    "oai": _OAI.encode(),
    "formex": _FORMEX.encode(),
    "spreadsheet": _XLSX,
    "pdf": _PDF,
    "odt": _ODT,
    "jats": _JATS.encode(),
    "epub": _EPUB,
    "docx": _DOCX,
    "abbyy": _ABBYY.encode(),
    "alto": _ALTO.encode(),
    "bundestag": _BUNDESTAG.encode(),
    "conllu": _CONLLU.encode(),
    "csv": f'id,text,license\n1,"{_PROSE}",CC0\n2,"Er sagte ""ja"".",\n'.encode(),
    "hipe": _HIPE.encode(),
    "hocr": _HOCR.encode(),
    "html": _HTML.encode(),
    "iob": b"Der O\nSteg B-LOC\n. O\n\nEr O\nbrach O\n. O\n",
    "json": f'[{{"id": 1, "text": "{_PROSE}", "extra": {{"a": [1, 2.5, null]}}}}, {{"id": "b", "text": "Kurz."}}]'.encode(),
    "jsonl": f'{{"id": 1, "text": "{_PROSE}"}}\n{{"id": "b", "text": "Kurz.", "date": "2020-01-01"}}\n'.encode(),
    "latex": _LATEX.encode(),
    "ldml": _LDML.encode(),
    "markdown": _MARKDOWN.encode(),
    "mediawiki": _WIKI.encode(),
    "mets": _METS.encode(),
    "oparl": _OPARL.encode(),
    "osis": _OSIS.encode(),
    "page": _PAGE.encode(),
    "parquet": _parquet(),
    "statute": _STATUTE.encode(),
    "tei": _TEI.encode(),
    "text": f"Der Steg\n\n{_PROSE}\n".encode(),
    "timeml": _TIMEML.encode(),
    "warc": _WARC,
    "licence statement": b"Dieser Text steht unter der Lizenz Creative Commons Namensnennung 4.0 International (CC BY 4.0).",
    "quote in its file": (
        b"# Sagen\n\nAlle Texte stehen unter CC BY 4.0.\n\nDas Wappen darf nicht ohne Genehmigung verwendet werden.\n\n| Fassung | Rechte |\n"
        b"|---|---|\n| 1 | CC BY 4.0 |\n<p>Fotos: <a href='https://creativecommons.org/licenses/by-nc/4.0/'>CC BY-NC</a></p>\n"
    ),
    "cleaning": f"Seite 1\n{_PROSE}\nDer Re-\ngen fiel.\u00ad\n\n\n\n{_PROSE}\n".encode(),
    "personal data": (
        "Der am 13. April 1997 geborene Kläger, Lange Reihe 7, 20099 Hamburg, Tel. 0176 1234567, a.lindt (at) verein.example, HH-AB 123, "
        "IBAN DE89 3704 0044 0532 0130 00."
    ).encode(),
    "language and measures": f"{_PROSE} This part is English, and nobody knows why it is here. {_PROSE}".encode(),
}
"""A sound input by target."""

MARKS: Final[tuple[str, ...]] = (
    *"\n \t\r\"'<>&;{}[]()|*_#=-~`^$%\\:,./@!?0a\x00\x85\u00ad\u2028\ufeff\U0001f600",
    *(
        "<ref>",
        "<ref/>",
        "</ref>",
        "{|",
        "|}",
        "|-",
        "{{",
        "}}",
        "[[",
        "]]",
        "''",
        "<nowiki>",
        "<!--",
        "-->",
        "&lt;",
        "&#x41;",
        "&amp;amp;",
    ),
    *("[^1]", "[^1]: a\n", "* ", "> ", "```", "![", "](", "|a|b|\n|-|-|\n", "---\n", "  - ", "<details>", ":::"),
    *(
        "<div>",
        "</div>",
        "<p>",
        "<table><tr><td>",
        "<style>",
        "<script>",
        "<![CDATA[",
        "]]>",
        "<?x",
        "<a href='b'>",
        "<li>",
        "<svg>",
        "<template>",
    ),
    *(
        "<p>a</p>",
        "<lb/>",
        "<note>",
        "<hi>",
        "<pb/>",
        "<div type='x'>",
        "<row><entry>",
        "\\begin{a}",
        "\\end{a}",
        "\\def\\a{\\a\\a}",
        "\\x{",
    ),
    *(
        '""',
        '","',
        '":',
        "[{",
        "}]",
        "1e999",
        "\\ud800",
        "null,",
        "WARC/1.0\r\n",
        "Content-Length: 9\r\n",
        "\r\n\r\n",
        "# newdoc\n",
        "1\ta\n",
        "1-2\t",
    ),
    *(
        "CC BY 4.0 ",
        "nicht ",
        "Lizenz: ",
        "https://creativecommons.org/licenses/by/4.0/ ",
        "http://",
        "© ",
        "und ",
        "§ 5 UrhG ",
        "(CC0) ",
    ),
    *(
        "geb. am 1.1.1999 ",
        "0176 ",
        "+49 ",
        "(at) ",
        "Str. 7, 20099 Hamburg ",
        "DE89 ",
        "A-B 1 ",
        "a@b.de ",
        "Der ",
        "the ",
        "-\n",
        "Aa",
        "ABC ",
    ),
)
"""Pieces that syntaxes give a meaning to: what is put in, and what is repeated when growth is measured."""
