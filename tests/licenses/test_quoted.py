from __future__ import annotations

import pytest

from licenses.quoted import licensed_by, narrowed


@pytest.mark.parametrize(
    ("quote", "license_"),
    [
        ("CC BY 4.0", "CC-BY-4.0"),
        ("Ja, alle Märchen stehen unter CC BY-SA 4.0.", "CC-BY-SA-4.0"),
        ("Ab Heft 3 erscheinen alle Beiträge unter CC BY-NC 4.0.", "CC-BY-NC-4.0"),
        ("Ja: [CC BY 4.0](https://creativecommons.org/licenses/by-nc/4.0/)", None),
        ("Die Bilder stehen unter CC BY 4.0.", None),
        ("Alles ist erlaubt.", None),
    ],
)
def test_a_quote_names_the_only_licence_in_it(quote, license_):
    assert licensed_by(quote) == license_


def test_a_quote_that_is_not_read_is_narrowed_to_its_licence():
    quote = "Ja, alle Märchen stehen unter CC BY-SA 4.0."
    text = f"Darf ich? {quote}"
    start, end = narrowed(quote, text, [(10, 10 + len(quote))])[0]
    assert text[start:end] == "CC BY-SA 4.0"
    assert narrowed("CC BY 4.0", "CC BY 4.0", [(0, 9)]) == [(0, 9)]
