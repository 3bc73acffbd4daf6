"""What a run would do, known before anything is fetched: verdicts, files, sizes, needs, and what publishing lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from licenses.wording import Note, sentence
from pipeline.admit import proof as proofs
from pipeline.admit.admitted import claim_judgement, refusal
from pipeline.fetch.lock import read_lock
from pipeline.portals import registry
from pipeline.portals.client import token
from pipeline.portals.target_kind import TargetError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Collection, Fetch, Policy
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace

# Measured on 49 real sources, two processors: packed archives grow to text and tables, and the time goes with them.
DISK_PER_BYTE: Final = 12.0
SECONDS_PER_BYTE: Final = 3.2e-6
MEMORY_BYTES: Final = 2_500_000_000
INSTEAD: Final[dict[str, dict[str, str]]] = {
    "publisher": {
        "en": "DCAT-AP.de demands one: the catalogue says that none is named",
        "de": "DCAT-AP.de verlangt einen Herausgeber: Der Katalog sagt, dass keiner genannt ist",
    },
    "contact": {
        "en": "nobody is named to whom a removal can be addressed",
        "de": "niemand ist genannt, an den sich eine Bitte um Löschung richten kann",
    },
    "description": {"en": "numbers of the run stand in its place", "de": "an ihrer Stelle stehen Zahlen des Laufs"},
    "keywords": {"en": "the kinds of text stand in their place", "de": "an ihrer Stelle stehen die Textarten"},
    "themes": {
        "en": "those that belong to the kinds of text stand in their place",
        "de": "an ihrer Stelle stehen die, die zu den Textarten gehören",
    },
    "homepage": {
        "en": "the first publishing target stands in its place, or the release's own page",
        "de": "an ihrer Stelle steht das erste Ziel der Veröffentlichung oder deren eigene Seite",
    },
    "contributor_id": {
        "en": "GovData takes no dataset without one; it gives them out on request",
        "de": "GovData nimmt keinen Datensatz ohne diese Kennung an; es vergibt sie auf Anfrage",
    },
    "frequency": {
        "en": "how often the collection is renewed is not said",
        "de": "wie oft die Sammlung erneuert wird, ist nicht gesagt",
    },
    "geocoding": {"en": "the region it concerns is not said", "de": "welches Gebiet sie betrifft, ist nicht gesagt"},
    "answers": {
        "en": "what only a person can say stands in the datasheet as not answered",
        "de": "was nur ein Mensch sagen kann, steht im Datenblatt als nicht beantwortet",
    },
}
"""What descriptions need of a collection's manifest, and what they state where it is missing."""
TOKEN: Final = {"en": "{} in the environment", "de": "{} in der Umgebung"}
APPROVAL: Final = {
    "en": "the approval of the release (--approval FILE)",
    "de": "die Freigabe der Veröffentlichung (--approval DATEI)",
}
OWN_STATEMENT: Final = sentence(Note("own_statement"))
NONE_NEEDED: Final = "none needed"
"""The proof of a source that is refused and not fetched."""


@dataclass(frozen=True)
class SourcePlan:
    """One source as the plan shows it; `bytes` is None where the size is not known before fetching.

    A witness is fetched and compared with the others, and never published.
    """

    source: str
    license: str | None
    verdict: str
    reason: str | None
    why: str
    proof: str
    origin: str
    files: int
    bytes: int | None
    witness: bool = False


