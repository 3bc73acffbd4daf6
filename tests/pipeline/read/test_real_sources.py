"""Real sources: as many documents as they have, no markup left, nothing lost that a fault does not tell of."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.archives.member import Member
from pipeline.archives.snapshot import Snapshot
from pipeline.manifest.globs import matches
from pipeline.read import registry
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Part
from tests.conftest import missing

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
MARKDOWN_LEFT = re.compile(r"\]\(https?:|\{\{<|\{%-? |^#{1,6} (?!.*\|)", re.MULTILINE)
SOURCES = [
    # source, format, options, members, documents, faults by reason
    ("tldr-pages", "markdown", {"dialect": "tldr"}, "pages*/**/*.md", 1336, {}),
    ("mdn-de", "markdown", {"dialect": "kumascript", "code": "drop"}, "files/**/index.md", 704, {}),
    ("okfde-website", "markdown", {"dialect": "jekyll", "code": "drop"}, "**/*.{md,markdown}", 521, {"empty": 46}),
    ("oer-vl-softwareentwicklung", "markdown", {"dialect": "liascript", "code": "drop"}, "**/*.md", 35, {"empty": 1}),
    ("oer-twillo-challenge", "markdown", {"dialect": "docsify", "code": "drop"}, "**/*.md", 20, {}),
    ("ms-dataexplorer-docs-de", "markdown", {"dialect": "docfx", "code": "drop"}, "data-explorer/**/*.md", 400, {}),
    ("rustbook-de", "markdown", {"dialect": "mdbook", "code": "drop"}, "src/**/*.md", 112, {}),
    ("cncf-glossary-de", "markdown", {"dialect": "hugo", "code": "drop"}, "content/**/*.md", 42, {"empty": 2}),
    ("okfde-website", "html", {"dialect": "jekyll", "extraction": "all"}, "**/*.html", 19, {"empty": 15}),
    ("bundestag-plpr-txt", "text", {}, "data/txt/*.txt", 31, {}),
    ("10kgnad", "csv", {"delimiter": ";", "quotechar": "'", "header": ["rubrik", "text"]}, "*.csv", 250, {}),
    ("dhd-abstracts", "csv", {"nested": True, "text": "title"}, "**/package_DHd2020.csv", 137, {}),
    ("xquad-de", "json", {"records": "data[].paragraphs[]", "text": "context"}, "*.de.json", 240, {}),
    ("hillerplatt", "json", {"text": ["plattdeutsch", "hochdeutsch"]}, "*.json", 5584, {}),
    ("ud-german", "conllu", {"unit": "sentence"}, "**/*.conllu", 2776, {}),
    ("xsid-dialekte", "conllu", {}, "data/**/*.conll", 6400, {}),
    ("europeana-newspapers-ner", "iob", {}, "*/*.bio", 18, {}),
    ("hipe-2022-de", "hipe", {"id": "path"}, "**/*.tsv", 436, {}),
    ("karlsruhe-oparl", "oparl", {}, "docs/papers/*.json", 1600, {"empty": 152, "deleted_at_source": 20}),
]


def snapshot(source):
    folder = CORPORA / source
    if not folder.is_dir():
        missing(str(folder))
    return Snapshot([(one, one.name) for one in sorted(folder.iterdir()) if one.is_file() and one.suffix != ".yaml"])


@pytest.mark.parametrize(("source", "name", "options", "pattern", "documents", "faults"), SOURCES)
def test_a_source_is_read_whole(source, name, options, pattern, documents, faults):
    reader, parsed = registry.reader(name), registry.parse_options(name, options, source)
    found = []
    with snapshot(source) as opened:
        for member in opened.members(lambda path: matches(path, [pattern])):
            assert isinstance(member, Member)
            found += reader.read(Part(member), parsed)
    good = [one for one in found if isinstance(one, Document)]
    assert len(good) == documents
    assert Counter(one.reason for one in found if isinstance(one, Fault)) == faults
    assert len({one.id for one in found}) == len(found)
    assert all(one.text.strip() for one in good)
    if name == "markdown" and source != "tldr-pages":
        left = [one.id for one in good if MARKDOWN_LEFT.search(one.text)]
        assert len(left) <= max(1, len(good) // 50), left  # Markdown about Markdown may show some
