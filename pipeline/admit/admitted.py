"""What became of a source before any document of it is read, and what the manifest and an earlier release alone say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from licenses.policy import judge
from pipeline.fetch.entries import EntryError, key_of, local_files
from pipeline.fetch.lock import lock_from_json, placed
from pipeline.manifest import Source
from pipeline.manifest.policy import policy_of
from pipeline.manifest.yaml_file import load_model
from pipeline.store import files
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from pathlib import Path

    from licenses.policy import Judgement
    from pipeline.admit.proof import Proof
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Policy
    from pipeline.manifest.load import LoadedSource

State = Literal["admitted", "refused", "failed"]


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


def is_unchanged(release: Path, source: LoadedSource, mirror: Path | None) -> bool:
    """Return whether a release was built from the same manifest and files; files that are not on this machine do not count."""
    inputs, manifest = release / "inputs", source.manifest
    path = inputs / "sources" / f"{manifest.id}.yaml"
    return (
        path.is_file()
        and (release / "ledger" / f"{manifest.id}.parquet").is_file()
        and (inputs / "locks" / f"{manifest.id}.json").is_file()
        and load_model(path, Source) == manifest
        and _is_as_fetched(source, lock_of(release, source.id), mirror)
    )


def lock_of(release: Path, source: str) -> Lock:
    """Return what a source's snapshot consisted of when a release was built; raise TypeError if it was not fetched for it."""
    return lock_from_json(files.read_json(release / "inputs" / "locks" / f"{source}.json"))


def _is_as_fetched(source: LoadedSource, lock: Lock, mirror: Path | None) -> bool:
    """Return whether the source's files on this machine have the hashes of its lock; missing files do not count."""
    for entry in source.manifest.fetch:
        known = {placed(file): file.sha256 for file in lock.files if key_of(entry) in file.entries}
        try:
            here = [file for file in local_files(entry, source, mirror) if file.path and file.path.is_file()]
        except EntryError:
            continue
        if (
            here
            and {(f"{file.folder}/{file.name}" if file.folder else file.name): _hash(file.path) for file in here}
            != known
        ):
            return False
    pages = {file.name: file.sha256 for file in lock.pages} | {name: "" for name, _ in lock.missing}
    quoted = {name: source.path.parent / name.removeprefix("file:") for name in pages if name.startswith("file:")}
    return all(_hash(path) == pages[name] for name, path in quoted.items() if path.is_file())


def _hash(path: Path | None) -> str:
    return sha256_of(path) if path else ""
