"""Sentences whose language is known, from the real corpora: what the dialect model never saw."""

from __future__ import annotations

import bz2
import functools
import re
import tarfile
from typing import TYPE_CHECKING

from scripts.dialects import is_held_out, pieces

if TYPE_CHECKING:
    from pathlib import Path

_WORDING = (re.compile(r"^# text_orig = (.*)$", re.MULTILINE), re.compile(r"^# text *[=:] ?(.*)$", re.MULTILINE))
_NAME = re.compile(r"^# sent_id = (.*)$", re.MULTILINE)


def conllu(path: Path, marker: str = "") -> dict[str, str]:
    """Return the sentences of an archive of treebanks by `folder/file:sent_id`, the original wording where there is one."""
    sentences = {}
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.isfile() or not member.name.endswith((".conllu", ".conll")) or marker not in member.name:
                continue
            file = re.sub(r"-[0-9a-f]{7}/", "/", member.name)
            blocks = re.split(r"\n[ \t]*\n", archive.extractfile(member).read().decode())
            for place, block in enumerate(blocks):
                wording = _WORDING[0].search(block) or _WORDING[1].search(block)
                if wording:
                    own = _NAME.search(block)
                    sentences[f"{file}:{own[1] if own else place}"] = wording[1].strip()
    return sentences


@functools.cache
def sentences(corpora: Path) -> dict[str, list[str]]:
    """Return the held-out sentences by set; a set's name begins with its language."""
    german = conllu(corpora / "ud-german" / "ud-german.tar.gz")
    dialects = conllu(corpora / "ud-dialekte" / "ud-dialekte.tar.gz")
    near = conllu(corpora / "ud-nachbarsprachen" / "ud-nachbarsprachen.tar.gz")
    short = conllu(corpora / "xsid-dialekte" / "xsid-dialekte.tar.gz", ".test.")

    def chosen(texts: dict[str, str], marker: str, source: str = "") -> list[str]:
        return [text for one, text in texts.items() if marker in one and (not source or is_held_out(f"{source}/{one}"))]

    return {
        "deu UD": chosen(german, "", "ud-german"),
        "deu xSID": chosen(short, "/de.test"),
        "bar MaiBaam": [
            text
            for one, text in dialects.items()
            if "MaiBaam" in one and ":xsid_" not in one and is_held_out(f"ud-dialekte/{one}")
        ],
        "bar xSID Oberbayern": chosen(short, "/de-ba.test"),
        "bar xSID München": chosen(short, "/de-muc.test"),
        "bar xSID Südtirol": chosen(short, "/de-st.test"),
        "gsw UZH": chosen(dialects, "UZH"),
        "gsw xSID Bern": chosen(short, "/gsw.test"),
        "nds LSDC": chosen(dialects, "LSDC"),
        "ltz Wikipedia": pieces(wikipedia(corpora, "lb"), 80),
        "nld Lassy": chosen(near, "Lassy"),
        "nld xSID": chosen(short, "/nl.test"),
        "dan DDT": chosen(near, "DDT", "ud-nachbarsprachen"),
        "dan xSID": chosen(short, "/da.test"),
        "eng xSID": chosen(short, "/en.test"),
    }


def wikipedia(corpora: Path, name: str) -> str:
    """Return the article's running text of a Wikipedia, as far as a few substitutions lay it bare."""
    path = corpora / "wikipedia-minidumps" / "minidumps" / name / "wiki.xml.bz2"
    raw = bz2.decompress(path.read_bytes()).decode()
    text = re.search(r"<text[^>]*>(.*?)</text>", raw, re.DOTALL)[1]
    text = re.sub(r"(?s)\{\{[^{}]*\}\}|&lt;ref.*?&lt;/ref&gt;|\[\[(?:Kategorie|Fichier):.*?\]\]|\{\|.*?\|\}", " ", text)
    return re.sub(r"\[\[[^\]|]*\||[\[\]'|=*]|&lt;.*?&gt;|http\S+", " ", text)


def windows(texts: list[str], characters: int) -> list[str]:
    """Return texts of about so many characters: sentences one after the other, cut at blanks."""
    return [one for one in pieces(" ".join(texts), characters) if len(one) >= characters]
