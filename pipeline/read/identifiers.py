"""Persistent identifiers, recognised by their form and check digit: in a field of that name, or in an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.read.document import Identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pipeline.manifest.vocabulary import SchemeName

LONGEST: Final = 500
"""Characters of a value that may be an identifier; a longer one is text."""

_GND: Final = re.compile(r"(?:https?://d-nb\.info/gnd/|\(DE-588\)|GND:?\s?)?(\d{1,10}-[0-9X]|1\d{7,9}[0-9X])")
_IN_ADDRESS: Final[tuple[tuple[SchemeName, re.Pattern[str]], ...]] = (
    ("doi", re.compile(r"(?:doi:\s?|https?://(?:dx\.|www\.)?doi\.org/)(10\.[0-9.]{4,12}/[^\s?#]+)", re.IGNORECASE)),
    ("urn", re.compile(r"(?:https?://(?:www\.)?nbn-resolving\.(?:org|de)/)?(urn:[a-z0-9][a-z0-9-]{0,31}:[^\s?#]+)", re.IGNORECASE)),
    ("ecli", re.compile(r"(ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:[0-9]{4}:[A-Z0-9.]{1,25})", re.IGNORECASE)),
    ("celex", re.compile(r"(?:https?://(?:eur-lex\.europa\.eu/\S*|publications\.europa\.eu/resource/celex/))?(?:CELEX(?::|%3A|=)\s?|(?<=celex/))([0-9CE][0-9]{4}[A-Z]{1,2}[0-9]{4}(?:\([0-9]{1,2}\))?)", re.IGNORECASE)),
    ("handle", re.compile(r"(?:hdl:\s?|https?://hdl\.handle\.net/)([0-9.]{2,20}/[^\s?#]+)", re.IGNORECASE)),
    ("wikidata", re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/)(Q[1-9][0-9]*)")),
    ("gnd", re.compile(r"https?://d-nb\.info/gnd/(\d{1,10}-?[0-9X])")),
    ("viaf", re.compile(r"https?://(?:www\.)?viaf\.org/viaf/([0-9]{2,22})/?")),
    ("zdb", re.compile(r"https?://(?:ld\.zdb-services\.de/resource/|zdb-katalog\.de/title\.xhtml\?\S*ZDB=)([0-9]{2,9}-[0-9X])")),
    ("eli", re.compile(r"(https?://[^\s/]+/(?:[^\s?#]*/)?eli/[^\s?#]+|eli/[^\s?#]+)")),
    ("iiif", re.compile(r"(https?://\S*(?:iiif|presentation)\S*/manifest(?:\.json)?)", re.IGNORECASE)),
)  # fmt: skip
"""Forms that say themselves which scheme they are of."""

IN_ADDRESS: Final = r"(?i)doi|urn:|ecli|celex|hdl|handle\.net|wikidata|d-nb\.info|viaf|zdb|eli/|manifest|[^\x00-\x7f]"
"""Pattern, as RE2 and Arrow know it, of which something stands in every text that `in_address` knows."""


def _weighted(digits: str, weights: Iterable[int]) -> int:
    return sum(weight * (10 if digit == "X" else int(digit)) for digit, weight in zip(digits, weights, strict=False))


def _isbn(value: str) -> str | None:
    digits = re.sub(r"^(?:ISBN(?:-1[03])?:?)|[\s-]", "", value.upper())
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return digits if _weighted(digits, (1, 3) * 7) % 10 == 0 else None
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        return digits if _weighted(digits, range(10, 0, -1)) % 11 == 0 else None
    return None


def _issn(value: str) -> str | None:
    digits = re.sub(r"^(?:E-?|P-?)?ISSN:?|[\s-]", "", value.upper())
    is_sound = re.fullmatch(r"[0-9]{7}[0-9X]", digits) and _weighted(digits, range(8, 0, -1)) % 11 == 0
    return f"{digits[:4]}-{digits[4:]}" if is_sound else None


def _pica(value: str) -> str | None:
    """Return a number with the check digit of the union catalogues (weights from 2, modulo 11); the mark may be set off."""
    digits = re.sub(r"^(?:PPN|ZDB(?:-ID)?)\s?:?\s?", "", value.upper().strip())
    bare = digits.replace("-", "")
    if not re.fullmatch(r"[0-9]{2,10}-?[0-9X]", digits):
        return None
    return digits if _weighted(bare[::-1], (1, *range(2, 12))) % 11 == 0 else None


def _matching(pattern: str) -> Callable[[str], str | None]:
    known = re.compile(pattern, re.IGNORECASE)

    def take(value: str) -> str | None:
        match = known.fullmatch(value.strip())
        return match[1] if match else None

    return take


def _gnd(value: str) -> str | None:
    match = _GND.fullmatch(value.strip())
    return match[1] if match else None


_BY_SCHEME: Final[Mapping[SchemeName, Callable[[str], str | None]]] = {
    "isbn": _isbn,
    "issn": _issn,
    "ppn": _pica,
    "zdb": _pica,
    "gnd": _gnd,
    "viaf": _matching(r"(?:https?://(?:www\.)?viaf\.org/viaf/)?([0-9]{2,22})/?"),
    "wikidata": _matching(r"(?:https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]*)"),
    "doi": _matching(r"(?:doi:\s?|https?://(?:dx\.|www\.)?doi\.org/)?(10\.[0-9.]{4,12}/\S+)"),
    "urn": _matching(r"(?:https?://(?:www\.)?nbn-resolving\.(?:org|de)/)?(urn:[a-z0-9][a-z0-9-]{0,31}:\S+)"),
    "handle": _matching(r"(?:hdl:\s?|https?://hdl\.handle\.net/)?([0-9.]{2,20}/\S+)"),
    "ecli": _matching(r"(ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:[0-9]{4}:[A-Z0-9.]{1,25})"),
    "celex": _matching(r"(?:CELEX:?\s?)?([0-9CE][0-9]{4}[A-Z]{1,2}[0-9]{4}(?:\([0-9]{1,2}\))?)"),
    "eli": _matching(r"((?:https?://\S+/)?eli/\S+)"),
    "iiif": _matching(r"(https?://\S+)"),
    "vd16": _matching(r"(?:VD\s?16:?\s?)?([A-Z]{1,2}\s?[0-9]{1,5})"),
    "vd17": _matching(r"(?:VD\s?17:?\s?)?([0-9]{1,3}:[0-9]{4,7}[A-Z])"),
    "vd18": _matching(r"(?:VD\s?18:?\s?)?([0-9]{8}(?:-[0-9]{3})?)"),
}
_NAMES: Final[Mapping[str, SchemeName]] = {
    **{scheme: scheme for scheme in _BY_SCHEME},
    "pnd": "gnd",
    "gndid": "gnd",
    "zdbid": "zdb",
    "urnnbn": "urn",
    "nbn": "urn",
    "hdl": "handle",
    "iiifmanifest": "iiif",
    "manifest": "iiif",
    "isbn10": "isbn",
    "isbn13": "isbn",
    "eissn": "issn",
    "celexnumber": "celex",
    "wikidataid": "wikidata",
}


def is_scheme(name: str) -> bool:
    """Return whether a field of that name may hold an identifier."""
    return _scheme(name) is not None


def _scheme(name: str) -> SchemeName | None:
    return _NAMES.get(re.sub(r"[\W_]", "", name.casefold())) if len(name) < 40 else None


def identifier(name: str, value: str) -> Identifier | None:
    """Return the identifier in a field of that name; None for a name of no scheme or a value that is not of its form."""
    scheme = _scheme(name)
    if scheme is None or len(value) > LONGEST:
        return None
    taken = _BY_SCHEME[scheme](value)
    return None if taken is None else Identifier(scheme, taken)


def in_address(value: str) -> Identifier | None:
    """Return the identifier that an address or a prefixed text is; None for any other."""
    if len(value) > LONGEST:
        return None
    for scheme, pattern in _IN_ADDRESS:
        match = pattern.fullmatch(value.strip())
        if match:
            return Identifier(scheme, match[1])
    return None


def of_fields(fields: Mapping[str, Any], address: str | None = None) -> tuple[Identifier, ...]:
    """Return the identifiers in fields named after a scheme and in the document's own address, each once, in order."""
    found = [named for key, value in fields.items() for text in _texts(value) if (named := identifier(key, text))]
    own = in_address(address) if address else None
    return distinct([*found, *([own] if own else [])])


def distinct(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Return each identifier once, in the order of their first mention."""
    return tuple(dict.fromkeys(identifiers))


def _texts(value: Any) -> Iterator[str]:
    """Yield the values of a field that may be identifiers: a text, a number, or a list of them."""
    if isinstance(value, list | tuple):
        for entry in value:
            yield from _texts(entry)
    elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        yield str(value)
