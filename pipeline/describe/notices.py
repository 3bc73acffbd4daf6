"""`LICENSE.md`, `ATTRIBUTION.md` and `licenses/`: the terms, who must be named, what each licence demands, and the licence texts that must be distributed."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from licenses.catalogue import catalogue
from licenses.obligations import notice_text
from pipeline.describe import authors
from pipeline.describe.composition import by_source_and_license
from pipeline.describe.render import render
from pipeline.fetch.erased import is_whole
from pipeline.fetch.lock import read_lock, snapshot_path
from pipeline.read.read_source import snapshot
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipeline.archives.snapshot import Snapshot
    from pipeline.describe.model import Model
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Evidence
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace

ORIGINALS: Final = "sources"  # folder under licenses/ with the sources' own files
KEPT: Final = "notices"  # folder next to a snapshot whose files were deleted
LICENSE_FILE: Final = re.compile(r"^(licen[sc]e|copying|copyright|notice)([-._].*)?$", re.IGNORECASE)


def write(release: Path, model: Model) -> None:
    """Write the attribution by source and licence, the list of authors, and one notice per licence.

    Titles are not listed: each row of the data files has its own line in `attribution`.
    """
    groups, named = by_source_and_license(release), authors.write(release)
    files.write_text(
        release / "ATTRIBUTION.md",
        render(
            "attribution.md.j2",
            model=model,
            facts=model.facts,
            groups=groups,
            credits=named,
            originals=_originals(release),
        ),
    )
    files.write_text(release / "LICENSE.md", render("licenses.md.j2", model=model, facts=model.facts))
    for license_ in model.licenses:
        files.write_text(release / "licenses" / f"{license_.id}.txt", notice_text(license_.id))


def _originals(release: Path) -> dict[str, list[str]]:
    originals: dict[str, list[str]] = {}
    root = release / "licenses" / ORIGINALS
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        originals.setdefault(path.relative_to(root).parts[0], []).append(path.relative_to(release).as_posix())
    return originals


def collect(workspace: Workspace, sources: Iterable[LoadedSource], release: Path) -> None:
    """Write the licence texts that must be distributed with the texts to `licenses/sources/<source>/<member>`.

    Only sources with a document kept under a licence with the obligation `notice` (MIT, CC BY, …) have any.  Copied are
    licence and notice files at the root and in the folders of the members that prove the licence, and terms next to the
    manifest; never a document, a letter, or the licence of something other than the text.
    """
    concerned = owing(release)
    for source in sources:
        lock = read_lock(workspace, source.id)
        if source.id not in concerned or lock is None:
            continue
        folder = release / "licenses" / ORIGINALS / source.id
        for name, data in _texts(source.id, source.manifest.license.evidence, workspace, lock):
            _write(folder / name, data)


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def keep(workspace: Workspace, source: LoadedSource, lock: Lock) -> None:
    """Keep a source's licence texts next to its snapshot, for releases that are built after its files were deleted."""
    if is_whole(workspace, lock):
        folder = workspace.snapshot(source.id) / KEPT
        for name, data in _texts(source.id, source.manifest.license.evidence, workspace, lock):
            workspace.store.write_bytes(folder / name, data)


def owing(release: Path) -> set[str]:
    """Return the sources with a document kept under a licence with the obligation `notice`."""
    return {row["source"] for row in by_source_and_license(release) if _must_travel(row["license"])}


def _must_travel(expression: str) -> bool:
    return any("notice" in license_.obligations for license_ in catalogue().of(expression))


def _texts(
    source: str, evidence: tuple[Evidence, ...], workspace: Workspace, lock: Lock
) -> Iterator[tuple[str, bytes]]:
    if not is_whole(workspace, lock):
        folder = workspace.snapshot(source) / KEPT
        for text in workspace.store.names(folder, "**/*"):
            yield text.relative_to(folder).as_posix(), workspace.store.read_bytes(text)
        return
    with snapshot(source, workspace, lock) as tree:
        for name in _members(tree, evidence):
            data = tree.read(name)
            if data is not None:
                yield name, data
    pages = {page.name: page for page in lock.pages}
    for proof in evidence:
        page = pages.get(f"file:{proof.file}")
        if page and proof.kind == "file" and proof.object == "text":
            yield (
                PurePosixPath(str(proof.file)).name,
                workspace.store.read_bytes(snapshot_path(workspace, source, page)),
            )


def _members(tree: Snapshot, evidence: tuple[Evidence, ...]) -> list[str]:
    proving = {proof.member for proof in evidence if proof.member and proof.object == "text"}
    of_others = {proof.member for proof in evidence if proof.member} - proving
    folders = {PurePosixPath(name).parent for name in proving} | {PurePosixPath()}
    named = [name for name in tree.names() if LICENSE_FILE.match(PurePosixPath(name).name)]
    return sorted(name for name in named if PurePosixPath(name).parent in folders and name not in of_others)
