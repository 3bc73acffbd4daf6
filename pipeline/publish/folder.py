"""Publishing into a folder: a path, or any fsspec URL; whole or not at all, and verified after the copy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import fsspec

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK: Final = 1 << 20


class PublishError(RuntimeError):
    """A release cannot be published there; the message says what to do."""


@dataclass(frozen=True)
class Copy:
    """What a publication did, or would do: the address, the files sent, those that were there already."""

    address: str
    sent: tuple[str, ...]
    there: tuple[str, ...]


def publish(release: Path, target: str, *, dry_run: bool = False) -> Copy:
    """Copy a release to `<target>/<name>/<version>` and return what was sent.

    The files go to a folder beside it that takes its place at the end, so that nobody sees half a release; files that an
    interrupted copy left there whole are not sent again.  A release that is there already, file for file, is left alone;
    another one under the same version is refused.
    """
    sums = _sums(release)
    facts = _facts(release)
    system, root = _target(target)
    address = f"{root.rstrip('/')}/{facts['name']}/{facts['version']}"
    if system.exists(address):
        _same(system, address, sums)
        return Copy(address, (), tuple(sums))
    draft = f"{root.rstrip('/')}/{facts['name']}/.part-{facts['version']}"
    there = tuple(name for name, digest in sums.items() if _digest(system, f"{draft}/{name}") == digest)
    missing = tuple(name for name in sums if name not in there)
    if dry_run:
        return Copy(address, missing, there)
    for name in missing:
        _send(system, release / name, f"{draft}/{name}", sums[name])
    for name in _foreign(system, draft, sums):
        system.rm(name)
    system.mv(draft, address, recursive=True)
    _same(system, address, sums)
    return Copy(address, missing, there)


def _facts(release: Path) -> dict[str, Any]:
    from pipeline.workspace import read_json  # noqa: PLC0415  keeps fsspec-only users of this module light

    facts: dict[str, Any] | None = read_json(release / "release.json")
    if facts is None:
        raise PublishError(f"{release}: no release.json there; is it the folder of a release?")
    return facts


def _sums(release: Path) -> dict[str, str]:
    path = release / "SHA256SUMS"
    if not path.is_file():
        raise PublishError(f"{release}: no SHA256SUMS there; run the collection again")
    lines = path.read_text(encoding="utf-8").splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    return sums | {"SHA256SUMS": hashlib.sha256(path.read_bytes()).hexdigest()}


def _target(target: str) -> tuple[Any, str]:
    address = target if "://" in target else str(Path(target).resolve())
    try:
        system, root = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise PublishError(f"{target}: {error}") from error
    return system, str(root)


def _send(system: Any, source: Path, target: str, wanted: str) -> None:
    system.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    try:
        with source.open("rb") as stream, system.open(target, "wb") as sink:
            while block := stream.read(BLOCK):
                sink.write(block)
    except OSError as error:
        raise PublishError(f"{target}: {error}; the same command goes on from here") from error
    if _digest(system, target) != wanted:
        raise PublishError(f"{target}: arrived with another checksum; publish again")


def _digest(system: Any, path: str) -> str | None:
    if not system.isfile(path):
        return None
    digest = hashlib.sha256()
    with system.open(path, "rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _foreign(system: Any, draft: str, sums: dict[str, str]) -> Iterator[str]:
    for path in sorted(system.find(draft)):
        if path.split(draft, 1)[1].lstrip("/") not in sums:
            yield path


def _same(system: Any, address: str, sums: dict[str, str]) -> None:
    for name, wanted in sums.items():
        if _digest(system, f"{address}/{name}") != wanted:
            raise PublishError(
                f"{address}/{name} is not the file of this release; a published version is never changed: "
                "publish under a new version"
            )
