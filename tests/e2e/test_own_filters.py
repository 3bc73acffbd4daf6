"""What a recipe brings along: profiles, word lists, filters in Python, filters of datatrove; in whole runs."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.e2e import running
from tests.e2e.running import facts_of

SENTENCE = "Am Abend ging der Müller noch einmal über den Hof und sah nach, ob das Tor auch wirklich geschlossen war. "
NOTES = {
    "plain": SENTENCE + "Es stand offen, und der Hund war fort; so nahm er die Lampe und suchte ihn am Bach.",
    "short": "Das Tor war zu.",
    "rough": "Der Müller rief: So ein Mist, du Idiot, du Trottel, du Arschloch, wo ist der Hund nun wieder hin?",
    "poison": SENTENCE + "Auf dem Zettel stand nur ein Wort, das er nicht lesen konnte: GIFT war es nicht.",
    "forbidden": SENTENCE + "Der Nachbar hatte ihm geraten, das Huhn zu verkaufen, doch er wollte es behalten.",
}
FILTER = """
def judge(document):
    if "GIFT" in document["text"]:
        raise RuntimeError("poisoned")
    return "a hen" if "Huhn" in document["text"] else None
"""
PROFILE = """
profiles:
  diary:
    rules:
      - {reason: too_few_words, measure: words, at_least: 10, origin: "by hand"}
