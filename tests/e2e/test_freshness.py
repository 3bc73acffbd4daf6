"""What is made again after a change: what the change can be felt in, and nothing else."""

from __future__ import annotations

import os
import shutil
from random import Random

import polars as pl
import pytest

from pipeline.annotate.annotate import ANNOTATORS
from pipeline.read import reading, registry
from pipeline.stages import collection_steps, release_steps, source_steps
from pipeline.store import code
from tests.e2e import running
from tests.e2e.folders import lines, notes, own_folder
from tests.e2e.running import ROOT, digests

PACKAGES = ("filters", "gemeingut", "licenses", "pipeline")
STEPS = {
    step.STAGE: step.CODE
    for module in (source_steps, collection_steps, release_steps)
    for step in vars(module).values()
    if isinstance(step, type) and getattr(step, "STAGE", None) and step.CODE
}


def _codes():
    """Return the code hash of every stage, of every annotator, and of reading each format."""
    for function in (code.code_hash, code.closure, code._source):
        function.cache_clear()
    hashes = {stage: code.code_hash(*entries) for stage, entries in STEPS.items() if stage != "read"}
    hashes |= {f"annotate {name}": code.code_hash(one.module) for name, one in ANNOTATORS.items()}
    reading_code = STEPS["read"]
    formats = {name: code.code_hash(*reading_code, registry.module_of(name)) for name in registry.names()}
    return hashes | {f"read {name}": digest for name, digest in formats.items()}


RIGHTS_OF_PAGES = {f"read {name}" for name in ("epub", "eurlex", "html", "warc")}
"""Readers that recognise what pages say of rights."""


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A copy of the packages, of which code hashes are taken."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(code, "ROOT", tmp_path)
    yield tmp_path
    monkeypatch.undo()
    _codes()


def _changed(tree, *paths):
    """Return what is not fresh any more after a line was added to files."""
    before = _codes()
    for path in paths:
        file = tree / path
        file.write_text(file.read_text("utf-8") + "\n# changed\n", "utf-8")
    after = _codes()
    return {name for name in before if before[name] != after[name]}


def test_a_new_reader_leaves_sources_of_other_formats_fresh(tree, monkeypatch):
    before = _codes()
    (tree / "pipeline" / "read" / "records" / "teletext.py").write_text(
        "from pipeline.read.reader import Reader\n", "utf-8"
    )
    file = tree / "pipeline" / "read" / "registry.py"
    entry = '    "teletext": "pipeline.read.records.teletext",\n'
    text = file.read_text("utf-8").replace('    "tei": ', f'{entry}    "tei": ')
    assert entry in text
    file.write_text(text, "utf-8")
    monkeypatch.setitem(registry._MODULES, "teletext", "pipeline.read.records.teletext")
    after = _codes()
    assert {name for name in before if before[name] != after[name]} == set()
    assert after["read teletext"] != after["read tei"]


@pytest.mark.parametrize(
    ("path", "stale"),
    [
        ("pipeline/portals/web.py", set()),
        ("pipeline/publish/publish.py", set()),
        ("pipeline/store/store.py", set()),
        ("filters/kernels/minhash.py", {"annotate fingerprint"}),
        ("filters/pii/phone.py", {"annotate pii"}),
        ("filters/dialects_kernel.py", {"annotate language"}),
        ("filters/kernels/mentions.py", {"annotate groups"}),
        ("licenses/grammar.py", {"annotate license", *RIGHTS_OF_PAGES}),  # rights of a page are recognised
        ("pipeline/read/tei/tei_text.py", {"read tei"}),
        ("pipeline/describe/templates/card.md.j2", {"describe"}),
    ],
)
def test_a_change_is_felt_where_its_code_runs(tree, path, stale):
    found = _changed(tree, path)
    of_measuring = {name for name in found if name.startswith(("annotate ", "read "))}
    assert of_measuring == {name for name in stale if name != "describe"}
    assert ("describe" in stale) <= ("describe" in found)
    if not stale:
        assert found == set()


@pytest.fixture
def many(tmp_path, monkeypatch):
    """A source in five shards, run once."""
    monkeypatch.setattr(reading, "SHARD_ROWS", 4)
    folder = tmp_path / "mine"
    path = own_folder(folder)
    (folder / "notes.jsonl").write_bytes(_records())
    running.run(path, tmp_path / "w").release  # noqa: B018  fails if the run failed
    return path


def _records(*more):
    words = ("Anker", "Birke", "Chor", "Deich", "Esel")
    records = [
        record | {"id": f"{record['id']}-{word}", "text": f"{record['text']} Dazu kam ein Wort: {word}."}
        for word in words
        for record in notes()
    ]
    return lines([*records, *more])


def _tables(workspace):
    return {
        path.relative_to(workspace).as_posix(): path.stat().st_mtime_ns
        for stage in ("documents", "annotations")
        for path in (workspace / stage).rglob("*.parquet")
    }


def test_one_document_more_makes_only_its_shard_anew(many, tmp_path):
    workspace = tmp_path / "w"
    before = _tables(workspace)
    more = {"id": "neu", "text": notes()[0]["text"] + " Ein ganz neuer Eintrag.", "license": "CC BY 4.0"}
    (many.parent / "notes.jsonl").write_bytes(_records(more))
    release = running.run(many, workspace).release
    touched = {name for name, time in _tables(workspace).items() if before.get(name) != time}
    assert touched
    assert len({name.rpartition("/")[2] for name in touched}) == 1
    assert digests(release) == digests(running.run(many, tmp_path / "fresh").release)


def test_every_flipped_byte_of_a_table_is_noticed_and_the_table_made_again(many, tmp_path):
    workspace, rng = tmp_path / "w", Random(7)  # noqa: S311  places, not secrets
    release = workspace / "releases" / "mine" / "0.1.0"
    undisturbed = digests(release)
    tables = sorted(
        path
        for stage in ("read", "documents", "annotations", "decisions")
        for path in (workspace / stage).rglob("*.parquet")
    )
    intact = {path: path.read_bytes() for path in tables}
    for path in tables:
        content = bytearray(intact[path])
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        path.write_bytes(content)
    shutil.rmtree(release)
    assert digests(running.run(many, workspace).release) == undisturbed
    assert [path for path in tables if path.read_bytes() != intact[path]] == []


def test_damage_that_no_date_shows_is_noticed_when_the_table_is_read(many, tmp_path):
    workspace = tmp_path / "w"
    release = workspace / "releases" / "mine" / "0.1.0"
    undisturbed = digests(release)
    shard = pl.read_parquet(workspace / "decisions" / "mine" / "kept.parquet")["shard"].max()
    path = workspace / "documents" / "notes" / f"{shard}.parquet"
    stat, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    shutil.rmtree(release)
    done = running.run(many, workspace)
    assert f"{shard}.parquet: its bytes are not those that were written; it is made again" in done.err
    assert digests(done.release) == undisturbed
