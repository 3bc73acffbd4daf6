"""Renditions of one text that the manifest declares: one stays, the best, and each other one names it."""

from __future__ import annotations

import polars as pl
import pytest
import yaml

from tests.e2e import running
from tests.e2e.folders import LICENSE, TERMS
from tests.pipeline.similarity.renditions import PAGES, misread


def archive(folder, texts, same, **source):
    """Write a collection whose one source has these members, and return its path."""
    for name, text in texts.items():
        path = folder / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "TERMS.txt").write_text(TERMS, "utf-8")
    evidence = [{"kind": "file", "file": "TERMS.txt", "quote": LICENSE}]
    manifest = {
        "id": "archive",
        "title": "Archiv",
        "license": {"id": "CC-BY-4.0", "scope": "source", "evidence": evidence},
        "attribution": "Archiv",
        "domain": "historical",
        "fetch": [{"path": "pages/**"}],
        "format": "text",
        "same": same,
        **source,
    }
    (folder / "archive.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), "utf-8")
    (folder / "collection.yaml").write_text(
        yaml.safe_dump({"name": "mine", "title": "Mine", "as_of": "2026-01-01", "sources": ["./archive.yaml"]}), "utf-8"
    )
    return folder / "collection.yaml"


def test_of_each_page_the_best_reading_stays_and_the_others_name_it(tmp_path):
    texts = {f"gt/{name}.txt": text for name, text in PAGES.items()}
    texts |= {f"ocr/{name}.raw.txt": misread(text, 0.04, 7) for name, text in PAGES.items()}
    collection = archive(tmp_path / "c", texts, same=r"/([a-z]+)[.]")
    done = running.run(collection, tmp_path / "w")
    ledger = {row["id"]: row for row in pl.read_parquet(done.release / "ledger" / "archive.parquet").to_dicts()}
    for name in PAGES:
        best, raw = (ledger[next(id_ for id_ in ledger if f"{kind}/{name}" in id_)] for kind in ("gt", "ocr"))
        assert best["fate"] == "kept"
        assert raw["reason"] in {"other_rendition", "ocr_quality"}  # one that is bad enough goes for that
        assert raw["reason"] == "ocr_quality" or raw["related"] == best["id"]
    assert running.here("verify", done.release).status == 0


@pytest.mark.parametrize("pattern", ["pages/.*", "([a-z", r"(.)\1"])
def test_a_pattern_without_groups_or_that_cannot_be_read_is_refused_with_file_and_key(tmp_path, pattern):
    collection = archive(tmp_path / "c", {"gt/a.txt": "Ein Text."}, same=pattern)
    done = running.here("plan", collection)
    assert done.status == 2
    assert "archive.yaml" in done.err
    assert "same" in done.err
