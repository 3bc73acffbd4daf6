"""Every manifest loads, says what its file name says, and tells the truth about the files it speaks of."""

from __future__ import annotations

import hashlib
import re

import pytest

from gemeingut.yaml_text import load_yaml
from pipeline.manifest import Collection, DuplicateRecipe, LanguageRecipe, PiiRecipe, Recipe, Source
from pipeline.manifest.globs import matches
from pipeline.read import registry
from tests.manifests import corpora
from tests.manifests.corpora import ROOT, SOURCES, manifest, slugs, snapshot

FILES = sorted(SOURCES.glob("*.yaml"))


def read_yaml(path):
    return load_yaml(path.read_text(encoding="utf-8"))


def plain(text):
    """White space and the marks of emphasis aside: what "verbatim" means for a quote."""
    return re.sub(r"\s+", " ", re.sub(r"[*_`]", "", text)).strip()


def evidence_of(source):
    said = source.license
    return [*said.evidence, *(one for restriction in said.restrictions for one in restriction.evidence)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_source_manifest_loads_and_is_named_as_its_file(path):
    source = Source.model_validate(read_yaml(path))
    assert source.id == path.stem
    assert source.description
    assert source.publisher
    assert source.attribution


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_format_exists_and_takes_its_options(path):
    source = Source.model_validate(read_yaml(path))
    for one in [source.format, *(one.format for one in source.formats)]:
        assert one.name in registry.names()
        registry.parse_options(one.name, one.options(), f"{path.name}: format")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_licence_that_is_claimed_for_a_whole_source_is_a_claim_about_its_text(path):
    said = Source.model_validate(read_yaml(path)).license
    if said.basis is not None:
        assert said.id is not None, "a basis without a licence id gives a document without a licence"
    assert all(one.note for one in said.evidence if one.object == "metadata" and not said.basis) or said.id


def test_the_collection_real_names_every_corpus_and_nothing_else():
    found = sorted(one.name for one in corpora.require().iterdir() if one.is_dir())
    assert slugs() == found
    assert len(found) == 49


def test_the_collection_real_is_frozen_and_says_that_it_is_not_for_publication():
    collection = Collection.model_validate(read_yaml(ROOT / "manifests" / "collections" / "real.yaml"))
    assert collection.as_of.isoformat() == "2026-01-01"
    assert collection.version == "1.0.0"
    assert "nicht zur Veröffentlichung" in collection.description
    assert collection.publish == ()


def test_the_default_recipe_is_the_model_with_its_defaults():
    recipe = Recipe.model_validate(read_yaml(ROOT / "manifests" / "recipes" / "default.yaml"))
    assert (recipe.language, recipe.duplicates, recipe.pii) == (LanguageRecipe(), DuplicateRecipe(), PiiRecipe())
    assert recipe == Recipe(name="default", title=recipe.title, description=recipe.description)


@pytest.mark.parametrize("slug", slugs())
def test_the_origin_and_the_mirror_are_those_of_the_corpus(slug):
    said, source = corpora.description(slug), manifest(slug)
    assert source.origin.repository == said["origin"]["repository"]
    assert source.origin.commit == said["origin"]["commit"]
    assert str(said["origin"]["commit_date"]).startswith(source.origin.date)
    assert source.fetch[0].url == f"{source.origin.repository}/archive/{source.origin.commit}.tar.gz"
    mirrored = {one.file: one.sha256 for entry in source.fetch for one in entry.mirror}
    assert mirrored == {one["path"]: one["sha256"] for one in said["data_files"]}
    for name, sha256 in mirrored.items():
        assert hashlib.sha256((corpora.require() / slug / name).read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize("slug", slugs())
def test_every_quote_stands_verbatim_in_the_member_it_names(slug):
    tree = snapshot(slug)
    for one in evidence_of(manifest(slug)):
        data = tree.read(one.member)
        assert data is not None, f"{one.member} is not in the snapshot; there are {tree.names()[:5]} …"
        assert plain(one.quote) in plain(data.decode("utf-8", "replace")), one.member


@pytest.mark.parametrize("slug", slugs())
def test_every_pattern_of_a_manifest_matches_something(slug):
    source, names = manifest(slug), snapshot(slug).names()
    for pattern in source.members.include:
        assert any(matches(name, [pattern]) for name in names), pattern
    included = [name for name in names if matches(name, source.members.include)]
    for pattern in source.members.exclude:
        assert any(matches(name, [pattern]) for name in included), pattern
    documents = [name for name in included if not matches(name, source.members.exclude)]
    patterns = [one for restriction in source.license.restrictions for one in restriction.members]
    patterns += [one for chosen in source.formats for one in chosen.members]
    for pattern in patterns:
        assert any(matches(name, [pattern]) for name in documents), pattern


@pytest.mark.parametrize("slug", slugs())
def test_no_licence_text_and_no_readme_of_a_repository_is_read_as_a_document(slug):
    source = manifest(slug)
    read = [
        name
        for name in snapshot(slug).names()
        if matches(name, source.members.include) and not matches(name, source.members.exclude)
    ]
    allowed = {"rki-impfungen": {"Readme.md"}, "oer-twillo-challenge": {"README.md"}}.get(slug, set())
    roots = {name for name in read if "/" not in name and name.lower().startswith(("readme", "licen", "citation"))}
    assert roots <= allowed
    assert read
