"""Checks a manifest's licence claim against the source's own files.

A quote must occur verbatim in the member, file or archived page it names.  The licence recognised in the quote must be
the manifest's licence, or the manifest must name the legal basis that the quote supports.  Where files of the snapshot
are gone, the stored result of the last check tells whether the quote occurs; its licence is recognised anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gemeingut.errors import PlaceError
from licenses import basis, catalogue, quote
from licenses.context import Context, judge_quote
from licenses.quoted import licensed_by
from licenses.recognise import recognise
from licenses.resolve import Claim
from licenses.whole_text import license_of_text
from licenses.wording import Note, sentence
from pipeline.admit import beside
from pipeline.fetch.erased import is_whole
from pipeline.fetch.lock import snapshot_path
from pipeline.manifest import License
from pipeline.read import read_source as reading
from pipeline.read.decode import decode
from pipeline.store.code import code_hash
from pipeline.store.files import key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.archives.snapshot import Snapshot
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Evidence, Work
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace


FORBIDDING: Final = frozenset({"noncommercial", "no_derivatives", "reserved", "research_only", "personal_use"})
"""Classes of licences that contradict a claim of any other licence."""

FOUND_BY: Final = ("licenses.context", "pipeline.admit.beside", "pipeline.archives.snapshot", "pipeline.read.decode")
"""The modules that decide whether a quote occurs in a file, and what the file says around it."""


REASONS: Final = {"unproven": "license_unproven", "review": "license_review"}
"""Reasons by the verdict on a quote where it stands."""


class ProofError(PlaceError, RuntimeError):
    """Files with quotes are gone, and the stored proof was made for another claim, for other files or by other code."""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as it was checked: statement, place, hash of the file, and what is wrong (`finding`).

    `passage` is the sentence with the quote marked, `remark` what the file adds that changes nothing; `reason` and `rule` name what a
    person must decide on, both empty unless the passage does not bear the quote.  `file_license` is the licence of which the file is
    the whole text.
    """

    statement: str
    where: str
    url: str | None
    retrieved: str | None
    sha256: str | None
    object: str
    license: str | None
    finding: str | None
    passage: str | None = None
    remark: str | None = None
    file_license: str | None = None
    reason: str = ""
    rule: str = ""

    @property
    def id(self) -> str:
        """Return a short hash over source file, place and statement: the same proof has the same id in every release."""
        text = "\x1f".join((self.sha256 or "", self.where, self.statement))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def as_row(self) -> dict[str, str | None]:
        """Return its columns in evidence.parquet: the statement, its place, and what the check found wrong."""
        row = {"statement": self.statement, "where": self.where, "url": self.url, "retrieved": self.retrieved}
        return row | {"sha256": self.sha256, "finding": self.finding, "passage": self.passage, "remark": self.remark}


