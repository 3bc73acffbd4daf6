"""CHANGES.md: what differs from the release before, by source and reason, in the numbers of `gemeingut diff`."""

from __future__ import annotations

import json
import shutil

import pytest

from pipeline.store.ids import order_of
from tests.e2e import folders, running


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Return two releases of a collection: in the second a text is gone, one is changed and one is new."""
    root = tmp_path_factory.mktemp("two")
    new = {"id": "lighthouse", "text": folders.LIGHTHOUSE.replace("\n", " "), "license": folders.LICENSE}
    collection = folders.own_folder(root / "own", folders.notes())
    first = running.run(collection, root / "w", "--version", "1.0.0").release
    changed = {"text": (folders.ARCHIVE + " Das Verzeichnis liegt im Lesesaal aus.").replace("\n", " ")}
    short = {"id": "bees", "text": "Zu kurz.", "license": folders.LICENSE}
    records = [*folders.notes(mower=None, bees=None, archive=changed), short, new]
    (root / "own" / "notes.jsonl").write_bytes(folders.lines(records))
    for name in ("snapshots",):
        for path in sorted((root / "w" / name).rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
    second = running.run(collection, root / "w", "--version", "1.1.0").release
    return first, second


def test_the_first_release_says_that_it_is_the_first(releases):
    assert "Version 1.0.0 ist die erste" in (releases[0] / "CHANGES.md").read_text("utf-8")
    assert running.facts_of(releases[0])["previous"] is None


def test_the_second_names_what_is_new_gone_and_changed(releases):
    text = (releases[1] / "CHANGES.md").read_text("utf-8")
    assert "Gegenüber Version 1.0.0: 1 Dokumente neu, 2 entfallen, 1 geändert." in text
    assert "| `notes` | 1 | 2 | 1 | `not_read` 1, `too_few_words` 1 |" in text
    assert "| `too_few_words` | " in text
    assert "von der neuen Version nicht gelesen" in text
    assert "Against version 1.0.0: 1 documents added, 2 gone, 1 changed." in text


def test_the_numbers_are_those_of_diff(releases):
    done = running.here("diff", *releases, "--json")
    found = json.loads(done.out)
    before = running.facts_of(releases[1])["previous"]
    assert before["version"] == "1.0.0"
    assert before["content_digest"] == running.facts_of(releases[0])["content_digest"]
    for name in ("added", "removed", "changed", "unchanged", "removed_by_reason", "sources"):
        assert before[name] == found[name]
    assert str(releases[0].parent) not in json.dumps(before)


def test_the_catalogue_and_the_provenance_name_the_version_before(releases):
    turtle = (releases[1] / "catalog.ttl").read_text("utf-8")
    assert "dcat:previousVersion <../1.0.0/#mine-1.0.0>" in turtle
    assert "adms:versionNotes" in turtle
    digest = running.facts_of(releases[0])["content_digest"]
    assert f"urn:sha256:{digest}" in (releases[1] / "provenance.jsonld").read_text("utf-8")


def test_describing_anew_needs_no_earlier_release(releases, tmp_path):
    alone = shutil.copytree(releases[1], tmp_path / "alone")
    before = (alone / "CHANGES.md").read_bytes()
    (alone / "CHANGES.md").unlink()
    assert running.here("describe", alone).status == 0
    assert (alone / "CHANGES.md").read_bytes() == before


def test_versions_are_ordered_as_numbers():
    versions = ["1.10.0", "1.9.0", "2.0.0", "2.0.0-rc.1", "1.9.1"]
    assert sorted(versions, key=order_of) == ["1.9.0", "1.9.1", "1.10.0", "2.0.0-rc.1", "2.0.0"]
