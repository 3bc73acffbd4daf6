"""Small inputs that want much memory or time: what a run takes for each; `python -m` this module [NAME ...].

Each input is made, and a collection of it alone is run in a process of its own, with one worker and without Prefect.  Printed are
the bytes of the input, the seconds, the peak memory of the largest process, and what became of the input.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import multiprocessing
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from tests.e2e.folders import FERRY, own_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIB: Final = 1 << 20
_BLOCK: Final = b"Es war ein langer Tag. " * 45_591  # a mebibyte and a little


_WIKI: Final = b"<mediawiki><page><title>A</title><ns>0</ns><id>1</id><revision><text>Ein Satz. "
_WIKI_END: Final = b"</text></revision></page></mediawiki>"


def _packed(opened: Callable[..., Any], pieces: Iterator[bytes], path: Path) -> None:
    with opened(path, "wb") as stream:
        for piece in pieces:
            stream.write(piece)


def _row(text: bytes) -> bytes:
    return b'{"id": "big", "license": "CC BY 4.0", "text": "' + text + b'"}\n'


def _words(size: int) -> bytes:
    """Return German-looking text that no compressor makes much smaller than a third."""
    draw = random.Random(size)  # noqa: S311  texts, not secrets
    words = FERRY.split()
    text = bytearray()
    while len(text) < size:
        text += f"{draw.choice(words)} {draw.randrange(10**6)} {draw.choice(words)}. ".encode()
    return bytes(text[:size])


def _under_the_ratio(path: Path) -> None:
    block = _words(MIB) + _BLOCK * 3
    _packed(partial(gzip.open, compresslevel=1), (block for _ in range(225)), path)


def _dictionary(path: Path) -> None:
    value = pa.DictionaryArray.from_arrays(pa.array([0] * 200, pa.int32()), pa.array(["a" * (100 * MIB)]))
    table = pa.table({"id": [str(number) for number in range(200)], "text": value, "license": ["CC BY 4.0"] * 200})
    pq.write_table(table, path, compression="zstd", use_dictionary=["text"])


def _overlapping(path: Path) -> None:
    """Write a zip of one member that its directory names 2,000 times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("0000.txt", b"wort " * (20 * MIB))
    data = buffer.getvalue()
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entries = b"".join(data[at:end].replace(b"0000.txt", f"{number:04d}.txt".encode()) for number in range(2_000))
    tail = bytearray(data[end:])
    tail[8:12] = (2_000).to_bytes(2, "little") * 2
    tail[12:16] = len(entries).to_bytes(4, "little")
    path.write_bytes(data[:at] + entries + tail)


