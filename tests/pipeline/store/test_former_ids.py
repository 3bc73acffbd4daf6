"""Names by which a document may be asked for: its id, the source's spelling, and ids of earlier releases."""

from __future__ import annotations

import pytest

from pipeline.store.former_ids import FORMER, OWN, SPELT, names_of


@pytest.mark.parametrize(
    ("document", "former"),
    [
        ("web/a.example/AC%2FDC", "web/a.example/AC/DC"),
        ("web/a.example/B%E4cker", "web/a.example/B%EF%BF%BDcker"),
        ("web/a.example/a%3Bb?x=%2F", "web/a.example/a;b?x=%2F"),
        ("web/a.example/a%2523b/%E4", "web/a.example/a%23b/%EF%BF%BD"),
        ("web/a.example:443/x", "web/a.example/x"),
        ("rat/rat.example/oparl/v1/bodies/0001/files/7", "rat/files/7"),
        ("rat/rat.example/oparl/v1/bodies/0001/files/7#0002", "rat/files/7#0002"),
        ("zeitung/2025.zip/mai/1.txt", "zeitung/mai/1.txt"),
        ("zeitung/bände/2025.tar.gz/1.txt", "zeitung/1.txt"),
    ],
)
def test_an_id_of_an_earlier_release_is_known(document, former):
    assert names_of(document)[former] == FORMER


@pytest.mark.parametrize(
    ("document", "name", "nearness"),
    [
        ("notes/a", "notes/a", OWN),
        ("notes/a#0001", "notes/a", OWN),
        ("notes/a%23b", "notes/a%23b", OWN),
        ("notes/a%23b", "notes/a#b", SPELT),
        ("notes/a%2523b", "notes/a%23b", SPELT),
        ("notes/a%0Ab%1B", "notes/a\nb\x1b", SPELT),
        ("notes/a%250Ab", "notes/a%0Ab", SPELT),
    ],
)
def test_the_source_s_spelling_is_known_too(document, name, nearness):
    assert names_of(document)[name] == nearness


@pytest.mark.parametrize("document", ["notes/100%", "notes/a/b.txt", "notes/zip/x", "notes/bodies", "notes/a.zip"])
def test_most_ids_never_were_others(document):
    assert set(names_of(document)) == {document}