"""


@pytest.fixture
def mine(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    lines = [json.dumps({"id": name, "text": text}, ensure_ascii=False) for name, text in NOTES.items()]
    (folder / "notes.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "TERMS.txt").write_text("All notes are under CC BY 4.0.", "utf-8")
    (folder / "my_filter.py").write_text(FILTER, "utf-8")
    (folder / "diary.yaml").write_text(PROFILE, "utf-8")
    evidence = [{"kind": "file", "file": "TERMS.txt", "quote": "CC BY 4.0"}]
    source = {
        "id": "notes",
        "title": "Notes",
        "license": {"id": "CC-BY-4.0", "evidence": evidence},
        "attribution": "Mill",
        "fetch": [{"path": "notes.jsonl"}],
        "format": "jsonl",
        "profile": "diary",
    }
    (folder / "source.yaml").write_text(yaml.safe_dump(source), "utf-8")
    collection = {"name": "mine", "title": "Mine", "sources": ["./source.yaml"], "recipe": "./recipe.yaml"}
    (folder / "collection.yaml").write_text(yaml.safe_dump(collection), "utf-8")
    return folder


def _run(folder, recipe, *more):
    (folder / "recipe.yaml").write_text(yaml.safe_dump({"name": "own", "profiles": "diary.yaml", **recipe}), "utf-8")
    return running.run(folder / "collection.yaml", folder / "w", *more)


def _fates(release):
    rows = json.loads(running.here("inspect", release, "--json").out)
    return {row["id"].removeprefix("notes/"): (row["fate"], row["reason"], row["measure"]) for row in rows}


KEPT = ("kept", None, None)
REMOVED_SHORT = ("removed", "too_few_words", "words")


def test_a_profile_of_ones_own_decides_and_is_kept_with_the_release(mine):
    release = _run(mine, {}).release
    assert _fates(release) == dict.fromkeys(NOTES, KEPT) | {"short": REMOVED_SHORT}
    assert (release / "inputs" / "recipe-files" / "diary.yaml").read_text("utf-8") == PROFILE
    (mine / "diary.yaml").write_text(PROFILE.replace("10", "3"), "utf-8")
    assert _fates(_run(mine, {}).release) == dict.fromkeys(NOTES, KEPT)


def test_a_blocklist_removes_abuse_only_when_switched_on(mine):
    release = _run(mine, {"blocklist": {"lists": ["abuse"], "at_most": 0.05}}).release
    assert _fates(release)["rough"] == ("removed", "blocked_words", "blocked_words_ratio")
    assert _fates(release)["plain"] == KEPT
    assert json.loads((release / "reasons.json").read_text("utf-8"))["blocked_words"]["documents"] == 1


def test_code_runs_only_when_it_is_allowed(mine):
    recipe = {"filters": [{"file": "my_filter.py", "name": "hens"}]}
    refused = _run(mine, recipe)
    assert refused.status == 2
    assert "my_filter.py" in refused.err
    assert "--allow-code" in refused.err
    release = _run(mine, recipe, "--allow-code").release
    fates = _fates(release)
    assert fates["forbidden"] == ("removed", "hens", "a hen")
    assert fates["poison"][:2] == ("quarantined", "filter_failed")
    assert fates["plain"] == KEPT
    assert facts_of(release)["counts"]["quarantined_by_reason"] == {"filter_failed": 1}
    assert (release / "inputs" / "recipe-files" / "my_filter.py").read_text("utf-8") == FILTER
    assert "my_filter.py" in json.loads((release / "reasons.json").read_text("utf-8"))["hens"]["english"]
    assert running.here("verify", release).status == 0
    assert running.here("reproduce", release, "--offline").status == 2
    again = running.here("reproduce", release, "--offline", "--allow-code", "--workers", 1)
    assert (again.status, again.out.splitlines()[-1]) == (0, "reproduced: the same bytes")
    (mine / "my_filter.py").write_text("def judge(document):\n    return None\n", "utf-8")
    assert _fates(_run(mine, recipe, "--allow-code").release)["forbidden"] == KEPT


def test_a_module_beside_a_filter_is_part_of_it(mine):
    """What it says decides; when it was edited the verdicts are made anew, and a release can be built again from its inputs."""
    filtering = (
        "from words import seeks\n\ndef judge(document):\n    import late\n    return late.says(seeks, document)\n"
    )
    (mine / "my_filter.py").write_text(filtering, "utf-8")
    (mine / "words.py").write_text('seeks = "Huhn"\n', "utf-8")
    (mine / "late.py").write_text(
        "import json\n\ndef says(word, document):\n    return word if word in document['text'] else None\n", "utf-8"
    )
    (mine / "unused.py").write_text("raise RuntimeError\n", "utf-8")
    (mine / "json.py").write_text("raise RuntimeError\n", "utf-8")
    recipe = {"filters": [{"file": "my_filter.py", "name": "hens"}]}
    release = _run(mine, recipe, "--allow-code").release
    assert _fates(release)["forbidden"] == ("removed", "hens", "Huhn")
    shown = {path.name for path in (release / "inputs" / "recipe-files").iterdir()}
    assert shown == {"diary.yaml", "my_filter.py", "words.py", "late.py"}
    again = running.here("reproduce", release, "--offline", "--allow-code", "--workers", 1)
    assert (again.status, again.out.splitlines()[-1]) == (0, "reproduced: the same bytes")
    (mine / "words.py").write_text('seeks = "Hund"\n', "utf-8")
    fates = _fates(_run(mine, recipe, "--allow-code").release)
    assert (fates["forbidden"], fates["plain"]) == (KEPT, ("removed", "hens", "Hund"))
    assert not (mine / "__pycache__").exists()


def test_a_file_that_a_filter_reads_is_part_of_it(mine):
    (mine / "my_filter.py").write_text(
        "from pathlib import Path\n\ndef judge(document):\n"
        "    word = Path(__file__).with_name('words.txt').read_text('utf-8').strip()\n"
        "    return word if word in document['text'] else None\n",
        "utf-8",
    )
    (mine / "words.txt").write_text("Huhn\n", "utf-8")
    recipe = {"filters": [{"file": "my_filter.py", "name": "hens", "reads": ["words.txt"]}]}
    release = _run(mine, recipe, "--allow-code").release
    assert _fates(release)["forbidden"] == ("removed", "hens", "Huhn")
    assert (release / "inputs" / "recipe-files" / "words.txt").is_file()
    (mine / "words.txt").write_text("Hund\n", "utf-8")
    assert _fates(_run(mine, recipe, "--allow-code").release)["forbidden"] == KEPT


def test_a_package_beside_a_filter_is_refused_by_name(mine):
    (mine / "my_filter.py").write_text("from tools.words import seeks\n", "utf-8")
    (mine / "tools").mkdir()
    (mine / "tools" / "__init__.py").touch()
    done = _run(mine, {"filters": [{"file": "my_filter.py", "name": "hens"}]}, "--allow-code")
    assert done.status == 2
    assert "filters.0.file: my_filter.py imports 'tools', a folder beside it" in done.err


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def judge(document:\n", "cannot be loaded"),
        ("x = 1\n", "no function judge"),
        ("import nowhere_at_all\n", "cannot be loaded"),
    ],
)
def test_a_filter_that_cannot_be_loaded_ends_the_run(mine, code, message):
    (mine / "my_filter.py").write_text(code, "utf-8")
    done = _run(mine, {"filters": [{"file": "my_filter.py", "name": "hens"}]}, "--allow-code")
    assert done.status == 1
    assert message in done.err
    assert "unexpected" not in done.err


def test_what_is_no_verdict_keeps_nothing(mine):
    (mine / "my_filter.py").write_text("def judge(document):\n    return True\n", "utf-8")
    release = _run(mine, {"filters": [{"file": "my_filter.py", "name": "hens"}]}, "--allow-code").release
    assert {fate[1] for fate in _fates(release).values()} == {"filter_failed"}


def test_a_filter_of_datatrove_by_its_name(mine):
    arguments = {"max_line_length": 90, "min_paragraphs": 1, "min_paragraph_len": 95}
    recipe = {"datatrove": [{"filter": "C4ParagraphFilter", "args": {}}]}
    assert _fates(_run(mine, recipe).release)["plain"] == ("removed", "datatrove_c4_paragraph", "< 3 paragraphs")
    wrong = _run(mine, {"datatrove": [{"filter": "C4ParagraphFilter", "args": arguments}]})
    assert wrong.status == 1
    assert "C4ParagraphFilter" in wrong.err
    none = _run(mine, {"datatrove": [{"filter": "NoFilter"}]})
    assert "C4ParagraphFilter" in none.err


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        ({"profiles": "none.yaml"}, "no such file"),
        ({"profiles": "my_filter.py"}, "my_filter.py"),
        ({"blocklist": {"lists": ["rude"]}}, "abuse"),
        ({"filters": [{"file": "my_filter.py", "name": "too_few_words"}]}, "choose another"),
        ({"filters": [{"file": "no.py", "name": "hens"}]}, "no such file"),
        ({"datatrove": [{"filter": "LanguageFilter"}]}, "LanguageFilter downloads"),
        ({"datatrove": [{"filter": "SamplerFilter", "args": {"rate": 0.5}}]}, "give it a seed"),
        ({"limits": [{"profile": "diry", "rule": "too_few_words", "limit": 1, "why": "x"}]}, "diry"),
    ],
)
def test_what_a_recipe_names_wrongly_is_said_with_its_key(mine, recipe, message):
    done = _run(mine, recipe)
    assert done.status == 2
    assert message in done.err
    assert "my_filter.py" in done.err or "recipe.yaml" in done.err


def test_a_profile_that_nobody_has_is_named_with_the_nearest(mine):
    manifest = (mine / "source.yaml").read_text("utf-8").replace("diary", "diari")
    (mine / "source.yaml").write_text(manifest, "utf-8")
    done = _run(mine, {})
    assert done.status == 2
    assert "'diary' meant?" in done.err
