from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasketch import MinHashLSH

from filters.fingerprint import fingerprint
from tests.pipeline.similarity.sketches import sketches

TEXT = (
    "Der Rat beschloss in seiner letzten Sitzung, den Marktbrunnen im Frühjahr zu erneuern und die Linden zu schneiden."
)


def test_datasketch_finds_a_near_duplicate_in_our_files(tmp_path):
    texts = pa.array(
        [TEXT, TEXT + " Die Mittel stehen bereit.", "Etwas ganz anderes, das mit dem Rat nichts zu tun hat."]
    )
    table = fingerprint(texts).add_column(0, "id", pa.array(["a", "b", "c"]))
    pq.write_table(table, tmp_path / "00000.parquet")
    found = dict(sketches(tmp_path / "00000.parquet"))
    index = MinHashLSH(threshold=0.5, num_perm=112)
    for one, sketch in found.items():
        index.insert(one, sketch)
    assert set(index.query(found["a"])) == {"a", "b"}
    assert found["a"].jaccard(found["b"]) > 0.6


def test_another_table_is_refused(tmp_path):
    pq.write_table(pa.table({"id": ["a"]}), tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="no fingerprints"):
        list(sketches(tmp_path / "x.parquet"))
