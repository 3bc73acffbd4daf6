"""The deployments of prefect.yaml: flows that are there, forms that explain themselves, versions only for what changed."""

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path

import pytest
import yaml
from prefect.utilities.callables import parameter_schema

from flows import approval, deployments, next_version
from flows.curate import curate
from flows.engine import LocalEngine, Pool
from flows.run import Outcome
from flows.start import CodeNotAllowedError
from gemeingut.yaml_text import load_yaml
from pipeline.publish.publication import Finding
from pipeline.release_files.facts import write_facts
from pipeline.stages.open_collection import open_collection
from pipeline.store.workspace import open_workspace
from tests.e2e.folders import changed, own_folder
from tests.e2e.running import ROOT
from tests.pipeline.release_files.made import facts

DEPLOYED = load_yaml((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]


def _flow(entrypoint):
    file, name = entrypoint.split(":")
    return getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)


@pytest.mark.parametrize("deployed", DEPLOYED, ids=lambda deployed: deployed["name"])
def test_a_deployment_has_a_flow_and_a_form_that_explains_itself(deployed):
    flow = _flow(deployed["entrypoint"])
    flow.validate_parameters(deployed["parameters"])
    fields = parameter_schema(flow).properties
    assert fields
    assert [name for name, field in fields.items() if not field.get("description")] == []
    assert flow.description


def test_the_times():
    times = {one["name"]: one["schedules"][0]["cron"] for one in DEPLOYED if "schedules" in one}
    assert times == {"nightly": "15 2 * * *", "takedowns": "0 6 * * *", "terms": "0 4 1 1 *"}


@pytest.fixture
def _without_prefect(monkeypatch):
    def plain(run, workers, progress):
        with Pool(1) as pool:
            return curate(run, LocalEngine(pool, progress), progress)

    monkeypatch.setattr(next_version, "curate_with_prefect", plain)
    monkeypatch.setattr(next_version, "create_markdown_artifact", lambda *_, **__: None)


def _newest(mine, workspace, flow=deployments.curate_collection, **more):
    return Path(flow.fn(str(mine), str(workspace), workers=1, **more))


@pytest.mark.usefixtures("_without_prefect")
def test_a_night_leaves_a_version_only_if_something_changed(tmp_path):
    mine, workspace = changed(own_folder(tmp_path / "mine"), as_of="2026-01-01"), tmp_path / "w"
    first = _newest(mine, workspace)
    assert first.name == "0.1.0"
    before = (first / "SHA256SUMS").read_bytes()
    assert _newest(mine, workspace) == first
    assert [one.name for one in first.parent.iterdir()] == ["0.1.0"]
    assert (first / "SHA256SUMS").read_bytes() == before
    demand = {"id": "notes/bees", "date": "2026-02-01", "reason": "erbeten"}
    (mine.parent / "takedowns.yaml").write_text(yaml.safe_dump({"takedowns": [demand]}), "utf-8")
    changed(mine, takedowns="takedowns.yaml")
    second = _newest(mine, workspace, deployments.apply_takedowns)
    assert second.name == "0.1.1"
    facts = json.loads((second / "release.json").read_text("utf-8"))
    assert facts["counts"]["removed_by_reason"] == {"takedown": 1}
    assert (first / "SHA256SUMS").read_bytes() == before


@pytest.mark.usefixtures("_without_prefect")
def test_terms_are_judged_as_of_the_first_of_january(tmp_path, monkeypatch):
    seen = []
    mine, workspace = changed(own_folder(tmp_path / "mine"), as_of="2025-06-01"), tmp_path / "w"
    first = _newest(mine, workspace)
    plain = next_version.curate_with_prefect

    def noting(run, workers, progress):
        seen.append(run.frozen.as_of)
        return plain(run, workers, progress)

    monkeypatch.setattr(next_version, "curate_with_prefect", noting)
    assert Path(deployments.recheck_terms.fn(str(mine), str(workspace), year=2027, workers=1)) == first
    assert seen == ["2027-01-01"]


