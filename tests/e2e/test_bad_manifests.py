"""A manifest or an argument that is wrong: status 2, and a line or a few that say file, key, what was found and what is allowed."""

from __future__ import annotations

import pytest

from tests.e2e import running
from tests.e2e.folders import changed, source, written


def test_yaml_that_is_none(mine, workspace):
    mine.write_text("name: mine\n  title: [Mine\n", "utf-8")
    running.refused(running.run(mine, workspace), str(mine), "line 2", "not valid YAML")


def test_yaml_that_is_a_list(mine, workspace):
    mine.write_text("- name\n", "utf-8")
    running.refused(running.run(mine, workspace), str(mine), "found list", "sources")


def test_an_empty_manifest(mine, workspace):
    mine.write_text("", "utf-8")
    running.refused(running.run(mine, workspace), str(mine), "expected keys")


def test_a_manifest_that_is_no_utf8(mine, workspace):
    mine.write_bytes("name: mine\ntitle: Größe\n".encode("latin-1"))
    running.refused(running.run(mine, workspace), str(mine), "line 2 is not UTF-8")


def test_a_key_that_stands_twice(mine, workspace):
    mine.write_text(mine.read_text("utf-8") + "title: Again\n", "utf-8")
    running.refused(running.run(mine, workspace), str(mine), "'title' stands twice")


def test_an_unknown_key_names_file_key_and_the_keys_there_are(mine, workspace):
    changed(mine, polici="open-definition")
    running.refused(running.run(mine, workspace), str(mine), "polici: unknown key", "policy", "recipe", "sources")


def test_an_unknown_key_deep_inside_names_the_keys_of_that_place(mine, workspace):
    said = source()
    said["license"]["evidence"][0]["qoute"] = "CC BY 4.0"
    path = written(mine.parent / "source.yaml", said)
    running.refused(running.run(mine, workspace), str(path), "license.evidence.0.qoute: unknown key", "quote")


def test_a_missing_key(mine, workspace):
    changed(mine.parent / "source.yaml", title=None)
    running.refused(running.run(mine, workspace), "source.yaml", "title", "missing")


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
    running.refused(running.run(mine, workspace), str(path), *words)


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
    running.refused(running.run(mine, workspace), *words)


def test_a_collection_that_does_not_exist(tmp_path):
    running.refused(running.run("dmeo", tmp_path), "dmeo", "demo")
    running.refused(running.run(tmp_path / "none.yaml", tmp_path), "none.yaml")


def test_every_wrong_source_is_named_at_once(mine, workspace):
    changed(mine, sources=["./source.yaml", "./a.yaml", "./b.yaml"])
    written(mine.parent / "a.yaml", source() | {"id": "a", "domain": "poetry"})
    written(mine.parent / "b.yaml", source() | {"id": "b", "domain": "poetry"})
    running.refused(running.run(mine, workspace), "a.yaml", "b.yaml")


@pytest.mark.parametrize("command", ["plan", "review"])
def test_other_commands_refuse_a_bad_manifest_too(command, mine, workspace):
    changed(mine, polici="open-definition")
    running.refused(running.here(command, mine, "--workspace", workspace), "polici: unknown key")


def test_in_a_process_of_its_own_it_is_the_same(mine, workspace):
    changed(mine, polici="open-definition")
    running.refused(running.apart("run", mine, "--workspace", workspace, "--no-prefect"), "polici: unknown key")


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
    running.refused(done, *words)
