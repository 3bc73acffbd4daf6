"""Checks a manifest's licence claim against what the source's own files say.

A quote must stand verbatim in the member, file or archived page it names, and what recognition finds in the quote must
be the manifest's licence, or the manifest must name the legal basis that the quote supports.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from licenses import catalogue, quote
from licenses.recognise import recognise
from licenses.resolve import Claim
from pipeline import fetch
from pipeline import workspace as ws
from pipeline.read import source as reading
from pipeline.read.decode import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.containers import Snapshot
    from pipeline.fetch import Lock
    from pipeline.load import LoadedSource
    from pipeline.manifest import Evidence, License
    from pipeline.workspace import Workspace


PROVEN_BY_PROSE: Final = frozenset({"official_work", "public_domain_term"})
"""Bases that a sentence may support in words that are no licence's name."""
FORBIDDING: Final = frozenset({"noncommercial", "no_derivatives", "reserved", "research_only", "personal_use"})
"""Classes of licence that no claim of another licence can stand beside."""


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


@dataclass(frozen=True)
class Proof:
    """The claim of a source after its check, the evidence it stands on, and when the snapshot was retrieved."""

    claim: Claim
    pieces: tuple[Piece, ...]
    retrieved: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the proof as plain data, for the workspace."""
        return asdict(self)


def check(source: LoadedSource, workspace: Workspace, lock: Lock) -> Proof:
    """Return the source's claim with its proof checked; a failed check never raises, it says why it is unproven."""
    said = source.manifest.license
    with reading.snapshot(source.id, workspace, lock) as tree:
        pieces = tuple(_piece(one, source, workspace, lock, tree) for one in said.evidence)
    why = _why_unproven(said, pieces)
    claim = Claim(license=said.id, basis=said.basis, scope=said.scope, proven=not why, why_unproven=why)
    return Proof(claim, pieces, lock.files[0].retrieved if lock.files else None)


def _piece(one: Evidence, source: LoadedSource, workspace: Workspace, lock: Lock, tree: Snapshot) -> Piece:
    place = one.member or one.file or one.url or "the publisher's own work"
    data, retrieved = _content(one, source, workspace, lock, tree)
    finding = None
    if one.kind != "own_work":
        if data is None:
            finding = f"{one.kind} {place!r} is not in the snapshot"
        elif one.sha256 and hashlib.sha256(data).hexdigest() != one.sha256:
            finding = f"{one.kind} {place!r} has another sha256 than the manifest says"
        elif not quote.stands_in(one.quote, decode(data, None)[0]):
            finding = f"the quote does not stand in {place!r}"
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


def _content(
    one: Evidence, source: LoadedSource, workspace: Workspace, lock: Lock, tree: Snapshot
) -> tuple[bytes | None, str | None]:
    if one.kind == "member":
        return tree.read(str(one.member)), (lock.files[0].retrieved if lock.files else None)
    name = one.url if one.kind == "url" else f"file:{one.file}"
    page = next((page for page in lock.pages if page.name == name), None)
    if page is None:
        return None, None
    return fetch.snapshot_path(workspace, source.id, page).read_bytes(), page.retrieved


def _why_unproven(said: License, pieces: Sequence[Piece]) -> str:
    """Return what the proof lacks, or an empty string."""
    if not said.id and not said.basis:
        return ""
    if said.scope == "document" and not said.evidence:
        return ""  # each document speaks for itself
    about_text = [one for one in pieces if one.object == "text"]
    if not about_text:
        return "no evidence speaks of the text"
    failed = next((one.finding for one in about_text if one.finding), None)
    if failed:
        return failed
    wanted = _licenses(said.id) if said.id else set()
    found = [piece.license for piece in about_text if piece.license]
    against = next((one for one in found if _forbids(one, wanted)), None)
    missing = [] if said.basis in PROVEN_BY_PROSE else sorted(wanted.difference(*map(_licenses, found)))
    unnamed = f"no quote was recognised as {missing[0]!r}" if missing else ""
    return f"a quote says {against!r}" if against else unnamed


def _forbids(expression: str, wanted: set[str]) -> bool:
    """Return whether a quote names none of the wanted licences, but one that forbids what they allow."""
    named = _licenses(expression)
    return named.isdisjoint(wanted) and any(FORBIDDING & set(catalogue.catalogue().get(one).classes) for one in named)


def _licenses(expression: str) -> set[str]:
    return {one.id for one in catalogue.catalogue().of(expression)}


def write(proof: Proof, source: str, workspace: Workspace) -> None:
    """Write the checked proof beside the snapshot, for `review` and `explain`."""
    ws.write_json(workspace.snapshot(source) / "proof.json", proof.as_json())
