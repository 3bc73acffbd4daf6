"""A graph as Turtle, JSON-LD and RDF/XML, in the same bytes whatever order it was built in.

For the catalogue of one release and for that over many.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib import Graph

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)


def turtle(graph: Graph) -> str:
    """Return the graph as Turtle."""
    return graph.serialize(format="turtle").rstrip("\n") + "\n"


def rdf_xml(graph: Graph) -> str:
    """Return the graph as RDF/XML, subjects and their properties in order; rdflib writes them in the order of hashes."""
    root = etree.fromstring(graph.serialize(format="xml").encode(), _PARSER)
    for subject in root:
        subject[:] = sorted(subject, key=etree.tostring)
    root[:] = sorted(root, key=etree.tostring)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True).decode() + "\n"


def json_ld(graph: Graph) -> str:
    """Return the graph as JSON-LD with a context of its own: nothing is loaded from a network to read it."""
    context = {prefix: str(namespace) for prefix, namespace in sorted(graph.namespaces())}
    document = json.loads(graph.serialize(format="json-ld", context=context, auto_compact=False))
    return json.dumps(_ordered(document), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(child) for key, child in value.items()}
    if isinstance(value, list):
        return sorted((_ordered(child) for child in value), key=_spelled)
    return value


def _spelled(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


FORMS: dict[str, Callable[[Graph], str]] = {"ttl": turtle, "jsonld": json_ld, "rdf": rdf_xml}
"""By the ending of the file's name."""
