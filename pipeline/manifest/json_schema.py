"""The JSON Schemas of the manifests, for editors, in `manifests/schema/`: `python -m pipeline.manifest.json_schema`.

A module of its own that is run by hand; a test compares the files with the models.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pipeline.manifest import Benchmarks, Collection, Policy, Recipe, Reviews, Source, Takedowns
from pipeline.manifest.load import manifests_root
from pipeline.store import files

if TYPE_CHECKING:
    from pydantic import BaseModel

MODELS: Final[dict[str, type[BaseModel]]] = {
    "source": Source,
    "collection": Collection,
    "policy": Policy,
    "recipe": Recipe,
    "reviews": Reviews,
    "takedowns": Takedowns,
    "benchmarks": Benchmarks,
}


def schema(model: type[BaseModel]) -> str:
    """Return the JSON Schema (draft 2020-12) of a manifest as text."""
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Write every schema."""
    for name, model in MODELS.items():
        files.write_text(manifests_root() / "schema" / f"{name}.schema.json", schema(model))


if __name__ == "__main__":
    write()