def _understated(path: Path) -> None:
    """Write a zip whose directory says that 200 MB are 10 bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("big.txt", b"wort " * (40 * MIB))
    data = bytearray(buffer.getvalue())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = data[22:26] = (10).to_bytes(4, "little")
    path.write_bytes(data)


def _many_members(path: Path) -> None:
    with tarfile.open(path, "w:gz") as packed:
        for number in range(200_000):
            entry = tarfile.TarInfo(f"{number % 400:03d}/{number}.txt")
            entry.size = len(FERRY.encode())
            packed.addfile(entry, io.BytesIO(FERRY.encode()))


def _large_members(path: Path) -> None:
    with tarfile.open(path, "w") as packed:
        for number in range(24):
            entry = tarfile.TarInfo(f"{number}.txt")
            entry.size = 80 * MIB
            packed.addfile(entry, io.BytesIO(_BLOCK[:MIB] * 80))


def _dense_xml(path: Path) -> None:
    head = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p>'
    path.write_bytes(head.encode() + b"<hi>a</hi>" * (8 * MIB) + b"</p></body></text></TEI>")


def _repeated(path: Path, piece: bytes, times: int) -> None:
    _packed(gzip.open, iter([_row(piece * times)]), path)


def _long_line(path: Path) -> None:
    pieces = [b'{"id": "big", "text": "', *([b"a" * MIB] * 1500), b'"}\n']
    _packed(gzip.open, iter(pieces), path)


def _long_text(path: Path, size: int) -> None:
    _packed(gzip.open, iter([_row(_words(size))]), path)


def _nested(path: Path) -> None:
    path.write_bytes(b'{"id": ' + b"[" * 1_000_000 + b"\n" + _row(b"x"))


def _marks(path: Path, head: bytes, mark: bytes, times: int, tail: bytes = b"") -> None:
    path.write_bytes(head + mark * times + tail)


def _bomb(path: Path, opened: Callable[..., Any]) -> None:
    _packed(opened, (b"\n" * MIB for _ in range(1500)), path)


INPUTS: Final[dict[str, tuple[str, str, Callable[[Path], None]]]] = {
    "Parquet: one value of 100 MB in 200 rows": ("a.parquet", "parquet", _dictionary),
    "JSON Lines, gzip: one word of 50 million letters": (
        "a.jsonl.gz",
        "jsonl",
        partial(_repeated, piece=b"a", times=50_000_000),
    ),
    "JSON Lines, gzip: one text of 63 MB": ("a.jsonl.gz", "jsonl", partial(_repeated, piece=_BLOCK, times=60)),
    "JSON Lines, gzip: one text of 30 MB": ("a.jsonl.gz", "jsonl", partial(_long_text, size=30 * MIB)),
    "JSON Lines, gzip: a line of 1.5 GB": ("a.jsonl.gz", "jsonl", _long_line),
    "JSON Lines: nested 1,000,000 deep": ("a.jsonl", "jsonl", _nested),
    "zip: 2,000 entries that overlap": ("a.zip", "text", _overlapping),
    "zip: 200 MB of which the directory says 10 bytes": ("a.zip", "text", _understated),
    "text, gzip: 1.5 GB": ("a.txt.gz", "text", partial(_bomb, opened=gzip.open)),
    "text, xz: 1.5 GB": ("a.txt.xz", "text", partial(_bomb, opened=lzma.open)),
    "text, bz2: 1.5 GB": ("a.txt.bz2", "text", partial(_bomb, opened=bz2.open)),
    "text, gzip: 900 MB, a few times as large as packed": ("a.txt.gz", "text", _under_the_ratio),
    "tar, gzip: 200,000 members": ("a.tar.gz", "text", _many_members),
    "tar: 24 members of 80 MB": ("a.tar", "text", _large_members),
    "TEI: 8.4 million elements": ("a.xml", "tei", _dense_xml),
    "HTML: a run of 5 million blanks": (
        "a.html",
        "html",
        partial(_marks, head=b"<p>Ein Satz", mark=b" ", times=5_000_000, tail=b"endet.</p>"),
    ),
    "wikitext: <ref> 500,000 times": (
        "a.xml",
        "mediawiki",
        partial(_marks, head=_WIKI, mark=b"&lt;ref&gt;", times=500_000, tail=_WIKI_END),
    ),
    "wikitext: {| 500,000 times": (
        "a.xml",
        "mediawiki",
        partial(_marks, head=_WIKI, mark=b"\n{|", times=500_000, tail=_WIKI_END),
    ),
    "Markdown: [^ 1,000,000 times": (
        "a.md",
        "markdown",
        partial(_marks, head=b"Ein Satz. ", mark=b"[^", times=1_000_000),
    ),
    "Markdown: * 1,000,000 times": (
        "a.md",
        "markdown",
        partial(_marks, head=b"Ein Satz. ", mark=b"*", times=1_000_000),
    ),
}


def measure(name: str) -> str:
    """Return the row of a table for an input."""
    file, format_, write = INPUTS[name]
    with tempfile.TemporaryDirectory(prefix="gemeingut-hostile-") as place:
        folder = Path(place)
        keys: dict[str, Any] = {"fetch": [{"path": file}], "format": {"name": format_}}
        collection = own_folder(folder, **keys)
        # In a process of its own: what it takes would count as the peak of the processes that this one starts.
        maker = multiprocessing.get_context("spawn").Process(target=write, args=(folder / file,))
        maker.start()
        maker.join()
        command = [sys.executable, "-m", "flows.cli", "run", str(collection), "--workspace", str(folder / "w")]
        begun = time.monotonic()
        with (folder / "err").open("wb") as err, (folder / "out").open("wb") as out:
            run = subprocess.Popen([*command, "--no-prefect", "--workers", "1"], stdout=out, stderr=err)
            status, usage = os.wait4(run.pid, 0)[1:]
        seconds = time.monotonic() - begun
        fate = _fate((folder / "out").read_text("utf-8"), (folder / "err").read_text("utf-8"))
        size = (folder / file).stat().st_size
        return f"| {name} | {size:,} | {seconds:.1f} | {usage.ru_maxrss // 1024:,} MiB | exit {os.waitstatus_to_exitcode(status)}: {fate} |"


def _fate(out: str, err: str) -> str:
    """Return the line of the source in the ledger, or the last remark on it where nothing was read."""
    lines = [line for line in out.splitlines() + err.splitlines() if line.startswith("notes ") or "notes:" in line]
    counted = [line for line in lines if line.startswith("notes ") and line.split()[1] != "0"]
    return " ".join((counted or lines[::-1] or [""])[0].split())[:200]


def main(names: list[str]) -> None:
    """Print a table of the inputs whose name holds one of `names`, all without any."""
    print("targets: 1,024 MiB for a small input, 2,048 MiB for any")
    for name in INPUTS:
        if not names or any(wanted in name for wanted in names):
            print(measure(name), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
