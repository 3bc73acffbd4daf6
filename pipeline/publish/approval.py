"""The approval of a release by a person: a small file with role, case and date, bound to the release's content."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from typing import TYPE_CHECKING

from pydantic import Field

from pipeline.manifest import Model, Slug, Version
from pipeline.manifest.yaml_file import load_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.portals.target import Parcel


class Approval(Model):
    """Who approved which release, by role and case, never by name; another content needs another approval."""

    collection: Slug
    version: Version
    content_digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    role: str = Field(min_length=1)
    case: str = Field(min_length=1)
    date: dt.date

    def objections(self, parcel: Parcel) -> Iterator[str]:
        """Yield what in the approval is not of this release."""
        found = {"collection": self.collection, "version": self.version, "content_digest": self.content_digest}
        wanted = {
            "collection": parcel.name,
            "version": parcel.version,
            "content_digest": parcel.facts.content_digest,
        }
        for key, value in found.items():
            if value != wanted[key]:
                yield f"the approval is for {key} {value}, this is {wanted[key]}: have it given anew"


def read_approval(path: Path) -> Approval:
    """Return the approval in a file; raise ManifestError if it is not one."""
    return load_model(path, Approval)
