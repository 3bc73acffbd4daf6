"""The stages in which the documents of a collection are compared with benchmarks and each other, cut, and decided on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pipeline.annotate.annotate import JUDGES
from pipeline.decide import cuts, decide
from pipeline.decide.demands import files_key
from pipeline.decontaminate import benchmarks, contamination
from pipeline.similarity import collection_alignments, repeated_passages
from pipeline.similarity.bands import edge_floor
from pipeline.similarity.collection_edges import compare_collection
from pipeline.store.shard import in_order
from pipeline.store.step import Step, owner_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.admit.proof import Proof
    from pipeline.decide.cuts import Action
    from pipeline.decontaminate.benchmarks import Chosen
    from pipeline.decontaminate.contamination import Witnessed
    from pipeline.manifest import DecontaminationRecipe, DuplicateRecipe
    from pipeline.manifest.load import LoadedCollection
    from pipeline.manifest.tombstones import Tombstones
    from pipeline.similarity.collection_edges import Found
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace


@dataclass(frozen=True)
class _OfCollection(Step[Any]):
    """A step on all documents of a collection."""

    collection: str

    @property
    def owner(self) -> str:
        """The collection."""
        return self.collection


@dataclass(frozen=True)
class _OfShard(_OfCollection):
    """A step on one shard, for one collection."""

    shard: Shard

    @property
    def owner(self) -> str:
        """Collection and source."""
        return owner_of(self.collection, self.shard.source)

    @property
    def label(self) -> str:
        """The shard."""
        return self.shard.name

    @property
    def name(self) -> str:
        """Source and shard."""
        return self.shard.label

    def texts(self) -> Sequence[Shard]:
        """Return the shard."""
        return [self.shard]


@dataclass(frozen=True)
class GatherBenchmarks(_OfCollection):
    """Write the items of all benchmark files that the recipe names, and the texts of the sources' witnesses."""

    STAGE: ClassVar = "benchmarks"
    CODE: ClassVar = ("pipeline.decontaminate.benchmarks", "pipeline.decontaminate.contamination")

    chosen: tuple[Chosen, ...]
    witnesses: Mapping[str, Witnessed]
    """Which documents of a source are witnesses, and its shards."""

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the documents of the sources with witnesses."""
        return [shard.documents(workspace) for shard in self.texts()]

    def texts(self) -> Sequence[Shard]:
        """Return the shards of the sources with witnesses."""
        return [shard for _, shards in self.witnesses.values() for shard in shards]

    def parameters(self) -> object:
        """Return the benchmarks with the hashes of their files, and which documents are witnesses."""
        chosen = {source: entries for source, (entries, _) in sorted(self.witnesses.items())}
        return benchmarks.parameters_of(self.chosen), chosen

    def run(self, workspace: Workspace) -> None:
        """Write the items."""
        contamination.gather(workspace, self.collection, self.chosen, self.witnesses)


@dataclass(frozen=True)
class Compare(_OfShard):
    """Measure what the documents of a shard share with benchmark items; limits and action do not count here."""

    STAGE: ClassVar = "compare"
    CODE: ClassVar = ("pipeline.decontaminate.contamination",)

    sizes: tuple[int, int]
    """Tokens of a run, and of the shortest item."""

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return documents, fingerprints and benchmark items."""
        own = [self.shard.documents(workspace), self.shard.annotation(workspace, "fingerprint")]
        return [*own, contamination.items_name(workspace, self.collection)]

    def parameters(self) -> object:
        """Return the sizes."""
        return self.sizes

    def run(self, workspace: Workspace) -> None:
        """Write the overlaps."""
        contamination.measure(workspace, self.shard, self.collection, self.sizes)


@dataclass(frozen=True)
class Cut(_OfShard):
    """Cut out of the documents of a shard what the recipe says: personal data, and what is shared with benchmarks."""

    STAGE: ClassVar = "cut"
    CODE: ClassVar = ("pipeline.decide.cuts", "pipeline.decontaminate.contamination")

    chosen: dict[str, Action]
    default: Action
    decontamination: DecontaminationRecipe | None
    mark: str = ""

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return documents, personal data, and overlaps with benchmarks where the recipe asks for them."""
        own = [self.shard.documents(workspace), self.shard.annotation(workspace, "pii")]
        return own + ([contamination.path_of(workspace, self.collection, self.shard)] if self.decontamination else [])

    def parameters(self) -> object:
        """Return what happens to each kind of personal data and to overlaps, and what marks an omission."""
        return self.chosen, self.default, self.decontamination, self.mark

    def run(self, workspace: Workspace) -> None:
        """Write the documents that lose something."""
        removals = contamination.removals(workspace, self.collection, self.shard, self.decontamination)
        table = cuts.cut(workspace, self.shard, self.chosen, self.default, removals, self.mark)
        workspace.store.write_table(cuts.path_of(workspace, self.collection, self.shard), table)


@dataclass(frozen=True)
class FindEdges(_OfCollection):
    """Find the verified similarities between all documents of a collection."""

    STAGE: ClassVar = "edges"
    CODE: ClassVar = ("pipeline.similarity.collection_edges",)

    shards: tuple[Shard, ...]
    recipe: DuplicateRecipe
    aligned: tuple[str, ...] = ()
    """The sources whose documents are aligned."""
    from_steps: Found | None = None
    """What the steps before found, if the collection is large; in no key."""

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the fingerprints of all shards."""
        return [shard.annotation(workspace, "fingerprint") for shard in self.shards]

    def parameters(self) -> object:
        """Return what is stored: from which similarity on, and whether it is verified."""
        return edge_floor(self.recipe.least()), self.recipe.verify, self.aligned

    def run(self, workspace: Workspace) -> dict[str, Any]:
        """Write edges and index, and return the report."""
        return compare_collection(
            workspace, self.shards, self.collection, self.recipe, self.code(), self.aligned, self.from_steps
        )


