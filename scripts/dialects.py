"""Trains the dialect model from freely licensed texts: `make dialects`.

    python -m scripts.dialects WORKSPACE NOAH

WORKSPACE is a workspace in which the sources named here have been read; NOAH is `wiki.xml` of NOAH's Corpus.  Half of the
documents of every source, by a hash of their ids, are held out for the tests; treebanks and collections that evaluate
others (xSID, LSDC, UZH) are not used for training.  Licences and attribution: `filters/data/DIALECTS.md`.
"""

from __future__ import annotations

import hashlib
import re
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa

from filters import dialects
from filters.language_lines import prepare
from gemeingut.errors import GemeingutError
from pipeline.store.files import sha256_of
from pipeline.store.schemas import frame_of
from pipeline.store.shard import shards_of
from pipeline.store.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Labelled = tuple[str, str]

NOAH_SHA256: Final = "48b4a2298d1bf6a7f560820262f28e24ea4a74d05e676e02008f0d3126a20d13"
OTHER: Final = "other"
HISTORIC: Final = "deu-x-fnhd"
EARLY: Final = (
    "gerdracor/tei/ayrer-comedia-von-zweyen-bruedern-auss-syracusa",
    "gerdracor/tei/gengenbach-der-nollhart",
    "dach-gt-alto/data/DE-1/ppn813172802/",
    "dach-gt-alto/data/DE-12/",
)
"""Prints of about 1480 to 1605."""

LOW: Final = "gerdracor/tei/bossdorf-de-rode-uennerrock"
MIXED: Final = ("gerdracor/tei/anzengruber", "gerdracor/tei/nestroy", LOW, *EARLY)
"""Plays that are not, or not only, in standard German."""

STANDARD: Final = (
    "schnitzler-tagebuch", "schnitzler-briefe", "eltec-deu", "dingler-polytechnisches-journal", "soldatenbriefe",
    "reichsanzeiger-page", "dach-gt-alto", "gesetze-bund", "okfde-website", "oer-vl-softwareentwicklung", "rustbook-de",
    "legal-entity-recognition",
)  # fmt: skip
WIKIPEDIAS: Final = {
    "als": "gsw", "bar": "bar", "nds": "nds",
    "af": OTHER, "da": OTHER, "en": OTHER, "fy": OTHER, "nl": OTHER, "nn": OTHER, "sv": OTHER,
}  # fmt: skip
SOURCES: Final = (
    "gerdracor",
    "tldr-pages",
    "ud-dialekte",
    "ud-german",
    "ud-nachbarsprachen",
    "wikipedia-minidumps",
    *STANDARD,
)


class TrainingError(GemeingutError, ValueError):
    """A text to learn from is not the one that was pinned."""


def is_held_out(document: str) -> bool:
    """Return whether a document, by its id, is kept for the tests."""
    return hashlib.sha256(document.encode()).digest()[0] % 2 == 0


def pieces(text: str, characters: int) -> list[str]:
    """Return a text cut at blanks into pieces of at least `characters` code points; a shorter rest is dropped."""
    words = re.sub(r"\s+", " ", text)
    cut, place = [], 0
    while (end := words.find(" ", place + characters)) > 0:
        cut.append(words[place:end])
        place = end + 1
    return cut or [words]


def drawn(texts: Iterable[str], characters: int, most: int) -> list[str]:
    """Return at most `most` pieces of the texts, chosen by their hash."""
    chosen = sorted({piece for text in texts for piece in pieces(text, characters)}, key=_hash)
    return chosen[:most]


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _joined(sentences: Sequence[str], count: int) -> list[str]:
    return [" ".join(sentences[at : at + count]) for at in range(0, len(sentences), count)]


def _read(workspace: Workspace, source: str) -> dict[str, str]:
    """Return the texts of a source by id, in the order of their ids."""
    tables = [
        workspace.store.read_table(shard.documents(workspace), ["id", "text"]) for shard in shards_of(workspace, source)
    ]
    frame = pl.concat([frame_of(table) for table in tables]).sort("id")
    return dict(frame.iter_rows())


