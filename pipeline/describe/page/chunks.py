"""Data that the page loads on demand, as scripts: a page opened from a file may fetch nothing else.

A script calls `gemeingut(name, packed)`; `packed` is JSON, compressed with gzip and written in base64, so that a row of facts
takes tens of bytes.  pyarrow brings its own zlib: the bytes depend on its version, as those of the data files do.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER: Final = "portal"
CHUNK_BYTES: Final = 190_000
"""The largest size of a script, which a phone reads without a noticeable delay."""
LEVEL: Final = 6
FITTING: Final = 0.9
"""The share of the rows that would just fit that is tried next."""


def pack(name: str, content: Any) -> str:
    """Return the script that passes `content` to the page under this name."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    squeezed = pa.Codec("gzip", compression_level=LEVEL).compress(text.encode(), asbytes=True)
    return f"gemeingut({json.dumps(name)},{json.dumps(base64.b64encode(squeezed).decode())})\n"


def write(release: Path, name: str, content: Any) -> None:
    """Write one script to `portal/<name>.js`."""
    files.write_text(release / FOLDER / f"{name}.js", pack(name, content))


def write_rows(
    release: Path, name: Callable[[int], str], rows: int, content: Callable[[int, int], Any], step: int | None = None
) -> list[int]:
    """Write rows as scripts of at most CHUNK_BYTES and return the first row of each.

    `content(start, stop)` gives the content of a script, `name(n)` its name.  `step` rows are tried at first; a script that is
    too large is made again with fewer.  A single row is written whatever its size.
    """
    starts: list[int] = []
    start, step = 0, step or rows
    while start < rows:
        stop = min(rows, start + step)
        script = pack(name(len(starts)), content(start, stop))
        if len(script) > CHUNK_BYTES and stop - start > 1:
            step = max(1, int(FITTING * (stop - start) * CHUNK_BYTES / len(script)))
            continue
        files.write_text(release / FOLDER / f"{name(len(starts))}.js", script)
        starts.append(start)
        start = stop
    return starts
