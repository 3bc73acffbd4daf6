"""Checks a manifest's licence claim against what the source's own files say.

A quote must stand verbatim in the member, file or archived page it names, and what recognition finds in the quote must
be the manifest's licence, or the manifest must name the legal basis that the quote supports.  Where the files are no longer
there, whether a quote stands in them is what the last check found; what it says is judged anew, by the licences of today.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gemeingut.errors import PlaceError
from licenses import basis, catalogue, quote
from licenses.recognise import recognise
from licenses.resolve import Claim
from licenses.wording import Note, sentence
from pipeline.fetch.erased import is_whole
from pipeline.fetch.lock import snapshot_path
from pipeline.read import read_source as reading
from pipeline.read.decode import decode
from pipeline.store.code import code_hash
from pipeline.store.files import key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.archives.snapshot import Snapshot
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Evidence, License
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace


FORBIDDING: Final = frozenset({"noncommercial", "no_derivatives", "reserved", "research_only", "personal_use"})
"""Classes of licence that no claim of another licence can stand beside."""

FOUND_BY: Final = ("licenses.quote", "pipeline.archives.snapshot", "pipeline.read.decode")
"""The code that says whether a quote stands in a file."""


class ProofError(PlaceError, RuntimeError):
    """The files that quotes should stand in are gone, and what an earlier check found is no answer to what is asked now."""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as it was checked: what it says, where, the hash of the file, and what is wrong with it."""

    statement: str
    where: str
    url: str | None
    retrieved: str | None
    sha256: str | None
    object: str
    license: str | None
    finding: str | None

    @property
    def id(self) -> str:
        """Return a short hash over source file, place and statement: the same proof has the same id in every release."""
        text = "\x1f".join((self.sha256 or "", self.where, self.statement))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def as_row(self) -> dict[str, str | None]:
        """Return what evidence.parquet says of it: the statement, where it stands, and what the check found wrong."""
        row = {"statement": self.statement, "where": self.where, "url": self.url, "retrieved": self.retrieved}
        return row | {"sha256": self.sha256, "finding": self.finding}


@dataclass(frozen=True)
class Proof:
    """The claim of a source after its check, the evidence it stands on, and which snapshot that is, retrieved when.

    `restrictions` is the evidence of each of the manifest's restrictions, in their order.
    """

    claim: Claim
    pieces: tuple[Piece, ...]
    retrieved: str | None = None
    restrictions: tuple[tuple[Piece, ...], ...] = ()
    snapshot_sha256: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the proof as plain data, for the workspace."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Proof:
        """Return the proof that `as_json` wrote, whole: what is missing here would be missing in the evidence."""
        pieces, *restrictions = (
            tuple(Piece(**one) for one in listed) for listed in (said["pieces"], *said["restrictions"])
        )
        return cls(Claim(**said["claim"]), pieces, said["retrieved"], tuple(restrictions), said["snapshot_sha256"])


def check(source: LoadedSource, workspace: Workspace, lock: Lock, as_of: str | None = None) -> Proof:
    """Return the source's claim with its proof checked; a failed check never raises, it says why it is unproven.

    Terms are judged on the day `as_of` (ISO 8601); without one, on the day on which a piece was retrieved.  Raises
    ProofError if files of the snapshot are gone and the proof stored is not one of this claim, by this code.
    """
    said = source.manifest.license
    if not is_whole(workspace, lock):
        return _judged_again(source, workspace, lock, as_of)
    with reading.snapshot(source.id, workspace, lock) as tree:
        pieces = tuple(_piece(one, source, workspace, lock, tree) for one in said.evidence)
        restrictions = tuple(
            tuple(_piece(one, source, workspace, lock, tree) for one in restriction.evidence)
            for restriction in said.restrictions
        )
    retrieved = lock.files[0].retrieved if lock.files else None
    return Proof(_claim(said, pieces, as_of), pieces, retrieved, restrictions, lock.sha256())


def _claim(said: License, pieces: Sequence[Piece], as_of: str | None) -> Claim:
    why = _why_unproven(said, pieces, as_of)
    return Claim(license=said.id, basis=said.basis, scope=said.scope, proven=not why, why_unproven=why)


def _judged_again(source: LoadedSource, workspace: Workspace, lock: Lock, as_of: str | None) -> Proof:
    """Return the stored proof as it would be found now: where quotes stand as it was seen, what they say by today's licences."""
    stored = workspace.store.read_json(workspace.snapshot(source.id) / "proof.json")
    if not stored or stored.get("found_with") != _found_with(source, lock):
        raise ProofError(
            f"{source.id}: its snapshot is not here, and the proof that is was found by other code, for another claim "
            "or in other files"
        )
    said, proof = source.manifest.license, Proof.from_json(stored)
    quoted = (said.evidence, *(one.evidence for one in said.restrictions))
    pieces, *restrictions = (
        tuple(replace(piece, license=recognise(one.quote).license) for one, piece in zip(listed, found, strict=True))
        for listed, found in zip(quoted, (proof.pieces, *proof.restrictions), strict=True)
    )
    return Proof(_claim(said, pieces, as_of), pieces, proof.retrieved, tuple(restrictions), lock.sha256())


