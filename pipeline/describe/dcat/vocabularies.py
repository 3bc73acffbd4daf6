"""The vocabularies of DCAT-AP.de 3.0 that a release is described with: namespaces, codes, and what maps to them."""

from __future__ import annotations

from typing import Final

from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD

ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own is closed and has the terms of DCAT 2
DCATAP: Final = Namespace("http://data.europa.eu/r5r/")
DCATDE: Final = Namespace("http://dcat-ap.de/def/dcatde/")
ELI: Final = Namespace("http://data.europa.eu/eli/ontology#")
HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
PREFIXES: Final = {
    "adms": ADMS,
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dcatde": DCATDE,
    "dct": DCTERMS,
    "eli": ELI,
    "foaf": FOAF,
    "hydra": HYDRA,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": XSD,
}

EU: Final = "http://publications.europa.eu/resource/authority/"
DE: Final = "http://dcat-ap.de/def/"
PARQUET: Final = URIRef(f"{EU}file-type/PARQUET")
PARQUET_MEDIA: Final = URIRef("https://www.iana.org/assignments/media-types/application/vnd.apache.parquet")
COMPLETED: Final = URIRef(f"{EU}distribution-status/COMPLETED")
HIGH_VALUE: Final = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
"""Implementing Regulation (EU) 2023/138, which lists the high-value datasets."""

METADATA_LICENSE: Final = URIRef(f"{DE}licenses/cc-zero")
"""The licence of compilation and metadata, as on the card; the texts keep their own licences."""

ACCESS: Final = {"public": "PUBLIC", "gated": "RESTRICTED", "internal": "NON_PUBLIC"}
THEME_OF_DOMAIN: Final = {
    "administration": "GOVE",
    "court": "JUST",
    "education": "EDUC",
    "encyclopedia": "EDUC",
    "forum": "SOCI",
    "historical": "EDUC",
    "law": "JUST",
    "literature": "EDUC",
    "news": "SOCI",
    "parliament": "GOVE",
    "reference": "EDUC",
    "science": "TECH",
    "technical": "TECH",
    "web": "SOCI",
}
"""The theme a kind of text belongs to where the collection names none; EDUC is education, culture and sport."""

FREQUENCY: Final = {
    "annual": "ANNUAL",
    "yearly": "ANNUAL",
    "continuous": "CONT",
    "daily": "DAILY",
    "irregular": "IRREG",
    "monthly": "MONTHLY",
    "never": "NEVER",
    "quarterly": "QUARTERLY",
    "unknown": "UNKNOWN",
    "weekly": "WEEKLY",
}
LEVELS: Final = ("international", "european", "federal", "state", "administrativeDistrict", "municipality")
LEVEL_OF_KEY: Final = {
    "stateKey": "state",
    "governmentDistrictKey": "administrativeDistrict",
    "districtKey": "administrativeDistrict",
    "municipalAssociationKey": "municipality",
    "municipalityKey": "municipality",
    "regionalKey": "municipality",
}
HIGH_VALUE_CATEGORIES: Final = {
    "geospatial": "c_ac64a52d",
    "environment": "c_dd313021",
    "meteorological": "c_164e0bf5",
    "statistics": "c_e1da4e07",
    "companies": "c_a9135398",
    "mobility": "c_b79e35eb",
}
"""Categories of Directive (EU) 2019/1024, annex I, below http://data.europa.eu/bna/."""


def concept(scheme: str, code: str) -> URIRef:
    """Return the IRI of a code of an EU authority table; an address is returned as it is."""
    return URIRef(code if "://" in code else f"{EU}{scheme}/{code}")


def language(code: str) -> URIRef:
    """Return the EU's IRI of an ISO 639-3 language."""
    return concept("language", code.upper())


def frequency(interval: str) -> URIRef:
    """Return the IRI of how often a collection is renewed: a word of `FREQUENCY`, a code of the table, or an address."""
    return concept("frequency", FREQUENCY.get(interval.lower(), interval if "://" in interval else interval.upper()))


def publisher_type(kind: str) -> URIRef:
    """Return the ADMS publisher type."""
    return URIRef(kind if "://" in kind else f"http://purl.org/adms/publishertype/{kind}")


def contributor(contributor_id: str) -> URIRef:
    """Return the contributor id that GovData gave out: an address, or its last part."""
    return URIRef(contributor_id if "://" in contributor_id else f"{DE}contributors/{contributor_id}")


def geocoding(key: str) -> tuple[URIRef | None, URIRef | None]:
    """Return level and place of a geocoding: `federal`, or a key such as `stateKey/11`; None if the key does not give it.

    An address below http://dcat-ap.de/def/politicalGeocoding/ may be given for either.
    """
    short = key.removeprefix(f"{DE}politicalGeocoding/").removeprefix("Level/")
    if short in LEVELS:
        return URIRef(f"{DE}politicalGeocoding/Level/{short}"), None
    place = URIRef(short if "://" in short else f"{DE}politicalGeocoding/{short}")
    level = LEVEL_OF_KEY.get(short.split("/")[0])
    return (URIRef(f"{DE}politicalGeocoding/Level/{level}") if level else None), place