@pytest.mark.usefixtures("_without_prefect")
def test_the_night_after_takes_back_nothing_that_was_set_free(tmp_path):
    mine, workspace = changed(own_folder(tmp_path / "mine"), as_of="2025-06-01"), tmp_path / "w"
    loaded = open_collection(str(mine))
    assert next_version._as_of(loaded, None) == "2025-06-01"
    release = workspace / "releases" / "mine" / "1.0.0"
    release.mkdir(parents=True)
    (release / "SHA256SUMS").touch()
    write_facts(release, facts(as_of="2027-01-01"))
    assert next_version._as_of(loaded, next_version._newest(open_workspace(workspace), "mine")) == "2027-01-01"


@pytest.mark.parametrize(
    "flow", [deployments.curate_collection, deployments.recheck_terms, deployments.apply_takedowns]
)
def test_code_of_a_recipe_is_run_only_where_the_form_allows_it(flow, tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(
        next_version, "curate_with_prefect", lambda *_: ran.append(1) or Outcome(tmp_path / "mine" / "0.1.0")
    )
    mine = changed(own_folder(tmp_path / "mine"), as_of="2026-01-01", recipe="./recipe.yaml")
    (mine.parent / "recipe.yaml").write_text("name: own\nfilters: [{file: own.py, name: too_dull}]\n", "utf-8")
    (mine.parent / "own.py").write_text("def judge(document):\n    return None\n", "utf-8")
    with pytest.raises(CodeNotAllowedError, match=r"own\.py .*--allow-code"):
        flow.fn(str(mine), str(tmp_path / "w"))
    assert ran == []
    flow.fn(str(mine), str(tmp_path / "w"), allow_code=True)
    assert ran == [1]


def test_partial_runs_and_other_folders_are_no_version(tmp_path):
    for name in ("1.0.0", "1.2.0", "1.10.0", "2.0.0-partial"):
        release = tmp_path / "releases" / "mine" / name
        release.mkdir(parents=True)
        (release / "release.json").touch()
    (tmp_path / "releases" / "mine" / "notes").mkdir()
    assert next_version._newest(open_workspace(tmp_path), "mine").name == "1.10.0"
    assert next_version._following("1.10.0") == "1.10.1"
    assert next_version._newest(open_workspace(tmp_path), "other") is None


class TestApproval:
    """A person's word, given on the page."""

    @pytest.fixture
    def heard(self, monkeypatch):
        asked = []

        def answered(approve, role="Leitung", case="AZ 3"):
            def pause(wait_for_input, timeout):
                asked.append(wait_for_input._description)
                return approval.Decision(approve=approve, role=role, case=case)

            monkeypatch.setattr(deployments, "pause_flow_run", pause)
            for name in ("create_markdown_artifact", "create_link_artifact"):
                monkeypatch.setattr(deployments, name, lambda *_, **__: None)
            return asked

        return answered

    def _release(self, demo_release, tmp_path):
        folder = tmp_path / "demo" / "1.0.0"
        shutil.copytree(demo_release, folder)
        return folder

    def test_yes_publishes_with_the_approval_on_record(self, demo_release, tmp_path, heard):
        asked = heard(approve=True)
        release = self._release(demo_release, tmp_path)
        (address,) = deployments.publish_on_approval.fn(str(release), [f"folder:{tmp_path / 'public'}"])
        record = json.loads((Path(address) / "publication.json").read_text("utf-8"))
        assert (record["approval"]["role"], record["approval"]["case"]) == ("Leitung", "AZ 3")
        assert "copy README.md" in asked[0]

    def test_no_sends_nothing_and_fails(self, demo_release, tmp_path, heard):
        heard(approve=False)
        release = self._release(demo_release, tmp_path)
        with pytest.raises(approval.NotApprovedError, match="was not approved"):
            deployments.publish_on_approval.fn(str(release), [f"folder:{tmp_path / 'public'}"])
        assert not (tmp_path / "public").exists()
        assert not (release / "publication.json").exists()

    def test_what_publish_refuses_is_not_even_asked(self, demo_release, tmp_path, heard, monkeypatch):
        asked = heard(approve=True)
        found = [Finding("source_failed", ("demo-archiv: 404",))]
        monkeypatch.setattr("pipeline.publish.publish.findings", lambda *_: found)
        with pytest.raises(RuntimeError, match="source_failed"):
            deployments.publish_on_approval.fn(str(demo_release), [f"folder:{tmp_path / 'public'}"])
        assert asked == []


def test_the_collection_that_is_deployed_is_there():
    for one in DEPLOYED:
        if "collection" in one["parameters"]:
            assert open_collection(one["parameters"]["collection"])
