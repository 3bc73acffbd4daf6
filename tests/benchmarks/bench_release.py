"""A release of generated documents: how fast it is packed and described; `python -m` this module [N].

The documents are drawn from paragraphs of German law, a number in each, so that no two are near copies.  They are curated once;
then dealing, writing and describing are timed by themselves, in this process.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import yaml

from pipeline.describe import describe
from pipeline.manifest.load import load_collection
from pipeline.release import buckets, deal, put_together
from pipeline.store.files import read_json
from pipeline.store.shard import shards_of
from pipeline.store.workspace import open_workspace
from tests.e2e import running
from tests.filters.real_texts import law_sections

if TYPE_CHECKING:
    from collections.abc import Callable

TARGETS = {"packed": 40.0, "described": 60.0}
"""MB of text per second on one core, and seconds for the description of a million documents."""
WORDS = 400


def collection(folder: Path, count: int) -> Path:
    """Write a collection of `count` documents of about 400 words and return its manifest."""
    rng = random.Random(2026)  # noqa: S311  documents, not secrets
    sentences = [one for text in law_sections(3_000) for one in re.split(r"(?<=[.;])\s+", text) if len(one.split()) > 6]
    with (folder / "notes.jsonl").open("w", encoding="utf-8") as file:
        for number in range(count):
            text, words = [], 0
            while words < WORDS:
                text.append(f"{rng.choice(sentences)} Gezählt unter Nummer {rng.randrange(10**9)}.")
                words += len(text[-1].split())
            row = {"id": str(number), "text": "\n".join(text), "license": "CC BY 4.0", "date": str(1900 + number % 120)}
            file.write(json.dumps(row | {"authors": [f"Amt {number % 5_000}"]}, ensure_ascii=False) + "\n")
    (folder / "TERMS.txt").write_text("Alles unter CC BY 4.0.\n", "utf-8")
    evidence = [{"kind": "file", "file": "TERMS.txt", "quote": "CC BY 4.0"}]
    source = {"id": "notes", "title": "Notes", "attribution": "Notes", "domain": "law", "format": "jsonl"}
    source |= {
        "license": {"id": "CC-BY-4.0", "scope": "document", "evidence": evidence},
        "fetch": [{"path": "notes.jsonl"}],
    }
    (folder / "source.yaml").write_text(yaml.safe_dump(source), "utf-8")
    made = {"name": "generated", "title": "Generated", "sources": ["./source.yaml"], "version": "1.0.0"}
    (folder / "collection.yaml").write_text(yaml.safe_dump(made | {"as_of": "2026-01-01"}), "utf-8")
    return folder / "collection.yaml"


def timed(function: Callable[[], object]) -> float:
    """Return the seconds of processor time that a call takes in this process, all of its threads together."""
    started = time.process_time()
    function()
    return time.process_time() - started


def main(count: int = 20_000) -> None:
    """Print MB of text per second for packing, and seconds and memory for describing, beside what must be reached."""
    pa.set_cpu_count(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = collection(folder, count)
        release = running.run(manifest, folder / "w", "--workers", 2).release
        facts = read_json(release / "release.json")
        size = facts["counts"]["text_bytes"] / 1e6
        print(f"{facts['counts']['kept']:,} of {count:,} documents kept, {size:.0f} MB of text")
        packing = min(timed(lambda: pack(manifest, folder)) for _ in range(3))  # the first one pays for imports
        print(f"packed     {size / packing:>8.1f} MB/s (needed {TARGETS['packed']:.0f})")
        describing = timed(lambda: describe(release))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"described  {describing:>8.1f} s (needed {TARGETS['described']:.0f} for 1,000,000), {memory} MiB at most"
        )


def pack(manifest: Path, folder: Path) -> None:
    """Deal out and write the data of a collection that has been curated."""
    loaded, workspace = load_collection(str(manifest)), open_workspace(folder / "w")
    planned = buckets.planned(workspace, loaded.manifest, "1.0.0")
    for shard in shards_of(workspace, "notes"):
        deal.deal(shard, workspace, "generated", loaded.sources[0].manifest, folder / "pieces", planned, None)
    for bucket in buckets.all_buckets(planned, has_tokens=False):
        put_together.put_together(bucket, folder / "pieces", folder / "packed")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
