"""The code of a stage is computed: what a module imports when it runs, the data it declares, the libraries it uses."""

from __future__ import annotations

import pytest

from pipeline.annotate.annotate import ANNOTATORS
from pipeline.read import registry
from pipeline.store import code

READERS = {name: code.closure("pipeline.read.read_source", registry.module_of(name)) for name in registry.names()}
ANNOTATING = {name: code.closure(annotator.module) for name, annotator in ANNOTATORS.items()}
HELD = {"mets": ("abbyy", "alto", "hocr", "page")}
"""Formats in which others stand: they are read by the readers of these."""
RELEASE = code.closure("pipeline.release.build", "pipeline.release.deal", "pipeline.release.put_together")


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A repository of three modules; the caches are emptied around it."""
    package = tmp_path / "pipeline"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "low.py").write_text("VALUE = 1\n")
    (package / "data.yaml").write_text("a: 1\n")
    (package / "top.py").write_text(
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "import numpy\n"
        "from pipeline import low\n"
        'DATA_FILES = ("pipeline/data.yaml",)\n'
        "if TYPE_CHECKING:\n    from pipeline import typed\n"
    )
    (package / "typed.py").write_text("")
    monkeypatch.setattr(code, "ROOT", tmp_path)
    _forget()
    yield package
    _forget()


def _forget():
    for function in (code.code_hash, code.closure, code.tree_hash, code._source):
        function.cache_clear()


def test_the_closure_follows_imports_that_run_and_not_those_for_types(tree):
    assert code.closure("pipeline.top") == {"pipeline.top", "pipeline.low", "pipeline"} - {"pipeline"}
    assert code.libraries(code.closure("pipeline.top")) == ["numpy"]


@pytest.mark.parametrize(("name", "counts"), [("low.py", True), ("data.yaml", True), ("typed.py", False)])
def test_a_change_counts_where_it_can_be_felt(tree, name, counts):
    before = code.code_hash("pipeline.top")
    path = tree / name
    path.write_text(path.read_text() + "# changed\n")
    _forget()
    assert (code.code_hash("pipeline.top") != before) == counts


def test_an_import_inside_a_function_counts_and_a_dynamic_one_that_is_declared(tree):
    (tree / "top.py").write_text(
        'DYNAMIC_IMPORTS = ("pipeline.typed",)\ndef late():\n    from pipeline.low import VALUE\n    return VALUE\n'
    )
    _forget()
    assert code.closure("pipeline.top") == {"pipeline.top", "pipeline.low", "pipeline.typed"}


@pytest.mark.parametrize(
    "source", ['DATA_FILES = ("pipeline/none.yaml",)\n', "DATA_FILES = [*range(3), x]\n", "import pipeline.none\n"]
)
def test_a_declaration_that_is_wrong_is_refused(tree, source):
    (tree / "top.py").write_text(source)
    _forget()
    with pytest.raises(code.CodeError):
        code.code_hash("pipeline.top")


def test_a_reader_is_in_the_code_of_its_own_sources_alone():
    for name in registry.names():
        others = {registry.module_of(other) for other in registry.names() if other != name}
        # TEI's relatives and records share code by importing it; nobody imports another format's reader without using it.
        assert registry.module_of(name) in READERS[name]
        held = {registry.module_of(page) for page in HELD.get(name, ())}
        assert len((others & READERS[name]) - held) <= 1, name
    assert "pipeline.read.law.statute" not in READERS["jsonl"]


def test_an_annotator_is_its_own_code_and_no_others():
    assert "filters.kernels.minhash" in ANNOTATING["fingerprint"]
    assert [name for name, modules in ANNOTATING.items() if "filters.kernels.minhash" in modules] == ["fingerprint"]
    assert [name for name, modules in ANNOTATING.items() if "filters.pii.phone" in modules] == ["pii"]
    assert [name for name, modules in ANNOTATING.items() if "filters.dialects" in modules] == ["language"]
    assert [name for name, modules in ANNOTATING.items() if "licenses.grammar" in modules] == ["license"]


def test_no_module_that_measures_is_in_no_annotators_code():
    called = code.closure("pipeline.annotate.annotate")
    measuring = {module for module in called if module.startswith(("filters", "licenses"))}
    assert measuring - set().union(*ANNOTATING.values()) == set()


def test_a_release_is_not_made_of_portals_commands_or_readers():
    foreign = [name for name in RELEASE if name.split(".")[1] in {"portals", "publish", "curator", "verify", "stages"}]
    assert foreign == []
    assert [name for name in RELEASE if name.startswith(("pipeline.read.tei", "pipeline.read.print"))] == []


@pytest.mark.parametrize("change", ["text", "name", "new", "data"])
def test_the_hash_of_a_tree_is_that_of_all_its_files(tree, change):
    before = code.tree_hash("pipeline")
    if change == "name":
        (tree / "low.py").rename(tree / "lower.py")
    else:
        name = {"text": "low.py", "new": "new.py", "data": "data.yaml"}[change]
        (tree / name).write_text("VALUE = 2\n")
    _forget()
    assert code.tree_hash("pipeline") != before


def test_what_python_compiled_is_in_no_hash_of_a_tree(tree):
    before = code.tree_hash("pipeline")
    (tree / "__pycache__").mkdir()
    (tree / "__pycache__" / "low.cpython-311.pyc").write_bytes(b"compiled")
    _forget()
    assert code.tree_hash("pipeline") == before