def plan_source(
    source: LoadedSource, policy: Policy, workspace: Workspace, mirror: Path | None, as_of: str | None = None
) -> SourcePlan:
    """Return the plan of one source; the proof is `unchecked` until its snapshot is in the workspace.

    `as_of` is the day (ISO 8601) on which terms are judged.
    """
    judged = claim_judgement(source, policy)
    refused = refusal(source, policy)
    lock = read_lock(workspace, source.id)
    is_left_out = (
        refused is not None and not source.manifest.is_only_compared
    )  # a witness is fetched, and its claim checked
    checked = None if is_left_out or lock is None else _checked(source, workspace, lock, as_of)
    verdict = "reject" if refused else (judged.verdict if judged else "per document")
    reason = refused.reason if refused else (judged.reason if judged else None)
    why = refused.detail if refused else (judged.why if judged else OWN_STATEMENT)
    if checked is not None and not checked.claim.proven and not refused:
        verdict, reason, why = "review", "license_unproven", checked.claim.why_unproven
    elif source.manifest.admission and not refused:
        verdict, reason, why = "review", source.manifest.admission.reason, source.manifest.admission.note
    origin, files, size = _files(source, workspace, mirror)
    proof = NONE_NEEDED if is_left_out else "unchecked" if checked is None else _proof(checked)
    manifest = source.manifest
    return SourcePlan(
        source.id,
        manifest.license.id,
        verdict,
        reason,
        why,
        proof,
        origin,
        files,
        size,
        bool(manifest.is_only_compared),
    )


def _checked(source: LoadedSource, workspace: Workspace, lock: Lock, as_of: str | None) -> proofs.Proof | None:
    try:
        return proofs.check(source, workspace, lock, as_of)
    except proofs.ProofError:
        return None  # a run fetches the files that were erased


def _proof(checked: proofs.Proof) -> str:
    return "proven" if checked.claim.proven else "unproven"


def _files(source: LoadedSource, workspace: Workspace, mirror: Path | None) -> tuple[str, int, int | None]:
    lock = read_lock(workspace, source.id)
    if lock is not None:
        return "workspace", len(lock.files), sum(file.bytes for file in lock.files)
    paths: list[Path] = []
    for entry in source.manifest.fetch:
        here = _mirrored(entry, source, mirror) or _local(entry, source)
        if not here:
            return "missing" if entry.path else "network", len(source.manifest.fetch), None
        paths += here
    return ("mirror" if mirror else "path"), len(paths), sum(path.stat().st_size for path in paths)


def _mirrored(entry: Fetch, source: LoadedSource, mirror: Path | None) -> list[Path]:
    paths = [mirror / source.id / mirrored.file for mirrored in entry.mirror] if mirror else []
    return paths if all(path.is_file() for path in paths) else []


def _local(entry: Fetch, source: LoadedSource) -> list[Path]:
    return sorted(path for path in source.path.parent.glob(entry.path) if path.is_file()) if entry.path else []


def needs(plans: Sequence[SourcePlan]) -> dict[str, float]:
    """Return disk and memory (bytes) and time (hours) that the sources of known size need, on two processors."""
    fetched = sum(plan.bytes or 0 for plan in plans if plan.proof != NONE_NEEDED)
    return {
        "fetch_bytes": fetched,
        "disk_bytes": fetched * DISK_PER_BYTE,
        "memory_bytes": MEMORY_BYTES,
        "hours": fetched * SECONDS_PER_BYTE / 3600,
    }


def undescribed(collection: Collection, lang: str = "en") -> dict[str, str]:
    """Return the keys missing in the manifest that descriptions need, each with what they use instead."""
    return {name: instead[lang] for name, instead in INSTEAD.items() if not getattr(collection, name)}


def targets(collection: Collection, lang: str = "en") -> dict[str, list[str]]:
    """Return, per publishing target of the collection, what is still lacking for it: keys of its manifest, tokens, access."""
    return {target: _lacking(target, collection, lang) for target in collection.publish}


def _lacking(target: str, collection: Collection, lang: str) -> list[str]:
    try:
        kind, _ = registry.taken_apart(target)
    except TargetError as error:
        return [str(error)]
    lacking = [key for key in kind.needs if not getattr(collection, key)]
    if kind.token_name and not token(kind.token_name):
        lacking.append(TOKEN[lang].format(kind.token_name))
    if collection.approval == "required":
        lacking.append(APPROVAL[lang])
    return lacking
