"""Limits proposed from trusted documents, written to a file that a recipe names, and used in a run."""

from __future__ import annotations

import json

import pytest
import yaml

from filters.profiles import parse
from gemeingut.yaml_text import load_yaml
from tests.e2e import running


def calibrate(workspace, *arguments):
    return running.here("tune", "demo", "--workspace", str(workspace), "--calibrate", *arguments)


def test_a_new_profile_is_found_on_one_half_and_tried_on_the_other(demo_workspace, tmp_path):
    out = tmp_path / "own.yaml"
    done = calibrate(demo_workspace, "chronicle", "--sample", "demo-chronik", "--words", 12, "--out", out)
    assert done.status == 0, done.err
    assert "demo-chronik" in done.out
    profile = parse(load_yaml(out.read_text("utf-8")), "own.yaml")["chronicle"]
    assert [rule.limit for rule in profile.rules if rule.measure == "words"] == [12]
    origins = {rule.origin for rule in profile.rules if rule.measure != "words"}
    assert all("quantile" in one and "demo-chronik (n=" in one for one in origins)
    found = json.loads(calibrate(demo_workspace, "chronicle", "--sample", "demo-chronik", "--json").out)[0]
    (kept,) = found["kept"]
    read = json.loads(running.here("inspect", demo_workspace, "--source", "demo-chronik", "--json").out)
    assert 0 < kept["found_on"] < len(read)
    assert kept["found_on"] + kept["held_out"] <= len(read)


def test_the_file_works_in_a_recipe_without_touching_the_repository(demo_workspace, tmp_path):
    collection = running.copied_demo(tmp_path / "manifests")
    done = calibrate(demo_workspace, "news", "--sample", "demo-presse", "--words", 200, "--out", tmp_path / "own.yaml")
    assert done.status == 0, done.err
    recipe = {"name": "own", "profiles": str(tmp_path / "own.yaml")}
    (tmp_path / "own-recipe.yaml").write_text(yaml.safe_dump(recipe), "utf-8")
    manifest = load_yaml(collection.read_text("utf-8")) | {"recipe": str(tmp_path / "own-recipe.yaml")}
    collection.write_text(yaml.safe_dump(manifest), "utf-8")
    release = running.run(collection, tmp_path / "w", "--only", "demo-presse").release
    rules = json.loads((release / "reasons.json").read_text("utf-8"))["too_few_words"]["rules"]
    assert [(rule["profile"], rule["limit"]) for rule in rules] == [("news", 200)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["own"], "--sample SOURCE is missing"),
        (["own", "--sample", "nowhere"], "no such source"),
        (["own", "--sample", "demo-chronik:no/*"], "no document"),
        (["own", "--sample", "demo-chronik", "--quantile", "0.2"], "quantile"),
    ],
)
def test_what_cannot_be_meant_is_bad_usage(demo_workspace, arguments, says):
    done = calibrate(demo_workspace, *arguments)
    assert done.status == 2
    assert says in done.err
