"""The statement in a piece of JSON as records and IIIF manifests have it: `{"rights": …, "rightsUri": …}`.

All keys must be known: those whose values state the licence, and those that only describe the record.  Values that disagree are
found by recognition, since they are joined to one statement.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST: Final = 2_000
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
    ]
)


def statement_in(text: str) -> str | None:
    """Return what a piece of JSON states about the licence, as one statement; None for anything else, or if it has other keys."""
    if len(text) > _LONGEST or not text.startswith(("{", '"')) or '":' not in text.replace('" :', '":'):
        return None
    try:
        content = json.loads(
            text if text.startswith("{") else "{" + text.rstrip(", \n") + "}", object_pairs_hook=_Pairs
        )
    except (ValueError, RecursionError):
        return None
    try:
        stated = list(dict.fromkeys(_values(content, is_stating=False)))
    except KeyError:
        return None
    return "; ".join(stated) or None


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object, in order, one that stands twice included."""


def _values(content: Any, *, is_stating: bool) -> Iterator[str]:
    """Yield the stated values; KeyError for a key of which is not known what it says."""
    if isinstance(content, _Pairs):
        for key, value in content:
            plain = key.casefold()
            if plain in _SILENT:
                continue
            if not (plain in _STATING or (is_stating and plain in _INSIDE)):
                raise KeyError(key)
            yield from _values(value, is_stating=True)
    elif isinstance(content, list):
        for value in content:
            yield from _values(value, is_stating=is_stating)
    elif isinstance(content, str) and is_stating and content.strip():
        yield content.strip().rstrip(".;")
    elif content is not None and is_stating:
        raise KeyError(str(content))
