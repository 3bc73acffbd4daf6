"""Checks a release from its files: checksums, schema, balance, licences, proofs, metadata; nothing it states is trusted.

Documents are counted again, kept ones in the data files and fates in the ledger; the counts must be those of release.json.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from gemeingut.errors import PlaceError
from licenses.catalogue import CatalogueError, catalogue
from licenses.combine import RANK, obligation_class
from pipeline.decide.splits import TRAIN
from pipeline.describe.card import EVERYTHING
from pipeline.portals import published
from pipeline.portals.target import NotThereError
from pipeline.release import release_index
from pipeline.release_files import data_files as files
from pipeline.release_files.facts import ReleaseError, ReleaseFacts, read_facts
from pipeline.release_files.timings import FILE as TIMINGS
from pipeline.release_files.timings import timings_faults
from pipeline.similarity.index import IndexFolderError
from pipeline.similarity.prints import PrintsError
from pipeline.store.files import read_table, sha256_of
from pipeline.verify import basis, configurations, metadata, snapshots, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Check = Callable[[Path, ReleaseFacts], Iterator[str]]

REQUIRED: Final = ("README.md", "release.json", "reasons.json", "evidence.parquet", "datasheet.md", "SHA256SUMS")


class VerifyError(PlaceError, RuntimeError):
    """There is no release at the place named."""


@dataclass(frozen=True)
class Finding:
    """One check: its name, whether it holds, and what was found."""

    check: str
    holds: bool
    detail: str


def verify(place: str) -> list[Finding]:
    """Return the findings on a release in a folder, at an address or on a portal; raise VerifyError if there is none."""
    if not published.is_elsewhere(place):
        return verify_folder(Path(place))
    with tempfile.TemporaryDirectory(prefix="gemeingut-") as folder:
        try:
            published.bring(place, Path(folder))
        except NotThereError as error:
            raise VerifyError(str(error)) from error
        return [*verify_folder(Path(folder)), *_portal(place, Path(folder))]


def _portal(place: str, folder: Path) -> Iterator[Finding]:
    """Yield whether a portal says of a release what the release says, if all its files are there to be compared with."""
    if any(True for _ in _checksums(folder, read_facts(folder))):
        return
    faults = published.changed(place, folder)
    if faults is not None:
        yield Finding("portal", not faults, "; ".join(faults[:5]) or "holds")


def verify_folder(release: Path) -> list[Finding]:
    """Return the findings on a release folder, every check once, in order."""
    try:
        facts = read_facts(release)
    except ReleaseError as error:
        raise VerifyError(str(error)) from error
    checks: list[tuple[str, Check]] = [
        ("files", _files),
        ("checksums", _checksums),
        ("schema", _schema),
        ("ids", standing.ids),
        ("buckets", _buckets),
        ("ledger", standing.ledger),
        ("characters", _characters),
        ("subsets", configurations.subsets),
        ("licenses", _licenses),
        ("evidence", _evidence),
        ("basis", basis.contradictions),
        ("snapshots", snapshots.faults),
        ("content", _content),
        ("index", _index),
        ("metadata", configurations.card),
        ("descriptions", metadata.faults),
        ("opens", _opens),
    ]
    findings = []
    for name, check in checks:
        faults = list(_faults(check, release, facts))
        findings.append(Finding(name, not faults, "; ".join(faults[:5]) or "holds"))
    return findings


def _faults(check: Check, release: Path, facts: ReleaseFacts) -> Iterator[str]:
    """Yield the faults that a check finds; a damaged file that it cannot read is one, too."""
    try:
        yield from check(release, facts)
    except (OSError, pa.ArrowInvalid, pl.exceptions.ComputeError) as error:
        yield str(error).splitlines()[0].replace(f"{release}/", "")


def _files(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    for name in REQUIRED:
        if not (release / name).is_file():
            yield f"{name} is missing"
    yield from timings_faults(release)
    for file in facts.files:
        if not (release / file.file).is_file():
            yield f"{file.file} is missing"


def _sums(text: str) -> list[tuple[str, str]]:
    return [(line[66:], line[:64]) for line in text.splitlines() if len(line) > 66]


def _checksums(release: Path, _facts: ReleaseFacts) -> Iterator[str]:
    path = release / "SHA256SUMS"
    listed = _sums(path.read_text(encoding="utf-8")) if path.is_file() else []
    for name, wanted in listed:
        file = release / name
        if not file.is_file():
            yield f"{name} is missing"
        elif sha256_of(file) != wanted:
            yield f"{name} has another checksum"
    present = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    for name in sorted(present - {name for name, _ in listed} - {"SHA256SUMS", TIMINGS}):
        yield f"{name} is not in SHA256SUMS"


def _schema(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    for path in files.data_files(release):
        try:
            schema = pq.read_schema(path)
        except (OSError, pa.ArrowInvalid) as error:
            yield f"{path.name}: {error}"
            continue
        wanted = files.schema_of(facts.columns, tokens=facts.has_tokens)
        if not _is_like(schema, wanted, is_exact=bool(facts.columns)):
            yield f"{path.name}: columns {schema.names}"


def _is_like(schema: pa.Schema, wanted: pa.Schema, *, is_exact: bool) -> bool:
    """Return whether a file has the columns wanted; a release of version 0.1 had the measures that there were then."""
    if is_exact or schema.names != wanted.names:
        return bool(schema.remove_metadata().equals(wanted.remove_metadata()))
    others = [field for field in schema if field.name != "quality"]
    measures = schema.field("quality").type
    return all(field.type == wanted.field(field.name).type for field in others) and (
        pa.types.is_struct(measures) and all(pa.types.is_float32(field.type) for field in measures)
    )


def _columns(release: Path, names: list[str]) -> Iterator[tuple[Path, pa.Table]]:
    for path in files.data_files(release):
        try:
            yield path, read_table(path, names)
        except (OSError, pa.ArrowInvalid):
            continue  # the schema's check names it


def _buckets(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    for path, table in _columns(release, ["id"]):
        split = path.name.split("-")[0]
        place = path.parent.name if split == TRAIN else f"{path.parent.name}/{split}"
        count = facts.buckets.get(place)
        if not count:
            yield f"{place}: release.json knows no such subset or split"
            continue
        number = int(path.name.split("-")[1])
        ids = table.column("id").to_pylist()
        if any(files.hash_of(document_id) % count != number for document_id in ids):
            yield f"{path.name}: holds ids of another bucket"
        if ids != sorted(ids, key=lambda document_id: (files.hash_of(document_id), document_id)):
            yield f"{path.name}: not in the order of the ids' hashes"


def _characters(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    kept = Counter[str]()
    for path, table in _columns(release, ["source", "characters", "text"]):
        lengths = pa.compute.utf8_length(table.column("text")).cast(pa.int64())
        if not lengths.equals(table.column("characters")):
            yield f"{path.name}: the column characters is not the length of the text"
        for source, count in zip(table.column("source").to_pylist(), lengths.to_pylist(), strict=True):
            kept[source] += count
    for name, source in facts.sources.items():
        count = source.characters
        total = kept[name] + count.removed + count.quarantined + sum(count.cut_by_reason.values())
        if count.read != total:
            yield f"{name}: {count.read} characters read, {total} accounted for"


def _licenses(release: Path, _facts: ReleaseFacts) -> Iterator[str]:
    for path, table in _columns(release, ["license", "license_evidence"]):
        for expression in sorted(set(table.column("license").to_pylist())):
            try:
                catalogue().of(expression)
            except CatalogueError as error:
                yield f"{path.name}: {error}"
                continue
            if path.parent.name.endswith(tuple(f"-{duty}" for duty in RANK)) and not path.parent.name.endswith(
                f"-{obligation_class(expression)}"
            ):
                yield f"{path.parent.name}: holds {expression}, whose obligation is {obligation_class(expression)}"
        bare = sum(1 for proofs in table.column("license_evidence").to_pylist() if not proofs)
        if bare:
            yield f"{path.name}: {bare} documents without a proof"


def _evidence(release: Path, _facts: ReleaseFacts) -> Iterator[str]:
    if not (release / "evidence.parquet").is_file():
        return
    proofs = read_table(release / "evidence.parquet", ["evidence_id", "finding"])
    known = dict(zip(proofs["evidence_id"].to_pylist(), proofs["finding"].to_pylist(), strict=True))
    for path, table in _columns(release, ["id", "license_evidence"]):
        cited = dict(zip(table["id"].to_pylist(), table["license_evidence"].to_pylist(), strict=True))
        missing = {proof for ids in cited.values() for proof in ids} - known.keys()
        if missing:
            yield f"{path.name}: {len(missing)} proofs are not in evidence.parquet, such as {min(missing)}"
        unsound = [document_id for document_id, ids in cited.items() if ids and all(known.get(proof) for proof in ids)]
        if unsound:
            yield f"{path.name}: {len(unsound)} documents stand on proofs that were found wrong, such as {min(unsound)}"


def _content(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    digests = [
        bytes.fromhex(files.content_digest(files.row_digests(table)))
        for _, table in _columns(release, ["text", *files.DIGESTED])
    ]
    digest = files.content_digest(digests)
    if digest != facts.content_digest:
        yield f"the content digest is {digest}, release.json says {facts.content_digest}"


def _index(release: Path, _facts: ReleaseFacts) -> Iterator[str]:
    try:
        yield from release_index.faults(release)
    except (IndexFolderError, PrintsError) as error:
        yield str(error)


def _opens(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    """Load the first document as a researcher would, with `datasets` and nothing but the folder's name."""
    if not facts.files or not (release / "README.md").is_file():
        return
    inside = [file for file in facts.files if file.subset in facts.default_subsets]
    config, split = (None, inside[0].split) if inside else (EVERYTHING, facts.files[0].split)
    from datasets import load_dataset  # noqa: PLC0415  two seconds of import that only this check needs

    try:
        first = next(iter(load_dataset(str(release), config, split=split, streaming=True)))
    except (OSError, ValueError, StopIteration) as error:
        yield f"datasets cannot load it: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        return
    if set(first) != set(files.schema_of(facts.columns, tokens=facts.has_tokens).names):
        yield f"datasets loads the columns {sorted(first)}"
