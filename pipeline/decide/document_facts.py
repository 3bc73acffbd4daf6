"""What is known of a document beside its statements of rights: its work, its term, its country, and what was recognised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from licenses import layers
from licenses.recognise import Recognition
from licenses.statement import elements
from licenses.wording import unpacked
from pipeline.decide import terms
from pipeline.manifest.globs import matches
from pipeline.read.document import Statement

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from licenses.official import Country
    from licenses.policy import Policy
    from licenses.term import TermStatus
    from pipeline.admit.proof import Proof
    from pipeline.manifest import Source

SELF_DATED: Final = frozenset({"html", "latex", "markdown", "mediawiki", "text", "warc"})
"""Formats in whose head a date can be anything: of the file, of the page, of what the text is about.  It proves no age."""
REMEMBERED: Final = 10_000
"""Sets of statements, and terms, of which the verdict is kept; a dropped one is computed again, with the same evidence."""


@dataclass(frozen=True)
class Term:
    """What is known of the term of a work, and the authors with their years of death it depends on."""

    status: TermStatus
    deaths: str

    @property
    def statement(self) -> str:
        """Return the authors and their years of death, and the year of publication where it decides."""
        is_by_year = self.status.state in {"free", "presumed"} and not self.status.counts_from_death
        return f"{self.deaths}; {self.status.why}" if is_by_year else self.deaths


@dataclass(frozen=True)
class Facts:
    """What is known of a document beside its statements: its work in the manifest, its term, a year that raises doubt.

    `foreign_part` is what in it would be no official work, `country` whose official work it is by its address.
    """

    work: int | None = None
    term: Term | None = None
    doubtful_year: int | None = None
    foreign_part: str | None = None
    country: Country | None = None


NO_FACTS: Final = Facts()


@dataclass(frozen=True)
class Recognised:
    """The statements of a document, and what the annotator recognised in each of their elements."""

    statements: list[Statement]
    by_text: Mapping[str, Recognition]

    @classmethod
    def of(cls, statements: Sequence[Mapping[str, Any]], recognitions: Sequence[Mapping[str, Any]]) -> Recognised:
        """Return them from the columns of the documents and of the annotation."""
        stated = [Statement(**fields) for fields in statements]
        texts = (text for _, text in elements(stated))
        return cls(stated, dict(zip(texts, map(_recognition, recognitions), strict=True)))


def _recognition(stored: Mapping[str, Any]) -> Recognition:
    noticed = unpacked(stored["noticed"]) if stored["noticed"] else None
    return Recognition(stored["license"], stored["rule"], stored["reason"], noticed)


def remember(known: dict[Any, Any], key: object, value: object) -> None:
    """Keep a value and drop the oldest beyond REMEMBERED: a source may state something else for every document."""
    if len(known) >= REMEMBERED:
        del known[next(iter(known))]
    known[key] = value


class KnownFacts:
    """Finds the facts of the documents of one source; equal ones are the same object, as long as they are remembered."""

    def __init__(self, source: Source, proof: Proof, policy: Policy, as_of: dt.date) -> None:
        self._source = source
        self._proof = proof
        self._policy = policy
        self._as_of = as_of
        self._known: dict[tuple[int | None, tuple[str, ...], str | None, str | None, int | None], Facts] = {}

    def of(
        self,
        document_id: str,
        member: str,
        authors: Sequence[str],
        date: str | None,
        extra: str | None,
        *,
        is_dated_by_manifest: bool = False,
    ) -> Facts:
        """Return what is known of a document beside its statements; its term only where something asks for it.

        `date` is the one that the release writes.  Whoever it is from, it can raise a doubt; only a date of the manifest or
        of a catalogue's record can show that nobody who wrote the text is protected any more.
        """
        works = enumerate(self._source.work)
        work = next((at for at, work in works if work.chooses(document_id, member)), None)
        year = terms.year_known(document_id, date, self._source.domain)
        proving = date if is_dated_by_manifest or self._format(member) not in SELF_DATED else None
        key = (work, tuple(authors), proving, extra, year)
        if key not in self._known:
            is_granted = work is None or self._source.work[work].basis in layers.GRANTED
            is_doubtful = is_granted and layers.is_implausible(year, self._source.domain)
            facts = self._find(work, authors, proving, extra, year if is_doubtful else None)
            remember(self._known, key, facts)
        return self._known[key]

    def _find(
        self, at: int | None, authors: Sequence[str], date: str | None, extra: str | None, doubtful: int | None
    ) -> Facts:
        declared, work = self._source.license, None if at is None else self._source.work[at]
        is_asked = doubtful is not None or terms.needs_terms(declared, work)
        if not is_asked and not terms.knows_deaths(declared, work, authors, extra):
            return Facts(at)
        asked = terms.Statements(declared, work, self._quotes(at), self._policy.presumption)
        status = terms.term_of(asked, self._as_of, authors, date, extra)
        return Facts(at, Term(status, terms.deaths_of(asked, authors, extra)), doubtful)

    def _format(self, member: str) -> str:
        others = (entry.format.name for entry in self._source.formats if matches(member, entry.members))
        return next(others, self._source.format.name)

    def _quotes(self, at: int | None) -> tuple[str, ...]:
        """Return the quotes of the manifest that stand where it says, those on the work included."""
        of_work = self._proof.works[at].pieces if at is not None and self._proof.works else ()
        return tuple(piece.statement for piece in (*self._proof.pieces, *of_work) if not piece.finding)
