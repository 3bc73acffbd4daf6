"""The record of one document, to show to a rights holder or a court.

It holds the source, licence statements verbatim with their places, the rule that decided, obligations, changes, the
fate with reason, value and limit, and the documents that are equal or similar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from gemeingut.errors import PlaceError
from gemeingut.yaml_text import load_yaml
from licenses.catalogue import CatalogueError, catalogue
from pipeline.curator.unheeded import nearest
from pipeline.decide import twins
from pipeline.describe.wording import meanings
from pipeline.release.buckets import Bucket
from pipeline.release_files import data_files as files
from pipeline.release_files.facts import ReleaseError, ReleaseFacts, read_facts
from pipeline.release_files.published_evidence import EvidenceRow, read_evidence
from pipeline.release_files.published_reasons import read_reasons
from pipeline.store.files import read_json, read_table
from pipeline.store.former_ids import called

if TYPE_CHECKING:
    from pathlib import Path


class ExplainError(PlaceError, LookupError):
    """The release knows no such document; the message names near ones if there are any."""


def explain(release: Path, document_id: str) -> dict[str, Any]:
    """Return everything the release knows of a document, kept or not; raise ExplainError if it was never read.

    It may be asked for by an id that it had in an earlier release.
    """
    try:
        facts = read_facts(release)
    except ReleaseError as error:
        raise ExplainError(str(error)) from error
    entry = _entry(release, document_id)
    document_id = entry["id"]
    source = document_id.split("/", 1)[0]
    manifest = load_yaml((release / "inputs" / "sources" / f"{source}.yaml").read_text(encoding="utf-8"))
    row = _row(release, facts, document_id) if entry["fate"] == "kept" else None
    reason = read_reasons(release).get(entry["reason"] or "")
    proofs = read_evidence(release, row["license_evidence"] if row else entry.get("evidence") or [])
    lock = read_json(release / "inputs" / "locks" / f"{source}.json") or {"files": []}
    return {
        "id": document_id,
        "release": facts.model_dump(include={"name", "title", "version", "as_of", "policy", "recipe"}),
        "source": {name: manifest.get(name) for name in ("id", "title", "publisher", "homepage", "attribution")}
        | {"claim": {"id": None} | manifest.get("license", {}), "snapshot": lock["files"]},
        "fate": entry,
        "reason": {"german": reason.german, "english": reason.english} if reason else None,
        "damage": _damage(release, source, entry["member"], entry["reason"])
        if entry["fate"] == "quarantined"
        else None,
        "rules": _rules(release, entry, proofs),
        "license": _license(row) if row else None,
        "evidence": [proof.as_json() for proof in proofs],
        "twin": _twin(release, facts, entry),
        "document": _document(row) if row else None,
        "duplicates": _duplicates(release, entry, row),
    }


def _entry(release: Path, document_id: str) -> dict[str, Any]:
    path = release / "ledger" / f"{document_id.split('/', 1)[0]}.parquet"
    if path.is_file():
        table = read_table(path)
        rows = table.filter(pc.equal(table["id"], document_id)).to_pylist()
        if rows:
            entry: dict[str, Any] = rows[0]
            return entry
        parts = table.filter(pc.starts_with(table["id"], f"{document_id}#"))["id"].to_pylist()
        if parts:
            raise ExplainError(f"{document_id!r} was split into parts: {', '.join(parts[:5])}")
        ids = table["id"].to_pylist()
        meant = called(document_id, ids)
        if len(meant) == 1:
            return _entry(release, meant[0])
        if near := meant[:5] or nearest(document_id, ids, document_id.partition("/")[0] + "/"):
            raise ExplainError(f"{document_id!r}: {release} has read no such document; near it: {', '.join(near)}")
    source = document_id.split("/", 1)[0]
    damages = _details(release, source, pc.field("fate") == "unreadable")
    unread = f"; of {source} could not be read: {damages[0]}" if damages else ""
    raise ExplainError(f"{document_id!r}: {release} has read no such document; ids are <source>/<native id>{unread}")


def _damage(release: Path, source: str, member: str, reason: str) -> str | None:
    """Return how many documents of a member are in quarantine for a reason, and what was found in the first of them."""
    is_of_member = (pc.field("member") == member) & (pc.field("reason") == reason) & (pc.field("fate") == "quarantined")
    return next(iter(_details(release, source, is_of_member)), None)


def _details(release: Path, source: str, chosen: pc.Expression) -> list[str]:
    rows = read_table(release / files.MEMBERS_FILE).filter((pc.field("source") == source) & chosen).to_pylist()
    return [f"{row['member']}: {row['detail']}" for row in rows]


def _row(release: Path, facts: ReleaseFacts, document_id: str) -> dict[str, Any]:
    for place, count in sorted(facts.buckets.items()):
        path = release / Bucket(place, files.hash_of(document_id) % count, count).file()
        table = read_table(path)
        rows = table.filter(pc.equal(table["id"], document_id)).to_pylist()
        if rows:
            row: dict[str, Any] = rows[0]
            return row
    raise ExplainError(f"{document_id!r} stands in the ledger as kept and in no shard: run gemeingut verify {release}")


def _license(row: dict[str, Any]) -> dict[str, Any]:
    try:
        known = catalogue().of(row["license"])
    except CatalogueError:
        known = ()
    obligations = sorted({duty for license_ in known for duty in license_.obligations})
    names = [license_.name for license_ in known]
    return {name: row[name] for name in ("license", "license_url", "license_basis", "attribution")} | {
        "names": names,
        "obligations": obligations,
    }


def _rules(release: Path, entry: dict[str, Any], proofs: list[EvidenceRow]) -> dict[str, dict[str, str]]:
    """Return what the rules that decided mean."""
    path = release / "inputs" / "policy.yaml"
    policy = load_yaml(path.read_text(encoding="utf-8")) if path.is_file() else {"rules": []}
    stated = {rule["name"]: (rule["why"], rule.get("why_de")) for rule in policy["rules"]}
    names = {proof.rule for proof in proofs} | ({entry["measure"]} if entry["stage"] == "license" else set())
    return meanings(filter(None, names), stated)


def _twin(release: Path, facts: ReleaseFacts, entry: dict[str, Any]) -> dict[str, Any] | None:
    """Return the document whose licence forbids this one: its fate, and the statements on which that rests."""
    if entry["measure"] not in {twins.REFUSED, twins.STRICTER}:
        return None
    twin = _entry(release, entry["related"])
    row = _row(release, facts, twin["id"]) if twin["fate"] == "kept" else None
    ids = row["license_evidence"] if row else twin.get("evidence") or []
    described = {
        "id": twin["id"],
        "fate": twin["fate"],
        "reason": twin["reason"],
        "license": row["license"] if row else None,
    }
    return described | {"evidence": [proof.as_json() for proof in read_evidence(release, ids)]}


def _document(row: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "authors", "date", "url", "language", "language_score", "changes", "words", "characters")
    return {name: row[name] for name in (*names, "quality", "snapshot_sha256", "text")}


def _duplicates(release: Path, entry: dict[str, Any], row: dict[str, Any] | None) -> dict[str, Any]:
    if row is not None:
        return {"stands_for": row["duplicates"], "members": row["members"] or []}
    if entry["stage"] != "duplicates":
        return {"stands_for": 0, "members": []}
    survivor = entry["related"]
    return {"stands_for": 0, "members": [], "survivor": survivor, "survivor_fate": _entry(release, survivor)["fate"]}
