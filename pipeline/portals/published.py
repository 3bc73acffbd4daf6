"""A published release, brought back to be verified: from any address, the Hub, a CKAN portal or a GitHub release.

Files come in blocks, so that memory does not depend on their size; a release on disk is what the checks read.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote

import fsspec

from gemeingut.errors import PlaceError
from pipeline.portals import assets
from pipeline.portals.ckan_portal import Portal, download_url
from pipeline.portals.github_repository import Repository
from pipeline.portals.target import PublishError
from pipeline.portals.web import Web

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUMS: Final = "SHA256SUMS"
BLOCK: Final = 1 << 20
HUB: Final = re.compile(r"(?P<base>https?://[^/]+)/datasets/(?P<name>[^/]+/[^/]+)(?:/tree/(?P<revision>[^/]+))?")
PORTAL: Final = re.compile(r"(?:ckan:)?(?P<base>https?://.+)/dataset/(?P<name>[^/#?]+)")
RELEASE: Final = re.compile(r"https?://[^/]+/(?P<name>[^/]+/[^/]+)/releases/tag/(?P<tag>[^/]+)")
SHORT: Final = re.compile(r"(?P<kind>huggingface|github):(?P<name>[^/@]+/[^/@]+)(?:@(?P<version>.+))?")


class NotThereError(PlaceError, RuntimeError):
    """There is no published release at the place named."""


class Origin(Protocol):
    """Where a release was published: its single files, and the archives that hold the others."""

    @property
    def archives(self) -> tuple[str, ...]:
        """Return the archives that are there."""

    def blocks(self, name: str) -> contextlib.AbstractContextManager[Iterable[bytes] | None]:
        """Return the bytes of one file in blocks, or None if it is not there."""


def is_elsewhere(place: str) -> bool:
    """Return whether a place is an address or a target, and no folder of this machine."""
    return "://" in place or SHORT.fullmatch(place) is not None


def bring(place: str, folder: Path) -> None:
    """Put every file that the release's own SHA256SUMS names into a folder; raise NotThereError if there is none."""
    origin = _origin(place.rstrip("/"))
    try:
        if not _write(origin, SUMS, folder):
            raise NotThereError(f"{place}: no SHA256SUMS there")
        for archive in origin.archives:
            _write(origin, archive, folder)
            assets.unpack(folder / archive, folder)
            (folder / archive).unlink()
    except (OSError, ValueError, PublishError) as error:
        raise NotThereError(f"{place}: no SHA256SUMS there: {error}") from error
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        name = line[66:]
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            raise NotThereError(f"{place}: SHA256SUMS names {name!r}, which lies outside the release")
        if not (folder / name).exists():
            with contextlib.suppress(OSError, ValueError):  # the checksum's own check names what is missing
                _write(origin, name, folder)


def _write(origin: Origin, name: str, folder: Path) -> bool:
    with origin.blocks(name) as blocks:
        if blocks is None:
            return False
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as sink:
            for block in blocks:
                sink.write(block)
    return True


def _origin(place: str) -> Origin:
    short = SHORT.fullmatch(place)
    if short and short["kind"] == "github":
        if not short["version"]:
            raise NotThereError(f"{place}: name the release too, such as {place}@1.0.0")
        return OnGitHub(short["name"], short["version"])
    if short:
        base = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
        return OnHub(base, short["name"], short["version"] or "main")
    if found := HUB.fullmatch(place):
        return OnHub(found["base"], found["name"], found["revision"] or "main")
    if found := RELEASE.fullmatch(place):
        return OnGitHub(found["name"], found["tag"])
    if found := PORTAL.fullmatch(place):
        return OnPortal(found["base"], found["name"]).origin
    return InFolder(place)


