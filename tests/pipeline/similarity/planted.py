"""Texts with known similarities, and files of their fingerprints."""

import random

import pyarrow as pa
import pyarrow.parquet as pq

from filters.fingerprint import fingerprint

SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "du",
    "fa",
    "fi",
    "ge",
    "gro",
    "ha",
    "he",
    "in",
    "ka",
    "kel",
    "la",
    "lo",
    "ma",
    "mei",
    "na",
    "ner",
    "or",
    "pa",
    "rau",
    "sa",
    "sen",
    "ta",
    "tun",
    "un",
    "ver",
    "wa",
    "zu",
]
LEXICON = sorted({a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES[:6]})


def text(words, seed):
    """Return a text of so many words drawn at random: two such texts share no shingle in practice."""
    return " ".join(random.Random(seed).choices(LEXICON, k=words))  # noqa: S311  seeded, for the same documents on every run


def edited(original, share, seed):
    """Return the text with this share of its words replaced by others."""
    chance = random.Random(seed)  # noqa: S311  seeded, for the same documents on every run
    return " ".join(chance.choice(LEXICON) if chance.random() < share else word for word in original.split())


def write(folder, texts, shards=1, name="prints", **options):
    """Write the fingerprints of {id: text} into so many files and return their paths."""
    ids = list(texts)
    paths = []
    for shard in range(shards):
        own = ids[shard::shards]
        table = fingerprint(pa.array([texts[one] for one in own], pa.large_string()), **options)
        path = folder / f"{name}-{shard}.parquet"
        pq.write_table(
            table.add_column(0, pa.field("id", pa.string(), nullable=False), pa.array(own, pa.string())), path
        )
        paths.append(path)
    return paths


def jaccard(left, right):
    """Return the Jaccard similarity of two sets; 0 for two empty ones."""
    return len(left & right) / len(left | right) if left | right else 0.0


def all_pairs(texts, floor):
    """Return {(a, b): similarity} of all pairs at or above the floor, by comparing each with each."""
    hashes = fingerprint(pa.array(list(texts.values()), pa.large_string()))["shingles"].to_pylist()
    sets = dict(zip(texts, map(set, hashes), strict=True))
    ids = sorted(sets)
    pairs = {(a, b): jaccard(sets[a], sets[b]) for place, a in enumerate(ids) for b in ids[place + 1 :]}
    return {pair: value for pair, value in pairs.items() if value >= floor}