def _standard(workspace: Workspace) -> Iterable[Labelled]:
    for source in (*STANDARD, "gerdracor"):
        read = _read(workspace, source)
        texts = [
            text
            for document_id, text in read.items()
            if not is_held_out(document_id) and not document_id.startswith(MIXED)
        ]
        for characters, most in ((80, 1000), (250, 200)):
            yield from (("deu", piece) for piece in drawn(texts, characters, most))
    sentences = [text for document_id, text in _read(workspace, "ud-german").items() if not is_held_out(document_id)]
    yield from (("deu", line) for count in (1, 3) for line in _joined(sentences, count))


def _low_and_early(workspace: Workspace) -> Iterable[Labelled]:
    plays = _read(workspace, "gerdracor")
    yield from (("nds", piece) for size in (40, 100, 200) for piece in pieces(plays[LOW], size))
    for document_id, text in {**plays, **_read(workspace, "dach-gt-alto")}.items():
        if document_id.startswith(EARLY):  # of each text the one half of its pieces is held out
            halves = pieces(text, len(text) // 4)[::2]
            yield from ((HISTORIC, piece) for half in halves for size in (80, 250) for piece in pieces(half, size))


def _treebanks(workspace: Workspace) -> Iterable[Labelled]:
    bavarian = [
        text
        for document_id, text in _read(workspace, "ud-dialekte").items()
        if "MaiBaam" in document_id and not re.search(r":x?sid_", document_id) and not is_held_out(document_id)
    ]
    yield from (("bar", line) for count in (1, 2, 4) for line in _joined(bavarian, count))
    danish = _read(workspace, "ud-nachbarsprachen").items()
    yield from (
        (OTHER, text) for document_id, text in danish if "Danish" in document_id and not is_held_out(document_id)
    )
    for document_id, text in _read(workspace, "tldr-pages").items():
        if not is_held_out(document_id):
            yield from (("deu" if "/pages.de/" in document_id else OTHER, piece) for piece in pieces(text, 80)[:6])


def _wikipedias(workspace: Workspace) -> Iterable[Labelled]:
    for document_id, text in _read(workspace, "wikipedia-minidumps").items():
        label = WIKIPEDIAS.get(document_id.split("/")[2])
        if label:
            sizes = ((40, 400), (120, 400)) if label == OTHER else ((30, 2000), (100, 2000))
            yield from ((label, piece) for size, most in sizes for piece in drawn([text], size, most))


def alemannic(path: Path, held_out: Iterable[str]) -> list[str]:
    """Return the sentences of NOAH's Alemannic Wikipedia but those `held_out`; raise TrainingError if it is another file."""
    sha256 = sha256_of(path)
    if sha256 != NOAH_SHA256:
        raise TrainingError(f"{path}: has the SHA-256 {sha256}; what was pinned has {NOAH_SHA256}")
    known = {_letters(sentence) for sentence in held_out}
    text = path.read_text(encoding="utf-8")
    sentences = [
        " ".join(re.findall(r">([^<]*)</w>", sentence)) for sentence in re.findall(r"<s .*?</s>", text, re.DOTALL)
    ]
    return [sentence for sentence in sentences if _letters(sentence) not in known]


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def labelled(workspace: Workspace, noah: Path) -> list[Labelled]:
    """Return every line that is learned from, with its label, in a fixed order."""
    zurich = [text for document_id, text in _read(workspace, "ud-dialekte").items() if "UZH" in document_id]
    sentences = alemannic(noah, zurich)
    return [
        *_standard(workspace),
        *_low_and_early(workspace),
        *_treebanks(workspace),
        *_wikipedias(workspace),
        *(("gsw", line) for count in (1, 2, 4) for line in _joined(sentences, count)),
    ]


def main(arguments: Sequence[str]) -> int:
    """Train the model and write it where the package has it; without arguments, print the sources it learns from."""
    if not arguments:
        sys.stdout.write(" ".join(SOURCES) + "\n")
        return 0
    workspace, noah = open_workspace(Path(arguments[0])), Path(arguments[1])
    rows = labelled(workspace, noah)
    lines, _ = prepare(pa.array([text for _, text in rows], pa.large_string()))
    model = dialects.train(pl.Series(pl.from_arrow(lines)), [label for label, _ in rows])
    target = Path(str(files("filters") / "data" / "dialects.npz"))
    model.save(target)
    for label in model.labels:
        sys.stdout.write(f"{label}: {sum(name == label for name, _ in rows)} lines\n")
    sys.stdout.write(f"{target}: {target.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
