"""A release built on an earlier one is that of a full run, though the old texts are read no more."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pytest

from gemeingut.yaml_text import load_yaml
from pipeline.similarity.index import open_index
from pipeline.store.files import sealed
from tests.e2e import running
from tests.e2e.folders import (
    ARCHIVE,
    BEES,
    FERRY,
    LICENSE,
    LIGHTHOUSE,
    MOWER,
    changed,
    lines,
    own_folder,
    source,
    written,
)
from tests.e2e.running import digests

MAIL = (
    "Fragen zur Leihliste beantwortet das Pfarrbüro unter leihliste@pfarrgarten-quellenhagen.de jeden Vormittag gern."
)
LENT = "Diese Seite hat der Kalenderverlag Quellenhagen nur geliehen; abgedruckt werden darf sie nirgends sonst."
ONE = {"mower": f"{MOWER}\n\n{MAIL}", "ferry": FERRY, "archive": ARCHIVE, "lent": LENT}
TWO = {"bees": BEES, "ferry": FERRY.replace("Fährmann", "Schiffer")}
NEW = {
    "light": LIGHTHOUSE,
    "archive": ARCHIVE.replace("neununddreißig", "vierzig"),
    "bees": BEES,
    "kurz": "Zu kurz.",
}
STORES = ("documents", "snapshots", "read", "annotations", "quarantine", "decisions")


def _source(folder, name, texts, priority):
    rows = [{"id": one, "text": text, "license": LICENSE} for one, text in texts.items()]
    (folder / f"{name}.jsonl").write_bytes(lines(rows))
    written(
        folder / f"{name}.yaml",
        source() | {"id": name, "title": name, "fetch": [{"path": f"{name}.jsonl"}], "priority": priority},
    )
    return f"./{name}.yaml"


def _restrict(path, document):
    """Let a source say of one document, with evidence, that it is not free."""
    evidence = [{"kind": "file", "file": "TERMS.txt", "quote": "Alle Beiträge"}]
    said = {"documents": document, "verdict": "reject", "note": "nur geliehen", "evidence": evidence}
    changed(path, license=source()["license"] | {"restrictions": [said]})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A collection of two sources that was run, and a full run of it with a third source that holds copies of theirs."""
    root = tmp_path_factory.mktemp("increment")
    path = own_folder(root / "mine")
    first = [_source(root / "mine", "one", ONE, 60), _source(root / "mine", "two", TWO, 50)]
    _source(root / "mine", "three", NEW, 40)
    _restrict(root / "mine" / "one.yaml", "lent")
    changed(path, sources=first, as_of="2026-01-01", release={"buckets": 4, "splits": {"test": 0.3}})
    running.run(path, root / "w", "--version", "1.0.0")
    shutil.copytree(root / "mine", root / "grown")
    _grow(root / "grown" / "collection.yaml")
    running.run(root / "grown" / "collection.yaml", root / "full", "--version", "1.1.0")
    return root


@pytest.fixture
def mine(made, tmp_path):
    shutil.copytree(made / "mine", tmp_path / "mine")
    shutil.copytree(made / "w", tmp_path / "w")
    return tmp_path / "mine" / "collection.yaml"


@pytest.fixture
def old(mine, tmp_path):
    return tmp_path / "w" / "releases" / "mine" / "1.0.0"


@pytest.fixture(scope="module")
def full(made):
    """The full run of all three sources."""
    return made / "full" / "releases" / "mine" / "1.1.0"


def _grow(mine):
    changed(mine, sources=["./one.yaml", "./two.yaml", "./three.yaml"])


def _drop_texts(workspace, *stores):
    for name in stores:
        shutil.rmtree(workspace / name)


def _same(grown, full):
    """Assert that data, ledger and proofs are the same, and the index and the licences."""
    assert digests(grown) == digests(full)
    for folder in ("index", "licenses", "inputs"):
        assert digests(grown / folder, everything=True).keys() == digests(full / folder, everything=True).keys()
    assert digests(grown / "index", everything=True) == digests(full / "index", everything=True)
    assert digests(grown / "licenses", everything=True) == digests(full / "licenses", everything=True)
    facts = [running.facts_of(one) for one in (grown, full)]
    assert facts[0]["counts"] == facts[1]["counts"]
    assert facts[0]["splits"] == facts[1]["splits"]


