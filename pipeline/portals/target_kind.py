"""The record of one kind of publishing target: what the other floors know of it without speaking to one.

`plan`, `publish`, `verify`, the command line's help, the deployments and the descriptions of a release follow from these
records.  A module with a record imports what speaks to the target inside its functions, so that looking at records is quick.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemeingut.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from re import Match, Pattern

    from pipeline.portals.target import Origin, Target
    from pipeline.portals.withdrawal import Withdrawer


class TargetError(InputError, ValueError):
    """What was written is no target; the message says what one looks like."""


@dataclass(frozen=True)
class Addresses:
    """Where a published release is found: `folder` (ends with `/`) holds its files, `page` is for people; None if unknown.

    `is_flat`: the target gives every file an address of its own, which cannot be told beforehand.
    """

    folder: str | None = None
    page: str | None = None
    is_flat: bool = False


@dataclass(frozen=True, kw_only=True)
class TargetKind:
    """One kind of publishing target, written as `KIND:ADDRESS`.

    `form` is the form of an address, `pattern` what a whole address must match; the match is what `open` and `addresses`
    are given.  `token_name` is the environment variable of its token, `needs` are the keys of a collection's manifest that a
    release there should not lack.  `open` returns the target at an address, given where its files lie if it only links to
    them, which one that `takes_links` can.  `addresses` returns where a release of a collection's name and version will be
    found.  `published_form` and `published` say what `verify` takes for a release published there, and `find` returns
    where such a release lies.  `withdrawer` returns what takes back what was published at an address; None: nothing can.
    """

    kind: str
    form: str
    example: str
    pattern: Pattern[str]
    open: Callable[[Match[str], str | None], Target]
    addresses: Callable[[Match[str], str, str], Addresses]
    published_form: str
    published: tuple[Pattern[str], ...]
    find: Callable[[Match[str]], Origin]
    withdrawer: Callable[[Match[str]], Withdrawer] | None = None
    token_name: str | None = None
    needs: tuple[str, ...] = ()
    takes_links: bool = False

    @property
    def written(self) -> str:
        """Return the form of the whole target, such as `ckan:URL#ORGANISATION`."""
        return f"{self.kind}:{self.form}"

    def match(self, address: str) -> Match[str]:
        """Return an address of this kind taken apart; raise TargetError if it has another form."""
        found = self.pattern.fullmatch(address)
        if found is None:
            raise TargetError(f"{self.kind}:{address}: expected {self.written}, such as {self.kind}:{self.example}")
        return found


OWNER_AND_NAME = re.compile(r"(?P<owner>[^/]+)/(?P<name>[^/]+)")
"""The address of a repository on the Hub and on GitHub."""
