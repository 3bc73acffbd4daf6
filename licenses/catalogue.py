"""The known licences: facts from `catalogue.yaml`, checked once when they are loaded.

Identifiers are those of SPDX where SPDX has one (tested against the list in license-expression), `LicenseRef-…` otherwise.
Expressions (`MIT OR Apache-2.0`) are parsed by license-expression over exactly these identifiers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from license_expression import ExpressionError, LicenseSymbol, Licensing, get_spdx_licensing

from gemeingut.errors import GemeingutError
from gemeingut.yaml_text import load_yaml
from licenses import creative_commons

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DATA_FILES: Final = ("licenses/catalogue.yaml",)
OBLIGATIONS: Final = (
    "attribution",
    "notice",
    "share_alike",
    "mark_changes",
    "no_commercial_use",
    "no_derivatives",
    "source_note",
    "no_changes",
)
DCAT_BASE: Final = "http://dcat-ap.de/def/licenses/"
RIGHTS_STATEMENTS: Final = "http://rightsstatements.org/vocab/{code}/1.0/"


class CatalogueError(GemeingutError, ValueError):
    """The catalogue contradicts itself, or an identifier or expression is not in it."""


@dataclass(frozen=True, slots=True)
class License:
    """A licence or rights statement of the catalogue.

    `open_definition` is None if it has not been decided; `basis` is None if the statement grants nothing; `uris` have neither
    scheme nor `www.`; `obligations` are a subset of OBLIGATIONS, in its order.
    """

    id: str
    name: str
    url: str
    dcat_uri: str
    names: tuple[str, ...] = ()
    uris: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    basis: str | None = None
    open_definition: bool | None = None
    hub_id: str | None = None
    aliases: tuple[str, ...] = ()
    name_de: str = ""
    name_en: str = ""

    def title(self, lang: str) -> str:
        """Return the full name in German or English, or its only name."""
        return (self.name_de if lang == "de" else self.name_en) or self.name


@dataclass(frozen=True)
class Catalogue:
    """All licences by identifier, and SPDX expressions over them."""

    licenses: Mapping[str, License]

    @cached_property
    def _by_key(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for license_ in self.licenses.values():
            for key in (license_.id, *license_.aliases):
                if keys.setdefault(key.casefold(), license_.id) != license_.id:
                    raise CatalogueError(f"identifier {key!r} stands for {keys[key.casefold()]} and {license_.id}")
        return keys

    @cached_property
    def _licensing(self) -> Licensing:
        exceptions = [symbol for symbol in get_spdx_licensing().known_symbols.values() if symbol.is_exception]
        own = [LicenseSymbol(license_.id, aliases=tuple(license_.aliases)) for license_ in self.licenses.values()]
        return Licensing([*own, *exceptions])

    def __contains__(self, id_: object) -> bool:
        return isinstance(id_, str) and id_.casefold() in self._by_key

    def get(self, id_: str) -> License:
        """Return the licence with this identifier or alias in any case; raise CatalogueError if there is none."""
        try:
            return self.licenses[self._by_key[id_.casefold()]]
        except KeyError:
            raise CatalogueError(f"licence {id_!r} is not in licenses/catalogue.yaml") from None

    def expression(self, text: str) -> Any:
        """Return the parsed SPDX expression; raise CatalogueError for unknown identifiers and bad syntax."""
        try:
            return self._licensing.parse(text, validate=True, strict=True)
        except ExpressionError as error:
            raise CatalogueError(f"licence expression {text!r}: {error}") from error

    def normal(self, text: str) -> str:
        """Return the expression in canonical spelling, with its parts in the given order."""
        return str(self.expression(text))

    def of(self, text: str) -> tuple[License, ...]:
        """Return the distinct licences that an expression names, in order of mention."""
        if text in self.licenses:
            return (self.licenses[text],)
        keys = dict.fromkeys(symbol.key for symbol in _plain_symbols(self.expression(text)))
        return tuple(self.licenses[key] for key in keys)


def _plain_symbols(expression: Any) -> Iterator[Any]:
    for symbol in expression.get_symbols():
        yield getattr(symbol, "license_symbol", symbol)


@cache
def spdx_ids() -> frozenset[str]:
    """Return the SPDX licence identifiers in license-expression, without ScanCode's own keys."""
    symbols = get_spdx_licensing().known_symbols
    return frozenset(
        key for key, symbol in symbols.items() if not key.startswith("LicenseRef-") and not symbol.is_exception
    )


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of this package; raise CatalogueError for duplicate identifiers, unknown keys or obligations."""
    data = load_yaml(files("licenses").joinpath("catalogue.yaml").read_text(encoding="utf-8"))
    entries: dict[str, License] = {}
    for raw in _entries(data):
        license_ = license_of(raw)
        if license_.id in entries:
            raise CatalogueError(f"catalogue.yaml: {license_.id!r} stands there twice")
        entries[license_.id] = license_
    return Catalogue(MappingProxyType(entries))


@cache
def places() -> Mapping[str, tuple[str, ...]]:
    """Return the English and German names of the countries of Creative Commons ports, by port."""
    data = load_yaml(files("licenses").joinpath("catalogue.yaml").read_text(encoding="utf-8"))
    named = data["creative_commons"]["places"]
    return {port: tuple(dict.fromkeys(names.values())) for port, names in named.items()}


def _entries(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from data["licenses"]
    family = data["creative_commons"]
    for member in creative_commons.members(family):
        yield creative_commons.entry(member, spdx_ids(), family)
    for statement in data["rights_statements"]:
        yield _rights_statement(statement)


def _rights_statement(raw: Mapping[str, Any]) -> dict[str, Any]:
    code = raw["code"]
    paths = [f"rightsstatements.org/{kind}/{code}/1.0" for kind in ("vocab", "page")]
    return {
        "id": f"LicenseRef-rightsstatements-{code}",
        "name": f"{raw['names'][0]} (rightsstatements.org)",
        "name_de": f"{raw['names'][-1]} (rightsstatements.org)",
        "names": raw["names"],
        "uris": paths,
        "classes": ["rights_statement", raw["class"]] if raw["class"] != "rights_statement" else ["rights_statement"],
        "obligations": ["no_commercial_use"] if raw["class"] == "noncommercial" else [],
        "open": False,
        "dcat": "other-closed",
        "url": RIGHTS_STATEMENTS.format(code=code),
    }


_DEMANDED: Final = ("id", "name", "url", "classes", "dcat")
_KEYS: Final = frozenset(
    {
        "id",
        "name",
        "name_de",
        "name_en",
        "names",
        "uris",
        "classes",
        "obligations",
        "basis",
        "open",
        "dcat",
        "hub",
        "url",
        "aliases",
    }
)


def license_of(raw: Mapping[str, Any]) -> License:
    """Return an entry of the catalogue as a licence; raise CatalogueError for a key too few or too many, or an unknown duty."""
    missing = [key for key in _DEMANDED if not raw.get(key)]
    if missing:
        raise CatalogueError(
            f"catalogue.yaml: {raw.get('id')!r} lacks {missing}; an entry has all of {list(_DEMANDED)}"
        )
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise CatalogueError(f"catalogue.yaml: {raw.get('id')!r} has unknown keys {unknown}; there are {sorted(_KEYS)}")
    duties = raw.get("obligations", ())
    wrong = [duty for duty in duties if duty not in OBLIGATIONS]
    if wrong:
        raise CatalogueError(f"catalogue.yaml: {raw['id']!r} has obligations {wrong}; there are {OBLIGATIONS}")
    return License(
        id=raw["id"],
        name=raw["name"],
        url=raw["url"],
        names=tuple(raw.get("names", ())),
        uris=tuple(raw.get("uris", ())),
        classes=tuple(raw["classes"]),
        obligations=tuple(duty for duty in OBLIGATIONS if duty in duties),
        basis=raw.get("basis"),
        open_definition=raw.get("open"),
        dcat_uri=DCAT_BASE + raw["dcat"],
        hub_id=raw.get("hub"),
        aliases=tuple(raw.get("aliases", ())),
        name_de=raw.get("name_de", ""),
        name_en=raw.get("name_en", ""),
    )
