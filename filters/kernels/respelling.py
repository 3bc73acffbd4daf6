"""One key for the spellings of a word in four centuries of German print, and for the commonest misreadings of Fraktur.

It is computed from the folded form (decomposed, so that an umlaut is a letter with a mark; long s is s and ß is ss).  The rules
follow what the spelling reforms of 1901 and 1996 changed and how earlier prints vary; the key itself is not a spelling:

* marks above letters, apostrophes and hyphens are dropped, and so is an e after a, o, u (`Aenderung`, `Änderung`);
* th, dt, ph, ck, tz, rh are t, t, f, k, z, r (`thun`, `todt`, `Telegraph`, `Werck`, `itzt`, `Rhythmus`);
* c is k, before e, i and y it is z, but ch remains (`Concert`, `Cigarre`);
* y and j are i, v is u, ie is i (`seyn`, `jhm`, `vnd`, `giebt`);
* an h after a vowel and every doubled letter are dropped (`Jahr`, `Waare`, `auff`, `daß` and `das`);
* f is s, since a misread long s is an f (`fich` for `sich`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from filters.kernels import unicode as uni
from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from filters.kernels.coded import Words

_A, _C, _D, _E, _F, _H, _I, _J, _K = 97, 99, 100, 101, 102, 104, 105, 106, 107
_O, _P, _R, _S, _T, _U, _V, _Y, _Z = 111, 112, 114, 115, 116, 117, 118, 121, 122
_MARKS: Final = (0x300, 0x36F)
_JOINERS: Final = (0x27, 0x2019, 0x2D, 0x2010, 0x2011, 0x2E17)
_SPACE: Final = 32


@lean
def is_vowel(point: int) -> bool:
    """Return whether a letter of the key is a vowel."""
    return point in (_A, _E, _I, _O, _U)


@lean
def letter(point: int, after: int) -> int:
    """Return the letter of the key for `point` when it is followed by `after` (0 at the end of a word)."""
    if point == _C:
        if after == _H:
            return _C
        return _Z if after in (_E, _I, _Y) else _K
    if point in (_Y, _J):
        return _I
    if point == _V:
        return _U
    if point == _F or (point == _P and after == _H):
        return _S
    return point


@lean
def is_silent(before: int, point: int, after: int) -> bool:
    """Return whether `point`, between the letters `before` (of the text) and `after`, has no letter in the key."""
    if point == _H:
        return before in (_T, _P, _R) or is_vowel(before) or before in (_Y, _J)
    if point == _E:
        return before in (_A, _O, _U, _I, _Y, _J)
    return (point == _C and after == _K) or (point == _T and after == _Z) or (point == _D and after == _T)


@lean
def respell(points: npt.NDArray[np.uint32], start: int, end: int, target: int) -> int:
    """Write the key of the folded word points[start:end] from points[target] on, target <= start; return where it ends."""
    count = target
    for place in range(start, end):
        point = int(points[place])
        if not (_MARKS[0] <= point <= _MARKS[1] or point in _JOINERS):
            points[count] = point
            count += 1
    size, last, before = target, 0, 0
    for place in range(target, count):
        point = int(points[place])
        after = int(points[place + 1]) if place + 1 < count else 0
        if not is_silent(before, point, after):
            key = letter(point, after)
            if key != last:
                points[size] = last = key
                size += 1
        before = point
    return size


@lean
def respell_words(points: npt.NDArray[np.uint32], words: Words, count: int) -> int:
    """Replace the hashes of `count` words by those of their keys and `points` by the keys, separated by blanks; return their length."""
    end = 0
    for word in range(count):
        if end:
            points[end] = _SPACE
            end += 1
        start = end
        end = respell(points, words.edges[2 * word], words.edges[2 * word + 1], start)
        state = uni.SEED
        for place in range(start, end):
            state = uni.absorb(state, points[place])
        words.hashes[word] = uni.finish(state)
    return end
