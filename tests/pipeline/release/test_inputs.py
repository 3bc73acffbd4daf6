"""`inputs/software.json`: the code and the libraries that a release states."""

from __future__ import annotations

import pytest

from pipeline.release import inputs
from pipeline.store import code


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A copy of the repository with one module in each package."""
    for package in code.PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "module.py").write_text("VALUE = 1\n")
    monkeypatch.setattr(code, "ROOT", tmp_path)
    code.tree_hash.cache_clear()
    yield tmp_path
    code.tree_hash.cache_clear()


@pytest.mark.parametrize("package", code.PACKAGES)
def test_a_changed_module_of_any_package_changes_the_hash_that_a_release_states(tree, package):
    before = inputs.software()
    (tree / package / "module.py").write_text("VALUE = 2\n")
    code.tree_hash.cache_clear()
    after = inputs.software()
    assert after.code_sha256 != before.code_sha256
    assert after.libraries == before.libraries
