"""What goes wrong is said in a line or a few, with the exit status that says whose fault it is; never a traceback."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile

import filelock
import polars as pl
import pytest
import yaml

from tests.e2e import running
from tests.e2e.folders import FERRY, LIGHTHOUSE, MOWER, changed, lines, notes, own_folder, source, written
from tests.e2e.running import facts_of


@pytest.fixture
def mine(tmp_path):
    return own_folder(tmp_path / "mine")


@pytest.fixture
def workspace(tmp_path):
    return tmp_path / "w"


def _errors(done):
    """Return the error lines; fail if there is none, too many, or a traceback."""
    assert "Traceback" not in done.err
    assert "unexpected" not in done.err
    found = [line for line in done.err.splitlines() if line.startswith("error: ")]
    assert 1 <= len(found) <= 5, done.err
    return found


def _refused(done, *words):
    """Check that a manifest was refused: status 2, nothing on standard output, a line with all the words."""
    assert done.status == 2, done.err
    assert done.out == ""
    errors = "\n".join(_errors(done))
    assert [word for word in words if word not in errors] == []


# Manifests


def test_yaml_that_is_none(mine, workspace):
    mine.write_text("name: mine\n  title: [Mine\n", "utf-8")
    _refused(running.run(mine, workspace), str(mine), "line 2", "not valid YAML")


def test_yaml_that_is_a_list(mine, workspace):
    mine.write_text("- name\n", "utf-8")
    _refused(running.run(mine, workspace), str(mine), "found list", "sources")


def test_an_empty_manifest(mine, workspace):
    mine.write_text("", "utf-8")
    _refused(running.run(mine, workspace), str(mine), "expected keys")


def test_a_manifest_that_is_no_utf8(mine, workspace):
    mine.write_bytes("name: mine\ntitle: Größe\n".encode("latin-1"))
    _refused(running.run(mine, workspace), str(mine), "line 2 is not UTF-8")


def test_a_key_that_stands_twice(mine, workspace):
    mine.write_text(mine.read_text("utf-8") + "title: Again\n", "utf-8")
    _refused(running.run(mine, workspace), str(mine), "'title' stands twice")


def test_an_unknown_key_names_file_key_and_the_keys_there_are(mine, workspace):
    changed(mine, polici="open-definition")
    _refused(running.run(mine, workspace), str(mine), "polici: unknown key", "policy", "recipe", "sources")


def test_an_unknown_key_deep_inside_names_the_keys_of_that_place(mine, workspace):
    said = source()
    said["license"]["evidence"][0]["qoute"] = "CC BY 4.0"
    path = written(mine.parent / "source.yaml", said)
    _refused(running.run(mine, workspace), str(path), "license.evidence.0.qoute: unknown key", "quote")


def test_a_missing_key(mine, workspace):
    changed(mine.parent / "source.yaml", title=None)
    _refused(running.run(mine, workspace), "source.yaml", "title", "missing")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"domain": "poetry"}, ["domain", "'poetry'", "literature"]),
        ({"id": "My Notes"}, ["id", "'My Notes'"]),
        ({"fetch": []}, ["fetch"]),
        ({"fetch": [{"path": "a", "url": "https://example.org/a"}]}, ["fetch", "exactly one of"]),
        ({"format": "jsnol"}, ["format", "'jsnol'", "jsonl"]),
        ({"format": {"name": "jsonl", "txt": "text"}}, ["format", "txt", "text"]),
        ({"license": {"id": "CC-BY-5.0"}}, ["license.id", "CC-BY-5.0"]),
        ({"license": {"id": "CC-BY-4.0", "evidence": [{"kind": "file", "file": "TERMS.txt"}]}}, ["evidence", "quote"]),
        ({"priority": 1000}, ["priority", "1000"]),
    ],
)
def test_a_wrong_value_names_file_key_what_was_found_and_what_is_allowed(keys, words, mine, workspace):
    path = changed(mine.parent / "source.yaml", **keys)
    _refused(running.run(mine, workspace), str(path), *words)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"sources": ["gesetze-bnud"]}, ["gesetze-bnud", "gesetze-bund"]),
        ({"sources": ["./nowhere.yaml"]}, ["nowhere.yaml"]),
        ({"sources": ["./source.yaml", "./source.yaml"]}, ["notes", "twice"]),
        ({"policy": "opne"}, ["collection.yaml: policy: 'opne'", "open-definition"]),
        ({"recipe": "quick"}, ["'quick'", "default"]),
        ({"version": "one"}, ["version", "'one'"]),
        ({"takedowns": "./gone.yaml"}, ["gone.yaml", "no such file"]),
        ({"sources": []}, ["sources", "at least 1"]),
        ({"titel": "Mine"}, ["titel: unknown key, 'title' meant?"]),
    ],
)
def test_a_name_that_does_not_exist_comes_with_those_that_do(keys, words, mine, workspace):
    changed(mine, **keys)
    _refused(running.run(mine, workspace), *words)


def test_a_collection_that_does_not_exist(tmp_path):
    _refused(running.run("dmeo", tmp_path), "dmeo", "demo")
    _refused(running.run(tmp_path / "none.yaml", tmp_path), "none.yaml")


def test_every_wrong_source_is_named_at_once(mine, workspace):
    changed(mine, sources=["./source.yaml", "./a.yaml", "./b.yaml"])
    written(mine.parent / "a.yaml", source() | {"id": "a", "domain": "poetry"})
    written(mine.parent / "b.yaml", source() | {"id": "b", "domain": "poetry"})
    _refused(running.run(mine, workspace), "a.yaml", "b.yaml")


@pytest.mark.parametrize("command", ["plan", "review"])
def test_other_commands_refuse_a_bad_manifest_too(command, mine, workspace):
    changed(mine, polici="open-definition")
    _refused(running.here(command, mine, "--workspace", workspace), "polici: unknown key")


def test_in_a_process_of_its_own_it_is_the_same(mine, workspace):
    changed(mine, polici="open-definition")
    _refused(running.apart("run", mine, "--workspace", workspace, "--no-prefect"), "polici: unknown key")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--workers", 0], ["--workers 0"]),
        (["--mirror", "/nowhere/at/all"], ["--mirror", "no such folder"]),
        (["--engine", "dask"], ["--engine dask", "--no-prefect"]),
    ],
)
def test_an_argument_that_cannot_be_meant(arguments, words, mine, workspace):
    done = running.here("run", mine, "--workspace", workspace, "--no-prefect", *arguments)
    _refused(done, *words)


# Sources that cannot be had


def _two(mine, **keys):
    """Add a second, healthy source and change the first."""
    written(mine.parent / "healthy.yaml", source() | {"id": "healthy"})
    changed(mine.parent / "source.yaml", **keys)
    return changed(mine, sources=["./source.yaml", "./healthy.yaml"])


@pytest.mark.parametrize(
    ("fetch", "reason", "words"),
    [
        ([{"path": "gone.jsonl"}], "not_fetched", ["gone.jsonl"]),
        ([{"path": "notes.jsonl", "sha256": "0" * 64}], "wrong_hash", ["0" * 64]),
        ([{"url": "file:///nowhere/gone.jsonl"}], "not_fetched", ["gone.jsonl"]),
    ],
    ids=["missing", "hash", "file-url"],
)
def test_a_source_that_cannot_be_had_is_a_warning(fetch, reason, words, mine, workspace):
    done = running.run(_two(mine, fetch=fetch), workspace)
    facts = facts_of(done.release)
    assert [(one["source"], one["fate"], one["reason"]) for one in facts["not_read"]] == [("notes", "failed", reason)]
    warnings = [line for line in done.err.splitlines() if line.startswith("warning: notes")]
    assert warnings
    assert [word for word in words if word not in warnings[-1]] == []
    assert facts["sources"]["healthy"]["kept"] == 4
    strict = running.run(mine, workspace, "--strict")
    assert strict.status == 1
    assert strict.last == str(done.release)


def test_offline_fetches_nothing(mine, workspace):
    done = running.run(_two(mine, fetch=[{"url": "https://example.org/notes.jsonl"}]), workspace, "--offline")
    assert [one["reason"] for one in facts_of(done.release)["not_read"]] == ["not_fetched"]
    assert "offline" in done.err


def test_a_plan_says_that_a_file_is_missing(mine, workspace):
    changed(mine.parent / "source.yaml", fetch=[{"path": "gone.jsonl"}])
    told = json.loads(running.here("plan", mine, "--workspace", workspace, "--json").out)
    assert [one["origin"] for one in told["sources"]] == ["missing"]


def test_no_source_at_all_is_a_failure(mine, workspace):
    changed(mine.parent / "source.yaml", fetch=["gone.jsonl"])
    done = running.run(mine, workspace)
    assert done.status == 1
    assert "none of the 1 sources" in _errors(done)[0]
    assert done.out == ""


def test_a_file_that_comes_back_is_fetched_by_the_next_run(mine, workspace):
    path = mine.parent / "notes.jsonl"
    path.rename(mine.parent / "away")
    assert running.run(mine, workspace).status == 1
    (mine.parent / "away").rename(path)
    assert facts_of(running.run(mine, workspace).release)["counts"]["kept"] == 4


# Archives


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
    assert facts_of(release)["timings"]["memory_mib"] < 4096


# Documents


def _fates(release):
    rows = pl.read_parquet(release / "ledger" / "notes.parquet").to_dicts()
    return sorted((row["id"].removeprefix("notes/"), row["fate"], row["reason"]) for row in rows)


KEPT = [(name, "kept", None) for name in ("archive", "bees", "ferry", "mower")]


def _run(mine, workspace, *more):
    """Run the four notes with more lines; return the fates of what is not one of them, and the texts."""
    (mine.parent / "notes.jsonl").write_bytes(lines([*notes(), *more]))
    done = running.run(mine, workspace)
    assert "Traceback" not in done.err
    fates = _fates(done.release)
    assert [one for one in KEPT if one not in fates] == []
    texts = pl.read_parquet(done.release / "data/*/*.parquet").select("id", "text").rows()
    return [one for one in fates if one not in KEPT], {one.removeprefix("notes/"): text for one, text in texts}


def test_a_document_beyond_the_largest_size_is_quarantined(mine, workspace):
    written(mine.parent / "small.yaml", {"name": "small", "document_max_bytes": 2000})
    changed(mine, recipe="./small.yaml")
    fates, _ = _run(mine, workspace, {"id": "long", "text": f"{MOWER} {FERRY} {MOWER} {FERRY}", "license": "CC BY 4.0"})
    assert fates == [("long", "quarantined", "too_large")]


def test_lines_that_are_no_json(mine, workspace):
    fates, _ = _run(mine, workspace, b'{"id": "half", "text": "Da bricht', b"[1, 2]", b"null", b"\xff\xfe\xfd")
    assert [fate for _, fate, _ in fates] == ["quarantined"] * 4
    assert {reason for *_, reason in fates} == {"corrupt"}


def test_an_id_that_stands_twice(mine, workspace):
    fates, texts = _run(mine, workspace, {"id": "mower", "text": FERRY[::-1], "license": "CC BY 4.0"})
    assert fates == [("mower", "quarantined", "duplicate_id")]
    assert texts["mower"].startswith("Der alte Handmäher")


@pytest.mark.parametrize("place", ["id", "text", "title", "license", "authors", "url", "extra"])
def test_lone_surrogates_and_nul_anywhere_stop_nothing(place, mine, workspace):
    record = {"id": "odd", "text": LIGHTHOUSE, "license": "CC BY 4.0"}
    record[place] = f"{record.get(place, 'Ein Wert')} \ud83d \x00 \udc00 mehr"
    fates, texts = _run(mine, workspace, json.dumps(record).encode())
    assert len(fates) == 1
    for text in texts.values():
        assert "\x00" not in text
        text.encode()


def test_records_without_text_id_or_license(mine, workspace):
    fates, _ = _run(
        mine,
        workspace,
        {"text": LIGHTHOUSE, "license": "CC BY 4.0"},
        {"id": "blank", "text": " \n ", "license": "CC BY 4.0"},
        {"id": "none", "license": "CC BY 4.0"},
        {"id": "number", "text": 7, "license": "CC BY 4.0"},
        {"id": "free-riding", "text": MOWER[::-1]},
    )
    found = {name: (fate, reason) for name, fate, reason in fates}
    assert found["blank"] == ("quarantined", "empty")
    assert found["none"] == found["number"] == ("quarantined", "unreadable")
    assert found["free-riding"] == ("removed", "license_unknown")
    assert [fate for name, *fate in fates if name.startswith("notes.jsonl:")] == [["kept", None]]


def test_other_encodings_are_read_and_rubbish_is_not_kept(mine, workspace):
    changed(mine.parent / "source.yaml", format={"name": "text"}, fetch=["*.txt"], members={"exclude": ["TERMS.txt"]})
    said = source()["license"] | {"scope": "source"}
    changed(mine.parent / "source.yaml", license=said)
    (mine.parent / "latin.txt").write_bytes(MOWER.encode("cp1252"))
    (mine.parent / "wide.txt").write_bytes(FERRY.encode("utf-16"))
    (mine.parent / "rubbish.txt").write_bytes(bytes(range(128, 256)) * 40)
    release = running.run(mine, workspace).release
    texts = dict(pl.read_parquet(release / "data/*/*.parquet").select("id", "text").iter_rows())
    assert sorted(texts) == ["notes/latin.txt", "notes/wide.txt"]
    assert "Küsterin" in texts["notes/latin.txt"]
    assert "Großvater" in texts["notes/wide.txt"]


def test_a_source_without_a_single_document(mine, workspace):
    (mine.parent / "notes.jsonl").write_bytes(b"\n\n")
    facts = facts_of(running.run(mine, workspace).release)
    assert facts["counts"]["read"] == facts["counts"]["kept"] == 0


@pytest.mark.parametrize(
    ("format_", "said"),
    [
        ({"name": "csv", "id": "id", "text": "body"}, "notes: could not be read: notes.jsonl: no column 'body'"),
        ({"name": "jsonl", "id": "id", "text": "text"}, "notes: no document was found in its files"),
    ],
)
def test_a_source_that_gives_nothing_says_why(format_, said, mine, workspace):
    (mine.parent / "notes.jsonl").write_bytes(b"nr;text\n1;A\n" if format_["name"] == "csv" else b"\n")
    changed(mine.parent / "source.yaml", format=format_)
    done = running.run(mine, workspace)
    assert said in done.err
    assert said in running.here("inspect", done.release).out


def test_an_unproven_claim_keeps_nothing_and_is_for_review(mine, workspace):
    (mine.parent / "TERMS.txt").write_text("Hier steht inzwischen etwas anderes.\n", "utf-8")
    done = running.run(mine, workspace)
    assert facts_of(done.release)["counts"]["removed_by_reason"] == {"license_unproven": 4}
    assert "to be decided by a person" in done.err
    assert "the claim CC-BY-4.0 is not proven: the quote does not stand in 'TERMS.txt'" in done.err


# The workspace


def test_a_workspace_that_another_run_holds(mine, workspace):
    workspace.mkdir()
    with filelock.FileLock(workspace / ".lock"):
        done = running.apart("run", mine, "--workspace", workspace, "--no-prefect")
    assert done.status == 1
    assert len(_errors(done)) == 1
    assert "another run holds this workspace" in done.err


def test_a_workspace_that_is_a_file(mine, workspace):
    workspace.write_text("no folder", "utf-8")
    done = running.run(mine, workspace)
    assert done.status == 1
    assert _errors(done) == [f"error: {workspace}: File exists"]


def test_output_that_nobody_reads_is_no_error(demo_release):
    command = f"{sys.executable} -m flows.cli inspect {demo_release} --kept --json | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], env=running.environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == "[\n0\n"
    assert done.stderr == ""


def test_debug_shows_where(mine, workspace):
    changed(mine, polici="open-definition")
    plain = running.apart("run", mine, "--workspace", workspace, "--no-prefect")
    assert "Traceback" not in plain.err
    done = running.apart("inspect", "--debug", workspace)
    assert done.status == 1
    assert "Traceback" in done.err


def test_no_message_holds_a_secret(mine, workspace):
    secret = "geheim-4711"  # noqa: S105  a made-up one that must not be shown
    fetch = [{"url": "http://127.0.0.1:9/notes.jsonl", "auth": {"env": "MINE_TOKEN", "header": "X-Key"}}]
    _two(mine, fetch=fetch)
    done = running.apart("run", mine, "--workspace", workspace, "--no-prefect", "--workers", 1, MINE_TOKEN=secret)
    assert done.status == 0, done.err
    assert secret not in done.err + done.out
    for path in workspace.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_a_secret_that_is_not_set_is_named(mine, workspace):
    fetch = [{"url": "http://127.0.0.1:9/notes.jsonl", "auth": {"env": "MINE_TOKEN_UNSET"}}]
    done = running.run(_two(mine, fetch=fetch), workspace)
    assert "set MINE_TOKEN_UNSET in the environment" in done.err


def test_inputs_of_a_release_show_no_name_of_who_asked(mine, workspace):
    demand = {"id": "notes/ferry", "date": "2026-01-02", "reason": "Frau Beispielheimer will das nicht"}
    written(mine.parent / "takedowns.yaml", {"takedowns": [demand]})
    release = running.run(mine, workspace).release
    assert ("ferry", "removed", "takedown") in _fates(release)
    inputs = yaml.safe_load((release / "inputs" / "takedowns.yaml").read_text("utf-8"))
    assert "hash" in inputs["takedowns"][0]
    for path in release.rglob("*"):
        assert not path.is_file() or b"Beispielheimer" not in path.read_bytes()
