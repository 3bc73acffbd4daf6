"""Withdrawing: a version, or documents out of every published version, taken back at a target.

What is to be done is prepared in a folder of its own and written down there before the target is touched, so that a withdrawal
that broke goes on with the same command: the versions as they are published, and each affected one without the documents.
The folder holds the texts, and goes when every old address refuses.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from gemeingut.errors import GemeingutError
from pipeline.portals.published import bring_from
from pipeline.portals.target import NotThereError, PublishError, carry_out, open_parcel, read_notice
from pipeline.portals.withdrawal import Old, Withdrawal
from pipeline.release_files.facts import read_facts
from pipeline.release_files.withdrawn import Notice, code_of, joined, read_notices
from pipeline.steward import notice_board, sought
from pipeline.steward.amended import amended
from pipeline.store import files
from pipeline.store.ids import after_withdrawal, order_of
from pipeline.verify.verify import verify_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pipeline.portals.target import Access, Parcel, Plan, Published
    from pipeline.portals.withdrawal import Withdrawer
    from pipeline.steward.sought import Sought

PREPARED: Final = "prepared.json"
SUMS: Final = "SHA256SUMS"


class WithdrawError(GemeingutError, RuntimeError):
    """Nothing can be withdrawn: what was named is not published there, or what replaces it does not verify."""


@dataclass(frozen=True)
class Request:
    """What is to be withdrawn: documents of a collection, or one version of it, why, when, and where it is prepared."""

    withdrawer: Withdrawer
    collection: str
    reason: str
    date: dt.date
    work: Path
    version: str | None = None
    documents: Sought | None = None


@dataclass(frozen=True)
class Prepared:
    """What was found and made: versions that go, folders and access of what stays, and the notices of this withdrawal."""

    gone: tuple[Old, ...]
    stays: tuple[tuple[str, Access], ...]
    notices: tuple[Notice, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what is written down before the target is touched."""
        return {
            "gone": [asdict(old) for old in self.gone],
            "stays": [list(entry) for entry in self.stays],
            "notices": [notice.model_dump(mode="json") for notice in self.notices],
        }


def prepare(request: Request, say: Callable[[str], None]) -> Prepared:
    """Return what is to be done, as an earlier try wrote it down, or as the target is now.

    Raises WithdrawError if what was named is not published there.
    """
    if (written := files.read_json(request.work / PREPARED)) is not None:
        say(f"going on with what was prepared in {request.work}")
        return Prepared(
            tuple(Old(**old | {"locations": tuple(old["locations"])}) for old in written["gone"]),
            tuple((name, access) for name, access in written["stays"]),
            tuple(Notice.model_validate(notice) for notice in written["notices"]),
        )
    request.work.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = request.withdrawer.target.published(request.collection)
    prepared = (
        _of_documents(request, request.documents, there, say) if request.documents else _of_version(request, there)
    )
    files.write_json(request.work / PREPARED, prepared.as_json())
    return prepared


def planned(request: Request, prepared: Prepared) -> Plan:
    """Return the calls that carry out what was prepared."""
    board = read_notice(request.withdrawer.target.board(request.collection))
    every = joined(read_notices(board), prepared.notices)
    stays = tuple((_parcel(request, name), access) for name, access in prepared.stays)
    return request.withdrawer.plan(
        Withdrawal(request.collection, prepared.gone, stays, notice_board.files(request.collection, every))
    )


def withdraw(request: Request, prepared: Prepared, say: Callable[[str], None]) -> None:
    """Carry out what was prepared, look at every old address, and delete the folder; raise StillThereError if one answers."""
    if prepared.gone:
        carry_out(planned(request, prepared), say)
    shutil.rmtree(request.work)


def _parcel(request: Request, name: str) -> Parcel:
    return open_parcel(request.work / name)


def _of_version(request: Request, there: list[Published]) -> Prepared:
    own = next((published for published in there if published.version == request.version), None)
    if own is None:
        listed = ", ".join(published.version for published in there) or "none"
        raise WithdrawError(f"{request.collection} {request.version} is not published there; there are: {listed}")
    folder = request.work / "published" / own.version
    folder.mkdir(parents=True, exist_ok=True)
    bring_from(own.origin, own.address, folder, (SUMS,))
    names = [line[66:] for line in (folder / SUMS).read_text(encoding="utf-8").splitlines()]
    shutil.rmtree(folder)
    others = [published for published in there if published is not own] if request.withdrawer.is_written_anew else []
    stays = tuple((f"published/{other.version}", other.access) for other in others)
    for other in others:
        _bring(request, other)
    notice = Notice(
        collection=request.collection,
        versions=(own.version,),
        reason=code_of(request.reason),
        date=request.date,
    )
    return Prepared((_old(request, own, names, names),), stays, (notice,))


