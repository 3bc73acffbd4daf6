"""Files of this machine: written whole or not at all, hashed, and read back as JSON or as a table."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq

from gemeingut.errors import PlaceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

TEMPORARY: Final = ".part-"
"""How the names of files and folders begin that are still being written."""


DIGEST: Final = "digest"
WRITABLE: Final = 0o222
FICLONE: Final = 0x40049409
"""The request of Linux for a clone of a whole file (`ioctl_ficlone(2)`)."""


class FileError(PlaceError, RuntimeError):
    """A file is damaged; the message names it and says what to do."""


def key(*parts: Any) -> str:
    """Return the SHA-256 (hex) of the parts' canonical JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """Return a value that JSON does not know as one that it does: models as mappings, everything else as text."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    return str(value)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder; move it to `path` when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        if error.errno and error.filename is None:
            error.filename = str(path)  # what fails in writing, such as on a full disk, does not say where
        raise
    finally:
        temporary.unlink(missing_ok=True)


def duplicate(path: Path, target: Path) -> None:
    """Make `target` a file with the bytes of `path`, without their lying on the disk twice where that is safe.

    A clone shares bytes until either file is written to, and is always safe.  A hard link is one file under two names: only a
    file that nobody has the right to write to is linked; to change it, its rights must be changed, and both leave a new time.
    """
    if _cloned(path, target):
        return
    if not path.stat().st_mode & WRITABLE and not path.is_symlink():
        with contextlib.suppress(OSError):  # another file system, one without links, a file of somebody else
            os.link(path, target)
            return
    shutil.copyfile(path, target)


def _cloned(path: Path, target: Path) -> bool:
    """Return whether the file system made a copy-on-write clone; only Linux is asked, and few of its file systems can."""
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415  not there on every system

    with path.open("rb") as source, target.open("xb") as sink:
        try:
            fcntl.ioctl(sink.fileno(), FICLONE, source.fileno())
        except OSError:
            is_cloned = False
        else:
            is_cloned = True
    if not is_cloned:
        target.unlink()
    return is_cloned


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all, lines ended by a line feed alone."""
    with whole(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())  # a truncated text cannot be recognised, unlike a Parquet file without its footer


def write_json(path: Path, value: Any) -> None:
    """Write JSON with sorted keys, whole or not at all."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=plain) + "\n")


def read_json(path: Path) -> Any:
    """Return the JSON of a file, or None if there is no such file; raise FileError if it is damaged."""
    if not path.is_file():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FileError(f"{path}: damaged, no JSON: {error}") from error


def sealed(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with a digest of the rest, by which damage shows that leaves it valid JSON."""
    rest = {name: part for name, part in value.items() if name != DIGEST}
    return {**rest, DIGEST: key(rest)}


def opened(content: Any) -> dict[str, Any] | None:
    """Return what was sealed, None if it is not that any more; what older versions wrote without a digest is taken as it is."""
    if not isinstance(content, dict) or not content:
        return None
    value = {name: part for name, part in content.items() if name != DIGEST}
    return value if content.get(DIGEST, key(value)) == key(value) else None


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return the table of a Parquet file, mapped into memory, without metadata of the schema."""
    return pq.read_table(path, columns=columns, partitioning=None, memory_map=True).replace_schema_metadata(None)


def rows(path: Path) -> int:
    """Return the number of rows that a Parquet file's footer states."""
    return int(pq.read_metadata(path).num_rows)


def readable_name(name: str) -> str:
    """Return the name of a file as text: what is no UTF-8 is read as Latin-1, in which every byte is a letter of its own."""
    stored = name.encode("utf-8", "surrogateescape")
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return stored.decode("latin-1")
