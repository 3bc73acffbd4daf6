"""Demands for deletion: what falls with them, what is promoted, and what a release shows of it."""

from __future__ import annotations

import hashlib
import json

import polars as pl
import pytest

from gemeingut.yaml_text import load_yaml
from pipeline.decide.demands import former_mark, mark, marks_of_id, plain_author
from tests.e2e import running
from tests.e2e.folders import ARCHIVE, BEES, FERRY, MOWER, changed, lines, own_folder, source, written
from tests.e2e.running import digests

DATE = "2026-02-01"
WHY = "Frau Beispielheimer bat darum"
PAGE = "notes.example/M%C3%A4her%2Fneu"  # version 0.1 read all escapes of a page's address
NEAR = ARCHIVE.replace("neununddreißig", "vierzig")


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """A collection of two sources: the second holds an exact twin of a note and a near copy of another."""
    folder = tmp_path_factory.mktemp("takedowns") / "mine"
    own = [
        {"id": "ferry", "text": FERRY, "url": "https://notes.example/Ferry/", "authors": ["Anna Lindt"]},
        {"id": "archive", "text": ARCHIVE, "url": "https://notes.example/archive", "authors": ["Bo Akte"]},
        {"id": PAGE, "text": MOWER, "url": "https://notes.example/M%C3%A4her", "authors": ["Anna Lindt", "Bo Akte"]},
        {"id": "bees#b", "text": BEES},
    ]
    other = [
        {"id": "twin", "text": FERRY.replace("Fährmann", "FÄHRMANN").replace("\n", "  ")},
        {"id": "near", "text": NEAR},
    ]
    keys = {"name": "jsonl", "id": "id", "text": "text", "license": "license", "url": "url", "authors": "authors"}
    path = own_folder(folder, [one | {"license": "CC BY 4.0"} for one in own], format=keys, priority=90)
    (folder / "mirror.jsonl").write_bytes(lines([one | {"license": "CC BY 4.0"} for one in other]))
    written(folder / "mirror.yaml", source() | {"id": "mirror", "priority": 10, "fetch": [{"path": "mirror.jsonl"}]})
    (folder / "mein Text.txt").write_bytes(("\ufeff" + FERRY.replace("\n", "\r\n\r\n")).encode("utf-16-le"))
    (folder / "fast.txt").write_text(ARCHIVE.replace("neununddreißig", "viele"), "utf-8")
    return changed(path, sources=["./source.yaml", "./mirror.yaml"], as_of="2026-01-01", release={"buckets": 8})


@pytest.fixture(scope="module")
def workspace(mine):
    return mine.parent.parent / "w"


@pytest.fixture(scope="module")
def before(mine, workspace):
    return running.run(mine, workspace, "--version", "1.0.0").release


@pytest.fixture
def run_with(mine, workspace, before):
    """Return a function that runs the collection with these demands."""

    def run(*demands, version="1.0.1"):
        said = [{"date": DATE, "reason": WHY} | one for one in demands]
        written(mine.parent / "takedowns.yaml", {"takedowns": said})
        done = running.run(mine, workspace, "--version", version)
        return done.release, done

    yield run
    (mine.parent / "takedowns.yaml").unlink(missing_ok=True)


def _fates(release):
    paths = [path for path in (release / "ledger").glob("*.parquet") if path.name != "_members.parquet"]
    rows = pl.concat([pl.read_parquet(path) for path in paths])
    return {one: reason or fate for one, fate, reason in rows.select("id", "fate", "reason").iter_rows()}


PLAIN = {
    "notes/ferry": "kept",
    "notes/archive": "kept",
    f"notes/{PAGE}": "kept",
    "notes/bees%23b": "kept",
    "mirror/twin": "exact_duplicate",
    "mirror/near": "near_duplicate",
}
FALLEN = {"notes/ferry": "takedown", "mirror/twin": "takedown"}


def test_without_a_demand(before):
    assert _fates(before) == PLAIN


