"""What was withdrawn at a target and is about to be published there again: a version, or documents in another version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.decide.demands import marks_of_id
from pipeline.portals.target import PublishError, read_notice
from pipeline.publish.publication import Finding
from pipeline.release_files.bucketed import batches
from pipeline.release_files.data_files import data_files
from pipeline.release_files.withdrawn import read_notices
from pipeline.store.former_ids import names_of

if TYPE_CHECKING:
    from pipeline.portals.target import Parcel, Target

HELD: Final = "withdrawn_held"


def taken_back(parcel: Parcel, target: Target) -> list[Finding]:
    """Return the finding that a release holds documents that were withdrawn at the target.

    Raises PublishError if the version itself was withdrawn there: it is never published again.
    """
    notices = read_notices(read_notice(target.board(parcel.name)))
    for notice in notices:
        if parcel.version in notice.versions:
            new = notice.replaced_by[notice.versions.index(parcel.version)] if notice.replaced_by else None
            use = f"; {new} is in its place" if new else ""
            raise PublishError(
                f"{parcel.label} was withdrawn there on {notice.date} ({notice.reason}){use}: publish under another version"
            )
    hashes = {notice.hash for notice in notices if notice.hash}
    held = [
        document
        for path in (data_files(parcel.folder) if hashes else ())
        for rows in batches(path, ["id"])
        for document in rows["id"]
        if any(not hashes.isdisjoint(marks_of_id(name)) for name in names_of(document))
    ]
    return [Finding(HELD, tuple(f"{document}: was withdrawn there" for document in sorted(held)))] if held else []
