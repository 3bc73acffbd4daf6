"""Near duplicates planted in laws, letters and newspapers, as they are after cleaning, are found."""

import pyarrow.parquet as pq
import pytest

from pipeline.manifest.recipe import DuplicateRecipe
from pipeline.similarity.edges import find_edges
from tests.pipeline.similarity.edits import jaccard, planted, shingle_set
from tests.pipeline.similarity.planted import write

GENRES = {
    "laws": ("gesetze-bund",),
    "letters": ("schnitzler-briefe", "soldatenbriefe"),
    "press": ("europeana-newspapers-ner", "hipe-2022-de", "dach-gt-alto"),
}
LEAST_WORDS, LONGEST, TEXTS = 80, 20_000, 240


def texts_of(workspace, sources):
    """Return texts of the sources, spread over them, each once: edges join the first of equal texts only."""
    distinct = {
        frozenset(shingle_set(text)): text
        for source in sources
        for path in sorted((workspace.store.local(workspace.documents(source))).glob("*.parquet"))
        for text in pq.read_table(path, columns=["text"]).column("text").to_pylist()
        if len(text.split()) >= LEAST_WORDS and len(text) <= LONGEST
    }
    texts = list(distinct.values())
    return texts[:: max(1, len(texts) // TEXTS)][:TEXTS]


@pytest.mark.parametrize("genre", GENRES)
def test_planted_near_duplicates_are_found(genre, workspace, tmp_path):
    pairs = planted(texts_of(workspace, GENRES[genre]))
    texts = {f"{number:04d}/{side}": row[2 + side] for number, row in enumerate(pairs) for side in (0, 1)}
    sets = {one: shingle_set(text) for one, text in texts.items()}
    threshold = DuplicateRecipe().threshold
    near = [n for n in range(len(pairs)) if jaccard(sets[f"{n:04d}/0"], sets[f"{n:04d}/1"]) >= threshold]
    find_edges(write(tmp_path, texts), tmp_path / "edges.parquet", threshold=threshold)
    edges = pq.read_table(tmp_path / "edges.parquet").to_pylist()
    found = {(row["a"], row["b"]) for row in edges}
    missed = [pairs[n][:2] for n in near if (f"{n:04d}/0", f"{n:04d}/1") not in found]
    assert len(near) >= 60
    assert len(missed) <= 0.02 * len(near), (len(near), missed)