def _old(request: Request, published: Published, names: Iterable[str], changed: Iterable[str]) -> Old:
    every = sorted({*names, SUMS})
    locations = tuple(request.withdrawer.locations(published, every, sorted({*changed})))
    return Old(published.version, published.address, published.access, locations)


def _bring(request: Request, published: Published) -> Path:
    """Return the folder of a published version, fetched and compared with its checksums."""
    folder = request.work / "published" / published.version
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bring_from(published.origin, published.address, folder)
    for name, digest in open_parcel(folder).sums.items():
        if not (folder / name).is_file() or files.sha256_of(folder / name) != digest:
            raise PublishError(
                f"{published.address}: {name} is not what SHA256SUMS says: put it back with `gemeingut publish`, "
                "or withdraw the whole version"
            )
    return folder


def _of_documents(request: Request, documents: Sought, there: list[Published], say: Callable[[str], None]) -> Prepared:
    if not there:
        raise NotThereError(f"{request.collection}: no version is published there")
    releases = {published.version: _bring(request, published) for published in there}
    held = sought.find(releases, documents)
    _name_unknown(request, documents, say)
    made: dict[str, tuple[str, str]] = {}
    for published in there:
        if held[published.version]:
            made[published.version] = _replacement(request, releases, held, published.version)
    gone = [published for published in there if published.version in made]
    old = tuple(
        _old(request, published, *_names(request, releases[published.version], made[published.version][1]))
        for published in gone
    )
    accesses = {made[published.version]: published.access for published in gone}
    if request.withdrawer.is_written_anew and gone:
        accesses |= {
            (published.version, f"published/{published.version}"): published.access
            for published in there
            if published.version not in made
        }
    ordered = sorted(accesses.items(), key=lambda entry: order_of(entry[0][0]))
    stays = tuple((place, access) for (_, place), access in ordered)
    return Prepared(old, stays, _document_notices(request, held, {old: new for old, (new, _) in made.items()}))


def _names(request: Request, release: Path, new: str) -> tuple[list[str], list[str]]:
    """Return the files of a version, and those of them that are not the same in what replaces it."""
    before, after = open_parcel(release).sums, _parcel(request, new).sums
    return [*before], [name for name, digest in before.items() if after.get(name) != digest]


def _name_unknown(request: Request, documents: Sought, say: Callable[[str], None]) -> None:
    """Say which documents no published version holds; raise WithdrawError if none of them does and none was withdrawn."""
    known = {notice.hash for notice in read_notices(read_notice(request.withdrawer.target.board(request.collection)))}
    unknown = [name for name in documents.unknown if known.isdisjoint({name, sought.hashed(name)})]
    if unknown and not documents.matched and len(unknown) == len(documents.unknown):
        raise WithdrawError(f"no published version of {request.collection} holds {', '.join(unknown[:5])}")
    for name in unknown:
        say(f"{name}: no published version holds it")


def _replacement(
    request: Request, releases: Mapping[str, Path], held: Mapping[str, set[str]], version: str
) -> tuple[str, str]:
    """Return version and folder of what replaces a version: one that is there already from a try that broke, or one made now."""
    new = after_withdrawal(version)
    while new in releases:
        before = read_facts(releases[new]).previous
        if before and before.version == version and not held[new]:
            return new, f"published/{new}"
        new = after_withdrawal(new)
    out = request.work / "new" / new
    shutil.rmtree(out, ignore_errors=True)
    amended(releases[version], held[version], new, request.date.isoformat(), out)
    broken = [f"{check.check}: {check.detail}" for check in verify_folder(out) if not check.holds]
    if broken:
        raise WithdrawError(
            "\n".join([*broken, f"{version} without the documents does not verify; nothing was changed"])
        )
    return new, f"new/{new}"


def _document_notices(
    request: Request, held: Mapping[str, set[str]], replaced: Mapping[str, str]
) -> tuple[Notice, ...]:
    listed = []
    for document in sorted(set().union(*held.values())):
        versions = [version for version in held if document in held[version]]
        listed.append(
            Notice(
                collection=request.collection,
                hash=sought.hashed(document),
                versions=tuple(versions),
                replaced_by=tuple(replaced[version] for version in versions),
                reason=code_of(request.reason),
                date=request.date,
            )
        )
    return tuple(listed)
