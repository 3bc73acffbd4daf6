"""The statement in a record: JSON, front matter, a citation file, `debian/copyright`, fields of a form.

Keys that speak of rights state the licence, and values that disagree are found by recognition, since they are joined to one
statement.  All other keys describe; one that restricts, ends or announces something, or that names another licence or object, is
joined to the statement too, which recognition then refuses.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from licenses import cues, spoken_of
from licenses.agreement import unified
from licenses.asides import DANGLING
from licenses.keyed import Pairs, pairs_in
from licenses.mentions import mentions
from licenses.restrictions import RESTRICTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST: Final = 6_000
_STATING: Final = frozenset(
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
    ]
)
"""Keys, in lower case, whose value states the licence."""
_INSIDE: Final = frozenset(
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
_SILENT: Final = frozenset(
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
_OF_RIGHTS: Final = re.compile(
    r"licen[cs]|lizenz|(?<!copy)rights?|recht|nutzung|usage|terms|condition|restrict|embargo|zugang|zugriff|access"
)
"""What the name of a key that speaks of rights has in it."""
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ADDRESS: Final = re.compile(r"(?:https?:)?//\S+")
_CONTAINERS: Final = frozenset({"@graph", "metadata", "data", "record", "attributes", "result", "package", "dataset"})
"""Keys whose object is the record itself."""
_TYPES: Final = frozenset({"type", "@type", "resourcetype", "resource_type", "mimetype", "encodingformat", "dc:type"})
_OTHER_TYPE: Final = re.compile(
    r"(?:\S*[/:#])?(?:image|photograph|picture|map|video|audio|sound|music|movie|software|datacatalog)\w*(?:/\S*)?",
    re.IGNORECASE,
)
"""Types of what is no text."""
_DESCRIBING: Final = frozenset(
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
    ]
)
"""Keys whose values may name anything without speaking of rights."""
_SLUG: Final = re.compile(r"[a-z0-9.]+(?:[-_][a-z0-9.]+)+|[\w-]+\.[a-z]{1,5}")
"""A value for machines: `no-annotation`, `index.js`."""
_WORDS: Final = ("ended", "denied", "planned")


def statement_in(text: str) -> str | None:
    """Return what a record states about the licence, as one statement; None for anything else, or if it states none."""
    content = _content(text) if len(text) <= _LONGEST else None
    if content is None:
        return None
    stated, others = _parted(content)
    if not stated:
        return None
    doubts = [f"{key}: {value}" for key, value in others if _is_doubtful(key, value, stated)]
    return "; ".join(dict.fromkeys([*stated, *doubts]))


def _content(text: str) -> Pairs | None:
    """Return the keys and values of JSON or of keyed lines; None for any other text."""
    if not (text.startswith(("{", '"')) and '":' in text.replace('" :', '":')):
        return pairs_in(text) if "\n" in text else None
    try:
        content = json.loads(text if text.startswith("{") else "{" + text.rstrip(", \n") + "}", object_pairs_hook=Pairs)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, Pairs) else None


def _parted(content: Pairs) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the values that state the licence of the record, and keys and values of all others."""
    stated: list[str] = []
    others: list[tuple[str, str]] = []
    for key, value in content:
        plain = key.lower()
        if plain in _CONTAINERS:
            for inner in [value] if isinstance(value, Pairs) else value if isinstance(value, list) else []:
                within = _parted(inner) if isinstance(inner, Pairs) else ([], [])
                stated, others = [*stated, *within[0]], [*others, *within[1]]
        elif plain in _TYPES or not _states(plain):
            others += _described(key, value)
        else:
            stated += _values(key, value)
    return stated, others


def _states(plain: str) -> bool:
    return plain not in _SILENT and (plain in _STATING or _OF_RIGHTS.search(plain) is not None)


def _values(key: str, value: Any) -> Iterator[str]:
    """Yield what a key states, with the key itself unless it is one of the known."""
    plain = key.lower()
    if isinstance(value, Pairs):
        for inner, of_inner in value:
            if inner.lower() not in _SILENT:
                yield from _values(key if inner.lower() in _INSIDE else inner, of_inner)
    elif isinstance(value, list):
        for item in value:
            yield from _values(key, item)
    elif value is not None and str(value).strip():
        text = str(value).strip().rstrip(".;")
        yield text if plain in _STATING else f"{_CAMEL.sub(' ', key)}: {text}"


def _described(key: str, value: Any) -> list[tuple[str, str]]:
    """Return the texts under a key that states no licence of the record, each with the key nearest to it."""
    if isinstance(value, Pairs):
        return [pair for inner, of_inner in value for pair in _described(inner, of_inner)]
    if isinstance(value, list):
        return [pair for item in value for pair in _described(key, item)]
    return [(key.lower(), value)] if isinstance(value, str) and value.strip() else []


def _is_doubtful(key: str, value: str, stated: Sequence[str]) -> bool:
    """Return whether a value that describes says something against the licence stated, or that it is of something else."""
    is_limited = DANGLING.search(value) or any(DANGLING.fullmatch(word) for word in key.split())
    if is_limited or any(cues.hit(group, cues.plain(key)) for group in (*_WORDS, "limiting", "partial", "partly")):
        return True
    if key in _TYPES:
        return _OTHER_TYPE.fullmatch(value) is not None
    if not _agree(value, stated):
        return True
    if _SLUG.fullmatch(value) and not _states(key):
        return False
    plain = cues.plain(_ADDRESS.sub(" ", value))
    is_of_rights = key not in _DESCRIBING or _OF_RIGHTS.search(plain) is not None
    groups = (*RESTRICTIONS, *(_WORDS if is_of_rights else ()))
    if any(cues.hit(group, plain) for group in groups) or (_states(key) and not mentions(value)):
        return True
    return key not in _DESCRIBING and not spoken_of.is_of_text(spoken_of.objects_in(plain))


def _agree(value: str, stated: Sequence[str]) -> bool:
    """Return whether every licence that a value names can be the one stated."""
    ours = [mention.license for statement in stated for mention in mentions(statement)]
    return all(any(unified(mention.license, license_) is not None for license_ in ours) for mention in mentions(value))
