"""`gemeingut diff`, `reproduce` and `verify`: two releases compared, one built again, one doubted."""

from __future__ import annotations

import hashlib
import json
import shutil

import polars as pl
import pytest

from tests.e2e import running
from tests.e2e.folders import LIGHTHOUSE, MOWER, changed, lines, notes, own_folder, source, written
from tests.e2e.running import digests, facts_of


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Return two versions: one text changed, one added, one gone, one that the recipe removes now."""
    folder = tmp_path_factory.mktemp("two")
    mine = changed(own_folder(folder / "mine"), as_of="2026-01-01", recipe="./recipe.yaml")
    written(folder / "mine" / "recipe.yaml", {"name": "own"})
    old = running.run(mine, folder / "w", "--version", "1.0.0").release
    records = notes(mower={"text": MOWER.replace("Samstag", "Sonntag")}, bees=None)
    records.append({"id": "light", "text": LIGHTHOUSE, "license": "CC BY 4.0"})
    (folder / "mine" / "notes.jsonl").write_bytes(lines(records))
    words = dict(pl.read_parquet(old / "data/*/*.parquet").select("id", "words").iter_rows())
    assert words["notes/archive"] != max(words.values())
    demand = {"id": "notes/archive", "date": "2026-02-01", "reason": "Bitte der Verfasserin"}
    written(folder / "mine" / "takedowns.yaml", {"takedowns": [demand]})
    limit = {"profile": "web", "rule": "too_few_words", "limit": 20, "why": "auch kurze Notizen"}
    changed(folder / "mine" / "recipe.yaml", limits=[limit])
    return old, running.run(mine, folder / "w", "--version", "1.1.0").release


def test_what_was_added_removed_and_changed(two):
    done = running.here("diff", *two, "--json")
    assert done.status == 0, done.err
    found = json.loads(done.out)
    documents = {name: found[name]["documents"] for name in ("added", "removed", "changed", "unchanged")}
    assert documents == {"added": 1, "removed": 2, "changed": 1, "unchanged": 1}
    assert found["removed_by_reason"] == {"not_read": 1, "takedown": 1}
    assert found["added_from"] == {"new": 1}
    reasons = {"not_read": 1, "takedown": 1}
    assert found["sources"] == {"notes": {"added": 1, "removed": 2, "changed": 1, "removed_by_reason": reasons}}
    before, after = (facts_of(one)["counts"]["words"] for one in two)
    moved = found["added"]["words"] - found["removed"]["words"] + found["changed"]["words"]
    assert after - before == moved
    assert [(one["reason"], one["profile"], one["new"]) for one in found["limits"]] == [("too_few_words", "web", 20)]


def test_back_again_is_the_mirror_image(two):
    there, back = (json.loads(running.here("diff", *pair, "--json").out) for pair in (two, two[::-1]))
    assert there["added"] == back["removed"]
    assert there["removed"] == back["added"]
    assert there["changed"]["words"] == -back["changed"]["words"]
    assert back["added_from"] == {"new": 1, "takedown": 1}


def test_a_release_does_not_differ_from_itself(demo_release):
    found = json.loads(running.here("diff", demo_release, demo_release, "--json").out)
    for name in ("added", "removed", "changed"):
        assert found[name] == {"documents": 0, "words": 0}
    assert found["limits"] == []
    assert found["unchanged"]["documents"] == facts_of(demo_release)["counts"]["kept"]


def test_for_a_person(two):
    out = running.here("diff", *two).out
    assert "takedown 1" in out
    assert "limit of too_few_words (web, words)" in out


def test_diff_of_something_that_is_no_release(demo_release, tmp_path):
    done = running.here("diff", demo_release, tmp_path)
    assert done.status == 1
    assert "is it the folder of a release?" in done.err


# Reproduce


def test_a_release_is_built_again_with_the_same_bytes(two, tmp_path):
    done = running.here("reproduce", two[1], "--workers", 1, "--keep", tmp_path / "again")
    assert done.status == 0, done.out + done.err
    assert done.last == "reproduced: the same bytes"
    assert digests(tmp_path / "again" / "releases" / "mine" / "1.1.0") == digests(two[1])


def test_a_release_carried_away_needs_its_snapshots(two, tmp_path):
    copy, again = tmp_path / "carried" / "away" / "release", tmp_path / "again"
    shutil.copytree(two[1], copy)
    lost = running.here("reproduce", copy, "--workers", 1, "--offline")
    assert lost.status == 1
    assert "none of the 1 sources could be fetched" in lost.err
    shutil.copytree(two[1].parents[2] / "snapshots", again / "snapshots")
    assert running.here("reproduce", copy, "--workers", 1, "--keep", again).last == "reproduced: the same bytes"


def test_the_demonstration_is_built_again_from_its_release_and_snapshots(demo_release, demo_workspace, tmp_path):
    copy, again = tmp_path / "carried" / "away" / "release", tmp_path / "again"
    shutil.copytree(demo_release, copy)
    shutil.copytree(demo_workspace / "snapshots", again / "snapshots")
    assert running.here("reproduce", copy, "--workers", 1, "--keep", again).last == "reproduced: the same bytes"


def test_a_release_that_can_be_built_in_part_only_is_not_compared(tmp_path):
    mine = own_folder(tmp_path / "mine")
    fetch = [{"url": (tmp_path / "mine" / "notes.jsonl").as_uri()}]
    written(tmp_path / "mine" / "other.yaml", source() | {"id": "other", "fetch": fetch})
    release = running.run(changed(mine, sources=["./source.yaml", "./other.yaml"]), tmp_path / "w").release
    shutil.copytree(release, tmp_path / "carried" / "away" / "release")
    done = running.here("reproduce", tmp_path / "carried" / "away" / "release", "--workers", 1)
    assert (done.status, done.out) == (1, "")
    assert "1 of 2 sources cannot be fetched again, such as notes" in done.err


def test_a_tampered_text_is_found_with_its_document(two, tmp_path):
    workspace = tmp_path / "w"
    shutil.copytree(two[1].parents[2], workspace)
    release = workspace / "releases" / "mine" / "1.1.0"
    (path,) = (path for path in release.glob("data/*/*.parquet"))
    frame = pl.read_parquet(path)
    at = frame["id"].to_list().index("notes/ferry")
    texts = frame["text"].to_list()
    texts[at] = texts[at].replace("Schwalben", "Krähen")
    frame.with_columns(pl.Series("text", texts)).write_parquet(path)
    done = running.here("reproduce", release, "--workers", 1)
    assert done.status == 1
    assert done.last.startswith("not reproduced: data/")
    assert "text" in done.last or "columns" in done.last


def test_a_tampered_ledger_is_found(two, tmp_path):
    workspace = tmp_path / "w"
    shutil.copytree(two[1].parents[2], workspace)
    path = workspace / "releases" / "mine" / "1.1.0" / "ledger" / "notes.parquet"
    pl.read_parquet(path).with_columns(pl.lit("kept").alias("fate")).write_parquet(path)
    done = running.here("reproduce", path.parents[1], "--workers", 1)
    assert done.status == 1
    assert "ledger/notes.parquet" in done.last


def test_what_cannot_be_reproduced_says_why(tmp_path):
    done = running.here("reproduce", tmp_path)
    assert done.status == 1
    assert "inputs/collection.yaml" in done.err


# Verify


@pytest.fixture
def copied(two, tmp_path):
    release = tmp_path / "copied"
    shutil.copytree(two[1], release)
    return release


def _verified(release):
    done = running.here("verify", release, "--json")
    assert "unexpected" not in done.err, done.err
    return done.status, {one["check"]: one["detail"] for one in json.loads(done.out) if not one["holds"]}


def _summed(release):
    """Write SHA256SUMS anew, as a careful forger would."""
    paths = sorted(path for path in release.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(release).as_posix()}\n" for path in paths
    ]
    (release / "SHA256SUMS").write_text("".join(sums), "utf-8")


def test_a_release_holds(copied):
    assert _verified(copied) == (0, {})
    assert running.here("verify", copied).out.count("ok ") >= 11


def test_one_bit_is_found(copied):
    (path,) = copied.glob("data/*/*.parquet")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    status, failed = _verified(copied)
    assert status == 1
    assert path.name in failed["checksums"]


def test_a_missing_a_foreign_and_a_cut_file_are_found(copied):
    (copied / "evidence.parquet").unlink()
    (copied / "extra.txt").write_text("mehr", "utf-8")
    status, failed = _verified(copied)
    assert status == 1
    assert "evidence.parquet is missing" in failed["files"]
    assert "extra.txt is not in SHA256SUMS" in failed["checksums"]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda frame: frame.with_columns(pl.col("text") + "!"), "characters"),
        (lambda frame: frame.with_columns(pl.lit("notes/ferry").alias("id")), "ids"),
        (lambda frame: frame.reverse(), "buckets"),
        (lambda frame: frame.head(1), "ledger"),
        (lambda frame: frame.with_columns(pl.col("text").str.replace("Schwalben", "Amseln ..")), "content"),
        (lambda frame: frame.with_columns(pl.lit("CC-BY-SA-4.0").cast(pl.Categorical).alias("license")), "licenses"),
        (lambda frame: frame.drop("quality"), "schema"),
    ],
    ids=["text", "ids", "order", "rows", "content", "license", "columns"],
)
def test_a_forgery_with_fresh_checksums_is_still_found(change, check, copied):
    (path,) = copied.glob("data/*/*.parquet")
    change(pl.read_parquet(path)).write_parquet(path)
    _summed(copied)
    status, failed = _verified(copied)
    assert status == 1
    assert check in failed


def test_a_forged_count_is_found(copied):
    facts = facts_of(copied)
    facts["sources"]["notes"]["kept"] += 1
    (copied / "release.json").write_text(json.dumps(facts), "utf-8")
    _summed(copied)
    assert "ledger" in _verified(copied)[1]


def test_a_damaged_release_json_is_no_traceback(copied):
    (copied / "release.json").write_text('{"name": ', "utf-8")
    done = running.here("verify", copied)
    assert done.status == 1
    assert "release.json" in done.err + done.out
    assert "unexpected" not in done.err


def test_verify_of_nothing(tmp_path):
    done = running.here("verify", tmp_path)
    assert done.status == 1
    assert "is it the folder of a release?" in done.err


def test_a_release_at_an_address_is_verified(copied):
    done = running.here("verify", f"file://{copied}")
    assert done.status == 0, done.out