@dataclass(frozen=True)
class InFolder:
    """A folder at any address that fsspec knows."""

    address: str
    archives: tuple[str, ...] = ()

    @contextlib.contextmanager
    def blocks(self, name: str) -> Iterator[Iterable[bytes] | None]:
        """Yield the bytes of one file; None if it is not there."""
        with contextlib.ExitStack() as opened:
            try:
                stream = opened.enter_context(fsspec.open(f"{self.address}/{name}", "rb"))
            except FileNotFoundError:
                yield None
                return
            yield iter(lambda: stream.read(BLOCK), b"")


@dataclass(frozen=True)
class OnHub:
    """A dataset repository of the Hub at a revision."""

    base: str
    name: str
    revision: str
    archives: tuple[str, ...] = ()

    @cached_property
    def _web(self) -> Web:
        token = os.environ.get("HF_TOKEN", "").strip()
        return Web("the Hub", self.base, "HF_TOKEN", {"Authorization": f"Bearer {token}"} if token else {})

    def blocks(self, name: str) -> contextlib.AbstractContextManager[Iterable[bytes] | None]:
        """Return the bytes of one file; None if it is not there."""
        return self._web.stream(f"{self.base}/datasets/{self.name}/resolve/{quote(self.revision)}/{quote(name)}")


@dataclass(frozen=True)
class OnPortal:
    """A dataset of a CKAN portal."""

    base: str
    name: str

    @cached_property
    def _portal(self) -> Portal:
        return Portal(self.base)

    @cached_property
    def _urls(self) -> dict[str, str]:
        try:
            package: dict[str, Any] | None = self._portal.action("package_show", params={"id": self.name})
        except PublishError as error:
            raise NotThereError(str(error)) from error
        if package is None:
            raise NotThereError(f"{self.base}/dataset/{self.name}: no such dataset")
        return {one["name"]: download_url(self.base, one) for one in package["resources"]}

    @property
    def origin(self) -> Origin:
        """Return where the files are: on the portal, or at the address that its links lead to."""
        sums = self._urls.get(SUMS, "")
        return self if sums.startswith(f"{self.base}/dataset/") else InFolder(sums.removesuffix(f"/{SUMS}"))

    @property
    def archives(self) -> tuple[str, ...]:
        """Return the archives that are there."""
        return tuple(one for one in (assets.RECORDS, assets.INDEX_ARCHIVE) if one in self._urls)

    @contextlib.contextmanager
    def blocks(self, name: str) -> Iterator[Iterable[bytes] | None]:
        """Yield the bytes of one resource; None if it is not there."""
        if name not in self._urls:
            yield None
            return
        with self._portal.web.stream(self._urls[name]) as found:
            yield found


@dataclass(frozen=True)
class OnGitHub:
    """A release on GitHub; files in parts are joined."""

    name: str
    tag: str

    @cached_property
    def _repository(self) -> Repository:
        return Repository(self.name)

    @cached_property
    def _urls(self) -> dict[str, str]:
        url = f"{self._repository.url}/releases/tags/{quote(self.tag)}"
        try:
            release = self._repository.web.ask("GET", url).json()
            return {one["name"]: one["url"] for one in self._repository.assets_of(release["id"])}
        except PublishError as error:
            raise NotThereError(str(error)) from error

    @property
    def archives(self) -> tuple[str, ...]:
        """Return the archives that are there, whole or in parts."""
        return tuple(one for one in (assets.RECORDS, assets.INDEX_ARCHIVE) if self._parts(one))

    def _parts(self, name: str) -> list[str]:
        flat = assets.flat(name)
        return [flat] if flat in self._urls else sorted(one for one in self._urls if one.startswith(f"{flat}.part-"))

    @contextlib.contextmanager
    def blocks(self, name: str) -> Iterator[Iterable[bytes] | None]:
        """Yield the bytes of one file, its parts joined; None if it is not there."""
        parts = self._parts(name)
        yield self._joined(parts) if parts else None

    def _joined(self, parts: list[str]) -> Iterator[bytes]:
        for part in parts:
            with self._repository.web.stream(self._urls[part]) as blocks:
                if blocks is None:
                    raise NotThereError(f"{self.name} {self.tag}: {part} is not there")
                yield from blocks
