"""Every kind of target is one record: what a new one has to bring, and what follows from it by itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from pipeline.describe.place import place_of
from pipeline.manifest import Collection
from pipeline.portals import registry
from pipeline.portals.target_kind import TargetError
from tests.e2e import running
from tests.e2e.folders import changed, own_folder
from tests.e2e.running import ROOT, environment

KINDS = registry.kinds()
PLACES = {
    "folder": ("folder:/srv/data", "folder:/srv/data/mine/1.0.0"),
    "huggingface": ("huggingface:amt/texte", "https://huggingface.co/datasets/amt/texte/tree/1.0.0"),
    "ckan": ("ckan:https://portal.example#amt", "https://portal.example/dataset/mine"),
    "github": ("github:amt/texte", "https://github.com/amt/texte/releases/tag/1.0.0"),
}


@pytest.fixture
def _toy(monkeypatch, tmp_path):
    """Register a target as a newcomer would: one line."""
    monkeypatch.setitem(registry._MODULES, "toy", "tests.pipeline.portals.toy_target")
    monkeypatch.setenv("TOY_HOME", str(tmp_path / "toys"))
    monkeypatch.setenv("TOY_TOKEN", "geheim")


@pytest.mark.usefixtures("_toy")
class TestNewTarget:
    """A target that was added with one module and one line."""

    def test_plan_says_what_it_lacks(self, tmp_path, monkeypatch):
        monkeypatch.delenv("TOY_TOKEN")
        mine = changed(own_folder(tmp_path / "mine"), publish=["toy:kids", "toy:BAD"])
        done = running.here("plan", mine, "--workspace", tmp_path / "w", "--json")
        assert done.status == 0, done.err
        assert json.loads(done.out)["targets"] == {
            "toy:kids": ["geocoding", "TOY_TOKEN in the environment"],
            "toy:BAD": ["toy:BAD: expected toy:SHELF, such as toy:kids"],
        }
        german = running.here("plan", mine, "--workspace", tmp_path / "w", "--lang", "de").out
        assert "zu veröffentlichen nach toy:kids: es fehlt geocoding, TOY_TOKEN in der Umgebung" in german

    def test_it_is_published_and_verified(self, release, tmp_path):
        dry = running.here("publish", release, "--to", "toy:kids", "--dry-run")
        assert (dry.status, dry.last) == (0, "toy:kids@1.0.0"), dry.err
        assert "PUT release.json" in dry.out
        assert not (tmp_path / "toys").exists()
        done = running.here("publish", release, "--to", "toy:kids")
        assert (done.status, done.last) == (0, "toy:kids@1.0.0"), done.err
        verified = running.here("verify", done.last)
        assert verified.status == 0, verified.out + verified.err
        (tmp_path / "toys" / "kids" / "1.0.0" / "README.md").write_text("changed", "utf-8")
        assert "README.md has another checksum" in running.here("verify", done.last).out

    def test_without_its_token_nothing_is_sent(self, release, tmp_path, monkeypatch):
        monkeypatch.delenv("TOY_TOKEN")
        done = running.here("publish", release, "--to", "toy:kids")
        assert done.status == 1
        assert "TOY_TOKEN is not set; ask the owner of the shelf" in done.err
        assert not (tmp_path / "toys").exists()

    def test_help_and_errors_name_it(self, release):
        assert "toy:SHELF" in " ".join(running.here("publish", "--help").out.split())
        assert "toy:SHELF" in running.here("publish", release, "--to", "somewhere").err
        assert "expected toy:SHELF@VERSION" in running.here("verify", "toy:kids").err

    def test_descriptions_name_its_page(self):
        collection = Collection(name="mine", title="Mine", sources=("./a.yaml",), publish=("toy:kids",))
        assert place_of(collection, "1.2.0").page == "https://toys.example/kids/1.2.0"


def test_a_target_of_no_kind_is_a_fault_of_the_manifest(tmp_path):
    mine = changed(own_folder(tmp_path / "mine"), publish=["folder:out", "zenodo:123"])
    for command in ("plan", "run"):
        running.refused(
            running.here(command, mine, "--workspace", tmp_path / "w"), "publish.1: zenodo:123", "ckan:URL#"
        )


def test_the_page_of_a_release_with_a_target_of_a_later_program_is_made_without_it():
    collection = Collection(name="mine", title="Mine", sources=("./a.yaml",), publish=("zenodo:1", "github:a/b"))
    assert place_of(collection, "1.0.0").page == "https://github.com/a/b/releases/tag/1.0.0"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_record_holds_together(kind):
    target, published = PLACES[kind.kind]
    assert registry.taken_apart(target)[0] is kind
    assert kind.match(kind.example)
    assert [other.kind for other in KINDS if any(one.fullmatch(published) for one in other.published)] == [kind.kind]
    assert set(kind.needs) <= set(Collection.model_fields)
    assert hasattr(registry.target_of(target), "plan")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "folder",
        "folder:",
        "somewhere",
        "huggingface:amt",
        "huggingface:a/b/c",
        "ckan:https://x.example",
        "ckan:x#amt",
    ],
)
def test_what_is_no_target_is_refused_with_a_form_that_is_one(written):
    with pytest.raises(TargetError, match=r"expected (folder:PATH|huggingface:OWNER/NAME|ckan:URL#ORGANISATION)"):
        registry.taken_apart(written)


def test_only_a_target_that_links_takes_links():
    with pytest.raises(TargetError, match=r"--link https://x\.example: .*folder .*there is: ckan"):
        registry.target_of("folder:out", "https://x.example")


def test_the_documentation_has_the_table_of_the_registry():
    text = (ROOT / "docs" / "publishing.md").read_text("utf-8").split("## Targets", 1)[1]
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in text.splitlines() if line.startswith("| `")]
    listed = [(re.match(r"`(.+?)`", target)[1], token.strip("`"), needs) for target, token, needs in rows[: len(KINDS)]]
    assert listed == [
        (kind.written, kind.token_name or "none", ", ".join(f"`{key}`" for key in kind.needs) or "nothing")
        for kind in KINDS
    ]


def test_looking_at_records_imports_no_client():
    code = (
        "import sys; from pipeline.portals import registry; registry.forms(); registry.taken_apart('ckan:https://x#y');"
        "print([name for name in ('httpx2', 'huggingface_hub', 'fsspec', 'pydantic') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]", ran.stderr
