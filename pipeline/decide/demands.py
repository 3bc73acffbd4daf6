"""Demands for deletion, compared as hashes of what they name; a release does not show the hash of an author's name.

Authors and addresses are compared in a plain form: `Lindt, Anna` is `anna lindt`, `HTTP://Host/ä/` is `host/%C3%A4`.  A text
is identified by its exact hash, which ignores case and white space; a release shows the SHA-256 of that.  A name can be
guessed from its hash, so a release shows an author's demand by the texts that were removed for it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from filters.fingerprint import fingerprint
from pipeline.clean.text_forms import forms_of
from pipeline.read.decode import decode
from pipeline.store.addresses import plain_address
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.manifest import Takedown
    from pipeline.manifest.load import LoadedCollection
    from pipeline.manifest.tombstones import Tombstones
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

SHOWN: Final = "takedown"
"""The reason that a release shows: a comment on a demand may name a person."""


@dataclass(frozen=True)
class Demand:
    """What must be removed: every document with one of `hashes`, and on request its near copies.

    `texts` are the tombstones: hashes of texts removed for it before, and of ids whose text was erased.  `forms` are
    the forms of the text in the demanded file, `places` are its positions in takedowns.yaml, `is_author` whether its
    hash is that of a name.
    """

    hashes: frozenset[str]
    texts: frozenset[str]
    near_copies: bool
    date: str
    forms: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    is_author: bool = False

    @property
    def hash(self) -> str:
        """Return the hash that identifies the demand in the workspace."""
        return min(self.hashes)


def path_of(workspace: Workspace, collection: str) -> Name:
    """Return the name of the object with the outcome of each demand."""
    return workspace.decisions(collection) / "takedowns.json"


def demanded(collection: LoadedCollection, tombstones: Tombstones) -> list[Demand]:
    """Return the demands of a collection, in the order of its takedowns.yaml, then those of tombstones alone.

    Text files are read, decoded and hashed.  Tombstones that an earlier demand left join the same demand.
    """
    longest = collection.recipe.document_max_characters
    renamed = {
        former_mark(takedown.url): mark("url", takedown.url)
        for takedown in collection.takedowns.takedowns
        if takedown.url
    }
    own = [_demand(takedown, collection, longest) for takedown in collection.takedowns.takedowns]
    known = tombstones.authors
    always, earlier = (
        [_demand(_renamed(takedown, renamed), collection, longest, known) for takedown in left]
        for left in (tombstones.always, tombstones.earlier)
    )
    return [_joined(name, own, always, earlier) for name in dict.fromkeys(demand.hash for demand in (*own, *always))]


def _renamed(takedown: Takedown, renamed: Mapping[str, str]) -> Takedown:
    """Return a tombstone under the hash that its demand has today."""
    today = renamed.get(takedown.hash or "")
    return takedown.model_copy(update={"hash": today}) if today else takedown


def _joined(name: str, own: Sequence[Demand], always: Sequence[Demand], earlier: Sequence[Demand]) -> Demand:
    """Return one demand from all entries with its hash, with near copies only if they are still demanded."""
    same = [demand for demand in (*own, *always) if demand.hash == name]
    is_near = any(demand.near_copies for demand in same)
    left = [demand for demand in earlier if demand.hash == name and demand.near_copies <= is_near]
    texts = frozenset[str]().union(*(demand.texts for demand in (*same, *left)))
    places = tuple(place for place, demand in enumerate(own) if demand.hash == name)
    is_author = any(demand.is_author for demand in same)
    return replace(same[0], texts=texts, near_copies=is_near, places=places, is_author=is_author)


def _demand(
    takedown: Takedown, collection: LoadedCollection, longest: int, authors: frozenset[str] = frozenset()
) -> Demand:
    texts = frozenset(takedown.texts)
    if takedown.file is None:
        is_author = takedown.author is not None or takedown.hash in authors
        named = frozenset({hash_of(takedown)})
        return Demand(named, texts, takedown.near_copies, takedown.date.isoformat(), is_author=is_author)
    text, _ = decode((collection.files["takedowns"].parent / takedown.file).read_bytes())
    forms = tuple(forms_of(text, longest))
    exact = fingerprint(pa.array(forms, pa.large_string())).column("exact").to_pylist()
    # The first form names the demand; the others are the same text as cleaning would have left it, or parts of it.
    hashes = [text_hash(value) for value in exact]
    return Demand(frozenset(hashes[:1]), texts | set(hashes), takedown.near_copies, takedown.date.isoformat(), forms)


def files_key(collection: LoadedCollection) -> list[str]:
    """Return the hashes of the text files that demands name."""
    named = [takedown.file for takedown in collection.takedowns.takedowns if takedown.file is not None]
    return [sha256_of(collection.files["takedowns"].parent / name) for name in named]


def hash_of(takedown: Takedown) -> str:
    """Return the SHA-256 of a demand's kind and value."""
    if takedown.hash:
        return takedown.hash
    values = {"id": takedown.id, "url": takedown.url, "author": takedown.author, "text_sha256": takedown.text_sha256}
    return next(mark(kind, value) for kind, value in values.items() if value)


