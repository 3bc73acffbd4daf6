"""The stages from decisions to a release: keep for later runs, distribute to data files, write, describe."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from pipeline.annotate.annotate import ANNOTATORS, JUDGES, parameters_of, wanted
from pipeline.decide import cuts
from pipeline.decide.decide import detector_failures
from pipeline.decontaminate import contamination
from pipeline.describe.place import place_of
from pipeline.manifest.load import answers_of
from pipeline.release import build, build_on
from pipeline.release.deal import Dealing, deal
from pipeline.release.inputs import software
from pipeline.release.put_together import put_together
from pipeline.release_files.facts import WrittenFile
from pipeline.store.files import sha256_of
from pipeline.store.shard import cleaned_quarantine, in_order
from pipeline.store.step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Source
    from pipeline.manifest.frozen import Frozen
    from pipeline.manifest.load import LoadedCollection
    from pipeline.release.buckets import Bucket
    from pipeline.release.build_on import Carried
    from pipeline.store.records import Made
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace


@dataclass(frozen=True)
class Keep(Step[None]):
    """Keep what a later run needs of a source when its texts are gone."""

    STAGE: ClassVar = "keep"
    CODE: ClassVar = ("pipeline.release.build_on",)

    collection: str
    source: str
    shards: tuple[Shard, ...]
    made: Mapping[str, Mapping[str, Made]]
    """What each stage made for the source, by the steps' labels."""

    @property
    def owner(self) -> str:
        """The collection."""
        return self.collection

    @property
    def label(self) -> str:
        """The source."""
        return self.source

    @property
    def name(self) -> str:
        """The source."""
        return self.source

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the documents."""
        return [shard.documents(workspace) for shard in self.shards]

    def parameters(self) -> object:
        """Return the keys and contents of what is kept."""
        return {
            stage: {
                label: [made.key, {str(name): stored.content for name, stored in made.outputs.items()}]
                for label, made in sorted(by_label.items())
            }
            for stage, by_label in sorted(self.made.items())
        }

    def run(self, workspace: Workspace) -> None:
        """Copy what is kept."""
        build_on.keep(workspace, self.collection, self.source, self.shards, self.made)


@dataclass(frozen=True)
class GatherTexts(Step[None]):
    """Distribute the texts of one file of the earlier release to the shards whose texts are missing."""

    STAGE: ClassVar = "texts"
    IS_RECORDED: ClassVar = False

    collection: str
    path: Path
    shards: tuple[Shard, ...]
    out: Path

    @property
    def owner(self) -> str:
        """The file."""
        return self.path.name

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the kept documents."""
        return [_kept(workspace, self.collection)]

    def run(self, workspace: Workspace) -> None:
        """Write the texts as pieces."""
        kept = workspace.store.scan_table(_kept(workspace, self.collection))
        build_on.scatter(self.path, kept, self.shards, self.out)


@dataclass(frozen=True)
class Deal(Step[None]):
    """Distribute the kept documents of a shard to the buckets of the release."""

    STAGE: ClassVar = "deal"
    IS_RECORDED: ClassVar = False

    collection: str
    shard: Shard
    source: Source
    snapshot_sha256: str
    dealing: Dealing

    @property
    def owner(self) -> str:
        """The shard."""
        return self.shard.label

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return documents, cuts, measures and language."""
        return [
            self.shard.documents(workspace),
            cuts.path_of(workspace, self.collection, self.shard),
            cuts.passages_of(workspace, self.collection, self.shard),
            _kept(workspace, self.collection),
            self.shard.annotation(workspace, "measures"),
            self.shard.annotation(workspace, "language"),
        ]

    def run(self, workspace: Workspace) -> None:
        """Write the pieces."""
        deal(self.shard, workspace, self.collection, self.source, self.snapshot_sha256, self.dealing)


@dataclass(frozen=True)
class Write(Step[WrittenFile]):
    """Put one data file of the release together from its pieces."""

    STAGE: ClassVar = "write"
    IS_RECORDED: ClassVar = False

    bucket: Bucket
    gathered: Path
    release: Path

    @property
    def owner(self) -> str:
        """The file."""
        return self.bucket.file()

    def run(self, workspace: Workspace) -> WrittenFile:
        """Write the file and return its facts."""
        del workspace
        return put_together(self.bucket, self.gathered, self.release)


@dataclass(frozen=True)
class Describe(Step[None]):
    """Write everything around the data and move the release to its place; fresh if the whole release is."""

    STAGE: ClassVar = "describe"
    CODE: ClassVar = ("pipeline.release.build", "pipeline.release.deal", "pipeline.release.put_together")

    loaded: LoadedCollection
    frozen: Frozen
    shards: dict[str, Sequence[Shard]]
    locks: dict[str, Lock]
    not_read: tuple[dict[str, str], ...]
    before: str
    """The content digest of the release that this one is compared with."""
    facts: build.Facts | None = None
    built_with: str = ""
    carried: Carried | None = None

    @property
    def owner(self) -> str:
        """The collection."""
        return self.loaded.manifest.name

    @property
    def label(self) -> str:
        """The version."""
        return self.frozen.version

    @property
    def name(self) -> str:
        """The collection."""
        return self.owner

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return all that a release is made from: decisions, documents, annotations, cuts, overlaps, quarantine, members."""
        collection, decided = self.owner, workspace.decisions(self.owner)
        names = [decided / name for name in ("decisions.parquet", "kept.parquet", "evidence.json", "takedowns.json")]
        for source in sorted(self.shards):
            read = workspace.read(source)
            names += [read / "read.json", read / "quarantine.parquet", read / "members.parquet"]
            names += [detector_failures(workspace, source)]
        if self.loaded.decontamination:
            items = contamination.items_name(workspace, collection)
            names += [items, items.with_suffix(".json")]
        annotators = [annotator for annotator in ANNOTATORS if annotator != JUDGES]
        for shard in in_order(self.shards):
            names += [shard.documents(workspace), cleaned_quarantine(workspace, shard)]
            names += [shard.annotation(workspace, annotator) for annotator in annotators]
            names += [cuts.path_of(workspace, collection, shard), cuts.passages_of(workspace, collection, shard)]
            names += [contamination.path_of(workspace, collection, shard)] if self.loaded.decontamination else []
        return names

    def parameters(self) -> object:
        """Return version and date, manifests, policy and recipe, the sources not read, and the release before."""
        loaded, answers = self.loaded, answers_of(self.loaded)
        manifests = [source.manifest for source in loaded.sources]
        choices = [loaded.manifest, loaded.policy, loaded.recipe, loaded.reviews, loaded.own.hashes()]
        answered = sha256_of(answers) if answers else ""
        place = place_of(loaded.manifest, self.frozen.version)
        locks = {source: asdict(lock) for source, lock in sorted(self.locks.items())}
        measured = {name: parameters_of(name, loaded.recipe, loaded.own) for name in wanted(loaded.recipe)}
        libraries = software().libraries
        return self.frozen, manifests, choices, locks, measured, libraries, self.not_read, answered, self.before, place

    def run(self, workspace: Workspace) -> None:
        """Finish the release."""
        assert self.facts is not None  # noqa: S101  steps without facts are asked for their key alone
        build.finish(self.loaded, workspace, self.frozen, self.shards, self.facts, self.built_with, self.carried)
        release = workspace.releases(self.owner) / self.frozen.version
        workspace.store.note(release / "release.json", release / "SHA256SUMS")


def _kept(workspace: Workspace, collection: str) -> Name:
    return workspace.decisions(collection) / "kept.parquet"
