"""evidence.parquet: statements are found by id, in a release of an earlier version too; other ids give none."""

import polars as pl

from pipeline.release_files.published_evidence import EVIDENCE, FILE, read_evidence


def test_statements_are_found_by_id_and_a_column_that_is_not_there_is_null(demo_release, tmp_path):
    rows = pl.read_parquet(demo_release / FILE)
    first, last = rows["evidence_id"][0], rows["evidence_id"][-1]
    found = read_evidence(demo_release, [last, "demo-forum/f-0003", first])
    assert [row.as_json() for row in found] == [rows.row(0, named=True), rows.row(-1, named=True)]
    assert list(found[0].as_json()) == EVIDENCE.names
    rows.drop("finding").write_parquet(tmp_path / FILE)
    assert [row.finding for row in read_evidence(tmp_path, [first])] == [None]
