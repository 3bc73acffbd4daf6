"""`gemeingut describe`: descriptions anew, data untouched, a release that somebody changed refused."""

from __future__ import annotations

import pytest

from pipeline.describe.read_model import DescribeError, read_model
from pipeline.manifest.load import load_collection
from pipeline.release.inputs import answers_of
from pipeline.store import files
from pipeline.verify.verify import verify_folder
from tests.e2e import folders, running


def test_descriptions_are_written_anew_and_the_data_stay(release):
    data = running.digests(release)
    (release / "datasheet.md").write_text("alt", "utf-8")
    folders.written(release / "inputs" / "answers.yaml", {"funding": {"de": "Aus Beiträgen."}})
    done = running.here("describe", release)
    assert (done.status, done.last) == (0, str(release))
    assert "Aus Beiträgen." in (release / "datasheet.md").read_text("utf-8")
    assert running.digests(release) == data
    assert [one.detail for one in verify_folder(release) if not one.holds] == []


@pytest.mark.parametrize("change", ["ledger/notes.parquet", "evidence.parquet"])
def test_changed_data_get_no_new_checksum(release, change):
    (release / change).write_bytes((release / change).read_bytes() + b"\0")
    before = (release / "SHA256SUMS").read_bytes()
    done = running.here("describe", release)
    assert done.status == 2
    assert f"{change} is not what SHA256SUMS says" in done.err
    assert (release / "SHA256SUMS").read_bytes() == before


def test_a_lost_shard_is_refused(release):
    path = next((release / "data").glob("*/*.parquet"))
    path.unlink()
    assert running.here("describe", release).status == 2


def test_a_folder_that_is_no_release_is_refused(tmp_path):
    done = running.here("describe", tmp_path)
    assert done.status == 2
    assert "is it the folder of a release?" in done.err
    with pytest.raises(DescribeError, match="is it the folder of a release"):
        read_model(tmp_path)


def test_a_wrong_key_in_the_inputs_is_refused_with_the_file(release):
    folders.changed(release / "inputs" / "collection.yaml", contcat={"name": "Stelle"})
    done = running.here("describe", release)
    assert done.status == 2
    assert "collection.yaml: contcat: unknown key" in done.err


def test_the_answers_belong_to_what_a_release_is_built_from(described):
    again = load_collection(str(described / "inputs" / "collection.yaml"))
    assert answers_of(again) == described / "inputs" / "answers.yaml"


def test_another_answer_gives_another_datasheet_and_the_same_data(tmp_path):
    collection = folders.own_folder(tmp_path / "own", folders.notes(ferry=None, archive=None, bees=None))
    folders.changed(collection, answers="answers.yaml")
    folders.written(tmp_path / "own" / "answers.yaml", {"funding": "Aus Spenden."})
    release = running.run(collection, tmp_path / "workspace").release
    data = running.digests(release)
    folders.written(tmp_path / "own" / "answers.yaml", {"funding": "Aus Beiträgen."})
    assert running.run(collection, tmp_path / "workspace").release == release
    assert "Aus Beiträgen." in (release / "datasheet.md").read_text("utf-8")
    assert running.digests(release) == data


def test_an_answer_to_no_question_is_refused_with_the_file(release):
    folders.written(release / "inputs" / "answers.yaml", {"fundin": "Spenden"})
    done = running.here("describe", release)
    assert done.status == 2
    assert "answers.yaml: fundin: no such question; did you mean 'funding'?" in done.err


def test_a_release_of_an_earlier_program_is_described_too(release):
    facts = running.facts_of(release)
    del facts["previous"], facts["access"]
    timings = {"seconds": {"read": 2.5}, "memory_mib": 700}  # in release.json, without the number of processes
    files.write_json(release / "release.json", facts | {"timings": timings})
    (release / "timings.json").unlink()
    assert running.here("describe", release).status == 0
    assert "ist die erste" in (release / "CHANGES.md").read_text("utf-8")
    assert "timings" not in running.facts_of(release)
    moved = files.read_json(release / "timings.json")
    assert {name: moved[name] for name in timings} == timings