@pytest.mark.parametrize(
    ("demand", "changes"),
    [
        ({"id": "notes/ferry"}, FALLEN),
        ({"id": "mirror/twin"}, FALLEN),
        ({"id": "notes/bees#b"}, {"notes/bees%23b": "takedown"}),
        ({"id": "notes/bees%23b"}, {"notes/bees%23b": "takedown"}),
        ({"file": "mein Text.txt"}, FALLEN),
        ({"author": "LINDT,  Anna"}, FALLEN | {f"notes/{PAGE}": "takedown"}),
        ({"id": "notes/notes.example/M%C3%A4her/neu"}, {f"notes/{PAGE}": "takedown"}),
        ({"hash": mark("id", "notes/notes.example/M%C3%A4her/neu")}, {f"notes/{PAGE}": "takedown"}),
        ({"id": "notes/notes.example/M%C3%A4her"}, {}),
        ({"url": "http://notes.example:80/Mäher/#oben"}, {f"notes/{PAGE}": "takedown"}),
        ({"hash": former_mark("http://notes.example/M%C3%A4her")}, {f"notes/{PAGE}": "takedown"}),
        ({"url": "http://Notes.Example/Ferry"}, {"notes/ferry": "takedown", "mirror/twin": "kept"}),
        ({"url": "https://notes.example/Ferry", "near_copies": True}, FALLEN),
        ({"id": "notes/archive"}, {"notes/archive": "takedown", "mirror/near": "kept"}),
        ({"id": "notes/archive", "near_copies": True}, {"notes/archive": "takedown", "mirror/near": "takedown"}),
        ({"file": "fast.txt"}, {}),
        ({"file": "fast.txt", "near_copies": True}, {"notes/archive": "takedown", "mirror/near": "takedown"}),
    ],
)
def test_what_falls_and_what_is_promoted(run_with, demand, changes):
    assert _fates(run_with(demand)[0]) == PLAIN | changes


def test_by_the_hash_of_the_text_as_the_release_has_it(run_with, before):
    frame = pl.read_parquet(sorted((before / "data").glob("*/*.parquet")))
    [text] = frame.filter(pl.col("id") == "notes/ferry")["text"]
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert _fates(run_with({"text_sha256": digest})[0]) == PLAIN | FALLEN


def test_only_the_files_that_are_touched_change(run_with, before):
    old, new = (
        digests(before / "data", everything=True),
        digests(run_with({"id": "notes/ferry"})[0] / "data", everything=True),
    )
    assert old.keys() == new.keys()
    assert len([name for name in old if old[name] != new[name]]) == 1


def test_a_release_shows_hashes_and_no_name_no_text_and_no_file(run_with, before):
    release, _ = run_with({"file": "fast.txt", "near_copies": True}, {"author": "Anna Lindt"})
    shown = load_yaml((release / "inputs" / "takedowns.yaml").read_text("utf-8"))["takedowns"]
    assert [set(one) for one in shown] == [
        {"hash", "date", "reason", "near_copies", "texts"},
        {"hash", "date", "reason", "texts"},
    ]
    assert {one["reason"] for one in shown} == {"takedown"}
    words = (b"Beispielheimer", b"Anna Lindt", b"viele Regalmeter", b"fast.txt")
    for path in release.rglob("*"):
        assert not path.is_file() or not any(word in path.read_bytes() for word in words), path


def test_no_hash_of_a_name_is_published_and_its_texts_reproduce(run_with, mine):
    name = hashlib.sha256(b"author:anna lindt").hexdigest()
    release, _ = run_with({"author": "Lindt, Anna"}, {"author": "Nie Genannt"}, version="1.4.0")
    for path in release.rglob("*"):
        assert not path.is_file() or name.encode() not in path.read_bytes(), path
    [one] = load_yaml((release / "inputs" / "takedowns.yaml").read_text("utf-8"))["takedowns"]
    assert one["hash"] == hashlib.sha256("\n".join(one["texts"]).encode()).hexdigest()
    assert len(one["texts"]) == 2
    done = running.here("reproduce", release, "--workers", 1)
    assert done.last == "reproduced: the same bytes", done.out + done.err
    try:
        changed(mine, sources=["./mirror.yaml"])
        assert _fates(run_with({"author": "Anna Lindt"}, version="1.5.0")[0])["mirror/twin"] == "takedown"
        assert _fates(run_with({"id": f"notes/{PAGE}"}, version="1.6.0")[0])["mirror/twin"] == "kept"
    finally:
        changed(mine, sources=["./source.yaml", "./mirror.yaml"])


def test_a_demand_that_concerns_nothing_is_told(run_with):
    _, done = run_with({"id": "notes/fery"}, {"id": "notes/ferry"})
    told = [line for line in done.err.splitlines() + done.out.splitlines() if "nothing is known" in line]
    assert told == [f"takedowns: nothing is known by id 'notes/fery', demanded on {DATE}; nearest: notes/ferry"]


def test_the_same_text_from_elsewhere_stays_out_as_long_as_the_demand_stands(run_with, mine, workspace):
    run_with({"id": "notes/ferry"}, version="1.1.0")
    try:
        changed(mine, sources=["./mirror.yaml"])
        assert _fates(run_with({"id": "notes/ferry"}, version="1.2.0")[0])["mirror/twin"] == "takedown"
        assert _fates(run_with({"id": "notes/ferry"}, version="1.2.0")[0])["mirror/twin"] == "takedown"
        assert _fates(run_with({"id": f"notes/{PAGE}"}, version="1.3.0")[0])["mirror/twin"] == "kept"
    finally:
        changed(mine, sources=["./source.yaml", "./mirror.yaml"])