@dataclass(frozen=True)
class WorkProof:
    """The checked claim about a work, beside the licence of its edition or annotation, and its evidence."""

    claim: Claim
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Proof:
    """The checked claim of a source, its evidence, and the hash and date of the snapshot.

    `restrictions` is the evidence of each of the manifest's restrictions, in their order; `works` are the claims about the
    works themselves with their evidence, in the order of the manifest's `work`.
    """

    claim: Claim
    pieces: tuple[Piece, ...]
    retrieved: str | None = None
    restrictions: tuple[tuple[Piece, ...], ...] = ()
    snapshot_sha256: str = ""
    works: tuple[WorkProof, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the proof as plain data, for the workspace."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Proof:
        """Return the proof that `as_json` wrote; every field is needed for the evidence of a release."""
        pieces, *restrictions = (
            tuple(Piece(**piece) for piece in listed) for listed in (stored["pieces"], *stored["restrictions"])
        )
        works = tuple(
            WorkProof(Claim(**work["claim"]), tuple(Piece(**piece) for piece in work["pieces"]))
            for work in stored["works"]
        )
        snapshot = stored["snapshot_sha256"]
        return cls(Claim(**stored["claim"]), pieces, stored["retrieved"], tuple(restrictions), snapshot, works)


def check(source: LoadedSource, workspace: Workspace, lock: Lock, as_of: str | None = None) -> Proof:
    """Return the source's claim with its proof checked; a failed check never raises, it says why it is unproven.

    Terms are judged on the day `as_of` (ISO 8601); without one, on the day on which a piece was retrieved.  Raises
    ProofError if files of the snapshot are gone and the proof stored is not one of this claim, by this code.
    """
    declared = source.manifest.license
    if not is_whole(workspace, lock):
        return _judged_again(source, workspace, lock, as_of)
    with reading.snapshot(source.id, workspace, lock) as tree:
        checking = _Checking(source, workspace, lock, tree)
        pieces = checking.pieces(declared.evidence, declared.id)
        restrictions = tuple(checking.pieces(restriction.evidence, None) for restriction in declared.restrictions)
        works = tuple(_work(work, checking.pieces(work.evidence, work.id), as_of) for work in source.manifest.work)
    retrieved = lock.files[0].retrieved if lock.files else None
    return Proof(_claim(declared, pieces, as_of), pieces, retrieved, restrictions, lock.sha256(), works)


def _work(work: Work, pieces: tuple[Piece, ...], as_of: str | None) -> WorkProof:
    """Return the claim about a work, checked as that of a source is."""
    declared = License(id=work.id, basis=work.basis, evidence=work.evidence)
    return WorkProof(_claim(declared, pieces, as_of), pieces)


def _claim(declared: License, pieces: Sequence[Piece], as_of: str | None) -> Claim:
    why = _why_unproven(declared, pieces, as_of)
    claim = Claim(license=declared.id, basis=declared.basis, scope=declared.scope, proven=not why, why_unproven=why)
    piece = next((piece for piece in pieces if why and piece.finding == why and piece.rule), None)
    return replace(claim, reason=piece.reason, rule=piece.rule) if piece else claim


def _judged_again(source: LoadedSource, workspace: Workspace, lock: Lock, as_of: str | None) -> Proof:
    """Return the stored proof with its licences recognised anew; whether quotes occur is what the last check found."""
    stored = workspace.store.read_sealed(workspace.snapshot(source.id) / "proof.json")
    if not stored or stored.get("found_with") != _found_with(source, lock):
        raise ProofError(
            f"{source.id}: its snapshot is not here, and the proof that is was found by other code, for another claim "
            "or in other files"
        )
    declared, proof, works = source.manifest.license, Proof.from_json(stored), source.manifest.work
    pieces = _recognised_anew(declared.evidence, proof.pieces)
    restrictions = tuple(
        _recognised_anew(restriction.evidence, checked)
        for restriction, checked in zip(declared.restrictions, proof.restrictions, strict=True)
    )
    of_works = tuple(
        _work(work, _recognised_anew(work.evidence, checked.pieces), as_of)
        for work, checked in zip(works, proof.works, strict=True)
    )
    return Proof(_claim(declared, pieces, as_of), pieces, proof.retrieved, restrictions, lock.sha256(), of_works)


def _recognised_anew(quoted: Sequence[Evidence], checked: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(
        replace(piece, license=_license_of(evidence) or piece.file_license)
        for evidence, piece in zip(quoted, checked, strict=True)
    )


def _found_with(source: LoadedSource, lock: Lock) -> str:
    """Return the key of a stored proof: the claim and its evidence, the files, the code of the check."""
    pages = [(page.name, page.sha256, page.retrieved) for page in lock.pages]
    retrieved = lock.files[0].retrieved if lock.files else None
    asked = (
        source.manifest.license,
        source.manifest.work,
        source.manifest.homepage,
        lock.sha256(),
        retrieved,
        pages,
        lock.missing,
    )
    return key("proof", *asked, code_hash(*FOUND_BY, alone=(__name__,)))


@dataclass(frozen=True)
class _Checking:
    """The files against which the evidence of a source is checked."""

    source: LoadedSource
    workspace: Workspace
    lock: Lock
    tree: Snapshot

    def pieces(self, quoted: Sequence[Evidence], claimed: str | None) -> tuple[Piece, ...]:
        """Return the evidence of one claim as checked; `claimed` is the licence of that claim, None if it claims none."""
        return tuple(_piece(evidence, claimed, self) for evidence in quoted)


def _license_of(evidence: Evidence) -> str | None:
    """Return the licence of a quote; one that is not judged where it stands must be read word by word."""
    is_judged = evidence.kind != "own_work" and evidence.object == "text"
    return licensed_by(evidence.quote) if is_judged else recognise(evidence.quote).license


def _piece(evidence: Evidence, claimed: str | None, checking: _Checking) -> Piece:
    source, lock = checking.source, checking.lock
    place = evidence.member or evidence.file or evidence.url or "the publisher's own work"
    data, retrieved = _content(evidence, checking)
    sha256 = hashlib.sha256(data).hexdigest() if data is not None else None
    license_, file_license, context, finding = _license_of(evidence), None, None, None
    if evidence.kind != "own_work":
        if data is None:
            finding = _absent(evidence, place, lock)
        elif evidence.sha256 and sha256 != evidence.sha256:
            finding = sentence(Note("other_hash", (place,)))
        else:
            text = decode(data, None)[0]
            file_license = license_of_text(text)
            license_ = license_ or file_license
            context = _context(evidence, claimed, checking, text, license_)
            finding = _finding(context, place)
    return Piece(
        statement=evidence.quote or evidence.note or "own work",
        where=place,
        url=evidence.url or source.manifest.homepage,
        retrieved=retrieved or (evidence.retrieved.isoformat() if evidence.retrieved else None),
        sha256=sha256,
        object=evidence.object,
        license=license_,
        finding=finding,
        passage=(context.passage or None) if context else None,
        remark="; ".join(map(sentence, context.notes)) or None if context and not finding else None,
        reason=REASONS.get(context.verdict, "") if context else "",
        rule=context.rule if context and context.rule != "quote_absent" else "",
        file_license=file_license,
    )


def _context(evidence: Evidence, claimed: str | None, checking: _Checking, text: str, license_: str | None) -> Context:
    """Return the verdict on a quote where it stands; what is not of the text is not asked for its surroundings."""
    if evidence.object != "text":
        stands = quote.stands_in(evidence.quote, text)
        return Context("accept") if stands else Context("unproven", "quote_absent")
    source = checking.source
    wanted = _licenses(claimed) if claimed and license_ and _licenses(license_) & _licenses(claimed) else set()
    is_beside = wanted and evidence.kind in {"member", "file"}
    files = beside.files(evidence, source.manifest.quoted, checking.tree, source.path) if is_beside else ()
    return judge_quote(text, evidence.quote, wanted, files, (source.manifest.title, source.id))


def _finding(context: Context, place: str) -> str | None:
    """Return what is wrong with a quote where it stands, or None."""
    if context.verdict == "accept":
        return None
    if context.rule == "quote_absent":
        return sentence(Note("quote_absent", (place,)))
    return sentence(Note("quote_out_of_context", (place, *context.notes[:1])))


def _absent(evidence: Evidence, place: str, lock: Lock) -> str:
    """Return what is missing, and the cause where it could not be fetched."""
    why = dict(lock.missing).get(_name(evidence))
    return sentence(Note("not_fetched", (place, why)) if why else Note("not_in_snapshot", (place,)))


def _name(evidence: Evidence) -> str:
    """Return the name under which a page or file of evidence is archived."""
    return str(evidence.url) if evidence.kind == "url" else f"file:{evidence.file}"


def _content(evidence: Evidence, checking: _Checking) -> tuple[bytes | None, str | None]:
    lock = checking.lock
    if evidence.kind == "member":
        return checking.tree.read(str(evidence.member)), (lock.files[0].retrieved if lock.files else None)
    page = next((page for page in lock.pages if page.name == _name(evidence)), None)
    if page is None:
        return None, None
    path = snapshot_path(checking.workspace, checking.source.id, page)
    return checking.workspace.store.read_bytes(path), page.retrieved


def _why_unproven(declared: License, pieces: Sequence[Piece], as_of: str | None) -> str:
    """Return what the proof lacks, or an empty string."""
    if not declared.id and not declared.basis:
        return ""
    if declared.scope == "document" and not declared.evidence:
        return ""  # only the documents state licences
    about_text = [piece for piece in pieces if piece.object == "text"]
    if not about_text:
        return sentence(Note("none_of_text"))
    failed = next((piece.finding for piece in about_text if piece.finding), None)
    if failed:
        return failed
    wanted = _licenses(declared.id) if declared.id else set()
    stated = [piece.license for piece in about_text if piece.license]
    against = next((expression for expression in stated if _forbids(expression, wanted)), None)
    return (
        sentence(Note("quote_says", (against,))) if against else _what_is_missing(declared, about_text, wanted, as_of)
    )


def _what_is_missing(declared: License, pieces: Sequence[Piece], wanted: set[str], as_of: str | None) -> str:
    """Return what no quote states: the reason of a basis that prose may prove, or the licence by its name."""
    if declared.basis in basis.WANTED:
        given = any(
            basis.supports(declared.basis, piece.statement, piece.license, _year(as_of or piece.retrieved))
            for piece in pieces
        )
        return "" if given else basis.WANTED[declared.basis]
    missing = sorted(wanted.difference(*(_licenses(piece.license) for piece in pieces if piece.license)))
    return sentence(Note("no_quote_says", (missing[0],))) if missing else ""


def _year(day: str | None) -> int | None:
    return int(day[:4]) if day else None


def _forbids(expression: str, wanted: set[str]) -> bool:
    """Return whether an expression names none of the wanted licences, but one that contradicts them."""
    named = _licenses(expression)
    return named.isdisjoint(wanted) and any(
        FORBIDDING & set(catalogue.catalogue().get(license_id).classes) for license_id in named
    )


def _licenses(expression: str) -> set[str]:
    return {license_.id for license_ in catalogue.catalogue().of(expression)}


def write(proof: Proof, source: LoadedSource, lock: Lock, workspace: Workspace) -> None:
    """Write the checked proof next to the snapshot, for `review`, `explain`, and for runs that no longer have its files."""
    content = proof.as_json() | {"found_with": _found_with(source, lock)}
    workspace.store.write_sealed(workspace.snapshot(source.id) / "proof.json", content)
