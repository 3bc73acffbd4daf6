"""The column `tokens`: only where a recipe names a tokenizer, and only the one it means."""

from __future__ import annotations

import hashlib
import json

import polars as pl
import pytest
import yaml
from tokenizers import Tokenizer, models, pre_tokenizers

from tests.e2e import running
from tests.e2e.folders import changed, own_folder
from tests.e2e.running import facts_of


@pytest.fixture
def mine(tmp_path):
    collection = changed(own_folder(tmp_path / "mine"), recipe="./recipe.yaml")
    tokenizer = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))  # noqa: S106  the word for unknown words
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.enable_truncation(5)
    path = tmp_path / "mine" / "tokenizer.json"
    path.write_text(tokenizer.to_str(), encoding="utf-8")
    named = {"path": "tokenizer.json", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    (tmp_path / "mine" / "recipe.yaml").write_text(yaml.safe_dump({"name": "mine", "tokenizer": named}), "utf-8")
    return collection


def test_every_document_and_the_release_say_how_many_tokens(mine, tmp_path):
    release = running.run(mine, tmp_path / "w").release
    rows = pl.read_parquet(release / "data" / "*" / "*.parquet")
    assert rows["tokens"].to_list() == [len(text.split()) for text in rows["text"]]
    assert facts_of(release)["counts"]["tokens"] == rows["tokens"].sum()
    assert json.loads((release / "inputs" / "models.json").read_text("utf-8"))["tokenizer"]["name"] == "tokenizer.json"
    assert running.here("verify", str(release)).status == 0


def test_another_tokenizer_than_the_recipe_means_is_refused(mine, tmp_path):
    (tmp_path / "mine" / "tokenizer.json").write_text("{}", "utf-8")
    ran = running.run(mine, tmp_path / "w")
    assert ran.status == 2
    assert "tokenizer.sha256" in ran.err
    (tmp_path / "mine" / "tokenizer.json").unlink()
    assert "is not there" in running.run(mine, tmp_path / "w").err
