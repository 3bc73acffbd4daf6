"""Attribution and licence texts: what a licence demands to travel travels, and nothing else does."""

from __future__ import annotations

import polars as pl

from licenses.catalogue import catalogue
from licenses.obligations import duty
from tests.pipeline.describe.conftest import MIT


def _originals(release):
    root = release / "licenses" / "sources"
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*") if path.is_file()}


def test_licence_and_notice_of_the_text_travel(described):
    found = _originals(described)
    assert found["manual/LICENSE.txt"] == MIT
    assert found["manual/NOTICE"] == "Werkstatt am Wehr\n"
    assert "CC BY 4.0" in found["notes/TERMS.txt"]


def test_the_licence_of_something_else_stays_behind_and_so_does_every_document(described):
    assert sorted(_originals(described)) == ["manual/LICENSE.txt", "manual/NOTICE", "notes/TERMS.txt"]


def test_each_licence_of_a_kept_document_has_its_notice(described):
    rows = pl.read_parquet(described / "data/*/*.parquet")
    wanted = {one.id for name in rows["license"].unique() for one in catalogue().of(name)}
    written = {path.stem for path in (described / "licenses").glob("*.txt")}
    assert written == wanted
    mit = (described / "licenses" / "MIT.txt").read_text("utf-8")
    assert duty("notice", "de") in mit
    assert duty("notice", "en") in mit
    assert "WITHOUT WARRANTY OF ANY KIND" in mit
    assert catalogue().get("MIT").url in mit


def test_attribution_counts_by_source_and_licence(described):
    text = (described / "ATTRIBUTION.md").read_text("utf-8")
    rows = pl.read_parquet(described / "data/*/*.parquet").filter(pl.col("source") == "notes")
    words = f"{rows['words'].sum():,}"
    assert rf"| Notizen \| aus \<dem\> Ort | Example Archive | CC-BY-4.0 | {len(rows)} | {words} |" in text
    assert "[LICENSE.txt](<licenses/sources/manual/LICENSE.txt>)" in text


def test_no_homepage_gives_no_empty_link(described):
    assert "]()" not in (described / "ATTRIBUTION.md").read_text("utf-8")
