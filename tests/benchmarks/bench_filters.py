"""All measures and rules against datatrove's filters: same documents, one core, one run; the ratio counts.

    python -m tests.benchmarks.bench_filters

datatrove's word tokenizer for German is spaCy's.  Where spaCy is not installed its filters get their words from
`str.split`, which costs next to nothing: the ratio printed is then far below the true one, and the output says so.
"""

from __future__ import annotations

import importlib.util
import itertools
import statistics
import time

import pyarrow as pa
from datatrove.data import Document
from datatrove.pipeline.filters import fineweb_quality_filter, gopher_quality_filter, gopher_repetition_filter

from filters.filter import objections
from filters.measures import measure
from filters.profiles import rules
from tests.filters.real_texts import law_sections

SECTIONS = 12_000
FOR_DATATROVE = 600  # a slice of the same documents: the reference is slow, and its rate does not depend on how many


def seconds(function, runs):
    """Return the median processor time of `runs` calls: it does not count what others do on the machine."""
    durations = []
    for _ in range(runs):
        start = time.process_time()
        function()
        durations.append(time.process_time() - start)
    return statistics.median(durations)


def megabytes(texts):
    return sum(len(text.encode()) for text in texts) / 1e6


def datatrove_filters():
    """Return datatrove's filters with no limit that ends a document early, as a full annotation would need them."""
    never = 10.0**9
    dup = tuple((size, never) for size in range(5, 11))
    top = tuple((size, never) for size in range(2, 5))
    repetition = gopher_repetition_filter.GopherRepetitionFilter(
        dup_line_frac=never,
        dup_para_frac=never,
        dup_line_char_frac=never,
        dup_para_char_frac=never,
        top_n_grams=top,
        dup_n_grams=dup,
        language="deu",
    )
    quality = gopher_quality_filter.GopherQualityFilter(
        min_doc_words=1,
        max_doc_words=10**9,
        min_avg_word_length=1,
        max_avg_word_length=10**9,
        max_symbol_word_ratio=10**9,
        max_bullet_lines_ratio=10**9,
        max_ellipsis_lines_ratio=10**9,
        max_non_alpha_words_ratio=1e-9,
        min_stop_words=0,
        language="deu",
    )
    fineweb = fineweb_quality_filter.FineWebQualityFilter(
        line_punct_thr=0, short_line_thr=never, char_duplicates_ratio=never, new_line_ratio=never, language="deu"
    )
    return repetition, quality, fineweb


def with_whitespace_words():
    for module in (gopher_repetition_filter, gopher_quality_filter, fineweb_quality_filter):
        module.split_into_words = lambda text, _language: text.split()


def run_datatrove(steps, texts):
    for step, text in itertools.product(steps, texts):
        step.filter(Document(text, ""))


def main():
    texts = law_sections(SECTIONS)
    column = pa.array(texts, pa.large_string())
    start = time.process_time()
    measure(pa.array(["Einmal übersetzt."], pa.large_string()))
    print(f"warm-up (compiling, or loading from the cache): {time.process_time() - start:.1f} s")
    limits = rules("law")
    ours = megabytes(texts) / seconds(lambda: objections(measure(column), limits), runs=3)
    print(f"all {len(measure(column[:1]).column_names)} measures and {len(limits)} rules: {ours:.1f} MB/s, one core")
    tokenizer = "its German tokenizer (spaCy)"
    if importlib.util.find_spec("spacy") is None:
        with_whitespace_words()
        tokenizer = "words from str.split, since spaCy is not installed; with spaCy it is several times slower"
    few = texts[:FOR_DATATROVE]
    theirs = megabytes(few) / seconds(lambda: run_datatrove(datatrove_filters(), few), runs=1)
    print(f"datatrove: repetition, Gopher quality, FineWeb: {theirs:.2f} MB/s; {tokenizer}")
    print(f"ratio: {ours / theirs:.0f}")


if __name__ == "__main__":
    main()
