"""The dataset card: the Hub's own parser reads it, `datasets` loads what it names, and its examples run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import polars as pl
import pytest
from huggingface_hub import DatasetCard

from pipeline.describe import card, describe
from pipeline.describe.read_model import read_model
from pipeline.verify.verify import verify_folder
from tests.e2e import folders, running

CELL = re.compile(r"(?<!\\)\|")
LOAD = """
import json, sys
import datasets
datasets.disable_progress_bars()
found = {}
for name in datasets.get_dataset_config_names(sys.argv[1]):
    loaded = datasets.load_dataset(sys.argv[1], name, cache_dir=sys.argv[2])
    found[name] = {split: sorted(rows["id"]) for split, rows in loaded.items()}
print(json.dumps(found))
"""


def _python(code, *arguments, cwd=None):
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(cwd), "DO_NOT_TRACK": "1"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=cwd, timeout=300)
    assert done.returncode == 0, done.stderr
    return done


def _card(release):
    return DatasetCard.load(release / "README.md")


def test_the_hubs_parser_reads_the_metadata(described):
    data = _card(described).data
    assert data.language == ["de"]
    assert data.license == ["cc-by-4.0", "mit"]
    assert data.pretty_name == "Kleine Sammlung & mehr"
    assert data.size_categories == ["n<1K"]
    assert [one["config_name"] for one in data.configs if one.get("default")] == ["default"]


def test_every_subset_loads_with_all_its_rows_and_nothing_is_said_against_the_card(described, tmp_path):
    done = _python(LOAD, described, tmp_path / "cache", cwd=tmp_path)
    assert "dataset_info" not in done.stderr
    wanted = {}
    for path in sorted((described / "data").glob("*/*.parquet")):
        ids = pl.read_parquet(path, columns=["id"])["id"].to_list()
        wanted.setdefault(path.parent.name, []).extend(ids)
    wanted["default"] = [one for ids in wanted.values() for one in ids]
    wanted["sample"] = pl.read_parquet(described / "sample" / "*.parquet", columns=["id"])["id"].to_list()
    assert json.loads(done.stdout) == {name: {"train": sorted(ids)} for name, ids in wanted.items()}


def test_sizes_are_those_of_the_files(described):
    facts = running.facts_of(described)
    said = {one["config_name"]: one for one in _card(described).data.to_dict()["dataset_info"]}
    assert said["default"]["download_size"] == sum(one["bytes"] for one in facts["files"])
    assert said["default"]["splits"][0]["num_examples"] == facts["counts"]["kept"]
    for name, subset in facts["subsets"].items():
        assert said[name]["download_size"] == subset["bytes"]
        assert said[name]["splits"][0]["num_examples"] == subset["rows"]
        assert said[name]["dataset_size"] >= subset["text_bytes"]


def test_every_configuration_names_files_that_are_there(demo_release):
    data = _card(demo_release).data.to_dict()
    sizes = {one["config_name"]: one for one in data["dataset_info"]}
    facts = running.facts_of(demo_release)
    assert [one["config_name"] for one in data["configs"]] == [
        "default",
        "everything",
        *sorted(facts["subsets"]),
        "sample",
    ]
    for one in data["configs"]:
        counted = {split["name"]: split["num_examples"] for split in sizes[one["config_name"]]["splits"]}
        for files in one["data_files"]:
            patterns = [files["path"]] if isinstance(files["path"], str) else files["path"]
            paths = sorted(path for pattern in patterns for path in demo_release.glob(pattern))
            assert counted[files["split"]] == sum(len(pl.read_parquet(path, columns=["id"])) for path in paths)
        assert set(counted) == {files["split"] for files in one["data_files"]}


def test_several_licences_are_listed_and_the_hubs_unknown_ones_have_a_name_and_a_file(demo_release):
    data = _card(demo_release).data
    assert data.license == ["cc-by-4.0", "cc-by-sa-4.0", "cc0-1.0", "other"]
    assert re.fullmatch(r"[a-z0-9-.]+", data.license_name)
    text = (demo_release / data.license_link).read_text("utf-8")
    for name in running.facts_of(demo_release)["licenses"]:
        assert f"`{name}`" in text
        assert (demo_release / "licenses" / f"{name}.txt").is_file()


def test_the_examples_run_as_they_stand(described, tmp_path):
    examples = re.findall(r"```python\n(.*?)```", (described / "README.md").read_text("utf-8"), re.DOTALL)
    assert len(examples) == 4
    for example in examples:
        done = _python(example.replace("PATH", str(described)), cwd=tmp_path)
        assert done.stdout or "load_dataset" in example


def test_numbers_are_those_of_the_release(described):
    facts = running.facts_of(described)
    text = _card(described).text
    counts = facts["counts"]
    assert f"**{counts['kept']:,} documents** with **{counts['words']:,} words**" in text
    for name, one in facts["sources"].items():
        rows = [CELL.split(line)[1:-1] for line in text.splitlines() if line.startswith(f"| `{name}` |")]
        (cells,) = [row[2:7] for row in rows if len(row) == 8]
        assert [cell.strip() for cell in cells] == [
            f"{one[key]:,}" for key in ("read", "kept", "removed", "quarantined", "words")
        ]
    for name, subset in facts["subsets"].items():
        licenses = ", ".join(sorted(subset["licenses"]))
        assert (
            f"| `{name}` | yes | {subset['rows']:,} | {subset['words']:,} | {subset['bytes']:,} | {licenses} |" in text
        )


def test_it_begins_in_german_and_says_whom_to_ask_for_removal(described):
    text = _card(described).text
    facts = running.facts_of(described)
    assert text.index("Kurz auf Deutsch") < text.index("## Summary")
    assert f"{facts['counts']['kept']} Dokumente" in text
    assert "Stelle für Auskunft, <auskunft@example.org>" in text.split("## Removal")[1]


def test_every_table_has_as_many_cells_in_each_row(described):
    for block in re.findall(r"(?:^\|.*\|\n)+", (described / "README.md").read_text("utf-8"), re.MULTILINE):
        widths = {len(CELL.findall(line)) for line in block.splitlines()}
        assert len(widths) == 1, block


def test_a_citation_escapes_what_bibtex_would_take_for_markup(described):
    entry = card.bibtex(read_model(described))
    assert entry.startswith("@misc{klein-2-0-0,\n")
    assert r"title = {{Kleine Sammlung \& mehr}}" in entry
    assert r"author = {{Archiv \& Werkstatt}}" in entry
    assert "year = {2026}" in entry


@pytest.mark.parametrize(
    ("rows", "category"),
    [
        (0, "n<1K"),
        (999, "n<1K"),
        (1_000, "1K<n<10K"),
        (999_999, "100K<n<1M"),
        (10**9 - 1, "100M<n<1B"),
        (10**9, "1B<n<10B"),
        (10**10, "10B<n<100B"),
        (10**11, "100B<n<1T"),
        (10**12, "n>1T"),
    ],
)
def test_size_categories_are_the_hubs(rows, category):
    assert card.size_category(rows) == category


def test_a_release_without_a_document_is_described_too(tmp_path):
    collection = folders.own_folder(tmp_path / "own", [{"id": "a", "text": "Zu kurz.", "license": folders.LICENSE}])
    release = running.run(collection, tmp_path / "workspace").release
    assert running.facts_of(release)["counts"]["kept"] == 0
    text = (release / "README.md").read_text("utf-8")
    assert "Nothing was kept." in text
    assert "load_dataset" not in text
    assert "has not said whom to turn to" in text
    assert [one.detail for one in verify_folder(release) if not one.holds] == []


def test_the_demonstration_is_described_from_its_own_numbers(demo_release):
    counts = running.facts_of(demo_release)["counts"]
    assert f"Of {counts['read']:,} documents read, {counts['kept']:,} were kept" in _card(demo_release).text


def test_a_corrected_contact_reaches_every_description(release):
    folders.changed(release / "inputs" / "collection.yaml", contact={"name": "Neue Stelle", "email": "neu@example.org"})
    describe(release)
    assert running.facts_of(release)["contact"] == {"name": "Neue Stelle", "email": "neu@example.org", "url": None}
    for name in ("README.md", "datasheet.md", "datasheet.html"):
        text = (release / name).read_text("utf-8")
        assert "neu@example.org" in text
        assert "auskunft@example.org" not in text
