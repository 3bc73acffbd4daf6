"""Whether the evidence of a release's kept documents carries the basis on which they are kept; a contradiction fails it.

A document contradicts its basis if its own evidence says that its term runs or is not proven, if it stands on an expired or
presumed term and cites no finding of one, or if it is too old for its licence to be its author's and cites nothing that
makes the work free.  What a person decided stands.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from licenses.layers import GRANTED, TAKEN, is_implausible
from pipeline.decide.terms import year_known
from pipeline.release_files import data_files
from pipeline.release_files.published_evidence import FILE
from pipeline.store.files import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.release_files.facts import ReleaseFacts

COLUMNS: Final = ("id", "source", "domain", "date", "license", "license_basis", "license_evidence")
CONTRADICTING: Final = {
    "term_not_proven": "the evidence says that no expired term is proven",
    "term_protected": "the evidence says that the term still runs",
}
NEEDED: Final = {
    "public_domain_term": ("term_free", "no evidence that the term of this document has run out"),
    "public_domain_presumed": ("term_presumed", "no evidence of what the term is presumed from"),
}
OF_A_FREE_WORK: Final = frozenset({"term_free", "term_presumed", *TAKEN.values()})
BY_PERSON: Final = "review:"
NAMED: Final = 5
"""How many documents of a source with one fault are named."""


def contradictions(release: Path, _facts: ReleaseFacts) -> Iterator[str]:
    """Yield, by source and fault, how many kept documents contradict their basis, and the ids of the first of them."""
    proofs = read_table(release / FILE, ["evidence_id", "rule", "decided_by"]).to_pylist()
    rules = {proof["evidence_id"]: _rule(proof["rule"], proof["decided_by"]) for proof in proofs}
    faults: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in data_files.data_files(release):
        for row in _rows(path):
            cited = {rules[proof] for proof in row["license_evidence"] if proof in rules}
            if fault := fault_of(
                row["license_basis"], cited, year_known(row["id"], row["date"], row["domain"]), row["domain"]
            ):
                faults[row["source"], fault].append(row["id"])
    yield from (_sentence(source, fault, ids) for (source, fault), ids in sorted(faults.items()))


def _rule(rule: str, decided_by: str) -> str:
    return BY_PERSON if decided_by.startswith(BY_PERSON) else rule


def _rows(path: Path) -> Iterable[dict[str, str]]:
    try:
        return list(read_table(path, list(COLUMNS)).to_pylist())
    except (OSError, pa.ArrowInvalid):
        return []  # the schema's check names it


def fault_of(basis: str, cited: set[str], year: int | None, domain: str) -> str:
    """Return how the rules of a document's evidence contradict its basis, an empty string if they do not."""
    if BY_PERSON in cited:
        return ""
    against = next((CONTRADICTING[rule] for rule in CONTRADICTING if rule in cited), "")
    if against:
        return against
    needed, missing = NEEDED.get(basis, ("", ""))
    if needed and needed not in cited:
        return missing
    if basis in GRANTED and is_implausible(year, domain) and not cited & OF_A_FREE_WORK:
        return "licensed, but so old that the licence cannot be taken for its author's, and nothing shows that the work is free"
    return ""


def _sentence(source: str, fault: str, ids: Sequence[str]) -> str:
    named = ", ".join(sorted(ids)[:NAMED])
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return f"{source}: {len(ids)} kept documents: {fault}: {named}{more}"
