"""Erasure: the texts that a demand concerns are overwritten in every table of the workspace; a tombstone remains.

An erased document keeps its row, id, length and rights, so that the ledger still balances and a later run still lists it
as read and removed.  Text, title, authors, address, date, fingerprint and the places of personal data are deleted.
Snapshots, whose bytes are the publisher's, and releases are not rewritten: they are listed, or deleted as a whole on
request.  A deleted snapshot is fetched again only when its source has to be read anew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from gemeingut.errors import PlaceError
from pipeline.annotate.annotate import JUDGES
from pipeline.decide import takedowns
from pipeline.decide.demands import authors_of, demanded, mark, shown
from pipeline.decide.joined_edges import read_edges
from pipeline.erase import copies
from pipeline.manifest import tombstones
from pipeline.similarity.index import EDGES
from pipeline.store.id_hashes import hashes_of
from pipeline.store.ids import work_of
from pipeline.store.records import Records
from pipeline.store.shard import cleaned_quarantine, dropped_of, shards_of
from pipeline.store.store import Name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

BLOT: Final = "█"
GONE: Final = ("title", "authors", "date", "url", "extra")
"""Columns of a document that are emptied; its statements of rights stay, because they are what it was judged by."""


class ErasureError(PlaceError, RuntimeError):
    """There is nothing to erase from: no demand, or a collection that was not run here."""


@dataclass(frozen=True)
class Erased:
    """The documents erased, how many tables were rewritten, and what still holds the texts: snapshot files, releases."""

    ids: list[str]
    tables: int
    snapshots: list[Name]
    releases: list[Path]


def erase(
    collection: LoadedCollection,
    workspace: Workspace,
    *,
    delete_releases: bool = False,
    delete_snapshots: bool = False,
) -> Erased:
    """Erase what the collection's demands concern from the workspace, and return what was done and what is left.

    Tombstones are written first: an interrupted erasure is continued by the next one.  Raises ErasureError.
    """
    name, records = collection.manifest.name, Records(workspace.store)
    for source in sorted(_read(collection, workspace)):
        copies.delete_leftovers(workspace, records, source)
    records.flush()
    shards = _shards(collection, workspace)
    demands = demanded(collection, tombstones.tombstones(workspace, name))
    if not demands:
        raise ErasureError(f"{collection.path}: no demand stands in takedowns.yaml; there is nothing to erase")
    edges = read_edges(workspace, collection)
    fallen = takedowns.judge(workspace, shards, edges, collection.recipe.duplicates.threshold, demands)
    ids = fallen.decisions["id"].to_list()
    buried = _tombstones(fallen)
    tombstones.remember(workspace, authors_of(buried))
    tombstones.bury(workspace, [shown(demand) for demand in buried])
    tables = sum(_erase_from(workspace, records, shard, set(ids)) for shard in shards)
    touched = sorted({document_id.split("/", 1)[0] for document_id in ids})
    copies.renew(workspace, records, touched)
    records.flush()
    sources = [source for source in collection.sources if source.id in touched]
    if delete_releases:
        copies.delete_releases(workspace, ids)
    if delete_snapshots:
        copies.delete_snapshots(workspace, sources)
    return Erased(ids, tables, copies.snapshots(workspace, touched), copies.releases(workspace, ids))


def _shards(collection: LoadedCollection, workspace: Workspace) -> list[Shard]:
    """Return the shards of a collection; raise ErasureError if it was not run here, or not to its end."""
    store, name, there = workspace.store, collection.manifest.name, _read(collection, workspace)
    if not there or not store.exists(workspace.index(name) / EDGES):
        raise ErasureError(f"{workspace}: {name} was not run here; run it first, so that the demands are decided")
    shards = [shard for source in sorted(there) for shard in shards_of(workspace, source)]
    needed = [
        table for shard in shards for table in (shard.documents(workspace), shard.annotation(workspace, "fingerprint"))
    ]
    missing = next((table for table in needed if not store.exists(table)), None)
    if missing:
        raise ErasureError(
            f"{store.local(missing)}: not there, since a run was interrupted; run {name} first, then erase"
        )
    return shards


def _read(collection: LoadedCollection, workspace: Workspace) -> set[str]:
    """Return the sources that were read."""
    there = {source.id: workspace.read(source.id) / "read.json" for source in collection.sources}
    return {source for source, name in there.items() if workspace.store.exists(name)}


def _tombstones(fallen: takedowns.Fallen) -> list[dict[str, Any]]:
    """Return the demands with the hashes of the removed texts and ids: an erased text cannot be hashed again."""
    own: dict[str, list[str]] = defaultdict(list)
    for demand, documents in fallen.by_demand.items():
        own[demand] = [mark("id", document) for document in documents]
    return [outcome | {"texts": sorted({*outcome["texts"], *own[outcome["hash"]]})} for outcome in fallen.outcomes]


def _erase_from(workspace: Workspace, records: Records, shard: Shard, ids: set[str]) -> int:
    """Erase the documents from everything that was made of a shard; return how many tables were rewritten."""
    store = workspace.store
    own = [
        document_id
        for document_id in store.read_table(shard.documents(workspace), ["id"])["id"].to_pylist()
        if document_id in ids
    ]
    repeated = _erase_dropped(workspace, records, shard, ids)
    if not own:
        return repeated
    cuts = [
        name
        for kind in ("cuts", "passages")
        for name in store.names(Name("decisions"), f"*/{kind}/{shard.source}/{shard.name}.parquet")
    ]
    changes: list[tuple[Name, Callable[[pa.Table, pa.ChunkedArray], pa.Table]]] = [
        (shard.documents(workspace), _blotted),
        (shard.annotation(workspace, "fingerprint"), _without_print),
        (shard.annotation(workspace, "pii"), _without_spans),
        (shard.annotation(workspace, JUDGES), _without_words),
        *((name, _blotted) for name in cuts),
    ]
    written = [_rewrite(workspace, records, name, set(own), change) for name, change in changes if store.exists(name)]
    return sum(written) + _erase_raw(workspace, records, shard, own) + repeated


def _erase_dropped(workspace: Workspace, records: Records, shard: Shard, ids: set[str]) -> bool:
    """Overwrite the raw texts that bear an erased id but were dropped, because an earlier piece has a document of that id."""
    raw = workspace.read(shard.source) / f"{shard.name}.parquet"
    dropped = dropped_of(workspace, shard.source).get(shard.name, ())
    works = sorted({work_of(document_id) for document_id in ids}) if dropped else []
    again = {work for work, digest in zip(works, hashes_of(works).tolist(), strict=True) if digest in dropped}
    return bool(again) and workspace.store.exists(raw) and _rewrite(workspace, records, raw, again, _blotted)


def _erase_raw(workspace: Workspace, records: Records, shard: Shard, own: Sequence[str]) -> bool:
    """Overwrite the texts as they were read; of a work that was split, the erased parts."""
    store, raw = workspace.store, workspace.read(shard.source) / f"{shard.name}.parquet"
    if not store.exists(raw):
        return False
    parts = store.read_table(shard.documents(workspace), ["id", "characters_read"])
    sizes = dict(zip(parts["id"].to_pylist(), parts["characters_read"].to_pylist(), strict=True))
    emptied = cleaned_quarantine(workspace, shard)
    if store.exists(emptied):  # parts of which nothing was left are between the others all the same
        gone = store.read_table(emptied, ["id", "characters"])
        sizes |= dict(zip(gone["id"].to_pylist(), gone["characters"].to_pylist(), strict=True))
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    starts: dict[str, int] = defaultdict(int)
    for document_id, size in sorted(sizes.items(), key=lambda part: (len(part[0]), part[0])):  # #10000 is behind #9999
        work = work_of(document_id)
        if document_id in own:
            places[work].append((starts[work], starts[work] + size))
        starts[work] += size
    return _rewrite(workspace, records, raw, set(places), lambda table, hit: _blotted(table, hit, places))


def _rewrite(
    workspace: Workspace,
    records: Records,
    name: Name,
    ids: set[str],
    change: Callable[[pa.Table, pa.ChunkedArray], pa.Table],
) -> bool:
    """Write a table again with some rows changed; its content hash for keys stays the same.  Return whether a row matched.

    A table that is not what was recorded is deleted: whatever it holds, a run makes it again.
    """
    store, known = workspace.store, records.stored(name)
    if known is None or not store.is_intact(name, known):
        records.drop(name)
        store.delete(name)
        return True
    table = store.read_table(name).replace_schema_metadata(store.schema(name).metadata)
    hit = pc.is_in(table["id"], pa.array(sorted(ids), pa.string()))
    if not pc.any(hit).as_py():
        return False
    store.write_table(name, change(table, hit).replace_schema_metadata(table.schema.metadata))
    records.rewritten(name)
    return True


def _blotted(table: pa.Table, hit: pa.ChunkedArray, places: dict[str, list[tuple[int, int]]] | None = None) -> pa.Table:
    """Return the rows without text, of the same number of characters, and without what describes them."""
    texts = [
        _blot(text.as_py(), places[document_id] if places else None) if is_hit else text.as_py()
        for document_id, text, is_hit in zip(table["id"].to_pylist(), table["text"], hit.to_pylist(), strict=True)
    ]
    table = _with(table, "text", pa.array(texts, pa.large_string()))
    for name in GONE:
        if name in table.column_names:
            table = _with(table, name, pc.if_else(hit, pa.scalar(None, table[name].type), table[name]))
    return table


def _blot(text: str, places: list[tuple[int, int]] | None) -> str:
    for start, end in places if places is not None else [(0, len(text))]:
        text = text[:start] + BLOT * (min(end, len(text)) - start) + text[end:]
    return text


def _without_print(table: pa.Table, hit: pa.ChunkedArray) -> pa.Table:
    empty = {"shingles": [], "text_sha256": bytes(32)}
    size = table.schema.field("signature").type.list_size
    emptied = _emptied(table, hit, empty | {"signature": [0xFFFFFFFF] * size})
    prints = zip(table["id"].to_pylist(), table["exact"].to_pylist(), hit.to_pylist(), strict=True)
    exact = [takedowns.nothing_of(document_id) if is_hit else value for document_id, value, is_hit in prints]
    return _with(emptied, "exact", pa.array(exact, table.schema.field("exact").type))


def _without_spans(table: pa.Table, hit: pa.ChunkedArray) -> pa.Table:
    return _emptied(table, hit, {"spans": []})


def _without_words(table: pa.Table, hit: pa.ChunkedArray) -> pa.Table:
    """Return the rows with what a user's filters objected to, and not the words in which they may quote the text."""
    silent = [
        [objection | {"says": None} for objection in objections] if is_hit else objections
        for objections, is_hit in zip(table["objections"].to_pylist(), hit.to_pylist(), strict=True)
    ]
    failed = [
        failure.split(": ")[0] if is_hit and failure else failure
        for failure, is_hit in zip(table["filter_failed"].to_pylist(), hit.to_pylist(), strict=True)
    ]
    table = _with(table, "objections", pa.array(silent, table.schema.field("objections").type))
    return _with(table, "filter_failed", pa.array(failed, pa.string()))


def _emptied(table: pa.Table, hit: pa.ChunkedArray, empty: dict[str, Any]) -> pa.Table:
    for name, value in empty.items():
        values = [
            value if is_hit else before for before, is_hit in zip(table[name].to_pylist(), hit.to_pylist(), strict=True)
        ]
        table = _with(table, name, pa.array(values, table.schema.field(name).type))
    return table


def _with(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    place = table.schema.get_field_index(name)
    field = table.schema.field(place)
    return table.set_column(place, field, values.cast(field.type))
