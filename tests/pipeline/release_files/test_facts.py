"""release.json as models: read and written again it is the same bytes, and what cannot be read is named in one line."""

import json

import pytest
from pydantic import ValidationError

from pipeline.release_files.facts import FILE, ReleaseError, is_release, read_facts, write_facts


@pytest.fixture
def written(demo_release, tmp_path):
    """Return a function that writes the demo's release.json, changed, into a folder."""

    def write(change):
        facts = json.loads((demo_release / FILE).read_text("utf-8"))
        change(facts)
        (tmp_path / FILE).write_text(json.dumps(facts), "utf-8")
        return tmp_path

    return write


def test_read_and_written_again_it_is_the_same_bytes(demo_release, tmp_path):
    write_facts(tmp_path, read_facts(demo_release))
    assert (tmp_path / FILE).read_bytes() == (demo_release / FILE).read_bytes()


def test_keys_of_another_version_are_kept(written):
    folder = written(lambda facts: (facts.update(new={"a": 1}), facts["sources"]["demo-forum"].update(newer=[2])))
    write_facts(folder, read_facts(folder))
    facts = json.loads((folder / FILE).read_text("utf-8"))
    assert (facts["new"], facts["sources"]["demo-forum"]["newer"]) == ({"a": 1}, [2])


def test_what_an_earlier_version_did_not_write_has_a_default_and_is_not_made_up(written):
    optional = ("access", "previous", "splits", "one_license", "adaptation", "notes")
    folder = written(lambda facts: [facts.pop(name) for name in optional])
    facts = read_facts(folder)
    assert (facts.access, facts.previous, facts.splits, facts.one_license) == ("public", None, {}, None)
    assert not set(optional) & facts.as_json().keys()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda facts: facts.pop("content_digest"), "content_digest: Field required"),
        (lambda facts: facts["counts"].update(kept="many"), "counts.kept: Input should be a valid integer"),
        (lambda facts: facts["files"][0].pop("sha256"), "files.0.sha256: Field required"),
    ],
)
def test_a_damaged_file_is_named_with_the_key(written, change, says):
    folder = written(change)
    with pytest.raises(ReleaseError) as error:
        read_facts(folder)
    assert str(error.value).startswith(f"{folder / FILE}: damaged: {says}")
    assert len(str(error.value).splitlines()) == 1


def test_no_json_and_no_release_are_told_apart(tmp_path):
    assert not is_release(tmp_path)
    with pytest.raises(ReleaseError, match=r"no release\.json there; is it the folder of a release\?"):
        read_facts(tmp_path)
    (tmp_path / FILE).write_text('{"name": ', "utf-8")
    assert is_release(tmp_path)
    with pytest.raises(ReleaseError, match=r"release\.json: damaged: Invalid JSON"):
        read_facts(tmp_path)


def test_facts_cannot_be_changed(demo_release):
    with pytest.raises(ValidationError, match="frozen"):
        read_facts(demo_release).version = "9.9.9"
