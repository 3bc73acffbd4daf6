"""The stages of one source: admitted, read, cleaned, annotated."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from licenses.official import forbids_changes
from pipeline.admit import admit as admission
from pipeline.annotate import annotate
from pipeline.clean.clean import clean
from pipeline.clean.lookups import Lookups, counts_of, furniture_digest, would_answer_the_same
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import Counts
from pipeline.read import read_pieces, registry
from pipeline.read.pieces import PIECE_BYTES
from pipeline.read.read_source import read_source
from pipeline.read.reading import SHARD_BYTES, SHARD_ROWS, shard_times
from pipeline.store.code import code_hash
from pipeline.store.id_hashes import without
from pipeline.store.schemas import DOCUMENTS, QUARANTINE, check
from pipeline.store.shard import cleaned_quarantine
from pipeline.store.step import Step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.admit.admit import Access
    from pipeline.admit.admitted import Admitted
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Policy, Source
    from pipeline.manifest.load import LoadedSource
    from pipeline.read.span import Piece
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace


@dataclass(frozen=True)
class Admit(Step["Admitted"]):
    """Fetch a source and judge its claim; done in every run, since files and terms outside the workspace may have changed."""

    STAGE: ClassVar = "fetch"
    IS_RECORDED: ClassVar = False

    source: LoadedSource
    policy: Policy
    mirror: Path | None
    access: Access
    as_of: str
    is_anew: bool = False
    """Whether files that an erasure took out of the snapshot are brought again."""

    @property
    def owner(self) -> str:
        """The source."""
        return self.source.id

    def run(self, workspace: Workspace) -> Admitted:
        """Return what became of the source."""
        function = admission.admit_anew if self.is_anew else admission.admit
        return function(self.source, workspace, self.policy, self.mirror, self.access, self.as_of)


@dataclass(frozen=True)
class Read(Step[None]):
    """Read a snapshot into raw shards, with counts, quarantine and members."""

    STAGE: ClassVar = "read"
    CODE: ClassVar = ("pipeline.read.read_source", "pipeline.read.read_pieces")

    source: LoadedSource
    lock: Lock
    max_bytes: int
    pieces: tuple[str, ...] = ()
    """The labels of the pieces that were read before; none where the source is read as a whole."""

    @property
    def owner(self) -> str:
        """The source."""
        return self.source.id

    def parameters(self) -> object:
        """Return the snapshot, what of it is read and how, and the sizes of shards and pieces."""
        return *_reading_of(self.source, self.lock), self.max_bytes, *_shard_sizes(self.lock), PIECE_BYTES

    def code(self) -> str:
        """Return the hash of the reading code and of the readers that this source names, and of no other reader."""
        return code_hash(*self.CODE, *_readers(self.source))

    def looked_up(self, workspace: Workspace) -> Sequence[Name]:
        """Return what the pieces left; the snapshot is in the key, of which they are."""
        if not self.pieces:
            return []
        shards = workspace.store.names(workspace.read(self.source.id), "*-*.parquet")  # for ids that stand twice
        tables = [read_pieces.tables_of(workspace, self.source.id, label) for label in self.pieces]
        return [*shards, *(name for listed in tables for name in listed)]

    def run(self, workspace: Workspace) -> None:
        """Write the raw shards and what goes with them; of a source in pieces what its pieces have in common."""
        if self.pieces:
            read_pieces.gather(self.source.id, workspace, self.pieces, self.max_bytes)
        else:
            read_source(self.source, workspace, self.lock, self.max_bytes)


@dataclass(frozen=True)
class PlanPieces(Step[None]):
    """Divide a large snapshot into pieces that are read side by side."""

    STAGE: ClassVar = "pieces"
    CODE: ClassVar = ("pipeline.read.pieces",)

    source: LoadedSource
    lock: Lock
    piece_bytes: int

    @property
    def owner(self) -> str:
        """The source."""
        return self.source.id

    def parameters(self) -> object:
        """Return the snapshot, how it is read, and the size of a piece."""
        return *_reading_of(self.source, self.lock), self.piece_bytes

    def code(self) -> str:
        """Return the hash of the planning code and of the readers that this source names."""
        return code_hash(*self.CODE, *_readers(self.source))

    def run(self, workspace: Workspace) -> None:
        """Write the list of pieces."""
        read_pieces.plan_pieces(self.source, workspace, self.lock, self.piece_bytes)


@dataclass(frozen=True)
class ReadPiece(Step[None]):
    """Read a piece of a large snapshot into raw shards."""

    STAGE: ClassVar = "read_piece"
    CODE: ClassVar = ("pipeline.read.read_pieces",)

    source: LoadedSource
    lock: Lock
    max_bytes: int
    piece: Piece
    number: int

    @property
    def owner(self) -> str:
        """The source."""
        return self.source.id

    @property
    def label(self) -> str:
        """The number of the piece, as it stands in the names of its shards."""
        return f"{self.number:04d}"

    def parameters(self) -> object:
        """Return the snapshot, which piece of it is read and how, and the sizes of shards."""
        sizes = _shard_sizes(self.lock)
        return *_reading_of(self.source, self.lock), self.max_bytes, sizes, self.piece.as_json(), self.number

    def code(self) -> str:
        """Return the hash of the reading code and of the readers that this source names."""
        return code_hash(*self.CODE, *_readers(self.source))

    def run(self, workspace: Workspace) -> None:
        """Write the piece's shards and tables."""
        read_pieces.read_piece(self.source, workspace, self.lock, self.max_bytes, self.piece, self.label)


def _reading_of(source: LoadedSource, lock: Lock) -> tuple[str, list[object]]:
    """Return the snapshot, what of it is read, and how."""
    manifest = source.manifest
    return lock.sha256(), [manifest.members, manifest.format, manifest.formats, manifest.id]


