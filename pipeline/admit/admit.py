"""Admission of a source, before any document of it is read: it is admitted, refused or failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from licenses.policy import judge
from pipeline.admit import proof as proofs
from pipeline.fetch.erased import bring_again
from pipeline.fetch.fetch import FetchError, fetch
from pipeline.manifest.policy import policy_of

if TYPE_CHECKING:
    from pathlib import Path

    from licenses.policy import Judgement
    from pipeline.admit.proof import Proof
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Policy
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace

State = Literal["admitted", "refused", "failed"]
Access = Literal["network", "offline", "locked"]
"""What may be fetched: anything; only files on this machine; nothing, so that the snapshot is used as it is."""


@dataclass(frozen=True)
class Admitted:
    """A source's state, with the reason and the sentence behind it where it was refused or failed."""

    source: str
    state: State
    reason: str = ""
    detail: str = ""
    lock: Lock | None = None
    proof: Proof | None = None

    def row(self) -> dict[str, str]:
        """Return the row of the members table for a source that is not read."""
        return {"source": self.source, "member": "", "fate": self.state, "reason": self.reason, "detail": self.detail}


def admit(
    source: LoadedSource,
    workspace: Workspace,
    policy: Policy,
    mirror: Path | None,
    access: Access,
    as_of: str | None = None,
) -> Admitted:
    """Fetch a source, check its proof, and return whether it may be read.

    A source that cannot be fetched has failed; one whose own licence the policy rejects, or that claims none, is refused
    before it is read.  `as_of` is the day (ISO 8601) on which terms are judged.
    """
    refused = refusal(source, policy)
    if refused and not source.manifest.witness:
        return refused
    try:
        lock = fetch(source, workspace, mirror, offline=access == "offline", locked=access == "locked")
    except FetchError as error:
        # The detail is published in the ledger: it is the same on every machine and names no folder of this one.
        return Admitted(source.id, "failed", error.reason, _placeless(str(error), source.path.parent))
    try:
        proof = proofs.check(source, workspace, lock, as_of)
    except proofs.ProofError:
        return admit_anew(source, workspace, policy, mirror, access, as_of)
    proofs.write(proof, source, lock, workspace)
    return Admitted(source.id, "admitted", lock=lock, proof=proof)


def admit_anew(
    source: LoadedSource,
    workspace: Workspace,
    policy: Policy,
    mirror: Path | None,
    access: Access,
    as_of: str | None = None,
) -> Admitted:
    """Admit a source with all files of its snapshot, including erased ones, because it must be read again."""
    bring_again(workspace, source.id)
    return admit(source, workspace, policy, mirror, access, as_of)


def _placeless(message: str, folder: Path) -> str:
    return message.replace(f"{folder}/", "").replace(str(folder), "the manifest's folder")


def refusal(source: LoadedSource, policy: Policy) -> Admitted | None:
    """Return the refusal that follows from the manifest alone, or None; reads no file, so that `plan` can call it."""
    admission = source.manifest.admission
    if admission and admission.verdict == "reject":
        return Admitted(source.id, "refused", admission.reason, admission.note)
    judged = claim_judgement(source, policy)
    if judged is None:
        return None
    if judged.verdict == "reject":
        return Admitted(source.id, "refused", judged.reason or "license_rejected", judged.why)
    return None


def claim_judgement(source: LoadedSource, policy: Policy) -> Judgement | None:
    """Return the policy's judgement on the manifest's claim, or None where only the documents state licences."""
    declared = source.manifest.license
    if not declared.id and not declared.basis and declared.scope == "document":
        return None
    return judge(declared.id, declared.basis, policy_of(policy))
