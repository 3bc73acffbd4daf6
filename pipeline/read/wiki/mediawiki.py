"""Format `mediawiki`: export XML 0.10 and 0.11 of any MediaWiki; an article is a document, its wikitext made plain.

Native id: the member's path without suffix, `/` and the page id, which stays when the page is renamed.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  pydantic resolves the annotations at run time
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import quote

from lxml import etree
from pydantic import Field

from pipeline.read import edtf
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.wiki.prefixes import CATEGORIES, FILES
from pipeline.read.wiki.templates import TEXT_TEMPLATES
from pipeline.read.wiki.wikitext import Wiki, render
from pipeline.read.xml import XML_LANG, XmlOptions, child, children, flat, local, native_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

_MODELS: Final = frozenset({"", "wikitext"})
_HIDDEN_SPACES: Final = frozenset({"-2", "6", "14"})  # media, files, categories


class MediawikiOptions(XmlOptions):
    """Options: namespaces that are articles, tables, templates that stand for text (name: number of the parameter).

    With the number 0 a template shows no text.  What others show in a sentence is their only argument, or `[...]`, of which
    `extra.holes` has the number.
    `address` is the wiki's own (`https://de.wikipedia.org/wiki/`), where the export's `base` is wrong; with
    `member_in_id: false` the page id alone is the native id, for a source of one export whose file name changes.
    """

    namespaces: tuple[int, ...] = (0,)
    tables: bool = False
    templates: Mapping[str, int] = Field(default=TEXT_TEMPLATES)
    address: str | None = None
    member_in_id: bool = True


def read(part: Part, options: MediawikiOptions) -> Iterator[Document | Fault]:
    """Yield every page, in order, one at a time in memory: articles as documents, the others as faults.

    Faults are `redirect`, `not_an_article` (another namespace or no wikitext) and `empty`.  Raises ReadError
    if the member is no MediaWiki export, or where its XML breaks off.
    """
    member = part.member
    stem = native_id(member, options) if options.member_in_id else ""
    with member.open() as stream:
        yield from _pages(stream, member, stem, options)


def _pages(stream: IO[bytes], member: Member, stem: str, options: MediawikiOptions) -> Iterator[Document | Fault]:
    site: dict[str, str] = {}
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        recover=options.recover,
    )
    try:
        for event, element in events:
            name = local(element)
            if event == "start":
                _check_root(member, element)
            elif name == "siteinfo":
                site = _site(element)
            elif name == "page":
                yield _page(element, stem, site, options)
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise ReadError(f"{member.path}: not well-formed XML: {error.msg}") from error


def _check_root(member: Member, element: etree._Element) -> None:
    if element.getparent() is None and local(element) != "mediawiki":
        raise ReadError(f"{member.path}: root element is <{local(element)}>; expected <mediawiki>")


def _forget(element: etree._Element) -> None:
    """Free the page and what stands before it, so that memory does not grow with the export."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _site(element: etree._Element) -> dict[str, str]:
    fields = {name: flat(child(element, name)) for name in ("sitename", "dbname", "base", "generator")}
    spaces = [
        space for space in children(child(element, "namespaces"), "namespace") if space.get("key") in _HIDDEN_SPACES
    ]
    fields["spaces"] = "\n".join(flat(space).casefold() for space in spaces)
    language = (element.getroottree().getroot().get(XML_LANG) or "").strip()
    return {name: value for name, value in {**fields, "language": language}.items() if value}


def _page(page: etree._Element, stem: str, site: dict[str, str], options: MediawikiOptions) -> Document | Fault:
    title, number = flat(child(page, "title")), flat(child(page, "id"))
    document_id = "/".join(filter(None, (stem, number)))
    revision = next(iter(reversed(children(page, "revision"))), None)
    text = child(revision, "text")
    source = "" if text is None else text.text or ""
    namespace, model = flat(child(page, "ns")) or "0", flat(child(revision, "model"))
    redirect = child(page, "redirect")
    if redirect is not None:
        return Fault("redirect", f"{title!r} leads to {redirect.get('title')!r}", document_id, len(source))
    if namespace not in map(str, options.namespaces) or model not in _MODELS:
        return Fault(
            "not_an_article", f"{title!r}: namespace {namespace}, model {model or 'wikitext'}", document_id, len(source)
        )
    body, holes = render(source, _wiki(site, options), title)
    if not body:
        return Fault("empty", f"{title!r} holds no running text", document_id, len(source))
    extra: dict[str, str | int | None] = {
        "holes": holes,
        "wiki": site.get("dbname") or site.get("sitename"),
        "revision": flat(child(revision, "id")),
        "generator": site.get("generator"),
    }
    return Document(
        id=document_id,
        text=body,
        title=title or None,
        date=edtf.iso(flat(child(revision, "timestamp"))),
        url=_url(title, site, options),
        language_declared=site.get("language"),
        extra={name: value for name, value in extra.items() if value},
    )


def _wiki(site: Mapping[str, str], options: MediawikiOptions) -> Wiki:
    own = frozenset(filter(None, site.get("spaces", "").split("\n")))
    return Wiki(options.tables, options.templates, site.get("language", "de"), FILES | CATEGORIES | own)


def _url(title: str, site: dict[str, str], options: MediawikiOptions) -> str | None:
    base = options.address or site.get("base", "").rpartition("/")[0]
    return f"{base.rstrip('/')}/{quote(title.replace(' ', '_'), safe='/:(),')}" if base and title else None


READER: Final = Reader(MediawikiOptions, read, streams="forward")