def _shard_sizes(lock: Lock) -> tuple[int, int]:
    """Return the bytes and rows of a shard of a snapshot."""
    times = shard_times(sum(file.bytes for file in lock.files))
    return times * SHARD_BYTES, times * SHARD_ROWS


def _readers(source: LoadedSource) -> list[str]:
    """Return the modules of the readers that a source names."""
    formats = [source.manifest.format, *(entry.format for entry in source.manifest.formats)]
    return sorted({registry.module_of(format_.name) for format_ in formats})


@dataclass(frozen=True)
class Clean(Step[None]):
    """Make the immutable documents of a shard; what becomes empty goes to quarantine."""

    STAGE: ClassVar = "clean"
    CODE: ClassVar = ("pipeline.clean.clean", "pipeline.store.id_hashes")

    source: LoadedSource
    shard: Shard
    max_characters: int
    counts: str
    """The content hash of the source's counts, which are looked up and in no key."""
    dropped: tuple[int, ...] = ()
    """The hashes of ids that stand in an earlier piece of the source; their documents are in quarantine."""

    @property
    def owner(self) -> str:
        """The source."""
        return self.source.id

    @property
    def label(self) -> str:
        """The shard."""
        return self.shard.name

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the raw shard."""
        return [workspace.read(self.shard.source) / f"{self.shard.name}.parquet"]

    def texts(self) -> Sequence[Shard]:
        """Return the shard."""
        return [self.shard]

    def looked_up(self, workspace: Workspace) -> Sequence[Name]:
        """Return the counts, of which the shard needs a few."""
        return [_counts(workspace, self.shard.source)]

    def parameters(self) -> object:
        """Return the options of cleaning."""
        return self.source.manifest.profile_name(), switches_of(self.source.manifest), self.max_characters, self.dropped

    def still_holds(self, workspace: Workspace) -> bool:
        """Return whether the counts answer what this shard asks of them as they did when it was cleaned."""
        asked = workspace.store.schema(_lookups(workspace, self.shard))
        if counts_of(asked) == self.counts:
            return True
        counts, digest = _known(workspace, self.shard.source, self.counts)
        answered = workspace.store.read_table(_lookups(workspace, self.shard))
        return would_answer_the_same(answered.replace_schema_metadata(asked.metadata), counts, digest)

    def run(self, workspace: Workspace) -> None:
        """Write documents, what became empty, and what was looked up in the counts."""
        store, source = workspace.store, self.source.manifest
        options = CleanOptions(self.max_characters, switches_of(source), source.profile_name())
        counts, lookups = Counts(store.read_table(_counts(workspace, self.shard.source))), Lookups()
        (raw,) = self.inputs(workspace)
        read = without(store.read_table(raw), self.dropped)
        documents, emptied = clean(read, counts, options, lookups)
        store.write_table(cleaned_quarantine(workspace, self.shard), check(emptied, QUARANTINE, "clean"))
        store.write_table(_lookups(workspace, self.shard), lookups.table(counts, self.counts))
        store.write_table(self.shard.documents(workspace), check(documents, DOCUMENTS, "clean"))


def switches_of(source: Source) -> dict[str, bool]:
    """Return the manifest's switches of cleaning; a text that may not be changed (§ 62 UrhG) loses no line, unless it says so."""
    grounds = (source.license.id, *(work.id for work in source.work))
    return {"cut_boilerplate": False, **source.clean} if any(map(forbids_changes, grounds)) else dict(source.clean)


@functools.lru_cache(maxsize=1)
def _known(workspace: Workspace, source: str, _content: str) -> tuple[Counts, str]:
    """Return the counts of a source and the digest of its furniture, once for all its shards."""
    counts = Counts(workspace.store.read_table(_counts(workspace, source)))
    return counts, furniture_digest(counts)


def _counts(workspace: Workspace, source: str) -> Name:
    return workspace.read(source) / "counts.parquet"


def _lookups(workspace: Workspace, shard: Shard) -> Name:
    return workspace.documents(shard.source) / "lookups" / f"{shard.name}.parquet"


@dataclass(frozen=True)
class Annotate(Step[None]):
    """Measure a shard by one annotator."""

    STAGE: ClassVar = "annotate"

    annotator: str
    shard: Shard
    settings: dict[str, Any]

    @property
    def owner(self) -> str:
        """The source."""
        return self.shard.source

    @property
    def label(self) -> str:
        """Annotator and shard."""
        return f"{self.annotator}-{self.shard.name}"

    @property
    def name(self) -> str:
        """Annotator first, as in the names of the stage's tables."""
        return f"{self.annotator}-{self.shard.label}"

    @property
    def group(self) -> str:
        """The shard, whose text is decompressed once for all annotators."""
        return self.shard.label

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the documents."""
        return [self.shard.documents(workspace)]

    def texts(self) -> Sequence[Shard]:
        """Return the shard."""
        return [self.shard]

    def parameters(self) -> object:
        """Return the annotator and its settings; of files that a recipe names the hashes count, not where they lie."""
        return self.annotator, _without_paths(self.settings)

    def code(self) -> str:
        """Return the hash of this annotator's code."""
        return annotate.code_of(self.annotator)

    def run(self, workspace: Workspace) -> None:
        """Write the annotator's table."""
        annotate.annotate(self.annotator, workspace, self.shard, self.settings)


def _without_paths(settings: Any) -> Any:
    if isinstance(settings, dict):
        return {key: _without_paths(value) for key, value in settings.items() if key != "path"}
    return [_without_paths(value) for value in settings] if isinstance(settings, list) else settings