@pytest.mark.parametrize("gone", [("documents", "read"), STORES], ids=["no texts", "index alone"])
def test_the_same_bytes_as_a_full_run(mine, old, full, tmp_path, gone):
    _grow(mine)
    _drop_texts(tmp_path / "w", *gone)
    (mine.parent / "one.jsonl").unlink()
    (mine.parent / "two.jsonl").unlink()
    done = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old)
    assert "2 sources are taken over" in done.err + done.out
    _same(done.release, full)
    assert running.here("verify", done.release).status == 0
    fates = {row["id"]: row for row in json.loads(running.here("inspect", done.release, "--json").out)}
    assert (fates["three/archive"]["reason"], fates["three/archive"]["related"]) == ("near_duplicate", "one/archive")
    assert fates["three/bees"]["related"] == "two/bees"
    assert len(open_index(tmp_path / "w" / "index" / "mine").prints) == 3


def test_on_and_on(mine, old, tmp_path):
    _grow(mine)
    _drop_texts(tmp_path / "w", *STORES)
    second = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old).release
    _source(mine.parent, "four", {"light": LIGHTHOUSE.upper()[:1] + LIGHTHOUSE[1:], "mower": MOWER}, 30)
    changed(mine, sources=["./one.yaml", "./two.yaml", "./three.yaml", "./four.yaml"])
    _drop_texts(tmp_path / "w", *STORES)
    third = running.run(mine, tmp_path / "w", "--version", "1.2.0", "--on", second).release
    _same(third, running.run(mine, tmp_path / "full", "--version", "1.2.0").release)


def test_what_is_held_out_stays_held_out(old, full):
    def held_out(release):
        paths = sorted((release / "data").glob("*/test-*.parquet"))
        return set(pl.concat([pl.read_parquet(path, columns=["id"])["id"] for path in paths])) if paths else set()

    assert held_out(old)
    assert held_out(old) <= held_out(full)


def test_a_promotion_without_its_text_demands_a_full_run_by_name(mine, old, tmp_path):
    demand = {"id": "one/archive", "date": "2026-02-01", "reason": "verlangt"}
    written(mine.parent / "takedowns.yaml", {"takedowns": [demand]})
    done = running.run(mine, tmp_path / "w", "--version", "1.0.1", "--on", old)
    assert done.status == 0, "nothing is promoted"
    ferry = demand | {"id": "one/ferry"}
    written(mine.parent / "takedowns.yaml", {"takedowns": [ferry]})
    _drop_texts(tmp_path / "w", "documents", "read")
    done = running.run(mine, tmp_path / "w", "--version", "1.0.2", "--on", old)
    assert done.status == 1
    assert done.err.splitlines()[-1].startswith("error: two/ferry was not kept")
    assert "a full run is needed: leave out --on" in done.err
    full = running.run(mine, tmp_path / "w", "--version", "1.0.2").release
    _same(full, running.run(mine, tmp_path / "full", "--version", "1.0.2").release)


def test_a_new_document_that_is_preferred_takes_the_place_of_an_old_one(mine, old, tmp_path):
    _source(mine.parent, "three", NEW, 90)
    _grow(mine)
    _drop_texts(tmp_path / "w", *STORES)
    grown = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old).release
    _same(grown, running.run(mine, tmp_path / "full", "--version", "1.1.0").release)
    fates = {row["id"]: row["related"] for row in json.loads(running.here("inspect", grown, "--json").out)}
    assert fates["one/archive"] == "three/archive"


