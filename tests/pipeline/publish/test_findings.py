"""What `publish` refuses, and how a person goes on: accepted findings and approvals are on record in what is published."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pytest
import yaml

from pipeline.release import build
from pipeline.store import files
from pipeline.store.ids import order_of
from tests.e2e import running
from tests.pipeline.portals.conftest import changed, collection_says

UNCOMPARED = ("--no-benchmarks", "invented texts, made for a demonstration")


def _published(release, tmp_path, *more):
    return running.here("publish", release, "--to", f"folder:{tmp_path / 'public'}", *more)


def _refused(done, finding, tmp_path):
    assert done.status == 1
    assert f"error: {finding}: " in done.err
    assert not (tmp_path / "public").exists()


def _record(tmp_path, version="1.0.0"):
    place = tmp_path / "public" / "demo" / version
    assert "publication.json" in (place / "SHA256SUMS").read_text("utf-8")
    return json.loads((place / "publication.json").read_text("utf-8"))


def _failed(release):
    row = {"source": "demo-archiv", "member": "", "fate": "failed", "reason": "not_fetched", "detail": "404"}
    return changed(release, not_read=[row])


def test_a_release_without_findings_is_published_as_it_is(release, tmp_path):
    before = running.digests(release, everything=True)
    assert _published(release, tmp_path).status == 0
    assert running.digests(release, everything=True) == before


def test_a_failed_source(release, tmp_path):
    done = _published(_failed(release), tmp_path)
    _refused(done, "source_failed", tmp_path)
    assert "demo-archiv: 404" in done.err
    assert "--accept source_failed" in done.err


def test_what_is_accepted_is_on_record_in_what_is_published(release, tmp_path):
    assert _published(_failed(release), tmp_path, "--accept", "source_failed").status == 0
    assert _record(tmp_path)["accepted"] == [{"finding": "source_failed", "details": ["demo-archiv: 404"]}]
    again = _published(release, tmp_path)
    assert again.status == 0, again.err
    assert "sent 0 files" in again.err
    assert running.here("verify", tmp_path / "public" / "demo" / "1.0.0").status == 0


def test_a_new_finding_is_not_covered_by_an_old_acceptance(release, tmp_path):
    assert _published(_failed(release), tmp_path, "--accept", "source_failed").status == 0
    row = {"source": "demo-museum", "member": "", "fate": "failed", "reason": "not_fetched", "detail": "500"}
    changed(release, not_read=[*files.read_json(release / "release.json")["not_read"], row])
    assert "demo-museum: 500" in _published(release, tmp_path).err


def test_a_dry_run_records_nothing(release, tmp_path):
    _failed(release)
    before = running.digests(release, everything=True)
    assert _published(release, tmp_path, "--accept", "source_failed", "--dry-run").status == 0
    assert running.digests(release, everything=True) == before


def _before(release, **kept):
    """Put a release of the version before beside it that kept more of some sources."""
    older = release.parent / "0.9.0"
    shutil.copytree(release, older)
    facts = files.read_json(older / "release.json")
    for name, count in kept.items():
        one = facts["sources"][name.replace("_", "-")]
        one["words"] = one["words"] * count // one["kept"]
        one["kept"] = count
    changed(older, version="0.9.0", sources=facts["sources"])
    return older


@pytest.mark.parametrize(("more", "is_refused"), [(1.0, False), (1.02, False), (1.03, True)])
def test_more_than_two_percent_lost(more, is_refused, release, tmp_path):
    facts = files.read_json(release / "release.json")
    facts["sources"]["demo-museum"] |= {"kept": 10_000, "words": 1_000_000}
    changed(release, sources=facts["sources"])
    _before(release, demo_museum=int(10_000 * more))
    done = _published(release, tmp_path)
    assert done.status == int(is_refused), done.err
    assert ("documents_lost: demo-museum: 10,300 documents in 0.9.0, 10,000 now" in done.err) == is_refused


def test_the_release_to_compare_with_can_be_named(release, tmp_path):
    older = _before(release, demo_museum=999)
    away = tmp_path / "away"
    older.rename(away)
    assert _published(release, tmp_path, "--dry-run").status == 0
    _refused(_published(release, tmp_path, "--previous", away), "documents_lost", tmp_path)
    nothing = _published(release, tmp_path, "--previous", tmp_path)
    assert "no release of demo there" in nothing.err


def test_an_open_review_that_touches_a_kept_document(release, tmp_path):
    shard = release / "data" / "law-free" / "train-00000-of-00001.parquet"
    kept = pl.read_parquet(shard, columns=["id"])["id"][0]
    path = release / "ledger" / "demo-nachlass.parquet"
    ledger = pl.read_parquet(path)
    assert "license_unproven" in ledger["reason"].to_list()
    ledger.with_columns(pl.lit(kept).alias("related")).write_parquet(path)
    build.write_sums(release)
    done = _published(release, tmp_path)
    _refused(done, "reviews_open", tmp_path)
    assert f"{kept}: decide with `gemeingut review`" in done.err


def _approval(release, path, **other):
    facts = files.read_json(release / "release.json")
    said = {key: facts[key] for key in ("version", "content_digest")} | {"collection": facts["name"]}
    said |= {"role": "Leitung der Bestände", "case": "AZ 7/2026", "date": "2026-01-15"} | other
    path.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    return path


def test_an_approval_that_the_collection_asks_for(release, tmp_path):
    collection_says(release, "approval: required")
    done = _published(release, tmp_path)
    _refused(done, "approval_missing", tmp_path)
    assert f"content_digest: {files.read_json(release / 'release.json')['content_digest']}" in done.err
    assert _published(release, tmp_path, "--accept", "approval_missing").status == 2
    given = _approval(release, tmp_path / "approval.yaml")
    assert _published(release, tmp_path, "--approval", given).status == 0
    assert _record(tmp_path)["approval"]["role"] == "Leitung der Bestände"
    again = _published(release, tmp_path)
    assert again.status == 0, again.err


@pytest.mark.parametrize("other", [{"content_digest": "0" * 64}, {"version": "1.0.1"}])
def test_an_approval_of_another_release(other, release, tmp_path):
    collection_says(release, "approval: required")
    done = _published(release, tmp_path, "--approval", _approval(release, tmp_path / "approval.yaml", **other))
    _refused(done, "approval_missing", tmp_path)
    assert "have it given anew" in done.err


def test_an_approval_that_is_none(release, tmp_path):
    path = tmp_path / "approval.yaml"
    path.write_text("role: Leitung\nname: Erika\n", "utf-8")
    done = _published(release, tmp_path, "--approval", path)
    assert done.status == 2
    assert "name: unknown key" in done.err


def test_what_is_internal_is_not_opened_by_an_option(release, tmp_path):
    changed(release, access="internal")
    done = _published(release, tmp_path, "--public")
    assert done.status == 1
    assert "write `access: public` into the collection" in done.err
    assert _published(release, tmp_path).status == 0


def test_more_access_than_stated_is_a_finding(release, tmp_path):
    changed(release, access="gated")
    _refused(_published(release, tmp_path, "--public"), "access_wider", tmp_path)
    assert _published(release, tmp_path, "--private", "--dry-run").status == 0
    assert _published(release, tmp_path, "--public", "--accept", "access_wider", *UNCOMPARED).status == 0


def test_a_finding_that_there_is_not(release, tmp_path):
    done = _published(release, tmp_path, "--accept", "alles")
    assert done.status == 2
    assert "source_failed" in done.err


@pytest.mark.parametrize(
    "target", ["huggingface:demo", "github:a/b/c", "ckan:portal#amt", "ckan:https://portal.example", "zenodo:1"]
)
def test_what_is_no_target(target, demo_release):
    done = running.here("publish", demo_release, "--to", target)
    assert done.status == 2
    assert "expected" in done.err


def test_versions_in_their_order():
    mixed = ["1.10.0", "1.0.0", "1.0.0-partial", "1.2.0", "0.9.9", "1.0.1"]
    assert sorted(mixed, key=order_of) == ["0.9.9", "1.0.0-partial", "1.0.0", "1.0.1", "1.2.0", "1.10.0"]
