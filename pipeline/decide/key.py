"""What decisions depend on: manifests, policy, recipe, reviews, takedowns, proofs, annotations and the code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.decide.demands import files_key
from pipeline.store import workspace as ws
from pipeline.store.code import code_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.admit.proof import Proof
    from pipeline.manifest.load import LoadedCollection
    from pipeline.manifest.tombstones import Tombstones


DECIDE_CODE: Final = (
    "filters",
    "licenses",
    "pipeline/manifest/user_modules",
    "pipeline/clean",
    "pipeline/decontaminate/contamination",
    "pipeline/decide",
    "pipeline/clean/text_forms",
    "pipeline/manifest/globs",
    "pipeline/annotate/user_filters",
    "pipeline/manifest/recipe_files",
    "pipeline/admit/proof",
    "pipeline/read/decode",
    "pipeline/release_files/data_files",
    "pipeline/similarity",
    "pipeline/store/ids",
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
