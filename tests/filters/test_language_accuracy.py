"""Accuracy on labelled sentences of real corpora, which lie beside the repository."""

import collections
import re
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from filters.language import identify
from filters.language_codes import is_german
from tests.conftest import missing
from tests.filters.labelled import sentences as held_out
from tests.filters.labelled import windows

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
MIN_CHARACTERS = 50


@pytest.fixture(scope="module")
def corpora():
    if not CORPORA.is_dir():
        missing(str(CORPORA))
    return CORPORA


def treebank(path, marker):
    """Return the sentences of those CoNLL-U members whose name holds the marker."""
    with tarfile.open(path) as archive:
        members = [
            member
            for member in archive
            if member.isfile() and member.name.endswith(".conllu") and marker in member.name
        ]
        texts = [archive.extractfile(member).read().decode() for member in members]
    return [match[1] for text in texts for match in re.finditer(r"^# text = (.*)$", text, re.MULTILINE)]


def sentences(corpora):
    """Return (is German, sentence) of at least 50 characters."""
    german = treebank(corpora / "ud-german" / "ud-german.tar.gz", "")
    others = treebank(corpora / "ud-nachbarsprachen" / "ud-nachbarsprachen.tar.gz", "")
    with zipfile.ZipFile(corpora / "tldr-pages" / "tldr-pages.zip") as archive:
        for name in archive.namelist():
            if found := re.search(r"/pages(\.\w+)?/.*\.md$", name):
                lines = [
                    line[1:].strip() for line in archive.read(name).decode().splitlines() if line[:1] in ("-", ">")
                ]
                (german if found[1] == ".de" else others).extend(re.sub("`[^`]*`", "", line) for line in lines)
    labelled = [(True, line) for line in german] + [(False, line) for line in others]
    return [(is_german, line) for is_german, line in labelled if len(line) >= MIN_CHARACTERS]


def test_german_is_told_from_its_neighbours(corpora):
    labelled = sentences(corpora)
    found = identify(pa.array([line for _, line in labelled])).column("language").to_pylist()
    right = sum(is_german and language == "deu" for (is_german, _), language in zip(labelled, found, strict=True))
    wrong = sum(is_german != (language == "deu") for (is_german, _), language in zip(labelled, found, strict=True))
    assert len(labelled) > 5000
    assert 2 * right / (2 * right + wrong) >= 0.99


@pytest.mark.parametrize(
    "source", ["soldatenbriefe/soldatenbriefe.tar.gz", "reichsanzeiger-page/reichsanzeiger-page.tar.gz"]
)
def test_historical_german_is_not_lost(corpora, source):
    with tarfile.open(corpora / source) as archive:
        members = [member for member in archive if member.name.endswith(".xml") and member.isfile()]
        raw = [archive.extractfile(member).read().decode() for member in members]
    pages = ["\n".join(re.findall(r"<Unicode>(.*?)</Unicode>", page, re.DOTALL)) for page in raw]
    bodies = [re.sub(r"<teiHeader.*?</teiHeader>", " ", body, flags=re.DOTALL) for body in raw]
    texts = [re.sub(r"<[^>]+>", " ", page or body) for page, body in zip(pages, bodies, strict=True)]
    long = [text for text in texts if len(re.findall(r"[^\W\d_]+", text)) >= 50]
    languages = identify(pa.array(long, pa.large_string())).column("language").to_pylist()
    assert len(long) >= 30
    assert languages.count("deu") >= 0.99 * len(long)


FOUND_AT_LEAST = {
    # set: of its windows of 50, 200 and 1000 characters, the share named by its own language
    "deu UD": (0.99, 0.995, 0.99),
    "deu xSID": (0.96, 0.99, 0.99),
    "bar MaiBaam": (0.72, 0.85, 0.94),
    "gsw UZH": (0.7, 0.9, 0.99),
    "gsw xSID Bern": (0.62, 0.78, 0.94),
    "nds LSDC": (0.38, 0.46, 0.55),
    "nld Lassy": (0.96, 0.99, 0.99),
    "dan DDT": (0.87, 0.98, 0.99),
    "eng xSID": (0.97, 0.99, 0.99),
}
"""Sentences of sources that the dialect model never saw, or the held-out half of one that it did (MaiBaam, UD, DDT)."""


def named(texts, model):
    """Return how many texts are named by which language."""
    return collections.Counter(identify(pa.array(texts), model=model).column("language").to_pylist())


@pytest.mark.parametrize(("place", "characters"), [(0, 50), (1, 200), (2, 1000)])
def test_varieties_are_found_and_nothing_is_lost_by_it(corpora, place, characters):
    confused = {}
    for name, texts in held_out(corpora).items():
        cut = windows(texts, characters)
        if name not in FOUND_AT_LEAST:
            continue
        own = name[:3]
        both, alone = named(cut, "dialects"), named(cut, "lid.176")
        confused[name] = both
        assert both[own] >= FOUND_AT_LEAST[name][place] * len(cut), (name, both)
        assert both[own] >= alone[own] - 0.002 * len(cut), (name, both, alone)
    others = sum(
        count
        for name, found in confused.items()
        if name[:3] in {"nld", "dan", "eng"}
        for language, count in found.items()
        if language in {"bar", "gsw", "nds"}
    )
    assert others <= 0.001 * sum(sum(found.values()) for found in confused.values())


def test_bavarian_sentences_are_found_where_lid_176_finds_next_to_none(corpora):
    long = [line for line in held_out(corpora)["bar MaiBaam"] if len(line) >= MIN_CHARACTERS]
    assert len(long) > 200
    assert named(long, "lid.176")["bar"] < 0.05 * len(long)
    assert named(long, "dialects")["bar"] > 0.78 * len(long)


def test_standard_german_is_not_taken_for_a_dialect(corpora):
    german = [line for line in held_out(corpora)["deu UD"] if len(line) >= MIN_CHARACTERS]
    found = named(german, "dialects")
    assert found["deu"] >= 0.998 * len(german)


def test_short_and_shouted_sentences_do_not_become_latin(corpora):
    sets = held_out(corpora)
    short = [line for line in [*sets["deu UD"], *sets["deu xSID"]] if len(line) < MIN_CHARACTERS]
    for texts in (short, [line.upper() for line in short]):
        found = named(texts, "dialects")
        assert len(texts) > 300
        assert found["lat"] == 0
        assert sum(count for language, count in found.items() if language and is_german(language)) >= 0.93 * len(texts)
