"""Documents of a source as an entry of its manifest chooses them: by member or by native id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from pipeline.manifest.fields import Model, Strings
from pipeline.manifest.globs import matches
from pipeline.store.former_ids import names_of, paths_of
from pipeline.store.ids import work_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class Chosen(Model):
    """Documents of a source: by their member (globs, `**` for any depth) or native id; without either all of them."""

    members: Strings = Field(default=(), description="globs over members, `**` for any depth")
    documents: Strings = Field(default=(), description="globs over native ids")

    @property
    def are_all(self) -> bool:
        """Return whether all documents of the source are meant."""
        return not self.members and not self.documents

    def chooses(self, document_id: str, member: str) -> bool:
        """Return whether a document is meant, by its id (`<source>/<native id>`) and the member it was read from."""
        is_of_member = bool(self.members) and any(matches(name, self.members) for name in paths_of(member))
        return self.are_all or is_of_member or is_named(document_id, self.documents)


def is_named(document_id: str, patterns: Sequence[str]) -> bool:
    """Return whether a document's native id matches one of the patterns: as it is, as the source writes it, or as it was once."""
    return bool(patterns) and any(matches(name.split("/", 1)[1], patterns) for name in names_of(work_of(document_id)))
