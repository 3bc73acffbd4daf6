"""The options of cleaning for one source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gemeingut.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


class CleanError(InputError, ValueError):
    """A source asks for a cleaning step that does not exist, or for an impossible size."""


STEPS: Final = (
    "repaired_encoding",
    "removed_control_characters",
    "normalised_unicode",
    "cut_boilerplate",
    "joined_hyphenation",
    "joined_lines",
    "normalised_whitespace",
    "collapsed_blanks",
)
"""The steps that a manifest's `clean` may switch, in the order in which they run; their names are the values of `changes`."""

SPLIT: Final = "split"
"""Noted in `changes` of every part of a work that was too long."""

_OFF: Final[dict[str, frozenset[str]]] = {
    # A formula that every statute or judgment has is part of it: "Der Bundesrat hat zugestimmt."
    "law": frozenset({"cut_boilerplate"}),
    "court": frozenset({"cut_boilerplate"}),
    "administration": frozenset({"cut_boilerplate"}),
    # A repeated line of a play is a stage direction or a refrain; indentation inside a line shows a shared verse.
    "drama": frozenset({"cut_boilerplate", "collapsed_blanks"}),
    # Entries repeat each other by nature, columns are set with blanks.
    "list": frozenset({"cut_boilerplate", "collapsed_blanks", "joined_hyphenation"}),
    "sentences": frozenset({"cut_boilerplate", "collapsed_blanks", "joined_hyphenation"}),
    "dialect": frozenset({"cut_boilerplate", "collapsed_blanks", "joined_hyphenation"}),
    # Program text: blanks align, and a hyphen at the end of a line is an operator or an option.
    "technical": frozenset({"collapsed_blanks", "joined_hyphenation"}),
    "educational": frozenset({"collapsed_blanks"}),
}
_OFF_EVERYWHERE: Final = frozenset({"joined_lines"})  # only where a manifest says that lines were wrapped by width


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """Limits and switches for one source.

    `max_characters` (code points) is the longest a document may be before it is split into parts; `switches` are the
    manifest's `clean`; `profile` decides on steps that the manifest does not mention.
    """

    max_characters: int = 500_000
    switches: Mapping[str, bool] = field(default_factory=dict)
    profile: str = "web"

    def __post_init__(self) -> None:
        """Raise CleanError for a switch of an unknown step, or for a size below one."""
        unknown = sorted(set(self.switches) - set(STEPS))
        if unknown:
            raise CleanError(f"clean: unknown steps {unknown}; there are {list(STEPS)}")
        if self.max_characters < 1:
            raise CleanError(f"clean: max_characters is {self.max_characters!r}; it must be at least 1")

    def is_on(self, step: str) -> bool:
        """Return whether the step runs: as the manifest says, else as the profile does."""
        default = step not in _OFF_EVERYWHERE and step not in _OFF.get(self.profile, frozenset())
        return self.switches.get(step, default)
