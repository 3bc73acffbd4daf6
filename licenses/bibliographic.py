"""Records of libraries and reference managers as keys and values: BibTeX, MARC 21, rows of a repository, RIS and refer.

MARC 21: field 506 says who has access, 540 what may be done (https://www.loc.gov/marc/bibliographic/bd540.html); of all other
fields the text is kept as a description.
"""

from __future__ import annotations

import re
from typing import Final

from licenses.keyed import Pairs

_ENTRY: Final = re.compile(r"@(?P<type>[A-Za-z]+)\s*[{(]\s*(?:[^\s,={}\"]+\s*,)?")
_FIELD: Final = re.compile(r"[\s,]*(?P<key>[A-Za-z][\w:.+-]{0,40})\s*=\s*")
_BARE: Final = re.compile(r"[\w.:/+-]+")
_TEX: Final = re.compile(r"\\(?:url|href|texttt|textit|textbf|emph)(?=\s*\{)|\\[\"'`^~=.]|\\(?=[&%$#_])|[{}]")
_MARC_LINE: Final = re.compile(
    r"(?:=|LDR\b)?(?P<tag>\d{3})(?:[ \t]+|[ \t]*\\)(?P<indicators>[\d_#\\ ]{0,4}?)[ \t]*(?P<first>[$|‡](?!\d{2}))"
)
_SUBFIELD: Final = re.compile(r"[$|‡](?P<code>[a-z0-9])[ \t]*(?P<value>[^$|‡]*)")
_DATAFIELD: Final = re.compile(
    r"<(?:\w+:)?datafield\b[^<>]*\btag=[\"'](?P<tag>\d{3})[\"'][^<>]*>(?P<inside>(?:(?!</?(?:\w+:)?datafield\b).)*)",
    re.DOTALL,
)
_TAG: Final = re.compile(r"<[^<>]*>")
_SUBFIELD_XML: Final = re.compile(r"<(?:\w+:)?subfield\b[^<>]*\bcode=[\"'](?P<code>\w)[\"'][^<>]*>(?P<value>[^<]*)<")
_RIGHTS_FIELDS: Final = {"506": "access", "540": "rights"}
_SOURCE_CODES: Final = frozenset("256789")
"""Subfields that name a vocabulary, an institution, a control number or a link."""
_MATERIALS: Final = "3"
_ROW: Final = re.compile(
    r"(?P<key>(?:dc|dcterms|edm|local|datacite|thesis|oaire)\.[\w.]+)(?:\[[\w-]*\])?[ \t]*[\t:|=][ \t]*(?P<value>\S[^\t]*?)"
    r"(?:\t+(?:\*|-|[a-z]{2}(?:[_-][A-Z]{2})?)?)?[ \t]*"
)
_QUALIFIED: Final = re.compile(r"(?P<key>(?:dc|dct|dcterms|edm|cc|schema|dcat):\w+)[ \t]+(?P<value>\S.*)")
"""A qualified name and its value on a line: `edm:rights http://…`."""
_TAGGED: Final = re.compile(r"(?:%(?P<refer>[A-Z0-9@~!&]) |(?P<ris>[A-Z][A-Z0-9])  - ?)(?P<value>.*)")
_LABELLED: Final = re.compile(r"(?P<key>[\w ]{3,40}): (?P<value>\S.*)")
_TITLES: Final = frozenset({"T", "B", "J", "A", "E", "TI", "T1", "T2", "AU", "A1", "AB", "N2", "JO"})
_KINDS: Final = frozenset({"0", "TY"})


def bibtex_in(text: str) -> Pairs | None:
    """Return the fields of one entry of BibTeX with its type; None for anything else."""
    entry = _ENTRY.match(text)
    if entry is None:
        return None
    pairs, at = Pairs([("type", entry["type"].lower())]), entry.end()
    while (field := _FIELD.match(text, at)) is not None:
        value, at = _value(text, field.end())
        pairs.append((field["key"], " ".join(_TEX.sub("", value).split())))
    return pairs if len(pairs) > 1 and not text[at:].strip(" ,\n\t})") else None


def _value(text: str, start: int) -> tuple[str, int]:
    """Return a value in braces, in quotation marks or bare, and where it ends."""
    if text[start : start + 1] not in {"{", '"'}:
        bare = _BARE.match(text, start)
        return (bare.group(), bare.end()) if bare else ("", start)
    depth, is_quoted = 0, text[start] == '"'
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0 and (not is_quoted or (text[at] == '"' and at > start)):
            return text[start + 1 : at], at + 1
    return text[start + 1 :], len(text)


def marc_in(text: str) -> Pairs | None:
    """Return fields 506 and 540 as `access` and `rights` and all others as descriptions; None for anything but fields of MARC."""
    if "datafield" in text:
        if _TAG.sub("", _DATAFIELD.sub("", text)).strip():
            return None
        fields = [
            (field["tag"], _SUBFIELD_XML.findall(field["inside"]), field["inside"])
            for field in _DATAFIELD.finditer(text)
        ]
    else:
        lines = [line for line in text.splitlines() if line.strip()]
        matches = [_MARC_LINE.match(line.strip()) for line in lines]
        if not all(matches):
            return None
        fields = [
            (match["tag"], _SUBFIELD.findall(line.strip(), match.start("first")), line)
            for match, line in zip(matches, lines, strict=True)
            if match is not None
        ]
    pairs = Pairs(pair for tag, subfields, _ in fields for pair in _of_field(tag, subfields))
    return pairs or None


def _of_field(tag: str, subfields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    texts = [value.strip() for code, value in subfields if code not in _SOURCE_CODES and value.strip()]
    sources = [value.strip() for code, value in subfields if code in _SOURCE_CODES and " " in value.strip()]
    key = _RIGHTS_FIELDS.get(tag)
    if key is None:
        return [("description", " ".join(text for text in texts))]
    materials = [("materials", value.strip()) for code, value in subfields if code == _MATERIALS]
    return [
        *materials,
        *(("note", source) for source in sources),
        *((key, text) for text in texts if text not in dict(materials).values()),
    ]


def rows_in(text: str) -> Pairs | None:
    """Return the rows of a repository's metadata (`dc.rights.uri`, a value, a language); None if a line is something else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rows = [_ROW.fullmatch(line) or _QUALIFIED.fullmatch(line) for line in lines]
    return Pairs((row["key"], row["value"]) for row in rows if row is not None) if rows and all(rows) else None


def tagged_in(text: str) -> Pairs | None:
    """Return the lines of RIS or refer, and labelled lines between them; None if a line is something else."""
    pairs = Pairs()
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    for line in lines:
        tagged = _TAGGED.fullmatch(line)
        value = tagged["value"].strip() if tagged else line
        labelled = _LABELLED.fullmatch(value)
        tag = (tagged["refer"] or tagged["ris"]) if tagged else ""
        if labelled and tag not in _TITLES:
            pairs.append((labelled["key"], labelled["value"]))
        elif tag:
            pairs.append(("type" if tag in _KINDS else "title" if tag in _TITLES else "note", value))
        else:
            return None
    return pairs if lines and _TAGGED.fullmatch(lines[0]) else None
