"""`withdrawn.jsonl`, the notices of a collection at a target: one line for each version or document that was taken back.

A line names a version, or a document by the SHA-256 by which a demand for deletion knows its id (`hash` in takedowns.yaml), with
a reason of a fixed list and a date; never a title, an author or a text.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from typing import TYPE_CHECKING, Final, Literal, get_args

from pydantic import ValidationError

from gemeingut.errors import DataError
from pipeline.manifest import Model, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class NoticeError(DataError, ValueError):
    """A line of a `withdrawn.jsonl` is no notice."""


Code = Literal["erasure", "objection", "rights", "license", "unlawful", "error", "other"]
CODES: Final[tuple[Code, ...]] = get_args(Code)
OTHER: Final = "other"


class Notice(Model):
    """One line of `withdrawn.jsonl`: a version (`hash` is null), or a document and the versions out of which it was taken."""

    collection: str
    hash: str | None = None
    versions: tuple[Version, ...]
    replaced_by: tuple[Version, ...] = ()
    reason: Code
    date: dt.date

    @property
    def key(self) -> tuple[str, ...]:
        """Return what the notice is about: the document, or the version."""
        return (self.hash,) if self.hash else ("version", *self.versions)

    @property
    def name(self) -> str:
        """Return a name for the feed that stays the same."""
        return f"urn:sha256:{self.hash}" if self.hash else f"urn:gemeingut:{self.collection}:{self.versions[0]}"


def read_notices(content: bytes) -> list[Notice]:
    """Return the notices of a `withdrawn.jsonl`; raise NoticeError if a line is none."""
    try:
        return [Notice.model_validate_json(line) for line in content.splitlines() if line.strip()]
    except ValidationError as error:
        raise NoticeError(
            f"withdrawn.jsonl: {error.errors()[0]['msg']}; expected lines as `withdraw` writes them"
        ) from error


def code_of(reason: str) -> Code:
    """Return the code that a reason begins with, OTHER if with none: words beside it are not published."""
    first = reason.strip().partition(":")[0].strip().lower()
    return next((code for code in CODES if code == first), OTHER)


def joined(before: Sequence[Notice], new: Iterable[Notice]) -> list[Notice]:
    """Return all notices, those of one document or version as one: versions together, the first reason and date."""
    notices = {notice.key: notice for notice in before}
    for notice in new:
        known = notices.get(notice.key, notice)
        update = {
            name: tuple(dict.fromkeys((*getattr(known, name), *getattr(notice, name))))
            for name in ("versions", "replaced_by")
        }
        notices[notice.key] = known.model_copy(update=update)
    return list(notices.values())
