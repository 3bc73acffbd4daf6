"""The table of expected fates covers the real corpora, and every pattern in it concerns something."""

from __future__ import annotations

import pytest

from gemeingut.yaml_text import load_yaml
from pipeline.manifest.globs import matches
from tests.manifests import corpora
from tests.manifests.corpora import ROOT, manifest, slugs, snapshot

TABLE = load_yaml((ROOT / "tests" / "real" / "expectations.yaml").read_text(encoding="utf-8"))
KEYS = {"fate", "reasons", "read", "kept_at_least", "exceptions", "differs"}
EXCEPTION_KEYS = {"members", "ids", "fate", "reasons", "mainly"}


def test_every_source_of_the_collection_has_a_fate():
    assert sorted(TABLE["sources"]) == slugs()
    for slug, said in TABLE["sources"].items():
        assert set(said) <= KEYS, slug
        assert said["fate"] in {"accept", "review", "reject"}, slug
        assert bool(said.get("reasons")) == (said["fate"] != "accept"), slug


@pytest.mark.parametrize("slug", slugs())
def test_the_fate_is_the_one_that_the_corpus_expects(slug):
    entry, expected = TABLE["sources"][slug], corpora.description(slug)["expected"]["verdict"]
    assert (entry["fate"] != expected) == ("differs" in entry), "where they differ the table says why"


@pytest.mark.parametrize("slug", slugs())
def test_every_exception_that_the_corpus_names_by_member_is_in_the_table(slug):
    said = TABLE["sources"][slug]
    names = snapshot(slug).names()
    listed = {name for one in said.get("exceptions", []) for name in names if matches(name, one.get("members", []))}
    for one in corpora.description(slug)["expected"].get("exceptions", []):
        if (one["verdict"] == "accept") == (said["fate"] == "accept"):
            continue  # kept as the source is, or as little kept as the source is
        patterns = [pattern for stated in one["files"] for pattern in (stated, f"{stated}/**")]
        assert {name for name in names if matches(name, patterns)} <= listed


@pytest.mark.parametrize("slug", slugs())
def test_every_exception_is_well_formed_and_concerns_members_of_the_source(slug):
    names, source = snapshot(slug).names(), manifest(slug)
    for one in TABLE["sources"][slug].get("exceptions", []):
        assert set(one) <= EXCEPTION_KEYS
        assert one.get("members") or one.get("ids")
        assert one["fate"] in {"accept", "removed", "excluded"}
        assert bool(one.get("mainly")) == (one["fate"] == "removed")
        assert set(one.get("mainly", [])) <= set(one.get("reasons", []))
        for pattern in one.get("members", []):
            found = [name for name in names if matches(name, [pattern])]
            assert found, pattern
            documents = [
                name
                for name in found
                if matches(name, source.members.include) and not matches(name, source.members.exclude)
            ]
            assert bool(documents) == (one["fate"] != "excluded"), pattern
