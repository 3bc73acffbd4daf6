"""OParl papers (OParl 1.1, `https://schema.oparl.org/1.1/Paper`) with the extracted text of their files in members next to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf
from pipeline.read.columns import as_text, statements
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.json_text import JsonError, parse
from pipeline.read.reader import Options, Reader, ReadError, TooDeepError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.archives.member import Member
    from pipeline.read.document import Statement
    from pipeline.read.reader import Part

_LONGEST_BEGINNING = 300
_KEPT = ("paperType", "reference", "underDirectionOf", "modified")


class OparlOptions(Options):
    """Options of OParl.

    `texts` is the member that holds a file's text, `{id}` being the last part of the file's address and `{body}` its body,
    for folders of several bodies, which number their files alike; for a file without one its property `text` counts.  `extra` names the paper's properties that are kept.
    """

    texts: str = "docs/file-contents/{id}.txt"
    extra: tuple[str, ...] = _KEPT


def read(part: Part, options: OparlOptions) -> Iterator[Document | Fault]:
    """Yield a document per file of the paper, under the file's address (`rat.example/oparl/bodies/1/files/145075`).

    A paper or file with `deleted: true` is a fault `deleted_at_source`; a file without text is `empty`, and so is a
    paper without files; ReadError where the member is no OParl paper.
    """
    member = part.member
    paper = _paper(member)
    name = _path(paper.get("id"), member.path)
    if paper.get("deleted") is True:
        yield Fault("deleted_at_source", "deleted: true", name)
        return
    files = list(_files(paper))
    if not files:
        yield Fault("empty", "a paper without files", name)
    for number, file in enumerate(files):
        yield _document(file, number, paper, member, options)


def _paper(member: Member) -> dict[str, Any]:
    try:
        paper = parse(decode(member.data)[0])
    except (JsonError, TooDeepError) as error:
        raise ReadError(f"{member.path}: no JSON: {error}") from None
    kind = paper.get("type") if isinstance(paper, dict) else type(paper).__name__
    if not isinstance(paper, dict) or not str(kind).endswith("/Paper"):
        what = f" ({paper['name']!r})" if isinstance(paper, dict) and isinstance(paper.get("name"), str) else ""
        raise ReadError(f"{member.path}: no OParl paper but {kind!r}{what[:200]}; leave it out by `members`")
    return paper


def _files(paper: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("mainFile", "auxiliaryFile"):
        value = paper.get(key)
        for file in value if isinstance(value, list) else [value]:
            if isinstance(file, dict) and as_text(file.get("id")):
                yield file


def _path(address: Any, otherwise: str) -> str:
    """Return an OParl address without its scheme, such as `rat.example/oparl/bodies/1/papers/51676`: numbers repeat in each body.

    An address without bodies stays as it is.
    """
    text = as_text(address) or otherwise
    return text.partition("://")[2] if "://" in text and "/bodies/" in text else text


def _document(
    file: Mapping[str, Any], number: int, paper: Mapping[str, Any], member: Member, options: OparlOptions
) -> Document | Fault:
    name = _path(file["id"], f"{member.path}:{number + 1}")
    if file.get("deleted") is True:
        return Fault("deleted_at_source", "deleted: true", name)
    data = member.sibling(_place_of_text(str(file["id"]), options.texts))
    text = decode(data)[0] if data is not None else as_text(file.get("text")) or ""
    if not text.strip():
        why = "no text beside it" if data is None else "the extracted text is blank"
        return Fault("empty", f"{why}; it is: {_named(paper)}", name, len(text))
    if data is None and _is_cut_off(text):
        return Fault("empty", f"its text is cut off in the first sentence; it is: {_named(paper)}", name, len(text))
    title = " – ".join(part for part in (as_text(paper.get("name")), as_text(file.get("name"))) if part)
    return Document(
        id=name,
        text=text,
        title=title or None,
        date=edtf.iso(as_text(file.get("date")) or as_text(paper.get("date"))),
        url=as_text(file.get("accessUrl")) or as_text(file["id"]),
        license_statements=(*_rights(file, "File"), *_rights(paper, "Paper")),
        offset=number,
        kind="parliamentary_paper",
        extra={"paper": _path(paper.get("id"), member.path)}
        | {key: value for key in options.extra if (value := paper.get(key)) not in (None, "", [])},
    )


def _place_of_text(address: str, pattern: str) -> str:
    """Return the member in which the text of a file lies."""
    body = address.partition("/bodies/")[2].partition("/")[0]
    return pattern.replace("{id}", address.rstrip("/").rpartition("/")[2]).replace("{body}", body)


def _is_cut_off(text: str) -> bool:
    """Return whether a property `text` is no more than the beginning of a sentence, as a portal shows it in a list."""
    return len(text) <= _LONGEST_BEGINNING and text.rstrip().endswith(("...", "…"))


def _named(paper: Mapping[str, Any]) -> str:
    """Return what a paper is, by name and type, on one line."""
    words = [as_text(paper.get("name")), as_text(paper.get("paperType"))]
    return ", ".join(word for word in words if word)[:200] or "without a name"


def _rights(value: Mapping[str, Any], kind: str) -> Iterator[Statement]:
    for key in ("license", "fileLicense"):
        yield from statements(value.get(key), f"{kind}.{key}")


READER: Final = Reader(OparlOptions, read)
