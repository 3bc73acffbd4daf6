"""A release's files in a dataset repository of the Hugging Face Hub."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.portals.client import bearer
from pipeline.portals.web import Web

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Iterable


@dataclass(frozen=True)
class OnHub:
    """A dataset repository of the Hub at a revision."""

    base: str
    name: str
    revision: str
    token_name: str
    archives: tuple[str, ...] = ()

    @cached_property
    def _web(self) -> Web:
        return Web("the Hub", self.base, self.token_name, bearer(self.token_name))

    def blocks(self, name: str) -> contextlib.AbstractContextManager[Iterable[bytes] | None]:
        """Return the bytes of one file; None if it is not there."""
        return self._web.stream(f"{self.base}/datasets/{self.name}/resolve/{quote(self.revision)}/{quote(name)}")