@pytest.mark.parametrize(
    ("demand", "near"),
    [
        ({"id": "notes/Arcive"}, "notes/archive"),
        ({"id": "nots/archive"}, "notes/archive"),
        ({"url": "https://notes.example/fery"}, "https://notes.example/Ferry/"),
        ({"author": "Anna Linde"}, "Anna Lindt"),
        ({"text_sha256": "0" * 64}, None),
    ],
)
def test_a_demand_that_concerns_nothing_ends_a_strict_run_and_names_what_is_near(run_strictly, demand, near):
    done = run_strictly(demand)
    assert done.status == 1
    assert f"nothing is known by {next(iter(demand))}" in done.err
    assert (f"nearest: {near}" in done.err) == (near is not None)
    assert "no release was written" in done.err


def test_a_strict_run_goes_on_where_every_demand_is_heeded_or_explained(run_strictly):
    assert run_strictly({"id": "notes/ferry", "date": "1.2.2026"}).status == 0


@pytest.fixture
def run_strictly(mine, workspace, before):
    """Return a function that runs the collection with a demand and `--strict`."""

    def run(demand):
        written(mine.parent / "takedowns.yaml", {"takedowns": [{"date": DATE, "reason": WHY} | demand]})
        return running.run(mine, workspace, "--version", "1.0.1", "--strict")

    yield run
    (mine.parent / "takedowns.yaml").unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("notes/bees#b", "notes/bees%23b"),
        ("notes/notes.example/M%C3%A4her/neu", f"notes/{PAGE}"),
    ],
)
def test_a_document_is_shown_by_a_former_id_too(before, asked, known):
    shown = json.loads(running.here("explain", before, asked, "--format", "json").out)
    assert shown["id"] == known
    assert known in running.here("inspect", before, "--id", asked).out


def test_of_an_id_that_is_not_known_the_nearest_is_named(before):
    done = running.here("explain", before, "notes/fery")
    assert (done.status, "near it: notes/ferry" in done.err) == (1, True)


def test_a_release_with_demands_is_reproduced_from_its_hashes(run_with):
    release, _ = run_with({"file": "fast.txt", "near_copies": True}, {"url": "https://notes.example/Ferry"})
    done = running.here("reproduce", release, "--workers", 1)
    assert done.last == "reproduced: the same bytes", done.out + done.err


def test_lookup_does_not_find_what_was_removed(run_with, before):
    found = json.loads(running.here("lookup", "--json", "--text", FERRY, before).out)
    assert [one["id"] for one in found] == ["mirror/twin", "notes/ferry"]
    release, _ = run_with({"id": "notes/ferry"})
    assert json.loads(running.here("lookup", "--json", "--text", FERRY, release).out) == []


@pytest.mark.parametrize(
    ("demand", "says"),
    [
        ({"file": "gone.txt"}, "takedowns.0.file: 'gone.txt': no such file"),
        ({"id": "a/b", "file": "fast.txt"}, "exactly one of"),
        ({"near_copies": True}, "exactly one of"),
    ],
)
def test_a_demand_that_cannot_be_meant_is_named(mine, workspace, before, demand, says):
    written(mine.parent / "takedowns.yaml", {"takedowns": [{"date": DATE, "reason": WHY} | demand]})
    done = running.run(mine, workspace, "--version", "1.0.1")
    (mine.parent / "takedowns.yaml").unlink()
    assert done.status == 2
    assert says in done.err


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [("Lindt, Anna", "anna  LINDT"), ("Ö. Lindt", "O\u0308. Lindt"), ("de Staël, Anne", "Anne de Staël")],
)
def test_one_author_in_two_spellings(written, otherwise):
    assert plain_author(written) == plain_author(otherwise)


def test_several_authors_in_one_field_are_not_turned_round():
    assert plain_author("A, B, C") == "a, b, c"


def test_an_id_is_known_by_its_letters_composed_or_not():
    composed, apart = "notes/M\u00e4her", "notes/Ma\u0308her"
    assert mark("id", apart) == mark("id", composed)
    assert mark("id", apart) in marks_of_id(composed) & marks_of_id(apart)
    assert hashlib.sha256(f"id:{apart}".encode()).hexdigest() in marks_of_id(apart)
    assert mark("id", "notes/Maher") not in marks_of_id(composed)