def mark(kind: str, value: str) -> str:
    """Return the hash by which a demand of this kind knows a document with this value; an id by its composed letters (NFC)."""
    plain = {"url": plain_address, "author": plain_author, "id": _composed}.get(kind, str)(value)
    return _hashed(kind, plain)


def marks_of_id(name: str) -> set[str]:
    """Return the hashes by which demands know an id: that of today, and that of version 0.1, of its letters as they are."""
    return {mark("id", name), _hashed("id", name)}


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def former_mark(address: str) -> str:
    """Return the hash by which releases of version 0.1 know an address: in small letters up to its path, escapes as they were."""
    rest = address.strip().partition("#")[0]
    scheme, mark_, after = rest.partition("://")
    host, slash, path = (after if mark_ and scheme.lower() in {"http", "https"} else rest).partition("/")
    return _hashed("url", f"{host.lower()}{slash}{path}".rstrip("/"))


def _hashed(kind: str, plain: str) -> str:
    return hashlib.sha256(f"{kind}:{plain}".encode()).hexdigest()


def text_hash(exact: bytes) -> str:
    """Return the tombstone of a text, from its exact hash."""
    return mark("text", exact.hex())


def plain_author(name: str) -> str:
    """Return a name without regard to case, spaces and the order of `Last, First`."""
    words = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    last, comma, first = words.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else words


def as_json(demand: Demand, texts: Sequence[str], documents: int) -> dict[str, Any]:
    """Return the outcome of a demand, as deciding stores it."""
    return {
        "hash": demand.hash,
        "date": demand.date,
        "near_copies": demand.near_copies,
        "texts": sorted(texts),
        "documents": documents,
        "places": list(demand.places),
        "is_author": demand.is_author,
    }


def shown(outcome: dict[str, Any]) -> dict[str, Any]:
    """Return a demand as a release shows it, its texts as tombstones: no name can be read or guessed from it."""
    demand = {"hash": shown_as(outcome), "date": outcome["date"], "reason": SHOWN}
    demand |= {"near_copies": True} if outcome["near_copies"] else {}
    return demand | ({"texts": outcome["texts"]} if outcome["texts"] else {})


def shown_as(outcome: dict[str, Any]) -> str:
    """Return the hash that a release shows: for an author's demand, a hash of the removed texts, which holds no name."""
    if not outcome["is_author"]:
        return str(outcome["hash"])
    return hashlib.sha256("\n".join(sorted(outcome["texts"])).encode()).hexdigest()


def released(outcomes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the demands as a release lists them: those of authors only if a text was removed, each hash once."""
    listed: dict[str, dict[str, Any]] = {}
    for outcome in outcomes:
        if outcome["texts"] or not outcome["is_author"]:
            listed.setdefault(shown_as(outcome), shown(outcome))
    return list(listed.values())


def authors_of(outcomes: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return the hash of each author's demand by the hash that a release shows."""
    return {shown_as(outcome): outcome["hash"] for outcome in outcomes if outcome["is_author"] and outcome["texts"]}
