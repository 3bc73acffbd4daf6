"""The members of a snapshot: of tar, zip, compressed and plain files, whole or damaged, one inside the other or not.

The kind of a file is decided by its first bytes, never by its name.  Nothing is raised for bad data: what cannot be read is
yielded as `Broken`, among everything that can.  Only archives inside archives are written to disk, while they are read.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import IO, TYPE_CHECKING, Final, Self, cast

from pipeline.archives.archive import OF_SYSTEM, Broken, Limits
from pipeline.archives.containers import COMPRESSIONS, PLAIN, is_warc, kind_of, promises_archive
from pipeline.archives.member import Member
from pipeline.archives.nested import LEAST_BYTES, LEVELS, Aside, Budget, UnpackedError, decompressed
from pipeline.archives.opening import open_archive
from pipeline.archives.paths import is_of_system, normalised, unrooted
from pipeline.archives.placed import Beside, Placed
from pipeline.archives.streams import BLOCK, ODD, counted, message_of, unpacked
from pipeline.archives.tar import TarArchive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pipeline.archives.archive import Archive
    from pipeline.archives.member import Streams

CACHED_BYTES: Final = 4 * 1024 * 1024
"""Members up to this size stay in memory once `Snapshot.read` has read them, the latest `CACHE_BYTES` of them."""
CACHE_BYTES: Final = 256 * 1024 * 1024
STREAMED_BYTES: Final = 64 * 1024 * 1024
"""Members from this size on, packed or not, are not held in memory if their reader streams."""
OPEN_ARCHIVES: Final = 32
"""Archives open at a time; the others are opened again when something of them is asked for."""


_NAMELESS: Final = "its name names no file"
_SYSTEM_FILE: Final = "an operating system keeps it for itself"


class Snapshot:
    """The files of one source as one tree of members.

    `files` are pairs of the file on disk and the name it was published under; `folders` says, file by file, which folder
    its members are put under (empty: none).  Names are `/` separated, NFC, without
    leading slash or `..`.  Archives of repositories put everything into a folder `<name>-<commit>`: a single
    such folder is removed, and where there are several they lose their commit, so that names are stable over
    versions.  Members of an archive in an archive stand under its name.

    A *path* does not depend on which files stand before it: where a folder has several archives, all their members stand
    under the name of their archive, and of a plain and a compressed file of one name the plain one has it.  A *name* is what
    manifests call a member: without its archive, unless an earlier file has that name already.
    """

    def __init__(
        self,
        files: Sequence[tuple[Path, str]],
        limits: Limits | None = None,
        folders: Sequence[str] = (),
        aside: Path | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._archives: list[Archive] = []
        self._open: dict[int, None] = {}
        self._current = 0  # the archive whose members are being read stays open: one may be streaming
        self._by_name: dict[str, Placed] = {}
        self._by_path: dict[str, Placed] = {}
        self._cache: dict[str, bytes] = {}
        self._cached_bytes = 0
        self._aside = Aside(aside)
        self._budgets = [Budget(path.stat().st_size, self._limits) for path, _name in files]
        self._files = [name for _path, name in files]
        self._below = [f"{folder}/" if folder else "" for folder in folders or [""] * len(files)]
        for number, (path, name) in enumerate(files):
            self._archives.append(open_archive(path, name, self._limits))
            self._opened(number)
        beside = Beside.of(self._archives, self._below)
        self._rows = [list(self._place(number, beside)) for number in range(len(files))]
        self._are_opened = False

    def _opened(self, number: int) -> Archive:
        """Return an archive, which is now the latest one used; the one longest unused is closed if too many are open."""
        self._open.pop(number, None)
        self._open[number] = None
        if len(self._open) > OPEN_ARCHIVES:
            oldest = next(candidate for candidate in self._open if candidate not in (self._current, number))
            del self._open[oldest]
            self._archives[oldest].close()
        return self._archives[number]

    def _place(self, number: int, beside: Beside) -> Iterator[Placed | Broken]:
        """Yield the entries of a file of the snapshot with their paths and names, noted; a system's own files are rows."""
        archive, file, folder = self._archives[number], self._files[number], self._below[number]
        own = {entry.name: normalised(entry.name) for entry in archive.entries}
        entries = [entry for entry in archive.entries if own[entry.name] and not is_of_system(own[entry.name])]
        names = [own[entry.name] for entry in entries]
        bare = [f"{folder}{name}" for name in (unrooted(names) if archive.is_archive else names)]
        taken = {name for name in bare if name in self._by_name}
        for name, entry in zip(bare, entries, strict=True):
            path = beside.path(name, archive, folder)
            known_as = f"{file}/{name}" if name in taken else name
            yield self._noted(Placed(path, known_as, number, entry, number, beside.prefix(name, archive, folder)))
        for stored, name in own.items():
            if not name:
                yield Broken(f"{file}/{stored}", "corrupt", _NAMELESS)
            elif is_of_system(name):
                yield Broken(f"{folder}{name}", OF_SYSTEM, _SYSTEM_FILE)

    def _noted(self, placed: Placed) -> Placed:
        self._by_name.setdefault(placed.name, placed)
        self._by_path.setdefault(placed.path, placed)
        return placed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all files; members already yielded keep their bytes."""
        for archive in self._archives:
            archive.close()
        self._aside.close()

    def names(self) -> list[str]:
        """Return the names of all members, in the order of the files and, within each, of the archive.

        Archives whose names say that they are some are opened, wherever they are.
        """
        self._open_nested()
        return [row.name for rows in self._rows for row in rows if isinstance(row, Placed)]

    def path_of(self, name: str) -> str:
        """Return the path of a member that manifests know by this name."""
        return self._by_name[name].path if name in self._by_name else name

    def members(
        self,
        wanted: Callable[[str], bool] = lambda _name: True,
        streams: Callable[[str], Streams | None] = lambda _name: None,
        within: tuple[int, int, int] | None = None,
    ) -> Iterator[Member | Broken]:
        """Yield the members whose name is `wanted`, in archive order, and a `Broken` for each that cannot be read.

        `within` is a file of the snapshot with the first of its `rows` and the end: nothing else is yielded.

        A large member comes without its bytes if its reader `streams`; it is to be read before the next one.  A container
        under another name (a zip that is called `.txt`) gives its members.

        A fault of an archive as a whole (truncated, no archive) follows its last member, with the path `""` for an
        archive that stands alone and the file's own name where the snapshot has several files.
        """
        self._open_nested()
        for number, listed in enumerate(self._rows):
            if within is not None and number != within[0]:
                continue
            rows = listed if within is None else listed[within[1] : within[2]]
            for row in rows:
                if isinstance(row, Broken):
                    yield row
                elif wanted(row.name):
                    self._current = row.archive
                    yield from self._found(row, wanted, streams(row.name))
            if within is not None and within[2] < len(listed):
                continue
            path = self._files[number] if len(self._files) > 1 else ""
            for fault in self._archives[number].faults:
                yield Broken(fault.path or path, fault.reason, fault.detail)

    def rows(self) -> list[list[Placed | Broken]] | None:
        """Return the entries of every file; None if they cannot be reached singly.

        So it is with archives in archives, which would be opened for each, and with compressed tar files.
        """
        compressed = any(isinstance(archive, TarArchive) and archive.is_compressed for archive in self._archives)
        nested = any(isinstance(row, Placed) and self._is_nested(row) for rows in self._rows for row in rows)
        return None if compressed or nested else self._rows

    def member(self, placed: Placed, how: Streams | None) -> Member | None:
        """Return the member of an entry, its bytes not held if it is large; None for one that is packed or cannot be read."""
        stream = self._streamed(placed, how)
        data = b"" if stream else self._load(placed)
        if isinstance(data, Broken) or (placed.entry.is_packed and not stream):
            return None
        return Member(placed.path, data, partial(self._beside, placed), stream, placed.name)

    def _found(self, placed: Placed, wanted: Callable[[str], bool], how: Streams | None) -> Iterator[Member | Broken]:
        """Yield the member of an entry, or what a container under its name has inside."""
        if stream := self._streamed(placed, how):
            yield Member(placed.path, b"", partial(self._beside, placed), stream, placed.name)
            return
        for row in self._inside(placed):
            if isinstance(row, Placed):
                if wanted(row.name):
                    yield from self._found(row, wanted, how)
            elif isinstance(row, Broken):
                yield row
            else:
                yield Member(placed.path, row, partial(self._beside, placed), name=placed.name)

    def _streamed(self, placed: Placed, how: Streams | None) -> Callable[[], IO[bytes]] | None:
        """Return how a large member is opened as a stream, unpacked; None for one that must be held, or is an archive."""
        is_small = placed.entry.size < STREAMED_BYTES and not placed.entry.is_packed
        if not how or is_small or isinstance(placed.entry.handle, Broken):
            return None
        stream = self._opened(placed.archive).stream(placed.entry, seek=how == "seek")
        if stream is None:
            return None
        try:
            with stream() as opened:
                kind = PLAIN if is_warc(placed.name) else kind_of(opened.read(BLOCK))
        except ODD:
            return None
        if kind in COMPRESSIONS:
            most = self._limits.streamed(placed.entry.size)
            return (lambda: counted(unpacked(stream(), kind), most)) if how == "forward" else None
        return stream if kind == PLAIN else None

    def _load(self, placed: Placed) -> bytes | Broken:
        """Return the bytes of an entry, whatever its archive makes of it."""
        try:
            loaded = self._opened(placed.archive).load(placed.entry)
        except ODD as error:
            return Broken(placed.path, "corrupt", message_of(error))
        return Broken(placed.path, loaded.reason, loaded.detail) if isinstance(loaded, Broken) else loaded

    def _inside(self, placed: Placed) -> Iterator[Placed | Broken | bytes]:
        """Yield the bytes of an entry, unpacked, or the entries of the archive that it is, or why there are none."""
        loaded = self._load(placed)
        if isinstance(loaded, Broken):
            yield loaded
            return
        budget, level = self._budgets[placed.top], placed.level
        try:
            if level > 1:
                budget.spend(placed.path, len(loaded))
            kind = _kind(placed.name, loaded)
            while kind in COMPRESSIONS:
                level = _deeper(level)
                loaded, damage, objection = decompressed(loaded, kind, budget.inside())
                budget.spend(f"{placed.path}\0{level}", len(loaded))
                if damage or objection:
                    reason = "too_large" if objection else "corrupt"
                    yield Broken(placed.path, reason, objection or f"{kind}: {damage} after {len(loaded)} bytes")
                    return
                kind = _kind(placed.name, loaded)
            if kind == PLAIN:
                yield loaded
            else:
                yield from self._entries(placed, loaded, _deeper(level))
        except UnpackedError as error:
            yield Broken(placed.path, "too_large", str(error))

    def _entries(self, placed: Placed, data: bytes, level: int) -> Iterator[Placed | Broken | bytes]:
        """Yield the entries of an archive in an archive, and what is wrong with it as a whole; the bytes of a document in a zip."""
        budget = self._budgets[placed.top]
        archive = open_archive(self._aside.put(data), placed.name, budget.inside())
        if not archive.is_archive:  # a document of an office, which is a zip too
            yield data
            return
        budget.spend(f"{placed.path}\0archive", LEAST_BYTES)
        number = len(self._archives)
        self._archives.append(archive)
        self._opened(number)
        for entry in archive.entries:
            inner = normalised(entry.name)
            if is_of_system(inner) or not inner:
                why = (OF_SYSTEM, _SYSTEM_FILE) if inner else ("corrupt", _NAMELESS)
                yield Broken(f"{placed.path}/{inner or entry.name}", *why)
                continue
            yield self._noted(
                Placed(
                    f"{placed.path}/{inner}", f"{placed.name}/{inner}", number, entry, placed.top, placed.prefix, level
                )
            )
        for fault in archive.faults:
            yield Broken(placed.path, fault.reason, fault.detail)

    def _open_nested(self) -> None:
        """Put the entries of archives in archives in the place of these, as far as their names say that they are some."""
        if self._are_opened:
            return
        self._are_opened = True
        self._rows = [[inner for row in rows for inner in self._opened_up(row)] for rows in self._rows]

    def _opened_up(self, row: Placed | Broken) -> Iterator[Placed | Broken]:
        if isinstance(row, Broken) or not self._is_nested(row):
            yield row
            return
        self._current = row.archive
        inside = list(self._inside(row))
        if any(isinstance(inner, bytes) for inner in inside):
            yield row
            return
        for inner in cast("list[Placed | Broken]", inside):
            yield from self._opened_up(inner)

    def _is_nested(self, row: Placed) -> bool:
        """Return whether an entry is in an archive, or was compressed, and its name is that of an archive."""
        is_alone = row.level == 1 and not self._archives[row.archive].is_archive
        return promises_archive(row.name) and not (is_alone and row.name == self._files[row.top])

    def _beside(self, placed: Placed, path: str) -> bytes | None:
        """Return the bytes of a member that another one names, of its own archive before all others."""
        own = self.read(f"{placed.prefix}{path}") if placed.prefix and not path.startswith(placed.prefix) else None
        return own if own is not None else self.read(path)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a member, by path or name, or None if there is none of that path or it cannot be read."""
        if path in self._cache:
            return self._cache[path]
        placed = self._known(unicodedata.normalize("NFC", path))
        if placed is None:
            return None
        loaded = next(self._inside(placed), None)
        if not isinstance(loaded, bytes):
            return None
        if len(loaded) <= CACHED_BYTES:
            self._remember(path, loaded)
        return loaded

    def _known(self, path: str) -> Placed | None:
        known = self._by_name.get(path) or self._by_path.get(path)
        if known is None and not self._are_opened:
            self._open_nested()
            known = self._by_name.get(path) or self._by_path.get(path)
        return known

    def _remember(self, path: str, loaded: bytes) -> None:
        self._cache[path] = loaded
        self._cached_bytes += len(loaded)
        while self._cached_bytes > CACHE_BYTES:
            self._cached_bytes -= len(self._cache.pop(next(iter(self._cache))))


def _kind(name: str, data: bytes) -> str:
    return PLAIN if is_warc(name) else kind_of(data[:BLOCK])


def _deeper(level: int) -> int:
    if level >= LEVELS:
        raise UnpackedError(f"nested in {level} containers, at most {LEVELS} are opened; unpack it")
    return level + 1
