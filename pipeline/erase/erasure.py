"""Erasure: the texts that a demand concerns are blotted out of every table of the workspace, and leave a tombstone.

A blotted document keeps its place, its id, its length and its rights, so that the ledger goes on balancing and a later run
can still say that it was read and removed; text, title, authors, address, date, fingerprint and the places of personal data
are gone.  Snapshots, whose bytes are the publisher's, and releases are not rewritten: they are named, or deleted as a whole
if that is asked for.  A snapshot that was deleted is fetched again only when its source has to be read anew.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gemeingut.errors import PlaceError
from pipeline.annotate.annotate import JUDGES
from pipeline.decide import takedowns
from pipeline.decide.demands import authors_of, demanded, mark, shown
from pipeline.erase import withdrawal
from pipeline.manifest import tombstones
from pipeline.release import build_on
from pipeline.similarity.index import EDGES, store_index
from pipeline.store import workspace as ws
from pipeline.store.ids import work_of
from pipeline.store.shard import cleaned_quarantine, shards_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

BLOT: Final = "█"
GONE: Final = ("title", "authors", "date", "url", "extra")
"""Columns of a document that are emptied; its statements of rights stay, for they are what it was judged by."""


class ErasureError(PlaceError, RuntimeError):
    """There is nothing to erase from: no demand, or a collection that was not run here."""


@dataclass(frozen=True)
class Erased:
    """The documents erased, how many tables were rewritten, and what still holds the texts: snapshot files, releases."""

    ids: list[str]
    tables: int
    snapshots: list[Path]
    releases: list[Path]


def erase(
    collection: LoadedCollection,
    workspace: Workspace,
    *,
    delete_releases: bool = False,
    delete_snapshots: bool = False,
) -> Erased:
    """Erase what the collection's demands concern from the workspace, and return what was done and what is left.

    Tombstones are written first: an erasure that was interrupted is carried on by another one.  Raises ErasureError.
    """
    name = collection.manifest.name
    shards = _shards(collection, workspace)
    demands = demanded(collection, tombstones.tombstones(workspace, name))
    if not demands:
        raise ErasureError(f"{collection.path}: no demand stands in takedowns.yaml; there is nothing to erase")
    edges = ws.read_table(workspace.index(name) / EDGES)
    fallen = takedowns.judge(workspace, shards, edges, collection.recipe.duplicates.threshold, demands)
    ids = fallen.decisions["id"].to_list()
    buried = _tombstones(fallen)
    tombstones.remember(workspace, authors_of(buried))
    tombstones.bury(workspace, [shown(one) for one in buried])
    tables = sum(_erase_from(workspace, shard, set(ids)) for shard in shards)
    _store_again(workspace)
    for place in sorted(workspace.root.glob(f"index/*/{build_on.FOLDER}")):
        for source in sorted({one.split("/", 1)[0] for one in ids}):
            build_on.store(workspace, place.parent.name, source, [one for one in shards if one.source == source])
    sources = [one for one in collection.sources if any(document.startswith(f"{one.id}/") for document in ids)]
    for source in sources:
        withdrawal.delete_leftovers(workspace, source.id)
    if delete_releases:
        withdrawal.delete_releases(workspace, ids)
    if delete_snapshots:
        withdrawal.delete_snapshots(workspace, sources)
    names = [source.id for source in sources]
    return Erased(ids, tables, withdrawal.snapshots(workspace, names), withdrawal.releases(workspace, ids))


def _shards(collection: LoadedCollection, workspace: Workspace) -> list[Shard]:
    name = collection.manifest.name
    there = [one.id for one in collection.sources if (workspace.read(one.id) / "read.json").is_file()]
    if not there or not (workspace.index(name) / EDGES).is_file():
        raise ErasureError(f"{workspace.root}: {name} was not run here; run it first, so that the demands are decided")
    return [shard for source in sorted(there) for shard in shards_of(workspace, source)]


def _tombstones(fallen: takedowns.Fallen) -> list[dict[str, Any]]:
    """Return the demands with the hashes of the texts and of the ids that fell: the text can no longer be hashed again."""
    own: dict[str, list[str]] = defaultdict(list)
    for one, documents in fallen.by_demand.items():
        own[one] = [mark("id", document) for document in documents]
    return [one | {"texts": sorted({*one["texts"], *own[one["hash"]]})} for one in fallen.told]


def _erase_from(workspace: Workspace, shard: Shard, ids: set[str]) -> int:
    """Blot the documents out of everything that was made of a shard; return how many tables were rewritten."""
    own = [one for one in ws.read_table(shard.documents(workspace), ["id"])["id"].to_pylist() if one in ids]
    if not own:
        return 0
    cuts = [
        path
        for kind in ("cuts", "passages")
        for path in workspace.root.glob(f"decisions/*/{kind}/{shard.source}/{shard.name}.parquet")
    ]
    changes: list[tuple[Path, Callable[[pa.Table, pa.ChunkedArray], pa.Table]]] = [
        (shard.documents(workspace), _blotted),
        (shard.annotation(workspace, "fingerprint"), _without_print),
        (shard.annotation(workspace, "pii"), _without_spans),
        (shard.annotation(workspace, JUDGES), _without_words),
        *((path, _blotted) for path in sorted(cuts)),
    ]
    written = [_rewrite(path, set(own), change) for path, change in changes if path.is_file()]
    return sum(written) + _erase_raw(workspace, shard, own)


def _erase_raw(workspace: Workspace, shard: Shard, own: Sequence[str]) -> bool:
    """Blot the texts as they were read; of a work that was split, the parts that fell."""
    path = workspace.read(shard.source) / f"{shard.name}.parquet"
    if not path.is_file():
        return False
    parts = ws.read_table(shard.documents(workspace), ["id", "characters_read"])
    sizes = dict(zip(parts["id"].to_pylist(), parts["characters_read"].to_pylist(), strict=True))
    emptied = cleaned_quarantine(workspace, shard)
    if emptied.is_file():  # parts of which nothing was left stand between the others all the same
        gone = ws.read_table(emptied, ["id", "characters"])
        sizes |= dict(zip(gone["id"].to_pylist(), gone["characters"].to_pylist(), strict=True))
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    starts: dict[str, int] = defaultdict(int)
    for one, size in sorted(sizes.items(), key=lambda part: (len(part[0]), part[0])):  # #10000 is behind #9999
        work = work_of(one)
        if one in own:
            places[work].append((starts[work], starts[work] + size))
        starts[work] += size
    return _rewrite(path, set(places), lambda table, hit: _blotted(table, hit, places))


def _rewrite(path: Path, ids: set[str], change: Callable[[pa.Table, pa.ChunkedArray], pa.Table]) -> bool:
    """Write a stage's table again with some rows changed, its key kept; return whether there was anything to change."""
    table = pq.read_table(path, partitioning=None)
    hit = pc.is_in(table["id"], pa.array(sorted(ids), pa.string()))
    if not pc.any(hit).as_py():
        return False
    made_with = (table.schema.metadata or {}).get(ws.KEY, b"").decode()
    ws.write_table(path, change(table, hit).replace_schema_metadata(table.schema.metadata), made_with)
    return True


