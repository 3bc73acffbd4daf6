"""Parsing untrusted XML: no entities expanded, no DTD fetched, no network; names without their namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from pipeline.read.reader import Options, ReadError
from pipeline.read.reader_options import IdFrom
from pipeline.read.reader_options import native_id as path_id
from pipeline.store.ids import PART

if TYPE_CHECKING:
    from pipeline.archives.member import Member

MAX_DEPTH: Final = 300
"""Elements nested deeper than this are not text but an attack on the stack."""

MOST_TAGS: Final = 4_000_000
"""Tags of a member; each takes a quarter of a kilobyte of memory, more with attributes."""

XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"

_SAFE: Final = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": True,
}
_HARMLESS: Final = frozenset(
    {"DTD_XMLID_VALUE", "DTD_ID_REDEFINED", "WAR_NS_URI", "WAR_NS_URI_RELATIVE", "NS_ERR_EMPTY"}
)
"""libxml2 reports these as errors, but the document is well-formed: the text is all there."""


class XmlOptions(Options):
    """What all XML readers share.

    `id` is the part of the member's path that is the native id; `recover` reads on after an error in the markup (text may be
    missing after it).
    """

    id: IdFrom = "path_without_suffix"
    recover: bool = False


def native_id(member: Member, options: XmlOptions) -> str:
    """Return the part of the member's path that the options choose; `#` is reserved for parts, so it becomes `_`."""
    return path_id(member.path, options.id).replace(PART, "_")


def parse(member: Member, options: XmlOptions, roots: frozenset[str]) -> etree._Element:
    """Return the root element; refuse what is not well-formed, or has another root than the names in `roots`.

    Errors are ReadErrors with the member's path, the line and the parser's message.  Faults of validity only (an xml:id
    that is no name) do not refuse a well-formed document.
    """
    root = _root(member, recover=options.recover)
    if local(root) not in roots:
        raise ReadError(f"{member.path}: root element is <{local(root)}>; expected one of {sorted(roots)}")
    return root


def parse_any(member: Member) -> etree._Element:
    """Return the root element of whatever well-formed XML it is; ReadError where it is none."""
    return _root(member, recover=False)


def _root(member: Member, *, recover: bool) -> etree._Element:
    tags = member.data.count(b"<")
    if tags > MOST_TAGS:
        raise ReadError(f"{member.path}: {tags} tags, at most {MOST_TAGS}: its tree would take gigabytes; divide it")
    strict = etree.XMLParser(recover=False, **_SAFE)  # type: ignore[arg-type]
    try:
        return etree.fromstring(member.data, strict)
    except etree.XMLSyntaxError as error:
        if not (recover or _harmless(strict)):
            raise ReadError(f"{member.path}: not well-formed XML: {error.msg}") from error
    try:
        root = etree.fromstring(member.data, etree.XMLParser(recover=True, **_SAFE))  # type: ignore[arg-type]
    except etree.XMLSyntaxError as error:
        raise ReadError(f"{member.path}: no XML at all: {error.msg}") from error
    if root is None:
        raise ReadError(f"{member.path}: no element found, even when reading on behind errors")
    return root


def _harmless(parser: etree.XMLParser) -> bool:
    """Return whether its last run found faults of validity only; it stops at the first real error, so none hides.

    The log must be the parser's own: that of the exception holds the errors of earlier documents too.
    """
    kinds = {entry.type_name for entry in parser.error_log}
    return bool(kinds) and kinds <= _HARMLESS


def local(element: etree._Element) -> str:
    """Return the element's name without its namespace; "" for comments, processing instructions and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class Names(dict[Any, str]):
    """The names of elements without their namespaces, by tag; kept while a document is read, so that each is cut once."""

    def __missing__(self, tag: Any) -> str:
        """Return the name of a tag; "" for those of comments, processing instructions and entities."""
        name = self[tag] = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        return name


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant reached by the path of names, each step a child; None where a step fails."""
    for name in path:
        if element is None:
            return None
        element = next((candidate for candidate in element if local(candidate) == name), None)
    return element


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Return the children of that name, in order."""
    return [] if element is None else [candidate for candidate in element if local(candidate) == name]


def descendants(element: etree._Element | None, *names: str) -> list[etree._Element]:
    """Return all descendants of those names, in document order."""
    return [] if element is None else list(element.iter(*(f"{{*}}{name}" for name in names)))


def text(element: etree._Element) -> str:
    """Return all text of the element as it stands, comments and processing instructions left out."""
    return "".join(str(piece) for piece in element.itertext(etree.Element))


def flat(element: etree._Element | None) -> str:
    """Return all text of the element, comments left out, with white space collapsed to single blanks."""
    return "" if element is None else " ".join(text(element).split())


def path(element: etree._Element) -> str:
    """Return the names from below the root down to the element, joined by slashes, with the type where there is one."""
    names = [_step(step) for step in (element, *element.iterancestors())]
    return "/".join(reversed(names[:-1])) or local(element)


def _step(element: etree._Element) -> str:
    kind = element.get("type")
    return f"{local(element)}[@type='{kind}']" if kind else local(element)


def line_of(element: Any) -> int | None:
    """Return the line of the member in which the element begins."""
    line = element.sourceline
    return line if isinstance(line, int) else None
