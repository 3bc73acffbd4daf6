"""Editions and scans of one work: keys of spellings, planted transcriptions of real dramas, real scans against transcription."""

import re
import tarfile
import zipfile

import pyarrow as pa
import pytest

from filters.fingerprint import fingerprint

EDITIONS = {"normalise": "historical", "shingle_characters": 10}
SPELLINGS = [
    ("thun Theil Thür roth", "tun Teil Tür rot"),
    ("seyn bey Mayen", "sein bei Maien"),
    ("daß muß Fluß", "dass muss Fluss"),
    ("vnd jhm jtzt auff", "und ihm itzt auf"),
    ("Aenderung Oel Uebel", "Änderung Öl Übel"),
    ("aͤndern ſoll Waſſer", "ändern soll Wasser"),
    ("Concert Cigarre Accent", "Konzert Zigarre Akzent"),
    ("giebt gieng studiren", "gibt ging studieren"),
    ("Waare Jahr ohne", "Ware Jar one"),
    ("Telegraph Werck", "Telegraf Werk"),
    ("fich Wafser geht’s", "sich Wasser gehts"),
]


def shingles(texts, **options):
    table = fingerprint(pa.array(texts, pa.large_string()), **options)
    return [set(row) for row in table["shingles"].to_pylist()]


def jaccard(first, second):
    return len(first & second) / len(first | second)


@pytest.mark.parametrize(("old", "new"), SPELLINGS)
def test_spellings_of_one_word_have_one_key(old, new):
    for old_word, new_word in zip(old.split(), new.split(), strict=True):
        first, second = shingles([old_word, new_word], normalise="historical", shingle_words=1)
        assert first == second, (old_word, new_word)


def test_different_words_have_different_keys():
    words = "Haus Maus Baum Bauer Rat Rad Tier Tor Wald Welt Kind Rind lesen leben gehen geben Stern Stirn 1841 1814"
    keys = [frozenset(key) for key in shingles(words.split(), normalise="historical", shingle_words=1)]
    assert len(set(keys)) == len(keys)


def dramas(corpora, most=30):
    """Return the speeches of so many real dramas, as plain text."""
    with zipfile.ZipFile(corpora / "gerdracor" / "gerdracor.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".xml") and "corpus" not in name)[:most]
        contents = [archive.read(name).decode() for name in names]
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.partition("<body>")[2]))[:60_000] for content in contents
    ]


def transcribed(text):
    """Return the text as an edition before 1800 might print it: rules of spelling, one by one, and the long s."""
    rules = [
        (r"\b([Tt])(un|eil|al|ür|or|at|räne)", r"\1h\2"),
        (r"\b(s|S|b|B)ei(n|\b)", r"\1ey\2"),
        (r"\bund\b", "vnd"),
        (r"\bihm\b", "jhm"),
        (r"\bauf\b", "auff"),
        (r"\bgibt\b", "giebt"),
        ("ss", "ß"),
        ("Ä", "Ae"),
        ("ä", "aͤ"),
        ("ö", "oͤ"),
        (r"([a-zäöü])k\b", r"\1ck"),
        (r"ieren\b", "iren"),
        (r"s(?=[a-zäöü])", "ſ"),
    ]
    for pattern, new in rules:
        text = re.sub(pattern, new, text)
    return text


def test_planted_transcriptions_of_real_dramas_are_found_and_no_two_dramas_are_one(corpora):
    texts = dramas(corpora)
    plain, old = shingles(texts, **EDITIONS), shingles([transcribed(text) for text in texts], **EDITIONS)
    assert all(jaccard(mine, other) > 0.9 for mine, other in zip(plain, old, strict=True))
    before = shingles(texts), shingles([transcribed(text) for text in texts])
    assert sum(jaccard(mine, other) >= 0.8 for mine, other in zip(*before, strict=True)) < 5
    apart = [jaccard(mine, other) for place, mine in enumerate(plain) for other in old[place + 1 :]]
    assert max(apart) < 0.3


def pages(corpora):
    """Return {(year, page): {kind: text}} of two books, transcribed (gt) and scanned by two programs."""
    by_page = {}
    with tarfile.open(corpora / "cis-ocrtestset" / "cis-ocrtestset.tar.xz") as archive:
        for member in archive:
            named = re.search(r"german/(\d{4})[^/]*/(gt|tess-txt|abbyy-txt)/(\d+)", member.name)
            if named and member.isfile():
                content = archive.extractfile(member).read()
                by_page.setdefault((named[1], named[3]), {})[named[2]] = content.decode("utf-8", "replace")
    return {key: kinds for key, kinds in sorted(by_page.items()) if len(kinds) == 3 and len(kinds["gt"]) > 400}


def test_real_scans_and_transcriptions_of_a_page_are_one_and_its_neighbours_are_not(corpora):
    by_page = pages(corpora)
    assert len(by_page) > 150
    for kind, least in (("abbyy-txt", 0.99), ("tess-txt", 0.93)):
        truth, scan = (shingles([kinds[name] for kinds in by_page.values()], **EDITIONS) for name in ("gt", kind))
        same = [jaccard(page, other) for page, other in zip(truth, scan, strict=True)]
        assert sum(value >= 0.5 for value in same) >= least * len(same)
        assert max(jaccard(page, other) for page, other in zip(truth, scan[1:], strict=False)) < 0.1


def test_the_exact_hash_and_the_words_of_modern_texts_do_not_change():
    texts = ["Der Wald ist groß.", "Ein anderer Satz über Wälder und Wege.", ""]
    plain, other = (fingerprint(pa.array(texts), **options) for options in ({}, EDITIONS))
    assert plain["exact"].to_pylist() == other["exact"].to_pylist()
    stored = {key.decode(): value.decode() for key, value in other.schema.metadata.items()}
    assert (stored["fingerprint.normalise"], stored["fingerprint.shingle_characters"]) == ("historical", "10")
    assert "fingerprint.normalise" not in {key.decode() for key in plain.schema.metadata}


def test_character_shingles_are_every_run_of_the_folded_text():
    text = "Ein  Straßenfest, 3 Tage lang"
    folded = "ein strassenfest, 3 tage lang"
    (row,) = shingles([text], shingle_characters=6)
    (same,) = shingles([folded.upper()], shingle_characters=6)
    assert row == same
    assert len(row) == len({folded[i : i + 6] for i in range(len(folded) - 5)})
    assert [len(hashes) for hashes in shingles(["", "…", "kurz", None], shingle_characters=6)] == [0, 0, 1, 0]
