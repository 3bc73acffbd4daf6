"""What cleaning looked up: other counts that answer the same leave a shard fresh, and those that do not make it anew."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipeline.clean.clean import clean
from pipeline.clean.lookups import Lookups, counts_of, furniture_digest, would_answer_the_same
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import count, merge
from tests.pipeline.clean.corpus import read_table

BROKEN = "Der Rat baut das neue Feuerwehr-\nhaus am Markt und das alte Rat-\nHaus bleibt."
FOOTER = "Gemeindeverwaltung Musterdorf, Hauptstraße 7, Telefon auf Anfrage"


def shard(*texts, start=0):
    return read_table(texts, [f"probe/{number}" for number in range(start, start + len(texts))])


def same(asked, counts):
    return would_answer_the_same(asked, counts, furniture_digest(counts))


def asked_of(read, counts):
    lookups = Lookups()
    documents, _ = clean(read, counts, CleanOptions(), lookups)
    return documents, lookups.table(counts, "counts")


OTHERS = ["Das Feuerwehrhaus ist fertig.", "Im Feuerwehrhaus brennt Licht.", "Ein Fest."]


def test_the_same_counts_answer_the_same():
    read = shard(BROKEN, *OTHERS)
    counts = merge([count(read)])
    documents, asked = asked_of(read, counts)
    assert "Feuerwehrhaus am Markt" in documents["text"][0].as_py()
    assert len(asked) == 2
    assert counts_of(asked.schema) == "counts"
    assert same(asked, counts)


def test_a_document_more_that_says_nothing_new_changes_no_answer():
    read = shard(BROKEN, *OTHERS)
    _, asked = asked_of(read, merge([count(read)]))
    more = merge([count(read), count(shard("Noch ein Feuerwehrhaus, und ein Teich.", start=9))])
    assert same(asked, more)


@pytest.mark.parametrize(
    "others",
    [
        ["Ein Feuerwehr-haus.", "Das Feuerwehr-haus.", "Jenes Feuerwehr-haus."],  # oftener with a hyphen
        [f"{FOOTER}\nSeite {number}" for number in range(12)],  # a line becomes furniture
    ],
)
def test_a_document_that_changes_an_answer_is_noticed(others):
    read = shard(BROKEN, *OTHERS)
    _, asked = asked_of(read, merge([count(read)]))
    more = merge([count(read), count(shard(*(f"{text}\nWort-\nende" for text in others), start=9))])
    assert not same(asked, more)


def test_a_shard_that_asks_nothing_depends_on_furniture_alone():
    read = shard("Ein Text ohne Trennung.", "Noch einer.")
    _, asked = asked_of(read, merge([count(read)]))
    assert len(asked) == 0
    assert same(asked, merge([count(read), count(shard("Dritter.", start=5))]))
    assert isinstance(asked, pa.Table)
