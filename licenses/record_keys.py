"""What the keys of records mean: which state a licence, which describe, which say nothing.

Keys are compared in lower case, without the prefix of their vocabulary and the language behind them.
"""

from __future__ import annotations

import re
from typing import Final

STATING: Final = frozenset(
    [
        "license",
        "licence",
        "licenses",
        "licences",
        "rights",
        "rightslist",
        "rightsuri",
        "rightsurl",
        "rightsidentifier",
        "rights_uri",
        "rights_url",
        "usageinfo",
        "dcterms:license",
        "dc:rights",
        "dct:license",
        "dcterms:rights",
        "schema:license",
        "license_id",
        "license_title",
        "license_url",
        "licenseurl",
        "licenseid",
        "requiredstatement",
        "accessrights",
        "access_rights",
        "access_right",
        "usagestatement",
        "conditionsofaccess",
        "accesscondition",
        "accessrestrict",
        "userestrict",
        "lizenz",
        "rechte",
        "spdx-license-identifier",
        "license_ref",
        "license-p",
        "accesslevel",
        "usagerights",
        "nutzungslizenz",
        "lizenz-url",
        "license-url",
        "licence_url",
        "license_link",
    ]
)
"""Keys, in lower case, whose value states the licence."""
INSIDE: Final = frozenset(
    [
        "id",
        "@id",
        "title",
        "name",
        "url",
        "uri",
        "identifier",
        "value",
        "en",
        "de",
        "none",
        "@value",
        "resource",
        "href",
        "path",
        "link",
        "text",
    ]
)
"""Keys inside such a value that state it too."""
SILENT: Final = frozenset(
    [
        "@type",
        "@context",
        "type",
        "label",
        "schemeuri",
        "rightsidentifierscheme",
        "lang",
        "xml:lang",
        "language",
        "@language",
        "description",
        "scheme",
        "is_open",
        "isopen",
        "isaccessibleforfree",
        "license_file",
        "license_files",
        "license-file",
        "license-files",
        "accessurl",
        "access_url",
        "dcat:accessurl",
    ]
)
"""Keys that describe the statement, and say nothing."""
OF_RIGHTS: Final = re.compile(
    r"licen[cs]|lizenz|(?<!copy)rights?|recht|nutzung|usage|terms|condition|restrict|embargo|zugang|zugriff|access"
)
"""What the name of a key that speaks of rights has in it."""
CONTAINERS: Final = frozenset(
    {"@graph", "metadata", "data", "record", "attributes", "result", "package", "dataset", "project", "annotations"}
)
"""Keys whose object is the record itself."""
TYPES: Final = frozenset({"type", "@type", "resourcetype", "resource_type", "mimetype", "encodingformat", "dc:type"})
OTHER_TYPE: Final = re.compile(
    r"(?:\S*[/:#])?(?:image|photograph|picture|map|video|audio|sound|music|movie|software|datacatalog)\w*(?:/\S*)?",
    re.IGNORECASE,
)
"""Types of what is no text."""
DESCRIBING: Final = frozenset(
    [
        "title",
        "name",
        "pretty_name",
        "headline",
        "description",
        "abstract",
        "author",
        "authors",
        "creator",
        "publisher",
        "keywords",
        "tags",
        "titel",
        "beschreibung",
        "autor",
        "autorin",
        "zitat",
        "citation",
        "message",
        "copyright",
        "language",
        "languages",
        "source",
        "quelle",
        "comment",
        "subject",
        "schlagwort",
        "schlagwörter",
        "contributor",
        "relation",
        "text",
    ]
)
"""Keys whose values may name anything without speaking of rights."""
MACHINE: Final = frozenset(
    [
        "requires-python",
        "requires_python",
        "dependencies",
        "optional-dependencies",
        "build-backend",
        "classifiers",
        "engines",
        "version",
        "precedence",
        "spdx-packagename",
        "doi",
        "isbn",
        "issn",
        "urn",
        "sha256",
        "date",
        "year",
        "lang",
    ]
)
"""Keys for machines; their values say nothing of rights."""
CREDITING: Final = frozenset(
    [
        "licenseattributionbytext",
        "attribution",
        "attributionname",
        "attributionurl",
        "attributionparty",
        "namensnennung",
        "nennung",
        "quellenvermerk",
        "rightsholder",
        "rightsowner",
        "copyrightholder",
        "rechteinhaber",
        "rechteinhaberin",
        "rechtegeber",
        "spdx-filecopyrighttext",
        "filecopyrighttext",
        "copyright-statement",
        "copyright-holder",
        "copyright-year",
        "copyrightyear",
        "copyrightnotice",
    ]
)
"""Keys that say whom to name, or who holds the rights."""
_PIECES: Final = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜ]+(?![a-zäöüß])")
_LOCAL: Final = re.compile(r"^[\w-]+:(?=\w)|\[[\w-]*\]$")
_SAID_OF_RIGHTS: Final = frozenset({"license", "licence", "licenses", "licences", "lizenz", "rights", "rechte", "lic"})
_SAID_BESIDE: Final = frozenset(
    [
        "name",
        "url",
        "uri",
        "type",
        "id",
        "identifier",
        "title",
        "text",
        "label",
        "link",
        "set",
        "work",
        "statement",
        "info",
        "code",
        "information",
        "value",
        "short",
        "long",
        "concept",
        "ref",
        "expression",
        "spdx",
        "usage",
        "use",
        "terms",
        "term",
        "of",
        "document",
    ]
)
_PREFIX: Final = re.compile(
    r"(?:dc|dct|dcterms|dcat|dcatde|dcatap|oai_dc|schema|cc|edm|opf|odrl|datacite|mods|local|oaire|rdfs|foaf|xhv|ali|creativecommons)[.:]"
)
_LANGUAGE: Final = re.compile(r"\[[\w-]*\]$|@[a-z]{2}$")
_PARTED: Final = {
    "rights.uri": "rightsuri",
    "rights.url": "rightsuri",
    "rights.license": "license",
    "rights.licence": "license",
    "rights.accessrights": "accessrights",
    "rights.access": "accessrights",
    "description.rights": "rights",
    "rights.holder": "rightsholder",
}
"""Qualified names of a repository, as the keys that they mean."""


def plain_key(key: str) -> str:
    """Return a key as the tables here spell it: lower case, without prefix and language."""
    plain = _PREFIX.sub("", _LANGUAGE.sub("", key.strip().lower()), count=1)
    return _PARTED.get(plain, plain)


def states(plain: str) -> bool:
    """Return whether the value of a plain key is about rights."""
    if plain in SILENT or plain in CREDITING:
        return False
    return plain in STATING or OF_RIGHTS.search(plain) is not None


def is_plainly_of_rights(key: str) -> bool:
    """Return whether a key says `rights` or `licence` and nothing else, such as of what or until when: `LicenseName`, `rightsType`."""
    pieces = [piece.lower() for piece in _PIECES.findall(_LOCAL.sub("", key.strip()))]
    return not _SAID_OF_RIGHTS.isdisjoint(pieces) and all(
        piece in _SAID_OF_RIGHTS or piece in _SAID_BESIDE for piece in pieces
    )
