"""`gemeingut lookup` as an author uses it who asks whether her text is in there."""

from __future__ import annotations

import json

import polars as pl
import pytest

from pipeline.release_files import data_files as files
from tests.e2e import running


@pytest.fixture(scope="module")
def texts(demo_release):
    paths = sorted((demo_release / "data").glob("*/*.parquet"))
    return dict(pl.concat([pl.read_parquet(path, columns=["id", "text"]) for path in paths]).iter_rows())


def _found(*arguments):
    done = running.here("lookup", "--json", *arguments)
    assert done.status == 0, done.err
    return json.loads(done.out)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_a_file_in_any_encoding_is_found_with_licence_and_source(demo_release, texts, tmp_path, encoding):
    path = tmp_path / "mein Text.txt"
    path.write_text(texts["demo-lexikon/107"].replace("\n", "\r\n"), encoding, "replace", "")
    first, second = _found(path, demo_release)
    assert {name: first[name] for name in ("id", "similarity", "source", "license")} == {
        "id": "demo-lexikon/107",
        "similarity": 1.0,
        "source": "demo-lexikon",
        "license": "CC-BY-SA-4.0",
    }
    assert (second["id"], second["kept_as"]) == ("demo-lexikon/124", "demo-lexikon/107")
    assert 0.7 < second["similarity"] < 1


def test_every_document_of_the_release_is_found_by_its_own_text(demo_release, texts):
    for one in sorted(texts, key=files.hash_of)[:12]:
        found = _found("--text", texts[one], demo_release)
        assert any(match["id"] == one and match["similarity"] == 1.0 for match in found), one


def test_hyphens_at_line_ends_and_a_piece_of_it_are_no_hindrance(demo_release, texts, tmp_path):
    text = texts["demo-lexikon/107"]
    word = max(text.split(), key=len)
    half = len(word) // 2
    (tmp_path / "a.txt").write_text(text + " " + word, "utf-8")
    (tmp_path / "b.txt").write_text(text.replace(word, f"{word[:half]}-\n{word[half:]}", 1) + " " + word, "utf-8")
    whole, broken = (_found(tmp_path / name, demo_release)[0]["similarity"] for name in ("a.txt", "b.txt"))
    assert broken == whole
    piece = _found("--text", text[: len(text) // 2], demo_release)[0]
    assert piece["id"] == "demo-lexikon/107"
    assert piece["contained"] > 0.6 > piece["similarity"]


def test_standard_input_and_the_workspace(demo_workspace, texts):
    done = running.apart("lookup", "-", demo_workspace, "--json", stdin=texts["demo-forum/f-0003"])
    found = json.loads(done.out)
    assert found[0]["id"] == "demo-forum/f-0003"
    assert found[0]["license"]
    assert {one["kept_as"] for one in found if one["id"] == "demo-forum/f-0021"} == {"demo-forum/f-0003"}


def test_what_is_not_there_is_not_found(demo_release):
    text = "Über die Zubereitung von Quittengelee schreiben wir hier zum ersten und gewiss auch zum letzten Mal."
    assert _found("--text", text, demo_release) == []
    done = running.here("lookup", "--text", text, demo_release)
    assert (done.status, done.out.splitlines()[0].split(":")[0]) == (0, "not found")


def test_it_says_how_to_ask_for_removal(demo_release, texts):
    done = running.here("lookup", "--text", texts["demo-museum/museum.quellenhagen.example/besuch/cafe"], demo_release)
    contact = running.facts_of(demo_release)["contact"]
    assert contact["email"] in done.out
    assert "takedowns.yaml" in done.out
    assert "{id: demo-museum/museum.quellenhagen.example/besuch/cafe, date:" in done.out


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("gone.txt", "RELEASE"), 2, "no such file"),
        (("RELEASE",), 2, "FILE and RELEASE"),
        (("--text", " \n", "RELEASE"), 1, "the text is empty"),
        (("--text", "a", "gone"), 1, "no such folder"),
        (("--text", "a", "RELEASE/data"), 1, "neither a release"),
        (("--text", "a", "--at-least", "0", "RELEASE"), 2, "above 0"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_line(demo_release, arguments, status, says):
    done = running.here("lookup", *(one.replace("RELEASE", str(demo_release)) for one in arguments))
    assert (done.status, done.err.count("\n")) == (status, 1)
    assert says in done.err