def test_a_source_that_changed_is_read_and_another_recipe_demands_a_full_run(mine, old, tmp_path):
    _drop_texts(tmp_path / "w", "documents", "read")
    _source(mine.parent, "two", TWO | {"light": LIGHTHOUSE}, 55)
    done = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old)
    assert "1 sources are taken over" in done.err + done.out
    _same(done.release, running.run(mine, tmp_path / "full", "--version", "1.1.0").release)
    written(mine.parent / "recipe.yaml", {"name": "own", "document_max_characters": 1000})
    changed(mine, recipe="./recipe.yaml")
    done = running.run(mine, tmp_path / "w", "--version", "1.2.0", "--on", done.release)
    assert done.status == 1
    assert "one: its texts are not here, and to clean they are needed: code, recipe or libraries" in done.err


def _with_proof(workspace, source, **said):
    """Change a stored proof, in the workspace and where it is kept for later runs."""
    for path in (workspace / f"snapshots/{source}", workspace / f"index/mine/carried/snapshots/{source}"):
        proof = json.loads((path / "proof.json").read_text("utf-8"))
        (path / "proof.json").unlink()
        (path / "proof.json").write_text(json.dumps(sealed(proof | said)), "utf-8")


def test_what_a_stored_proof_was_taken_for_is_judged_anew(mine, old, full, tmp_path):
    """As if the licences of then had not known the licence that is proven, and had taken it for one that was not."""
    _grow(mine)
    for name in ("one", "two"):
        path = tmp_path / "w" / "snapshots" / name / "proof.json"
        stored = json.loads(path.read_text("utf-8"))
        pieces = [piece | {"license": "CC-BY-NC-4.0"} for piece in stored["pieces"]]
        claim = stored["claim"] | {"proven": False, "why_unproven": "a quote says 'CC-BY-NC-4.0'"}
        _with_proof(tmp_path / "w", name, pieces=pieces, claim=claim)
    _drop_texts(tmp_path / "w", *STORES)
    _same(running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old).release, full)


def test_a_proof_that_other_code_found_is_checked_or_refused_by_name(mine, old, full, tmp_path):
    _grow(mine)
    _with_proof(tmp_path / "w", "two", found_with="of another code")
    _drop_texts(tmp_path / "w", "documents", "read")
    _same(running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old).release, full)
    _with_proof(tmp_path / "w", "two", found_with="of another code")
    _drop_texts(tmp_path / "w", *STORES[1:])
    done = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old)
    assert done.status == 1
    assert "two: its snapshot is not here, and the proof that is was found by other code" in done.err
    assert "a full run is needed: leave out --on" in done.err


def test_a_source_that_is_refused_by_now_is_not_taken_over(mine, old, tmp_path):
    rows = [{"id": "light", "text": LIGHTHOUSE, "license": "CC0 1.0"}]
    (mine.parent / "free.jsonl").write_bytes(lines(rows))
    (mine.parent / "CC0.txt").write_text("Alles unter CC0 1.0.", "utf-8")
    said = {"id": "CC0-1.0", "scope": "document", "evidence": [{"kind": "file", "file": "CC0.txt", "quote": "CC0 1.0"}]}
    written(mine.parent / "free.yaml", source() | {"id": "free", "fetch": [{"path": "free.jsonl"}], "license": said})
    changed(mine, sources=["./one.yaml", "./two.yaml", "./free.yaml"], policy="public-domain-only")
    _drop_texts(tmp_path / "w", *STORES)
    done = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old)
    assert "0 sources are taken over" in done.err + done.out
    _same(done.release, running.run(mine, tmp_path / "full", "--version", "1.1.0").release)
    assert running.facts_of(done.release)["counts"]["kept"] == 1


def test_terms_or_texts_that_changed_on_this_machine_are_not_overlooked(mine, old, tmp_path):
    (mine.parent / "TERMS.txt").write_text("Alle Beiträge sind uns nur geliehen.", "utf-8")
    done = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old)
    _same(done.release, running.run(mine, tmp_path / "full", "--version", "1.1.0").release)
    assert running.facts_of(done.release)["counts"]["kept"] == 0
    assert "0 sources are taken over" in done.err + done.out


def test_another_threshold_needs_no_text(mine, old, tmp_path):
    written(mine.parent / "recipe.yaml", {"name": "own", "duplicates": {"threshold": 0.75}})
    changed(mine, recipe="./recipe.yaml")
    _grow(mine)
    _drop_texts(tmp_path / "w", *STORES)
    grown = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old).release
    _same(grown, running.run(mine, tmp_path / "full", "--version", "1.1.0").release)


