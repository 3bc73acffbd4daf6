"""Accuracy on labelled sentences of real corpora, which lie beside the repository."""

import os
import re
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from filters.language import identify

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
MIN_CHARACTERS = 50


@pytest.fixture(scope="module")
def corpora():
    if not CORPORA.is_dir():
        assert "CI" not in os.environ, "the corpora are part of the continuous integration"
        pytest.skip("the corpora do not lie beside the repository")
    return CORPORA


def treebank(path, marker):
    """Return the sentences of those CoNLL-U members whose name holds the marker."""
    with tarfile.open(path) as archive:
        members = [one for one in archive if one.isfile() and one.name.endswith(".conllu") and marker in one.name]
        texts = [archive.extractfile(one).read().decode() for one in members]
    return [one[1] for text in texts for one in re.finditer(r"^# text = (.*)$", text, re.MULTILINE)]


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
    labelled = [(True, one) for one in german] + [(False, one) for one in others]
    return [(is_german, one) for is_german, one in labelled if len(one) >= MIN_CHARACTERS]


def test_german_is_told_from_its_neighbours(corpora):
    labelled = sentences(corpora)
    found = identify(pa.array([one for _, one in labelled])).column("language").to_pylist()
    right = sum(is_german and language == "deu" for (is_german, _), language in zip(labelled, found, strict=True))
    wrong = sum(is_german != (language == "deu") for (is_german, _), language in zip(labelled, found, strict=True))
    assert len(labelled) > 5000
    assert 2 * right / (2 * right + wrong) >= 0.99


@pytest.mark.parametrize(
    "source", ["soldatenbriefe/soldatenbriefe.tar.gz", "reichsanzeiger-page/reichsanzeiger-page.tar.gz"]
)
def test_historical_german_is_not_lost(corpora, source):
    with tarfile.open(corpora / source) as archive:
        members = [one for one in archive if one.name.endswith(".xml") and one.isfile()]
        raw = [archive.extractfile(one).read().decode() for one in members]
    pages = ["\n".join(re.findall(r"<Unicode>(.*?)</Unicode>", one, re.DOTALL)) for one in raw]
    bodies = [re.sub(r"<teiHeader.*?</teiHeader>", " ", one, flags=re.DOTALL) for one in raw]
    texts = [re.sub(r"<[^>]+>", " ", page or body) for page, body in zip(pages, bodies, strict=True)]
    long = [text for text in texts if len(re.findall(r"[^\W\d_]+", text)) >= 50]
    languages = identify(pa.array(long, pa.large_string())).column("language").to_pylist()
    assert len(long) >= 30
    assert languages.count("deu") >= 0.99 * len(long)