def _blotted(table: pa.Table, hit: pa.ChunkedArray, places: dict[str, list[tuple[int, int]]] | None = None) -> pa.Table:
    """Return the rows without text, of the same number of characters, and without what describes them."""
    texts = [
        _blot(text.as_py(), places[one] if places else None) if is_hit else text.as_py()
        for one, text, is_hit in zip(table["id"].to_pylist(), table["text"], hit.to_pylist(), strict=True)
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
    exact = [takedowns.nothing_of(one) if is_hit else value for one, value, is_hit in prints]
    return _with(emptied, "exact", pa.array(exact, table.schema.field("exact").type))


def _without_spans(table: pa.Table, hit: pa.ChunkedArray) -> pa.Table:
    return _emptied(table, hit, {"spans": []})


def _without_words(table: pa.Table, hit: pa.ChunkedArray) -> pa.Table:
    """Return the rows with what a user's filters objected to, and not the words in which they may quote the text."""
    silent = [
        [one | {"says": None} for one in found] if is_hit else found
        for found, is_hit in zip(table["objections"].to_pylist(), hit.to_pylist(), strict=True)
    ]
    failed = [
        one.split(": ")[0] if is_hit and one else one
        for one, is_hit in zip(table["filter_failed"].to_pylist(), hit.to_pylist(), strict=True)
    ]
    table = _with(table, "objections", pa.array(silent, table.schema.field("objections").type))
    return _with(table, "filter_failed", pa.array(failed, pa.string()))


def _emptied(table: pa.Table, hit: pa.ChunkedArray, empty: dict[str, Any]) -> pa.Table:
    for name, value in empty.items():
        values = [
            value if is_hit else one for one, is_hit in zip(table[name].to_pylist(), hit.to_pylist(), strict=True)
        ]
        table = _with(table, name, pa.array(values, table.schema.field(name).type))
    return table


def _with(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    place = table.schema.get_field_index(name)
    field = table.schema.field(place)
    return table.set_column(place, field, values.cast(field.type))


def _store_again(workspace: Workspace) -> None:
    """Make every index of the workspace anew: its files of fingerprints are links to those that were replaced."""
    for edges in sorted(workspace.root.glob(f"index/*/{EDGES}")):
        names = [path.relative_to(edges.parent / "prints").with_suffix("").as_posix() for path in _prints(edges.parent)]
        shards = {name: workspace.annotation("fingerprint", *name.split("/", 1)) for name in names}
        copy = edges.with_name(f"{ws.TEMPORARY}{EDGES}")
        shutil.copyfile(edges, copy)
        store_index(shards, edges.parent, copy)


def _prints(index: Path) -> list[Path]:
    return sorted((index / "prints").glob("*/*.parquet"))
