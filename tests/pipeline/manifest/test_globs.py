"""Globs as manifests write them."""

from __future__ import annotations

import pytest

from pipeline.manifest.globs import GlobError, matches


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("**", "a/b/c.md", True),
        ("**/index.md", "index.md", True),
        ("**/index.md", "g/gg/index.md", True),
        ("**/index.md", "g/gg/xindex.md", False),
        ("*/*/index.md", "g/gg/index.md", True),
        ("*/*/index.md", "g/x/gg/index.md", False),
        ("pages.de/**", "pages.de/common/tar.md", True),
        ("pages.de/**", "pagesXde/common/tar.md", False),
        ("*.md", "ordner/datei.md", False),
        ("data/*.{json,jsonl}", "data/a.jsonl", True),
        ("data/*.{json,jsonl}", "data/a.jsonx", False),
        ("{a,b/{c,d}}/x", "b/d/x", True),
        ("{a,b/{c,d}}/x", "b/x", False),
        ("a,b.txt", "a,b.txt", True),
        ("teil-?.txt", "teil-1.txt", True),
        ("teil-?.txt", "teil-/.txt", False),
        ("[1841].txt", "[1841].txt", True),
        ("A.md", "a.md", False),
        ("**/*.md", ".verborgen/ä.md", True),
    ],
)
def test_a_pattern_matches_whole_paths(pattern, path, expected):
    assert matches(path, [pattern]) is expected


def test_any_of_several_patterns_is_enough():
    assert matches("LICENSE", ["**/*.md", "LICENSE"])
    assert not matches("LICENSE", [])


@pytest.mark.parametrize("pattern", ["{a,b", "a}", "}{"])
def test_unmatched_braces_are_named(pattern):
    with pytest.raises(GlobError, match="braces"):
        matches("a", [pattern])
