from __future__ import annotations

import pytest

from licenses.attribution import AttributionError, attribution_line


def test_the_line_names_author_title_source_licence_and_changes():
    line = attribution_line(
        "Brief 12",
        ["Ada Beispiel"],
        "Briefe",
        "Archiv Muster",
        "CC-BY-4.0",
        "https://example.org/12",
        ["Zeilen verbunden"],
    )
    assert line == (
        "Ada Beispiel: Brief 12. Briefe, Archiv Muster, https://example.org/12. "
        "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). Änderungen: Zeilen verbunden."
    )


def test_without_authors_the_attribution_of_the_source_stands_first():
    assert attribution_line(None, [], "Briefe", "Archiv Muster", "CC-BY-4.0", None).startswith(
        "Archiv Muster. Briefe. "
    )


def test_changes_are_named_only_where_the_licence_asks_for_it():
    assert "Änderungen" not in attribution_line("T", ["A"], "Q", None, "CC0-1.0", None, ["x"])
    assert "Changes: x" in attribution_line("T", ["A"], "Q", None, "CC-BY-SA-3.0-DE", None, ["x"], lang="en")


def test_every_licence_of_an_expression_is_named_with_its_address():
    line = attribution_line("T", ["A"], "Q", None, "MIT OR Apache-2.0", None)
    assert "https://opensource.org/license/mit" in line
    assert "https://www.apache.org/licenses/LICENSE-2.0" in line


def test_nobody_to_name_is_refused():
    with pytest.raises(AttributionError, match=r"CC-BY-4\.0"):
        attribution_line("T", [], "", None, "CC-BY-4.0", None)
