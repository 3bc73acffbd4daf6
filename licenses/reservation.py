"""Reservations against text and data mining (§ 44b (3) UrhG, Art. 4 (3) DSM directive), as far as a page states them.

A reservation is no statement on a licence: an open licence has allowed what it reserves, so beside one it is only recorded;
where there is no licence, there is nothing to be reserved from and the text stays out anyway.
"""

from __future__ import annotations

import re
from typing import Final

_ROBOTS: Final = frozenset(
    {
        "all",
        "none",
        "index",
        "noindex",
        "follow",
        "nofollow",
        "noarchive",
        "nosnippet",
        "noimageindex",
        "notranslate",
        "nocache",
    }
)
_OPT_OUTS: Final = frozenset({"noai", "noimageai", "noml"})
_TDM: Final = re.compile(r"tdm-reservation\s*[:=]\s*1", re.IGNORECASE)
_SENTENCES: Final = frozenset(
    {
        "die nutzung für text und data mining im sinne von § 44b urhg ist vorbehalten",
        "eine nutzung für text und data mining im sinne des § 44b urhg ist vorbehalten",
        "die nutzung für text- und data-mining im sinne von § 44b urhg bleibt vorbehalten",
        "die nutzung der inhalte für text und data mining nach § 44b urhg behalten wir uns vor",
        "text and data mining is reserved within the meaning of article 4(3) of directive (eu) 2019/790",
        "the use of this content for text and data mining is reserved",
    }
)


def is_reservation(statement: str) -> bool:
    """Return whether the statement is nothing but a reservation: robots directives, TDMRep, or a known sentence."""
    plain = " ".join(statement.split()).rstrip(".").casefold()
    if _TDM.fullmatch(plain) or plain in _SENTENCES:
        return True
    directives = {one.strip() for one in plain.split(",")}
    return bool(directives & _OPT_OUTS) and directives <= _OPT_OUTS | _ROBOTS