def test_a_release_that_lost_passages_has_no_whole_texts_to_build_on(mine, old, tmp_path):
    recipe = load_yaml((old / "inputs" / "recipe.yaml").read_text("utf-8"))
    written(old / "inputs" / "recipe.yaml", recipe | {"repeated_passages": {"tokens": 50}})
    _grow(mine)
    _drop_texts(tmp_path / "w", "documents", "read")
    done = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old)
    assert done.status == 1
    assert "1.0.0 was built with repeated_passages, so its texts are not whole; a full run is needed" in done.err


def test_repeated_passages_need_the_cleaned_texts_and_nothing_else(mine, tmp_path):
    """A new document takes passages from old ones: with the documents kept that is a full run's; without, why is said."""
    written(mine.parent / "recipe.yaml", {"name": "own", "repeated_passages": {}, "duplicates": {"threshold": 0.95}})
    changed(mine, recipe="./recipe.yaml")
    old = running.run(mine, tmp_path / "w", "--version", "1.0.1").release
    _source(mine.parent, "three", {"long": f"{LIGHTHOUSE} {FERRY} {ARCHIVE}"}, 90)
    _grow(mine)
    full = running.run(mine, tmp_path / "full", "--version", "1.1.0").release
    removed = [running.facts_of(one)["counts"]["removed_by_reason"] for one in (old, full)]
    assert removed[0]["emptied_by_cuts"] == 1
    assert removed[1]["emptied_by_cuts"] == 3, "one/ferry and one/archive stand in three/long, which is preferred"
    _drop_texts(tmp_path / "w", "snapshots", "read")
    done = running.run(mine, tmp_path / "w", "--version", "1.1.0", "--on", old)
    assert "2 sources are taken over" in done.err + done.out
    _same(done.release, full)
    _drop_texts(tmp_path / "w", *STORES)
    done = running.run(mine, tmp_path / "w", "--version", "1.2.0", "--on", done.release)
    assert done.status == 1
    said = done.err.splitlines()[-1]
    assert "its texts are not here, and to find repeated passages they are needed: a new document may repeat" in said
    assert said.endswith(f"leave out --on (keep {tmp_path / 'w' / 'documents' / 'one'} when you build on a release)")


def test_what_cannot_be_built_on_is_named(mine, old, tmp_path, demo_release):
    def said(on, workspace="w", version="1.1.0"):
        done = running.run(mine, tmp_path / workspace, "--version", version, "--on", on)
        return done.status, done.err.splitlines()[-1]

    assert said(old, version="1.0.0")[0] == 2
    assert said(demo_release) == (
        1,
        f"error: {demo_release}: a release of 'demo'; --on needs an earlier release of 'mine'",
    )
    assert said(tmp_path)[1].endswith("no release; --on needs an earlier release of 'mine'")
    status, message = said(old, workspace="elsewhere")
    assert status == 1
    assert "1.0.0 was built elsewhere; a full run is needed" in message


def test_real_sources_in_two_steps(corpora, tmp_path):
    said = {"name": "echt", "title": "Echte Quellen", "as_of": "2026-01-01", "release": {"buckets": 2}}
    path = written(tmp_path / "echt.yaml", said | {"sources": ["rustbook-de", "cncf-glossary-de"]})
    real = ("--mirror", corpora, "--offline")
    old = running.run(path, tmp_path / "w", "--version", "1.0.0", *real).release
    changed(path, sources=["rustbook-de", "cncf-glossary-de", "soldatenbriefe"])
    _drop_texts(tmp_path / "w", *STORES)
    grown = running.run(path, tmp_path / "w", "--version", "1.1.0", "--on", old, *real).release
    _same(grown, running.run(path, tmp_path / "full", "--version", "1.1.0", *real).release)
    assert running.facts_of(grown)["counts"]["kept"] > running.facts_of(old)["counts"]["kept"] > 50