def _found_with(source: LoadedSource, lock: Lock) -> str:
    """Return the key of what a check finds in files: the claim and its evidence, the files, the code that looks."""
    pages = [(one.name, one.sha256, one.retrieved) for one in lock.pages]
    retrieved = lock.files[0].retrieved if lock.files else None
    asked = (source.manifest.license, source.manifest.homepage, lock.sha256(), retrieved, pages, lock.missing)
    return key("proof", *asked, code_hash(*FOUND_BY, alone=(__name__,)))


def _piece(one: Evidence, source: LoadedSource, workspace: Workspace, lock: Lock, tree: Snapshot) -> Piece:
    place = one.member or one.file or one.url or "the publisher's own work"
    data, retrieved = _content(one, source, workspace, lock, tree)
    finding = None
    if one.kind != "own_work":
        if data is None:
            finding = _absent(one, place, lock)
        elif one.sha256 and hashlib.sha256(data).hexdigest() != one.sha256:
            finding = sentence(Note("other_hash", (place,)))
        elif not quote.stands_in(one.quote, decode(data, None)[0]):
            finding = sentence(Note("quote_absent", (place,)))
    found = recognise(one.quote)
    return Piece(
        statement=one.quote or one.note or "own work",
        where=place,
        url=one.url or source.manifest.homepage,
        retrieved=retrieved or (one.retrieved.isoformat() if one.retrieved else None),
        sha256=hashlib.sha256(data).hexdigest() if data is not None else None,
        object=one.object,
        license=found.license,
        finding=finding,
    )


def _absent(one: Evidence, place: str, lock: Lock) -> str:
    """Return what is missing, and the cause where it could not be fetched."""
    why = dict(lock.missing).get(_name(one))
    return sentence(Note("not_fetched", (place, why)) if why else Note("not_in_snapshot", (place,)))


def _name(one: Evidence) -> str:
    """Return the name under which a page or file of evidence is archived."""
    return str(one.url) if one.kind == "url" else f"file:{one.file}"


def _content(
    one: Evidence, source: LoadedSource, workspace: Workspace, lock: Lock, tree: Snapshot
) -> tuple[bytes | None, str | None]:
    if one.kind == "member":
        return tree.read(str(one.member)), (lock.files[0].retrieved if lock.files else None)
    page = next((page for page in lock.pages if page.name == _name(one)), None)
    if page is None:
        return None, None
    return workspace.store.read_bytes(snapshot_path(workspace, source.id, page)), page.retrieved


def _why_unproven(said: License, pieces: Sequence[Piece], as_of: str | None) -> str:
    """Return what the proof lacks, or an empty string."""
    if not said.id and not said.basis:
        return ""
    if said.scope == "document" and not said.evidence:
        return ""  # each document speaks for itself
    about_text = [one for one in pieces if one.object == "text"]
    if not about_text:
        return sentence(Note("none_of_text"))
    failed = next((one.finding for one in about_text if one.finding), None)
    if failed:
        return failed
    wanted = _licenses(said.id) if said.id else set()
    found = [piece.license for piece in about_text if piece.license]
    against = next((one for one in found if _forbids(one, wanted)), None)
    return sentence(Note("quote_says", (against,))) if against else _what_is_missing(said, about_text, wanted, as_of)


def _what_is_missing(said: License, pieces: Sequence[Piece], wanted: set[str], as_of: str | None) -> str:
    """Return what no quote says: the reason of a basis that prose may prove, or the licence by its name."""
    if said.basis in basis.WANTED:
        given = any(
            basis.supports(said.basis, one.statement, one.license, _year(as_of or one.retrieved)) for one in pieces
        )
        return "" if given else basis.WANTED[said.basis]
    missing = sorted(wanted.difference(*(_licenses(one.license) for one in pieces if one.license)))
    return sentence(Note("no_quote_says", (missing[0],))) if missing else ""


def _year(day: str | None) -> int | None:
    return int(day[:4]) if day else None


def _forbids(expression: str, wanted: set[str]) -> bool:
    """Return whether a quote names none of the wanted licences, but one that forbids what they allow."""
    named = _licenses(expression)
    return named.isdisjoint(wanted) and any(FORBIDDING & set(catalogue.catalogue().get(one).classes) for one in named)


def _licenses(expression: str) -> set[str]:
    return {one.id for one in catalogue.catalogue().of(expression)}


def write(proof: Proof, source: LoadedSource, lock: Lock, workspace: Workspace) -> None:
    """Write the checked proof beside the snapshot, for `review`, `explain`, and for runs that no longer have its files."""
    found = proof.as_json() | {"found_with": _found_with(source, lock)}
    workspace.store.write_json(workspace.snapshot(source.id) / "proof.json", found)
