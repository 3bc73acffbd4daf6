"""The full annotation of a shard of short and of one of long texts, annotator by annotator, on one core; two workers against one.

    python -m tests.benchmarks.bench_annotate

Processor time counts, not what others do on the machine; only for the two workers it is the clock, and the ratio says
something on an otherwise idle machine alone.
"""

from __future__ import annotations

import itertools
import re
import tarfile
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa

from pipeline.annotate.annotate import ANNOTATORS, parameters_of, wanted
from pipeline.manifest import Recipe
from pipeline.read.decode import decode
from pipeline.store.schemas import DOCUMENTS
from tests.filters.real_texts import law_sections

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
SECTIONS = 12_000
ROUNDS = 5  # the quickest counts: then nobody else wanted the core
LONG = 5_500_000  # bytes of each kind of long text
STATEMENT = {"statement": "CC BY 4.0", "where": "record"}
RECIPE = Recipe(name="default")


def long_texts():
    """Return whole laws, plays, minutes of parliament and a thousand lines at a time of court decisions, at most LONG of each."""
    laws = [text for name, text in members("gesetze-bund/gesetze-2000.tar.gz", "index.md") if len(text) > 20_000]
    plays = [plain(text) for _, text in members("gerdracor/gerdracor.zip", ".xml")]
    minutes = [text for _, text in members("bundestag-plpr-txt/bundestag-plpr-txt.zip", ".txt")]
    lines = [
        plain(text).splitlines()
        for _, text in members("legal-entity-recognition/dataset_courts_timex.zip", "_timex.txt")
    ]
    decisions = ["\n".join(one[at : at + 1000]) for one in lines for at in range(0, len(one), 1000)]
    return [text for texts in (laws, plays, minutes, decisions) for text in up_to(texts, LONG)]


def members(archive, ending):
    """Return (name, text) of the archive's members whose name ends so."""
    path = CORPORA / archive
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as opened:
            names = [name for name in opened.namelist() if name.endswith(ending)]
            return [(name, decode(opened.read(name), None)[0]) for name in names]
    with tarfile.open(path) as opened:
        files = [one for one in opened if one.name.endswith(ending)]
        return [(one.name, decode(opened.extractfile(one).read(), None)[0]) for one in files]


def plain(text):
    """Return what is left of a document in XML without its header and its tags."""
    return re.sub(r"[ \t]+", " ", re.sub(r"<teiHeader.*?</teiHeader>|<[^>]*>", "", text, flags=re.DOTALL))


def up_to(texts, size):
    """Return the first texts that have so many bytes together."""
    ends = itertools.accumulate(len(text.encode()) for text in texts)
    return [text for text, end in zip(texts, ends, strict=True) if end <= size]


def shard(texts):
    columns = {
        "id": pa.array([f"law/{number}" for number in range(len(texts))]),
        "text": pa.array(texts, pa.large_string()),
        "license_statements": pa.array([[STATEMENT]] * len(texts)),
        "damage": pa.array([0.0] * len(texts), pa.float32()),
    }
    missing = {field.name: pa.nulls(len(texts), field.type) for field in DOCUMENTS if field.name not in columns}
    return pa.table(columns | missing), sum(len(text.encode()) for text in texts) / 1e6


def annotate(name, documents):
    one = ANNOTATORS[name]
    return one.annotate(documents.select(["id", *one.columns]), parameters_of(name, RECIPE))


def work(count):
    documents, _ = shard(law_sections(count))
    start = time.perf_counter()
    for name in wanted(RECIPE):
        annotate(name, documents)
    return time.perf_counter() - start


def two_against_one():
    """Return how much more two processes do than one in the same time, compiling and reading left out."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(work, [10, 10]))
        alone = min(pool.submit(work, SECTIONS).result() for _ in range(ROUNDS))
        together = min(max(pool.map(work, [SECTIONS, SECTIONS])) for _ in range(ROUNDS))
    return 2 * alone / together


def report(title, texts):
    """Print the speed of each annotator on one core, and its share of all, the best of three."""
    documents, size = shard(texts)
    best = {}
    for name in wanted(RECIPE):
        annotate(name, documents.slice(0, 10))
        best[name] = min(timed(name, documents) for _ in range(ROUNDS))
    total = sum(best.values())
    print(f"{title}: {len(texts)} documents, {size:.1f} MB")
    for name, seconds in best.items():
        print(f"  {name}: {size / seconds:.1f} MB/s, {seconds / size * 1000:.1f} ms per MB, {seconds / total:.0%}")
    print(f"  all annotators one after the other: {size / total:.1f} MB/s, {total / size * 1000:.1f} ms per MB")


def timed(name, documents):
    start = time.process_time()
    annotate(name, documents)
    return time.process_time() - start


def main():
    report("sections of law", law_sections(SECTIONS))
    report("whole laws, plays, minutes, decisions", long_texts())
    print(f"two workers against one: {two_against_one():.2f}")


if __name__ == "__main__":
    main()
