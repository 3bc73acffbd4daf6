"""The face for Python users: lazy, documented, and its examples run as they are written."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import json
import re
import subprocess
import sys

import pytest

import gemeingut
from gemeingut import errors
from tests.e2e import running
from tests.e2e.folders import notes, own_folder

PAGE = running.ROOT / "docs" / "python.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MEASURED = """
import json, sys, time
start = time.perf_counter()
import gemeingut
seconds = time.perf_counter() - start
print(json.dumps([seconds, sorted(sys.modules)]))
"""


@pytest.fixture(scope="module")
def folder(once):
    """Return a folder in which the collection `mine` was run."""

    def make(place):
        own_folder(place / "mine", [*notes(), {"id": "short", "text": "Zu kurz.", "license": "CC BY 4.0"}])
        with contextlib.chdir(place):
            gemeingut.run("mine/collection.yaml")

    return once("face", make)


@pytest.fixture(scope="module")
def release(folder):
    return gemeingut.open_release(folder / "workspace" / "releases" / "mine" / "0.1.0")


def _fresh(code):
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=running.environment(), capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout)


def test_importing_it_imports_nothing_else():
    tries = [_fresh(MEASURED) for _ in range(3)]
    tops = {name.partition(".")[0] for name in tries[0][1]}
    assert (
        tops & {"prefect", "polars", "numba", "numpy", "pyarrow", "pipeline", "flows", "filters", "licenses"} == set()
    )
    assert min(seconds for seconds, _ in tries) < 0.05


def test_using_it_never_imports_prefect():
    code = "import gemeingut, json, sys; [getattr(gemeingut, name) for name in gemeingut.__all__]; "
    assert "prefect" not in _fresh(code + "print(json.dumps(sorted(sys.modules)))")


def test_what_is_exported_can_be_listed_and_nothing_else_is_there():
    assert set(gemeingut.__all__) <= set(dir(gemeingut))
    with pytest.raises(AttributeError, match=r"no attribute 'curate'; there are .*open_release"):
        gemeingut.curate  # noqa: B018


@pytest.mark.parametrize("name", gemeingut.__all__)
def test_every_exported_name_is_documented(name):
    exported = getattr(gemeingut, name)
    assert ">>> " in inspect.getdoc(exported)
    assert f"`{name}" in PAGE.read_text("utf-8")
    public = [member for member in vars(exported) if not member.startswith("_")] if inspect.isclass(exported) else []
    for member in public:
        assert isinstance(getattr(exported, member), property | str) or inspect.getdoc(getattr(exported, member)), (
            member
        )
        assert member in PAGE.read_text("utf-8"), member


def test_the_page_shows_the_tree_of_errors():
    text = PAGE.read_text("utf-8")
    for kind in vars(errors).values():
        if inspect.isclass(kind) and kind.__module__ == errors.__name__:
            assert re.search(rf"^    .*{kind.__name__}", text, re.MULTILINE), kind


@pytest.mark.parametrize("name", gemeingut.__all__)
def test_examples_of_docstrings_hold(name, folder, monkeypatch):
    monkeypatch.chdir(folder)
    (example,) = doctest.DocTestFinder(recurse=False).find(
        getattr(gemeingut, name), name, globs={"gemeingut": gemeingut}
    )
    lines = []
    done = doctest.DocTestRunner(verbose=False).run(example, out=lines.append)
    assert done.attempted
    assert not done.failed, "".join(lines)


def test_the_examples_of_the_page_run_as_written(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    examples = EXAMPLE.findall(PAGE.read_text("utf-8"))
    assert len(examples) > 6
    names = {"__name__": "__main__"}
    for example in examples:
        exec(compile(example, str(PAGE), "exec"), names)  # noqa: S102  the page itself
    assert names["fates"].sort("fate").rows() == [("kept", 4), ("removed", 1)]
    assert names["why"].rows() == [("too_few_words", 1)]
    assert names["file"]["license"]["license"] == "CC-BY-4.0"
    assert names["matches"]["id"].to_list() == ["notes/ferry"]
    assert "notes/no-such-document" in capsys.readouterr().out


def test_the_parts_of_a_release_are_one_account(release):
    counts = release.facts.counts
    assert release.ledger.collect().height == counts.read
    assert release.removed.collect().height == counts.removed
    assert release.kept.collect().height == counts.kept
    named = set(release.kept.collect()["license_evidence"].explode())
    assert named == set(release.evidence.collect()["evidence_id"])


def test_one_text_is_a_row_and_not_a_row_per_letter():
    assert gemeingut.measure("Das Haus am See.").height == 1
    assert gemeingut.fingerprint("Das Haus am See.").height == 1
    assert gemeingut.measure([]).height == 0


def test_recognising_is_what_the_command_line_answers():
    done = running.here("license", "--json", "CC BY-SA 4.0")
    assert gemeingut.recognise("CC BY-SA 4.0") == json.loads(done.out)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"version": "1"}, "version 1: expected"), ({"workers": 0}, "workers 0"), ({"mirror": "gone"}, "no such folder")],
)
def test_arguments_that_cannot_be_meant_are_refused(options, message, folder, tmp_path):
    with pytest.raises(errors.InputError, match=message):
        gemeingut.run(folder / "mine" / "collection.yaml", workspace=tmp_path, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_release_is_refused(tmp_path):
    with pytest.raises(errors.PlaceError, match=r"no release\.json"):
        gemeingut.open_release(tmp_path)


def test_a_text_is_not_looked_up_where_no_index_is(tmp_path):
    with pytest.raises(LookupError, match="neither a release"):
        gemeingut.lookup("Ein Text", tmp_path)
