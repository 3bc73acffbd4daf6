"""A release without some of its documents, as a version of its own (1.0.0 becomes 1.0.0+w1), from the release alone.

Data files and the sample lose the rows, the ledger says `takedown` of them, the index and the evidence hold nothing of them
any more, takedowns.yaml keeps them out of what is built on it, and the descriptions are written anew.  Files that held none of
the documents keep their bytes; `verify` passes as before.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from filters.fingerprint import fingerprint
from gemeingut.yaml_text import load_yaml
from pipeline.decide.demands import SHOWN, mark, text_hash
from pipeline.decide.splits import TRAIN
from pipeline.describe import describe
from pipeline.manifest import Recipe
from pipeline.manifest.yaml_file import load_model
from pipeline.release import history, rehydration
from pipeline.release.buckets import Bucket
from pipeline.release.build import write_sums
from pipeline.release.gather_facts import written_facts
from pipeline.release.put_together import facts_of
from pipeline.release_files import data_files as files
from pipeline.release_files.facts import Counts, ReleaseFacts, read_facts, write_facts
from pipeline.steward import rewritten
from pipeline.store.files import read_table, write_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.release_files.facts import WrittenFile

Counted = TypeVar("Counted", bound=Counts)

REMADE: Final = ("portal", "plots", "index.html", "SHA256SUMS")
"""What describing writes anew, and of which nothing old may stay: it shows how documents begin."""


@dataclass
class Lost:
    """What a source loses: documents, words and characters of its kept ones, and removed ones whose reason is another now."""

    documents: int = 0
    words: int = 0
    characters: int = 0
    relabelled: Counter[str] = field(default_factory=Counter)


def amended(release: Path, gone: Collection[str], version: str, date: str, out: Path) -> Path:
    """Write a release without the documents `gone` (ids) as a version of its own into `out`, and return that folder."""
    shutil.copytree(release, out, ignore=shutil.ignore_patterns(*REMADE))
    for path in (out / "licenses").glob("*.txt"):
        path.unlink()
    lost: dict[str, Lost] = {}
    texts: dict[str, str] = {}
    before = _cited(out)
    written = list(_rewritten(out, frozenset(gone), lost, texts))
    _rewrite_sample(out, frozenset(gone))
    fallen = rewritten.rewrite_ledger(out, gone)
    for source, reasons in fallen.items():
        lost.setdefault(source, Lost()).relabelled.update(reasons)
    rewritten.rewrite_evidence(out, before - _cited(out))
    rewritten.rewrite_index(out, gone)
    rewritten.rewrite_reasons(out, sum((loss.relabelled for loss in lost.values()), Counter()), len(texts))
    _rewrite_inputs(out, version, [_tombstone(name, texts.get(name), date) for name in sorted(gone)])
    write_facts(out, _facts(read_facts(release), version, written, lost))
    _restate(release, out)
    describe(out)
    write_sums(out)
    return out


def _rewritten(out: Path, gone: frozenset[str], lost: dict[str, Lost], texts: dict[str, str]) -> Iterator[WrittenFile]:
    """Rewrite the data files that hold one of the documents, and yield the facts of all; a place without rows is dropped."""
    by_place: dict[str, list[WrittenFile]] = {}
    for path in files.data_files(out):
        split, number, _, of = path.stem.split("-")
        place = path.parent.name if split == TRAIN else f"{path.parent.name}/{split}"
        table = read_table(path)
        _note(table.filter(_among(table["id"], gone)), lost, texts)
        if (left := _without(table, gone)) is not None:
            files.write(path, left)
        facts = facts_of(path, Bucket(place, int(number), int(of)))
        by_place.setdefault(place, []).append(facts)
    for written in by_place.values():
        if any(file.rows for file in written):
            yield from written
        else:
            _delete(out, written)


def _delete(out: Path, written: Sequence[WrittenFile]) -> None:
    for file in written:
        (out / file.file).unlink()
    folder = (out / written[0].file).parent
    if not any(folder.iterdir()):
        folder.rmdir()


def _among(column: pa.ChunkedArray, ids: Collection[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(sorted(ids), pa.string()))


def _note(rows: pa.Table, lost: dict[str, Lost], texts: dict[str, str]) -> None:
    exact = fingerprint(rows["text"].combine_chunks().cast(pa.large_string())).column("exact").to_pylist()
    columns = (rows[name].to_pylist() for name in ("id", "source", "words", "characters"))
    for digest, name, source, words, characters in zip(exact, *columns, strict=True):
        loss = lost.setdefault(source, Lost())
        loss.documents, loss.words, loss.characters = (
            loss.documents + 1,
            loss.words + words,
            loss.characters + characters,
        )
        texts[name] = text_hash(digest)


def _without(table: pa.Table, gone: frozenset[str]) -> pa.Table | None:
    """Return a table without the documents, nor as members that another stands for; None if it holds none of them."""
    left = table.filter(pc.invert(_among(table["id"], gone)))
    members = left["members"].to_pylist()
    shorter = [[member for member in of if member["id"] not in gone] if of else of for of in members]
    if shorter == members:
        return left if len(left) < len(table) else None
    fewer = [
        count - (len(of or ()) - len(now or ()))
        for count, of, now in zip(left["duplicates"].to_pylist(), members, shorter, strict=True)
    ]
    for name, values in (("members", shorter), ("duplicates", fewer)):
        place = left.schema.get_field_index(name)
        left = left.set_column(place, left.schema.field(place), pa.array(values, left.schema.field(place).type))
    return left


def _rewrite_sample(out: Path, gone: frozenset[str]) -> None:
    for path in (out / "sample").glob("*.parquet"):
        left = _without(read_table(path), gone)
        if left is not None and len(left):
            files.write(path, left)
        elif left is not None:
            path.unlink()


def _cited(out: Path) -> set[str]:
    """Return the proofs that the documents of the data files stand on."""
    tables = (read_table(path, ["license_evidence"]) for path in files.data_files(out))
    return {proof for table in tables for cited in table["license_evidence"].to_pylist() for proof in cited}


def _tombstone(document: str, text: str | None, date: str) -> dict[str, Any]:
    demand: dict[str, Any] = {"hash": mark("id", document), "date": date, "reason": SHOWN}
    return demand | ({"texts": [text]} if text else {})


def _rewrite_inputs(out: Path, version: str, tombstones: Sequence[Mapping[str, Any]]) -> None:
    path = out / "inputs" / "takedowns.yaml"
    known = (load_yaml(path.read_text(encoding="utf-8")) or {}).get("takedowns", []) if path.is_file() else []
    there = {entry.get("hash") for entry in known}
    _write_yaml(path, {"takedowns": [*known, *(entry for entry in tombstones if entry["hash"] not in there)]})
    path = out / "inputs" / "collection.yaml"
    _write_yaml(path, load_yaml(path.read_text(encoding="utf-8")) | {"version": version})


def _write_yaml(path: Path, content: Any) -> None:
    write_text(path, yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120))


def _facts(facts: ReleaseFacts, version: str, written: Sequence[WrittenFile], lost: Mapping[str, Lost]) -> ReleaseFacts:
    sources = {name: _less(source, lost[name]) if name in lost else source for name, source in facts.sources.items()}
    total = Lost()
    for loss in lost.values():
        total = Lost(
            total.documents + loss.documents,
            total.words + loss.words,
            total.characters + loss.characters,
            total.relabelled + loss.relabelled,
        )
    sizes: dict[str, Any] = {
        "bytes": sum(file.bytes for file in written),
        "text_bytes": sum(file.text_bytes for file in written),
    }
    if facts.has_tokens:
        sizes["tokens"] = sum(file.tokens or 0 for file in written)
    apart = {name: subset.apart for name, subset in facts.subsets.items()}
    changed = {
        "version": version,
        "sources": sources,
        "counts": _less(facts.counts, total).model_copy(update=sizes),
        **written_facts(written, apart),
    }
    return ReleaseFacts.model_validate(facts.as_json() | changed)


def _less(counts: Counted, lost: Lost) -> Counted:
    """Return counts from which documents went over from kept to removed."""
    reasons = Counter(counts.removed_by_reason)
    reasons.subtract(lost.relabelled)
    reasons[SHOWN] += lost.documents + lost.relabelled.total()
    characters = counts.characters.model_copy(
        update={
            "kept": counts.characters.kept - lost.characters,
            "removed": counts.characters.removed + lost.characters,
        }
    )
    return counts.model_copy(
        update={
            "kept": counts.kept - lost.documents,
            "removed": counts.removed + lost.documents,
            "removed_by_reason": {name: count for name, count in sorted(reasons.items()) if count},
            "words": counts.words - lost.words,
            "characters": characters,
        }
    )


def _restate(release: Path, out: Path) -> None:
    """Write what is counted over the written files: the copies of rehydration, and the changes since the version before."""
    recipe = load_model(out / "inputs" / "recipe.yaml", Recipe)
    facts = read_facts(out).model_copy(update=rehydration.report(out, recipe.duplicates.rehydrate))
    write_facts(out, facts)
    write_facts(out, facts.model_copy(update={"previous": history.since(release, out)}))