@dataclass(frozen=True)
class Align(_OfCollection):
    """Align the letters of print and of what is compared as editions: readings of one page, and forms of one frame."""

    STAGE: ClassVar = "align"
    CODE: ClassVar = ("pipeline.similarity.collection_alignments",)

    shards: tuple[Shard, ...]
    sought: frozenset[str]
    """The sources in which other readings are looked for; documents of the others are judged if an edge joins them."""
    threshold: float

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the documents, and the near edges among them."""
        documents = [shard.documents(workspace) for shard in self.shards]
        return [*documents, collection_alignments.pairs_name(workspace, self.collection)]

    def parameters(self) -> object:
        """Return where readings are looked for, and how many letters must agree."""
        return sorted(self.sought), self.threshold

    def texts(self) -> Sequence[Shard]:
        """Return the shards."""
        return self.shards

    def run(self, workspace: Workspace) -> int:
        """Write the alignments and return how many pairs were aligned."""
        return collection_alignments.align_collection(
            workspace, self.collection, self.shards, self.sought, self.threshold
        )


@dataclass(frozen=True)
class _OfPassages(_OfCollection):
    """A pass over the documents on the way to repeated passages; only the last one is recorded."""

    CODE: ClassVar = ("pipeline.similarity.repeated_passages",)
    IS_RECORDED: ClassVar = False

    shards: tuple[Shard, ...]
    tokens: int

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the documents of the shards."""
        return [shard.documents(workspace) for shard in self.shards]

    def parameters(self) -> object:
        """Return the tokens of the shortest passage."""
        return self.tokens

    @property
    def label(self) -> str:
        """The shard, or the collection."""
        return self.shards[0].label if len(self.shards) == 1 else self.collection

    @property
    def name(self) -> str:
        """The shard, or the collection."""
        return self.label


@dataclass(frozen=True)
class Anchor(_OfPassages):
    """First pass: the anchors of one shard."""

    STAGE: ClassVar = "anchors"

    def run(self, workspace: Workspace) -> None:
        """Write the anchors."""
        repeated_passages.anchor(workspace, self.collection, self.shards[0], self.tokens)


@dataclass(frozen=True)
class Screen(_OfPassages):
    """Second pass: which anchors were seen more than once, over all shards."""

    STAGE: ClassVar = "screen"

    def run(self, workspace: Workspace) -> int:
        """Write the screen and return the number of anchors."""
        return repeated_passages.screen(workspace, self.collection, self.shards)


@dataclass(frozen=True)
class Runs(_OfPassages):
    """Third pass: the runs of one shard that may be repeated."""

    STAGE: ClassVar = "runs"

    first: int
    """The number of the shard's first document over all shards."""

    def run(self, workspace: Workspace) -> None:
        """Write the runs."""
        repeated_passages.run(workspace, self.collection, self.shards[0], self.first, self.tokens)


@dataclass(frozen=True)
class FindPassages(_OfPassages):
    """Last pass: the runs that occur in several documents."""

    STAGE: ClassVar = "passages"
    IS_RECORDED: ClassVar = True

    anchors: int = 0
    """How many the second pass counted: for the report, in no key."""

    @property
    def label(self) -> str:
        """The collection."""
        return self.collection

    def run(self, workspace: Workspace) -> None:
        """Write the runs and the report."""
        repeated_passages.find(workspace, self.collection, self.shards, self.anchors)


@dataclass(frozen=True)
class Decide(Step[None]):
    """Decide on every document of a collection."""

    STAGE: ClassVar = "decide"
    CODE: ClassVar = ("pipeline.decide.decide",)

    loaded: LoadedCollection
    shards: dict[str, Sequence[Shard]]
    proofs: Mapping[str, Proof]
    as_of: str
    tombstones: Tombstones

    @property
    def owner(self) -> str:
        """The collection."""
        return self.loaded.manifest.name

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return documents, annotations, overlaps, cuts, edges and repeated passages."""
        recipe, collection = self.loaded.recipe, self.owner
        annotators = ["license", "language", "measures", "pii", "fingerprint"]
        annotators += [JUDGES] if recipe.filters or recipe.datatrove else []
        names: list[Name] = []
        for shard in in_order(self.shards):
            names.append(shard.documents(workspace))
            names += [shard.annotation(workspace, annotator) for annotator in annotators]
            names.append(cuts.path_of(workspace, collection, shard))
            names += [contamination.path_of(workspace, collection, shard)] if self.loaded.decontamination else []
        names.append(workspace.index(collection) / "edges.parquet")
        names.append(collection_alignments.alignments_name(workspace, collection))
        return names + (repeated_passages.runs(workspace, collection) if recipe.repeated_passages else [])

    def parameters(self) -> object:
        """Return manifests, policy, recipe, reviews, demands and proofs, and the day on which terms are judged."""
        loaded = self.loaded
        manifests = [source.manifest for source in loaded.sources]
        choices = [loaded.manifest, loaded.policy, loaded.recipe, loaded.reviews, loaded.takedowns]
        checked = {source: proof.as_json() for source, proof in sorted(self.proofs.items())}
        demanded = [files_key(loaded), list(self.tombstones.always), list(self.tombstones.earlier)]
        return manifests, choices, self.as_of, checked, demanded, loaded.own.hashes()

    def run(self, workspace: Workspace) -> None:
        """Write decisions, kept documents, proofs, groups for review, and what became of each demand."""
        decide.decide_collection(self.loaded, workspace, self.shards, self.proofs, self.as_of, self.tombstones)
