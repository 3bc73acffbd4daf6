import random
import unicodedata

import datasketch
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.fingerprint import FingerprintError, fingerprint

WORDS = [
    "der",
    "die",
    "das",
    "und",
    "in",
    "Straße",
    "Größe",
    "läuft",
    "über",
    "Haus",
    "Recht",
    "Wald",
    "Meer",
    "1841",
    "§",
    "7",
    "E-Mail",
    "geht’s",
    "nicht",
    "mehr",
    "als",
    "zuvor",
]
MASK = 2**64 - 1


def rotate(value, bits):
    return (value << bits | value >> (64 - bits)) & MASK


def finish(value):
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = (value ^ value >> 33) * factor & MASK
    return value ^ value >> 33


def murmur3_x64_128(data):
    """MurmurHash3_x64_128 with seed 0, written after the published algorithm, byte by byte."""
    c1, c2 = 0x87C37B91114253D5, 0x4CF5AD432745937F
    low = high = 0
    whole = len(data) // 16 * 16
    for place in range(0, whole, 16):
        first, second = (int.from_bytes(data[place + i : place + i + 8], "little") for i in (0, 8))
        low ^= rotate(first * c1 & MASK, 31) * c2 & MASK
        low = ((rotate(low, 27) + high) * 5 + 0x52DCE729) & MASK
        high ^= rotate(second * c2 & MASK, 33) * c1 & MASK
        high = ((rotate(high, 31) + low) * 5 + 0x38495AB5) & MASK
    tail = data[whole:].ljust(16, b"\0")
    high ^= rotate(int.from_bytes(tail[8:], "little") * c2 & MASK, 33) * c1 & MASK
    low ^= rotate(int.from_bytes(tail[:8], "little") * c1 & MASK, 31) * c2 & MASK
    low, high = low ^ len(data), high ^ len(data)
    low = (low + high) & MASK
    high = (high + low) & MASK
    low, high = finish(low), finish(high)
    low = (low + high) & MASK
    return low.to_bytes(8, "little") + ((high + low) & MASK).to_bytes(8, "little")


def normalised(text):
    words = "".join(
        character for character in text if unicodedata.category(character) != "Cf" or character.isspace()
    ).split()
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", " ".join(words)).casefold())
    return folded.replace("\u0364", "\u0308").replace("\ua75b", "r")


def documents(count, seed):
    chance = random.Random(seed)  # noqa: S311  seeded, for the same documents on every run
    return [" ".join(chance.choices(WORDS, k=chance.choice([0, 1, 4, 5, 6, 40, 300]))) for _ in range(count)]


def exact(text):
    return fingerprint(pa.array([text]))["exact"][0].as_py()


def shingles(text, **options):
    return fingerprint(pa.array([text]), **options)["shingles"][0].as_py()


def test_the_reference_hash_is_murmur3():
    expected = "6c1b07bc7bbc4be347939ac4a93c437a"
    assert murmur3_x64_128(b"The quick brown fox jumps over the lazy dog").hex() == expected


@pytest.mark.parametrize("permutations", [112, 1, 256])
def test_signatures_are_those_of_datasketch(permutations):
    texts = documents(3000 if permutations == 112 else 50, seed=7)
    prints = fingerprint(pa.array([*texts, "", "Ein Wort", " \n", "…!"]), permutations=permutations)
    signatures = prints["signature"].combine_chunks().flatten().to_numpy().reshape(len(prints), permutations)
    for hashes, signature in zip(prints["shingles"].to_pylist(), signatures, strict=True):
        reference = datasketch.MinHash(num_perm=permutations, scheme="affine32", hashfunc=int)
        reference.update_batch(hashes)
        assert np.array_equal(reference.hashvalues, signature)


def test_lean_minhash_reads_a_signature_and_estimates_the_similarity():
    words = [f"wort{n}" for n in range(400)]
    prints = fingerprint(pa.array([" ".join(words), " ".join(words[:-40])]))
    first, second = (
        datasketch.LeanMinHash(seed=1, hashvalues=row, scheme="affine32") for row in prints["signature"].to_pylist()
    )
    assert first.jaccard(second) == pytest.approx(0.9, abs=0.1)


@given(
    st.text(
        st.one_of(st.characters(max_codepoint=0x24F), st.sampled_from("ſﬁẞßͤꝛ\u00ad\u200b\u2003\u2028’“–\u0308")),
        max_size=40,
    )
)
@settings(deadline=None)
def test_exact_hash_is_murmur3_of_the_normalised_text(text):
    assert exact(text) == murmur3_x64_128(normalised(text).encode("utf-32-le"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Das Wachſtum der Straße", "das  WACHSTUM\n\tder STRASSE "),
        ("schöne Häuser", "scho\u0308ne Ha\u0308user"),
        ("Donau\u00addampf\u00adschiff", "Donaudampfschiff"),
        ("zehn\u00a0Euro", "zehn Euro"),
        ("e\u0364in ſcho\u0364ner Tag", "e\u0308in schöner Tag"),
    ],
)
def test_case_white_space_and_letter_forms_do_not_count(first, second):
    assert exact(first) == exact(second)
    assert shingles(first) == shingles(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Wir essen, Opa.", "Wir essen Opa."), ("schon", "schön"), ("ein Haus", "einhaus"), ("", "."), ("ab", "ba")],
)
def test_punctuation_letters_and_order_count(first, second):
    assert exact(first) != exact(second)


@pytest.mark.parametrize(
    ("text", "number"), [("", 0), (" .–! ", 0), ("eins", 1), ("a b c d", 1), ("a b c d e", 1), ("a b c d e f", 2)]
)
def test_number_of_shingles(text, number):
    assert len(shingles(text)) == number


def test_short_texts_do_not_share_the_shingle_of_a_longer_one():
    assert set(shingles("a b c d")).isdisjoint(shingles("a b c d e"))


def test_shingles_are_sorted_distinct_and_as_wide_as_asked():
    text = "rosa rosa rosa rosa rosa rosa ist eine Rose ist eine Rose ist eine Rose"
    hashes = shingles(text)
    assert hashes == sorted(set(hashes))
    assert len(hashes) == len({tuple(text.lower().split()[i : i + 5]) for i in range(11)})
    assert len(shingles(text, shingle_words=1)) == 4


def test_a_text_has_the_same_fingerprint_alone_sliced_chunked_or_null():
    texts = documents(60, seed=3)
    whole = fingerprint(pa.array(texts, pa.large_string()))
    chunked = fingerprint(pa.chunked_array([texts[:20], [], texts[20:]], pa.string()))
    assert whole.equals(chunked)
    assert whole.slice(10, 5).combine_chunks().equals(fingerprint(pa.array(texts).slice(10, 5)))
    assert fingerprint(pa.array([None], pa.string())).equals(fingerprint(pa.array([""])))
    assert len(fingerprint(pa.array([], pa.large_string()))) == 0


def test_the_table_says_how_it_was_made():
    metadata = fingerprint(pa.array(["Text"]), shingle_words=3).schema.metadata
    assert metadata[b"fingerprint.scheme"] == b"affine32"
    assert metadata[b"fingerprint.shingle_words"] == b"3"


@pytest.mark.parametrize("options", [{"shingle_words": 0}, {"permutations": 0}])
def test_numbers_that_make_no_sense_are_refused(options):
    with pytest.raises(FingerprintError, match="at least 1"):
        fingerprint(pa.array(["Text"]), **options)
