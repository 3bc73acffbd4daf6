"""The demonstration's data: built files are current, sources are readable, and the expectations name what there is."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gemeingut.yaml_text import load_yaml
from pipeline.manifest import Source
from tests.demo import build, reading

EXPECTATIONS = load_yaml((Path(__file__).parent / "expectations.yaml").read_text("utf-8"))
DUPLICATES = [one for one in EXPECTATIONS["documents"] if one.get("reason") in {"exact_duplicate", "near_duplicate"}]


@pytest.fixture(scope="module")
def found():
    return {name: reading.read(path) for name, path in reading.sources().items()}


@pytest.fixture(scope="module")
def texts(found):
    return {own: text for one in found.values() for own, text in one.texts.items()}


@pytest.mark.parametrize(
    "path", [path for path in build.built() if path.suffix != ".parquet"], ids=lambda path: path.name
)
def test_what_is_committed_is_what_the_script_builds(path):
    assert path.read_bytes() == build.built()[path]


def test_the_glossary_in_parquet_is_the_readable_one():
    path = build.DATA / "glossar/glossar.parquet"
    assert pq.read_table(path).equals(pq.read_table(io.BytesIO(build.glossary())))


def test_every_manifest_of_the_folder_is_in_the_collection():
    assert sorted(reading.sources().values()) == sorted((reading.MANIFESTS / "demo").glob("*.yaml"))


def test_there_are_enough_documents_in_enough_formats(found):
    assert sum(len(one.ids) for one in found.values()) >= 150
    manifests = [Source.model_validate(load_yaml(path.read_text("utf-8"))) for path in reading.sources().values()]
    assert len({one.format.name for one in manifests}) >= 10


def test_every_expected_document_is_in_its_source(found):
    there = {own for one in found.values() for own in one.ids}
    missing = [one["id"] for one in EXPECTATIONS["documents"] if work(one["id"]) not in there]
    assert missing == []


def test_survivors_named_are_documents_that_stay(texts):
    gone = {one["id"] for one in EXPECTATIONS["documents"] if one["fate"] != "kept" and not one.get("twice")}
    for one in DUPLICATES:
        assert one["related"] in texts
        assert one["related"] not in gone


def test_expectations_are_complete_sentences_about_one_document_each():
    keys = [one["id"] for one in EXPECTATIONS["documents"]]
    assert len(keys) == len(set(keys))
    for one in EXPECTATIONS["documents"]:
        assert one["why"]
        assert one["fate"] in {"kept", "removed", "quarantined"}
        assert ("reason" in one) == (one["fate"] != "kept")


def test_an_id_that_stands_twice_is_expected_to(found):
    for name, one in found.items():
        twice = {own for own in one.ids if one.ids.count(own) > 1}
        assert twice == {
            e["id"] for e in EXPECTATIONS["documents"] if e.get("twice") and e["id"].startswith(f"{name}/")
        }


def test_faults_and_members_that_readers_find_are_the_expected_ones(found):
    quarantined = {
        one["id"] for one in EXPECTATIONS["documents"] if one["fate"] == "quarantined" and "twice" not in one
    }
    assert {own for one in found.values() for own in one.faults} == quarantined
    for fate in ("unreadable", "excluded"):
        expected = {(one["source"], one["member"]) for one in EXPECTATIONS["members"] if one["fate"] == fate}
        assert {(name, member) for name, one in found.items() for member in getattr(one, fate)} == expected


def test_planted_duplicates_are_as_alike_as_they_claim(texts):
    for one in DUPLICATES:
        similarity = jaccard(texts[one["id"]], texts[one["related"]])
        if one["reason"] == "exact_duplicate":
            assert texts[one["id"]] == texts[one["related"]]
        else:
            assert 0.82 <= similarity <= 0.97, (one["id"], similarity)


def test_all_other_documents_are_different_texts(texts):
    planted = {one["id"] for one in EXPECTATIONS["documents"] if "related" in one}
    others = {own: shingles(text) for own, text in texts.items() if own not in planted}
    alike = [
        (a, b) for (a, x), (b, y) in itertools.combinations(others.items(), 2) if len(x & y) >= 0.3 * len(x | y) > 0
    ]
    assert alike == []


def test_expected_quotes_are_in_the_files(found, texts):
    for one in EXPECTATIONS["documents"]:
        own = work(one["id"])
        if "contains" in one and "repaired_encoding" not in one.get("changes", ()):
            assert one["contains"] in texts[own]
        if "lacks" in one and "cut_boilerplate" not in one.get("changes", ()):
            assert one["lacks"] in texts[own]


# An address of a domain kept for examples is not masked; this one shows that others are.
MASKED = "repariercafe-quellenhagen.de"


def test_no_address_could_be_somebodys():
    for path in sorted((reading.MANIFESTS / "demo").rglob("*")):
        if path.suffix in {".jsonl", ".txt", ".md", ".html", ".yaml", ".csv"}:
            for host in re.findall(r"[\w.-]+@([\w.-]+\w)", path.read_text("utf-8", "replace")):
                assert host.endswith((".example", "example.org")) or host == MASKED, (path.name, host)


def work(document):
    return document.partition("#")[0]


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def jaccard(one, other):
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)
