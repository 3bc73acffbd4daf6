"""A store: objects by name, each written whole or not at all; here in one folder of this machine.

Nothing outside this package makes, links, lists, renames or maps a file of a workspace: stages are given a store and
names, so that a workspace can be stored elsewhere one day.  Inside a step the store is narrowed (`StepStore`): a table
can be read only if the step declared it as an input or wrote it itself, and its bytes are compared with those that were
recorded.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from gemeingut.errors import PlaceError
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Name = PurePosixPath
"""The name of an object, relative to the store: `documents/gazette/00000.parquet`.  It has no methods that touch a disk."""

Held = dict[tuple[Name, str], tuple[pa.Field, pa.ChunkedArray]]
"""Columns of tables, with their fields."""


class StoreError(PlaceError, RuntimeError):
    """An object is missing, damaged, or read by a step that did not declare it."""


class DamagedError(StoreError):
    """The bytes of a table are not those that were written; `name` says which, so that it can be made again."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(name, where)
        self.name = name
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: its bytes are not those that were written"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of an object.

    `content` is the hash of what it held when it was made, used in keys; `file` is the hash of its bytes now.  The two
    differ only after an erasure, which changes the bytes and no key, and where texts were left behind in an earlier
    run: `file` is empty where only the content is known.  `bytes` and `modified` (ns since the epoch) show cheaply that
    a file was touched.
    """

    content: str
    file: str
    bytes: int
    modified: int
    is_whole: bool = True
    """Whether the object is there as it was made; of one that is not, only the content is known, or a part of it is there."""


@dataclass(frozen=True)
class Store:
    """Objects in a folder of this machine."""

    root: Path
    is_paranoid: bool = False
    """Whether bytes are compared also where size and date say that nobody touched them."""

    def local(self, name: Name) -> Path:
        """Return a file (or folder) of this machine that holds the object, for reading; it need not exist."""
        return self._path(name)

    def exists(self, name: Name) -> bool:
        """Return whether there is such an object."""
        return self.local(name).is_file()

    def size(self, name: Name) -> int:
        """Return the number of bytes of an object."""
        return self.local(name).stat().st_size

    def names(self, folder: Name, pattern: str = "*") -> list[Name]:
        """Return the objects under a folder whose rest of the name matches a glob pattern, sorted; half-written ones are skipped."""
        paths = sorted(path for path in self.local(folder).glob(pattern) if path.is_file())
        names = [Name(path.relative_to(self.root).as_posix()) for path in paths]
        return [name for name in names if not any(part.startswith(files.TEMPORARY) for part in name.parts)]

    def read_table(self, name: Name, columns: list[str] | None = None) -> pa.Table:
        """Return a table, mapped into memory."""
        return files.read_table(self.local(name), columns)

    def scan_table(self, name: Name) -> pl.LazyFrame:
        """Return a table as a lazy frame, of which only the row groups and columns needed are read."""
        return pl.scan_parquet(self._path(name))

    def schema(self, name: Name) -> pa.Schema:
        """Return the schema of a table, with its metadata."""
        return pq.read_schema(self._path(name))

    def rows(self, name: Name) -> int:
        """Return the number of rows that a table's footer states."""
        return files.rows(self._path(name))

    def _path(self, name: Name) -> Path:
        return self.root / name

    def write_table(self, name: Name, table: pa.Table, *, group_rows: int | None = None, **options: Any) -> None:
        """Write a table, whole or not at all; `group_rows` where readers seek single rows, `options` as of Parquet's writer."""
        sink = pa.BufferOutputStream()
        chosen = {"compression": "zstd", "compression_level": 1} | options
        pq.write_table(table, sink, row_group_size=group_rows, **chosen)
        self.write_bytes(name, sink.getvalue())

    def write_bytes(self, name: Name, data: bytes | pa.Buffer) -> None:
        """Write an object, whole or not at all."""
        with files.whole(self.local(name)) as temporary, temporary.open("wb") as stream:
            stream.write(data)

    def read_bytes(self, name: Name) -> bytes:
        """Return the bytes of an object."""
        return self.local(name).read_bytes()

    def read_json(self, name: Name) -> Any:
        """Return the JSON of an object, or None if there is none of that name; raise FileError if it is damaged."""
        return files.read_json(self.local(name))

    def write_json(self, name: Name, value: Any) -> None:
        """Write JSON with sorted keys, whole or not at all."""
        text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=files.plain) + "\n"
        self.write_bytes(name, text.encode())

    def write_sealed(self, name: Name, value: Mapping[str, Any]) -> None:
        """Write a mapping as JSON with a digest, for what no record of a step vouches for."""
        self.write_json(name, files.sealed(value))

    def read_sealed(self, name: Name) -> dict[str, Any] | None:
        """Return what `write_sealed` wrote, None if there is none of that name; raise DamagedError if it is not that any more."""
        if not self.exists(name):
            return None
        try:
            value = files.opened(self.read_json(name))
        except files.FileError:
            value = None
        if value is None:
            raise DamagedError(str(name), str(self._path(name)))
        return value

    def put(self, path: Path, name: Name) -> None:
        """Move a file of this machine, such as one from `scratch`, into the store."""
        target = self.local(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)

    def adopt(self, path: Path, name: Name) -> None:
        """Make an object of a file of this machine, which stays; its bytes do not lie there twice where that is safe."""
        with files.whole(self._path(name)) as temporary:
            temporary.unlink(missing_ok=True)
            files.duplicate(path, temporary)

    def copy(self, name: Name, to: Name) -> None:
        """Copy an object inside the store; on this machine without its bytes lying there twice, where the disk can do that."""
        target = self.local(to)
        target.parent.mkdir(parents=True, exist_ok=True)
        with files.whole(target) as temporary:
            try:
                os.link(self.local(name), temporary)
            except OSError:  # another file system, or one without links
                shutil.copyfile(self.local(name), temporary)

    def delete(self, name: Name) -> None:
        """Delete an object, if there is one of that name."""
        self.local(name).unlink(missing_ok=True)

    def delete_folder(self, folder: Name) -> None:
        """Delete every object under a folder."""
        shutil.rmtree(self.local(folder), ignore_errors=True)

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """Yield an empty folder of this machine for working files; it is gone when the block ends.

        It is in the store's folder, so that `put` is a rename, and has a temporary name, which the next run deletes.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{files.TEMPORARY}scratch-", dir=self.root) as folder:
            yield Path(folder)

    def draft(self, folder: Name) -> Path:
        """Return an empty folder of this machine in which a folder of many files is built, to be moved to its place by `finish`."""
        path = self._draft(folder)
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def drafted(self, folder: Name) -> Path:
        """Return the folder that `draft` made, as a later step finds it."""
        return self._draft(folder)

    def finish(self, folder: Name) -> None:
        """Move a draft to its place; the folder there until now is replaced as a whole."""
        target, old = self.local(folder), self.local(folder.with_name(f"{OLD}{folder.name}"))
        if target.exists():
            target.rename(old)
        self._draft(folder).rename(target)
        shutil.rmtree(old, ignore_errors=True)

    def _draft(self, folder: Name) -> Path:
        return self.local(folder.with_name(f"{files.TEMPORARY}{folder.name}"))

    def note(self, *names: Name) -> None:
        """Record objects as outputs of the step that is carried out; outside a step this does nothing."""

    def stored(self, name: Name) -> Stored:
        """Return what is known of an object from its bytes; raise FileNotFoundError if there is none."""
        path = self.local(name)
        digest, stat = digest_of(path), path.stat()
        return Stored(digest, digest, stat.st_size, stat.st_mtime_ns)

    def is_intact(self, name: Name, known: Stored) -> bool:
        """Return whether an object is what was recorded: untouched since, or touched and of the same bytes."""
        if not known.file:
            return True
        try:
            stat = self.local(name).stat()
        except OSError:
            return False
        is_untouched = (stat.st_size, stat.st_mtime_ns) == (known.bytes, known.modified)
        if is_untouched and known.bytes > SMALL_BYTES and not self.is_paranoid:
            return True
        return stat.st_size == known.bytes and digest_of(self.local(name)) == known.file

    def sweep(self) -> None:
        """Delete what a killed run left half written."""
        for left in self.root.rglob(f"{files.TEMPORARY}*"):
            place = left.with_name(left.name.removeprefix(OLD))
            if left.name.startswith(OLD) and not place.exists():
                left.rename(place)  # killed between the two renames of `finish`
            elif left.is_dir():
                shutil.rmtree(left)
            elif left.exists():
                left.unlink()

    def of_step(self, inputs: Mapping[Name, str], held: Held | None = None) -> StepStore:
        """Return this store as a step sees it; `inputs` are the tables it may read, with the hashes of their bytes.

        Steps that are given the same `held` read a column once.
        """
        return StepStore(self.root, self.is_paranoid, dict(inputs), held)


@dataclass(frozen=True)
class StepStore(Store):
    """A store inside a step: it reads what was declared, compares its bytes, and notes what is written."""

    inputs: dict[Name, str] = field(default_factory=dict)
    held: Held | None = None
    """Columns that were read, for the steps that are carried out together; None: none is kept."""
    written: dict[Name, Stored] = field(default_factory=dict)

    def read_table(self, name: Name, columns: list[str] | None = None) -> pa.Table:
        """Return a declared table; raise DamagedError if its bytes changed since it was written, StoreError if it is undeclared."""
        self._verify(name, is_table=True)
        if self.held is None or columns is None or name in self.written:
            return super().read_table(name, columns)
        if missing := [column for column in columns if (name, column) not in self.held]:
            table = super().read_table(name, missing)
            self.held.update({(name, field.name): (field, table.column(field.name)) for field in table.schema})
        fields, values = zip(*(self.held[name, column] for column in columns), strict=True)
        return pa.Table.from_arrays(list(values), schema=pa.schema(fields))

    def local(self, name: Name) -> Path:
        """Return a file of this machine that holds the object; raise DamagedError if it is an input whose bytes changed."""
        self._verify(name)
        return self._path(name)

    def exists(self, name: Name) -> bool:
        """Return whether there is such an object; of tables, those that the step declared or wrote."""
        return super().exists(name) and self._is_seen(name)

    def names(self, folder: Name, pattern: str = "*") -> list[Name]:
        """Return the objects under a folder; of tables, those that the step declared or wrote."""
        return [name for name in super().names(folder, pattern) if self._is_seen(name)]

    def scan_table(self, name: Name) -> pl.LazyFrame:
        """Return a declared table as a frame that is read only as far as it is used."""
        self._verify(name, is_table=True)
        return super().scan_table(name)

    def schema(self, name: Name) -> pa.Schema:
        """Return the schema of a declared table, with its metadata."""
        self._verify(name, is_table=True)
        return super().schema(name)

    def rows(self, name: Name) -> int:
        """Return the number of rows of a declared table."""
        self._verify(name, is_table=True)
        return super().rows(name)

    def _is_seen(self, name: Name) -> bool:
        is_table = name.suffix == ".parquet" and name.parts[0] != "snapshots"
        return not is_table or name in self.inputs or name in self.written

    def _verify(self, name: Name, *, is_table: bool = False) -> None:
        """Raise DamagedError if an input's bytes changed, and StoreError if a table is neither declared nor written."""
        wanted, path = self.inputs.get(name), self._path(name)
        if wanted is None:
            if is_table and name not in self.written:
                raise StoreError(
                    f"{path}: read by a step that does not declare it as an input; this is a fault of the program"
                )
            return
        try:
            stat = path.stat()
        except OSError as error:
            raise DamagedError(str(name), str(path)) from error
        known = (str(path), stat.st_size, stat.st_mtime_ns, wanted)
        if known not in VERIFIED:
            if digest_of(path) != wanted:
                raise DamagedError(str(name), str(path))
            VERIFIED.add(known)

    def write_bytes(self, name: Name, data: bytes | pa.Buffer) -> None:
        """Write an object and note it as an output of the step."""
        super().write_bytes(name, data)
        stat = self._path(name).stat()
        digest = xxhash.xxh3_128_hexdigest(data)
        self.written[name] = Stored(digest, digest, stat.st_size, stat.st_mtime_ns)

    def note(self, *names: Name) -> None:
        """Note objects as outputs of the step that were written otherwise: in a folder that was moved to its place as a whole."""
        for name in names:
            self.written[name] = self.stored(name)

    def put(self, path: Path, name: Name) -> None:
        """Move a file into the store and note it as an output of the step."""
        super().put(path, name)
        self.written[name] = self.stored(name)

    def copy(self, name: Name, to: Name) -> None:
        """Copy an object inside the store and note the copy as an output of the step."""
        super().copy(name, to)
        self.written[to] = self.stored(to)

    def delete(self, name: Name) -> None:
        """Delete an object; it is no output of the step any more."""
        super().delete(name)
        self.written.pop(name, None)


BLOCK: Final = 1 << 20
SMALL_BYTES: Final = 1 << 16
"""Up to this size an object is hashed whenever it is asked for: that takes no longer than to look at its dates."""
OLD: Final = f"{files.TEMPORARY}old-"
VERIFIED: Final[set[tuple[str, int, int, str]]] = set()
"""Inputs whose bytes this process has compared already: path, size, date and hash.  A run begins without any."""


def digest_of(path: Path) -> str:
    """Return the XXH3 (128 bits, hex) of a file's bytes: it detects damage at the speed of memory, and does not protect against forgery."""
    digest = xxhash.xxh3_128()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
