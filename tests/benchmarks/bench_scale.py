"""Seconds and memory of what comes behind annotation, each stage in a process of its own; `python -m` this module [N …].

A small collection is curated once.  Its shards are then multiplied under new ids, with edges in one document of eight, until
the workspace holds N documents in four sources, as the stages before deciding would have left it.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import yaml

from pipeline.admit.proof import Proof
from pipeline.decide.decide import decide_collection
from pipeline.manifest.frozen import Frozen
from pipeline.manifest.tombstones import tombstones
from pipeline.release import buckets, build, deal
from pipeline.release.put_together import put_together
from pipeline.release_files.facts import WrittenFile
from pipeline.similarity.edges import SCHEMA
from pipeline.similarity.index import EDGES
from pipeline.stages.open_collection import open_collection
from pipeline.store.shard import in_order, shards_of
from pipeline.store.store import Name
from pipeline.store.workspace import open_workspace
from pipeline.verify.verify import verify_folder
from tests.e2e import running
from tests.filters.real_texts import law_sections

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

NAME = "scale"
VERSION = "1.0.0"
SOURCES = tuple(f"notes-{number}" for number in range(4))
ROWS = 5_000
"""Documents of one shard."""
DEFAULT = (100_000, 300_000, 1_000_000)


def write_collection(folder: Path) -> Path:
    """Write a collection of short documents, one shard for each source, and return its manifest."""
    rng = random.Random(2026)  # noqa: S311  documents, not secrets
    sentences = [part for text in law_sections(2_000) for part in text.split(". ") if len(part.split()) > 6]
    (folder / "TERMS.txt").write_text("Alles unter CC BY 4.0.\n", "utf-8")
    quoted = [{"kind": "file", "file": "TERMS.txt", "quote": "CC BY 4.0"}]
    for source in SOURCES:
        with (folder / f"{source}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(ROWS):
                text = f"{rng.choice(sentences)}. {rng.choice(sentences)}. Nummer {source} {number}."
                row = {"id": str(number), "text": text, "license": "CC BY 4.0", "authors": [f"Amt {number % 500}"]}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        manifest = {"id": source, "title": source, "attribution": "Notes", "domain": "law", "format": "jsonl"}
        manifest |= {"license": {"id": "CC-BY-4.0", "scope": "document", "evidence": quoted}}
        manifest |= {"fetch": [{"path": f"{source}.jsonl"}]}
        (folder / f"{source}.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    made = {"name": NAME, "title": "Scale", "sources": [f"./{source}.yaml" for source in SOURCES], "version": VERSION}
    (folder / "collection.yaml").write_text(yaml.safe_dump(made | {"as_of": "2026-01-01"}), "utf-8")
    return folder / "collection.yaml"


def multiply(workspace: Workspace, documents: int) -> None:
    """Multiply the shards of every source, and write edges as the comparison would have left them."""
    copies = -(-documents // (ROWS * len(SOURCES)))
    ends: list[pa.Table] = []
    for source in SOURCES:
        first = shards_of(workspace, source)[:1]
        names = [f"{number:05d}" for number in range(copies)]
        for number, name in reversed(list(enumerate(names))):
            ids = _copied(workspace, first[0], name, number)
            ends.append(_edges(ids))
        read = workspace.store.read_json(workspace.read(source) / "read.json")
        counted = {key: value * copies for key, value in read.items() if isinstance(value, int)}
        read |= {**counted, "shards": names}
        workspace.store.write_json(workspace.read(source) / "read.json", read)
    edges = pa.concat_tables(ends).sort_by([("a", "ascending"), ("b", "ascending")])
    workspace.store.write_table(workspace.index(NAME) / EDGES, edges)


def _copied(workspace: Workspace, first: Shard, name: str, number: int) -> list[str]:
    """Copy all tables of a shard under the ids of another, and return these."""
    store, ids = workspace.store, []
    tables = [first.documents(workspace), Name("decisions", NAME, "cuts", first.source, f"{first.name}.parquet")]
    tables += store.names(Name("annotations"), f"*/{first.source}/{first.name}.parquet")
    tables += store.names(Name("contamination"), f"*/{first.source}/{first.name}.parquet")
    for table_name in tables:
        if not store.exists(table_name):
            continue
        metadata = store.schema(table_name).metadata
        frame = store.read_table(table_name)
        place = frame.column_names.index("id")
        ids = [document_id.replace("/", f"/{number}-", 1) for document_id in frame["id"].to_pylist()]
        table = frame.set_column(place, frame.schema.field(place), pa.array(ids, frame.schema.field(place).type))
        if table_name == tables[0]:
            own = ids
        if number:
            target = table_name.with_name(f"{name}.parquet")
            store.write_table(target, table.replace_schema_metadata(metadata))
        elif not number:
            store.write_table(table_name, table.replace_schema_metadata(metadata))
    return sorted(own)


def _edges(ids: list[str]) -> pa.Table:
    """Return edges of which every eighth document has one, half of them exact."""
    pairs = [(ids[place], ids[place + 1]) for place in range(0, len(ids) - 1, 16)]
    kinds = ["exact" if number % 2 else "near" for number in range(len(pairs))]
    likeness = [1.0 if kind == "exact" else 0.9 for kind in kinds]
    columns = [[a for a, _ in pairs], [b for _, b in pairs], likeness, kinds]
    return pa.table(columns, names=SCHEMA.names).cast(SCHEMA)


@dataclass(frozen=True)
class Stages:
    """The stages behind annotation, one function each, in the order of a run."""

    folder: Path

    def decide(self) -> None:
        """Decide on every document."""
        loaded, workspace, shards = self._opened()
        proofs = {
            source: Proof.from_json(workspace.store.read_json(workspace.snapshot(source) / "proof.json"))
            for source in SOURCES
        }
        decide_collection(loaded, workspace, shards, proofs, "2026-01-01", tombstones(workspace, NAME))

    def write(self) -> None:
        """Deal out every shard and put every data file together."""
        loaded, workspace, shards = self._opened()
        planned = buckets.planned(workspace, loaded.manifest, VERSION)
        draft = workspace.store.draft(workspace.releases(NAME) / VERSION)
        dealing = deal.Dealing(draft / build.PIECES, planned, None)
        manifests = {source.id: source.manifest for source in loaded.sources}
        for shard in in_order(shards):
            deal.deal(shard, workspace, NAME, manifests[shard.source], "0" * 64, dealing)
        written = [
            put_together(bucket, draft / build.PIECES, draft)
            for bucket in buckets.all_buckets(planned, has_tokens=False)
        ]
        (self.folder / "written.json").write_text(json.dumps([file.model_dump(mode="json") for file in written]))

    def describe(self) -> None:
        """Write everything around the data."""
        loaded, workspace, shards = self._opened()
        facts = build.Facts(self._written(), [], {}, 0)
        build.finish(loaded, workspace, Frozen(VERSION, "2026-01-01"), shards, facts, "")

    def verify(self) -> None:
        """Check the release."""
        for finding in verify_folder(self.folder / "w" / "releases" / NAME / VERSION):
            if not finding.holds:
                print(f"  {finding.check}: {finding.detail[:200]}")

    def _opened(self):  # type: ignore[no-untyped-def]
        loaded = open_collection(str(self.folder / "collection.yaml"))
        workspace = open_workspace(self.folder / "w")
        return loaded, workspace, {source: shards_of(workspace, source) for source in SOURCES}

    def _written(self) -> list[WrittenFile]:
        return [WrittenFile(**row) for row in json.loads((self.folder / "written.json").read_text())]


def apart(function: Callable[[], None]) -> tuple[float, int]:
    """Return seconds and MiB at most of a call in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_measured, args=(function, there))
    process.start()
    there.close()
    taken: tuple[float, int] = here.recv()
    process.join()
    return taken


def _measured(function: Callable[[], None], there: Connection) -> None:
    started = time.perf_counter()
    function()
    there.send((time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


def main(sizes: tuple[int, ...]) -> None:
    """Print a row for each size and stage."""
    for documents in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            running.run(write_collection(folder), folder / "w", "--workers", 1).release  # noqa: B018  fails if it did
            multiply(open_workspace(folder / "w"), documents)
            stages = Stages(folder)
            for stage in (stages.decide, stages.write, stages.describe, stages.verify):
                seconds, memory = apart(stage)
                print(f"{documents:>12,} {stage.__name__:<9} {seconds:>8.1f} s {memory:>6} MiB", flush=True)


if __name__ == "__main__":
    main(tuple(int(argument) for argument in sys.argv[1:]) or DEFAULT)
