"""What decisions depend on: manifests, policy, recipe, reviews, takedowns, proofs, annotations and the code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline import workspace as ws
from pipeline.code import code_hash
from pipeline.decide.demands import files_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.load import LoadedCollection
    from pipeline.proof import Proof
    from pipeline.tombstones import Tombstones


DECIDE_CODE: Final = (
    "filters",
    "licenses",
    "pipeline/beside",
    "pipeline/clean",
    "pipeline/contamination",
    "pipeline/decide",
    "pipeline/forms",
    "pipeline/globs",
    "pipeline/judges",
    "pipeline/own",
    "pipeline/proof",
    "pipeline/read/decode",
    "pipeline/shards",
    "pipeline/similarity",
    "pipeline/works",
)
COMPUTED_WITH: Final = ("numba", "numpy", "polars", "pyarrow")


def decide_key(
    collection: LoadedCollection,
    as_of: str,
    proofs: Mapping[str, Proof],
    annotations: Sequence[str],
    tombstones: Tombstones,
) -> str:
    """Return the key of a collection's decisions; `tombstones` are what earlier demands left behind."""
    manifests = [source.manifest for source in collection.sources]
    said = [collection.manifest, collection.policy, collection.recipe, collection.reviews, collection.takedowns]
    checked = {one: proof.as_json() for one, proof in sorted(proofs.items())}
    code = code_hash(*DECIDE_CODE, libraries=COMPUTED_WITH)
    demanded = [files_key(collection), list(tombstones.always), list(tombstones.earlier)]
    return ws.key("decide", manifests, said, as_of, checked, list(annotations), demanded, collection.own.hashes(), code)
