"""An archive that is damaged or means harm: named in the ledger, and everything beside it is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile

import polars as pl
import pytest

from tests.e2e import running
from tests.e2e.folders import FERRY, changed, lines, notes
from tests.e2e.running import facts_of


def _members(release):
    rows = pl.read_parquet(release / "ledger" / "_members.parquet").to_dicts()
    return {row["member"]: (row["fate"], row["reason"]) for row in rows}


def _archived(mine, name, data):
    (mine.parent / name).write_bytes(data)
    changed(mine.parent / "source.yaml", fetch=[name, "notes.jsonl"])
    return mine


def _zip(name="more.jsonl", text=None):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text or lines(notes(mower=None)))
    return stream.getvalue()


def _tar():
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        data = lines([{"id": f"n{number}", "text": FERRY, "license": "CC BY 4.0"} for number in range(2000)])
        entry = tarfile.TarInfo("more.jsonl")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("more.zip", b"PK\x03\x04 this is no archive at all"),
        ("more.zip", b""),
        ("more.tar.gz", _tar()[:300]),
        ("more.jsonl.gz", gzip.compress(os.urandom(5000))[:2000]),
        ("more.jsonl.gz", b"\x1f\x8b\x08\x00 no gzip"),
    ],
    ids=["zip", "empty-zip", "cut-tar", "cut-gzip", "no-gzip"],
)
def test_an_archive_that_cannot_be_opened_is_named_and_the_rest_is_read(name, data, mine, workspace):
    done = running.run(_archived(mine, name, data), workspace)
    release = done.release
    assert "Traceback" not in done.err
    concerned = [fate for member, (fate, _) in _members(release).items() if member.startswith(name.removesuffix(".gz"))]
    assert concerned == ["unreadable"]
    assert facts_of(release)["counts"]["kept"] == 4


def test_names_that_lead_out_of_an_archive_write_nothing_there(mine, workspace, tmp_path):
    release = running.run(_archived(mine, "more.zip", _zip("../../../escaped.jsonl")), workspace).release
    assert not list(tmp_path.rglob("escaped.jsonl"))
    assert facts_of(release)["counts"]["kept"] >= 4


def test_an_archive_that_grows_beyond_measure_is_not_unpacked(mine, workspace):
    release = running.run(_archived(mine, "more.zip", _zip("zeros.jsonl", b"0" * 300_000_000)), workspace).release
    assert facts_of(release)["counts"]["kept"] == 4
    assert json.loads((release / "timings.json").read_text("utf-8"))["memory_mib"] < 4096
