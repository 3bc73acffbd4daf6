from __future__ import annotations

import json

import pytest

from pipeline.manifest.json_schema import MODELS, schema
from pipeline.manifest.load import manifests_root


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_committed_schema_is_that_of_the_model(name):
    path = manifests_root() / "schema" / f"{name}.schema.json"
    assert path.read_text(encoding="utf-8") == schema(MODELS[name]), "write them anew: make schema"


def test_an_unknown_key_is_refused_by_the_schema_too():
    assert json.loads(schema(MODELS["source"]))["additionalProperties"] is False
