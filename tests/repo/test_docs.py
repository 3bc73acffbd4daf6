"""The pages of the repository: every link leads to a file, every path they name is there, every decision is listed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from gemeingut.yaml_text import load_yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "filters").rglob("*.md")])
NAMED = re.compile(r"`((?:pipeline|flows|filters|licenses|gemeingut|scripts|tests|manifests|docs)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
PAST = {"CHANGELOG.md"}  # names what was there then
IN_RELEASES = {"licenses/authors.csv"}


def _name(page):
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_to_files(page):
    links = LINK.findall(page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in PAST], ids=_name)
def test_paths_that_are_named_are_there(page):
    named = set(NAMED.findall(page.read_text("utf-8"))) - IN_RELEASES
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_decision_is_listed_once_and_none_is_numbered_twice():
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))
    assert listed == records
    assert len({name[:4] for name in records}) == len(records)


def _leaves(nav):
    if isinstance(nav, str):
        return [nav]
    return [leaf for entry in (nav.values() if isinstance(nav, dict) else nav) for leaf in _leaves(entry)]


def test_every_page_stands_in_the_navigation_of_the_site():
    nav = _leaves(load_yaml((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"])
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert sorted(nav) == sorted([page for page in pages if not page.startswith("decisions/")] + ["decisions"])


def test_one_version_stands_in_all_places_and_has_its_section_in_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    cited = load_yaml((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == version
    assert f"## [{version}] - {cited['date-released']}" in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()


def test_the_changelog_has_its_versions_newest_first_and_a_place_for_what_comes():
    heads = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    versions = [tuple(map(int, head.split("."))) for head in heads[1:]]
    assert heads[0] == "Unreleased"
    assert versions == sorted(set(versions), reverse=True)
