"""Precision and recall on near-duplicates planted in real documents; and why a shared footer makes nothing a duplicate."""

import itertools

import pyarrow as pa
import pyarrow.parquet as pq

from filters.fingerprint import fingerprint
from pipeline.clean.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import Counts, count
from pipeline.similarity.edges import find_edges
from tests.filters.real_texts import law_sections
from tests.pipeline.clean.corpus import read_table
from tests.pipeline.similarity.edits import KINDS, jaccard, planted, shingle_set
from tests.pipeline.similarity.planted import write

FOOTER = (
    "Herausgegeben von der Stadt Musterhausen, Amt für Öffentlichkeitsarbeit, Rathausplatz 1. Alle Angaben ohne Gewähr; für "
    "die Inhalte verlinkter Seiten sind ausschließlich deren Betreiber verantwortlich. Nachdruck mit Quellenangabe gestattet. "
    "Hinweise auf Fehler nimmt die Redaktion werktags zwischen neun und zwölf Uhr gern entgegen, ebenso Anregungen aller Art."
)


def found_edges(folder, texts, **options):
    find_edges(write(folder, texts), folder / "edges.parquet", **{"threshold": 0.8, **options})
    return {(row["a"], row["b"]): row["similarity"] for row in pq.read_table(folder / "edges.parquet").to_pylist()}


def test_planted_duplicates_of_real_laws_are_found_and_nothing_else(tmp_path):
    pairs = planted([text for text in law_sections(1500) if len(text.split()) >= 80][:600])
    texts = {f"{number:04d}/{side}": row[2 + side] for number, row in enumerate(pairs) for side in (0, 1)}
    sets = {one: shingle_set(text) for one, text in texts.items()}
    true = {number: jaccard(sets[f"{number:04d}/0"], sets[f"{number:04d}/1"]) for number in range(len(pairs))}
    found = found_edges(tmp_path, texts)
    near = {number for number, value in true.items() if value >= 0.8}
    assert len(near) > 200
    assert {pairs[number][0] for number in near} == set(KINDS)
    hit = {number for number in near if (f"{number:04d}/0", f"{number:04d}/1") in found}
    assert len(hit) >= 0.98 * len(near)
    for (a, b), similarity in found.items():
        assert abs(jaccard(sets[a], sets[b]) - similarity) < 1e-5


def notices(number):
    """Return short notices, each different, on a page with a long footer."""
    sections = [text for text in law_sections(2000) if 20 <= len(text.split()) <= 45][:number]
    assert len(sections) == number
    return [" ".join(one.split()) + "\n\n" + FOOTER for one in sections]


def share_of_pairs_alike(texts):
    rows = fingerprint(pa.array(texts, pa.large_string()))["shingles"].to_pylist()
    values = [jaccard(set(a), set(b)) for a, b in itertools.combinations(rows, 2)]
    return sum(value >= 0.4 for value in values) / len(values)


def test_a_long_footer_makes_unrelated_notices_alike_until_cleaning_cuts_it():
    texts = notices(60)
    assert share_of_pairs_alike(texts) > 0.25
    table = read_table(texts)
    cleaned, _ = clean(table, Counts(count(table)), CleanOptions(profile="web"))
    left = cleaned["text"].to_pylist()
    assert not any(FOOTER[:40] in one for one in left)
    assert share_of_pairs_alike(left) < 0.01
