"""datatrove from a Parquet file to written documents, in the stages of its documentation; processor seconds of each.

Its word tokenizer for German is spaCy's; where that is not installed its words are `str.split`'s, which cost next to nothing.
"""

from __future__ import annotations

import importlib.util
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGE = "deu"


class _SplitWords:
    """A tokenizer for datatrove."""

    def word_tokenize(self, text: str) -> list[str]:
        """Return the words between blanks."""
        return text.split()


def words_from() -> str:
    """Return where datatrove's words are from."""
    return "its spaCy" if importlib.util.find_spec("spacy") else "split in place of its spaCy, which is missing here"


def run(file: Path) -> dict[str, float]:
    """Carry out all stages on the file in this process and return the processor seconds of each."""
    from datatrove.pipeline.dedup import minhash  # noqa: PLC0415  takes a second to import
    from datatrove.pipeline.readers import JsonlReader  # noqa: PLC0415
    from datatrove.pipeline.writers import JsonlWriter  # noqa: PLC0415
    from datatrove.utils.hashing import HashConfig  # noqa: PLC0415

    config = minhash.MinhashConfig(hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8)
    seconds: dict[str, float] = {}

    def stage(name: str, *steps: Any) -> None:
        seconds[name] = _seconds(lambda: _carry_out(steps))

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        filtered = JsonlReader(f"{place}/filtered")
        stage("filters", *_filters(file), JsonlWriter(f"{place}/filtered"))
        stage("signatures", filtered, _signing(minhash.MinhashDedupSignature, f"{place}/signatures", config))
        for bucket in range(config.num_buckets):
            step = minhash.MinhashDedupBuckets(f"{place}/signatures", f"{place}/buckets", config=config)
            stage(f"bucket {bucket}", _AtRank(step, bucket, config.num_buckets))
        stage("cluster", minhash.MinhashDedupCluster(f"{place}/buckets", f"{place}/removed", config=config))
        stage("write", filtered, minhash.MinhashDedupFilter(f"{place}/removed"), JsonlWriter(f"{place}/written"))
    buckets = [name for name in seconds if name.startswith("bucket ")]
    total = sum(seconds.pop(name) for name in buckets)
    return {**{name: seconds[name] for name in ("filters", "signatures")}, "buckets": total, **seconds}


def _filters(file: Path) -> list[Any]:
    from datatrove.pipeline.filters import (  # noqa: PLC0415
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )
    from datatrove.pipeline.filters import fineweb_quality_filter as fineweb  # noqa: PLC0415
    from datatrove.pipeline.filters import gopher_quality_filter as quality  # noqa: PLC0415
    from datatrove.pipeline.filters import gopher_repetition_filter as repetition  # noqa: PLC0415
    from datatrove.pipeline.readers import ParquetReader  # noqa: PLC0415

    if importlib.util.find_spec("spacy") is None:
        for module in (repetition, quality, fineweb):
            module.split_into_words = lambda text, _language: text.split()
    reader = ParquetReader(str(file.resolve().parent), glob_pattern=file.name)
    # English stop words would remove every German text
    judges = (GopherRepetitionFilter(language=LANGUAGE), GopherQualityFilter(language=LANGUAGE, min_stop_words=0))
    return [reader, *judges, FineWebQualityFilter(language=LANGUAGE)]


def _signing(kind: Any, folder: str, config: Any) -> Any:
    from datatrove.pipeline.dedup import minhash  # noqa: PLC0415
    from datatrove.utils.hashing import create_hash_func  # noqa: PLC0415

    if importlib.util.find_spec("spacy") is None:
        minhash.load_word_tokenizer = lambda _language: _SplitWords()
    step = kind(folder, config=config, language=LANGUAGE)
    hash_bytes = create_hash_func(config.hash_config)
    step._hash_func = lambda shingle: hash_bytes(shingle.encode())  # xxhash 4 takes bytes only, datatrove gives it text
    return step


class _AtRank:
    """A step that has several tasks, at one of them."""

    def __init__(self, step: Any, rank: int, tasks: int) -> None:
        self.step, self.rank, self.tasks = step, rank, tasks

    def run(self, data: Any, _rank: int, _tasks: int) -> Any:
        """Carry out the task."""
        return self.step.run(data, self.rank, self.tasks)


def _carry_out(steps: tuple[Any, ...]) -> None:
    """Chain the steps as datatrove's executors do, for the only task there is."""
    data: Any = None
    for step in steps:
        data = step.run(data, 0, 1)
    for _ in data or ():
        pass


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
