"""Admission of a source, before any document of it is read: it is fetched, and admitted, refused or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pipeline.admit import proof as proofs
from pipeline.admit.admitted import Admitted, refusal
from pipeline.fetch.erased import bring_again
from pipeline.fetch.fetch import FetchError, fetch

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.manifest import Policy
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace

Access = Literal["network", "offline", "locked"]
"""What may be fetched: anything; only files on this machine; nothing, so that the snapshot is used as it is."""


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
    if refused and not source.manifest.is_only_compared:
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
