"""What decisions depend on: manifests, policy, recipe, reviews, takedowns, proofs, annotations and the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import workspace as ws
from pipeline.code import code_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.load import LoadedCollection
    from pipeline.proof import Proof


def decide_key(
    collection: LoadedCollection, as_of: str, proofs: Mapping[str, Proof], annotations: Sequence[str]
) -> str:
    """Return the key of a collection's decisions."""
    manifests = [source.manifest for source in collection.sources]
    said = [collection.manifest, collection.policy, collection.recipe, collection.reviews, collection.takedowns]
    checked = {one: proof.as_json() for one, proof in sorted(proofs.items())}
    code = code_hash("pipeline/decide", "pipeline/similarity", "licenses", "filters", "pipeline/proof")
    return ws.key("decide", manifests, said, as_of, checked, list(annotations), code)
