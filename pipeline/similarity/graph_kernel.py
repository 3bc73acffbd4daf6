"""Compiled passes over the graph of similarities: connected components, neighbours, and the choice of survivors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

ROUNDING: Final = 2e-7
"""More than the rounding error of two float32 similarities; a bound must exceed the threshold by it."""


@kernel
def root(parents: npt.NDArray[np.int64], code: int) -> int:
    """Return the root of `one` and halve the path to it."""
    while parents[code] != code:
        parents[code] = parents[parents[code]]
        code = parents[code]
    return code


@kernel
def components(count: int, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return, for each of `count` codes, the least code that it is joined to by the pairs (a, b)."""
    parents = np.arange(count)
    for place in range(len(a)):
        root_a, root_b = root(parents, a[place]), root(parents, b[place])
        parents[max(root_a, root_b)] = min(root_a, root_b)
    for code in range(count):
        parents[code] = root(parents, code)
    return parents


@kernel
def adjacency(
    count: int,
    a: npt.NDArray[np.int64],
    b: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float32],
    kinds: npt.NDArray[np.int8],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.int8]]:
    """Return (starts, neighbours, weights, kinds): those of code c are at starts[c] to starts[c + 1], in both directions."""
    starts = np.zeros(count + 1, np.int64)
    for place in range(len(a)):
        starts[a[place] + 1] += 1
        starts[b[place] + 1] += 1
    starts = np.cumsum(starts)
    cursor = starts.copy()
    neighbours = np.empty(2 * len(a), np.int64)
    values = np.empty(2 * len(a), np.float32)
    names = np.empty(2 * len(a), np.int8)
    for place in range(len(a)):
        for code, other in ((a[place], b[place]), (b[place], a[place])):
            neighbours[cursor[code]] = other
            values[cursor[code]] = weights[place]
            names[cursor[code]] = kinds[place]
            cursor[code] += 1
    return starts, neighbours, values, names


@kernel
def walk(
    group: npt.NDArray[np.int64],
    ranked: npt.NDArray[np.int64],
    is_hollow: npt.NDArray[np.bool_],
    works: npt.NDArray[np.int64],
    members: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    neighbours: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float32],
    kinds: npt.NDArray[np.int8],
    threshold: float,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    """Return survivor (place in `ranked`), similarity and fate of each document in `ranked`, which is in order of preference.

    Fates: 0 kept, 1 near by an edge, 2 exact, 3 another rendition of the same work, -1 near by two edges, else the kind of
    the edge.  Two edges prove something only where both are of kind 1, whose similarity belongs to a metric.  `group` maps a
    code to its exact group; the graph joins groups and holds edges that join only.  `works` is the number of
    the text that a source declares the document a rendition of, or -1, `members` that of the file it is in: the file of
    the first document decides, and documents in others are removed for it, or for what it was itself removed for.  A
    hollow document that is no duplicate gets fate 0 too, but nothing is removed for it.
    """
    count = len(group)
    kept = np.full(count, -1, np.int64)  # place in `ranked` of the group's kept member
    nearest = np.full(count, -1, np.int64)  # place in `ranked` of the most similar kept neighbour
    nearness = np.zeros(count, np.float64)
    nearby = np.zeros(count, np.int8)  # the kind of that edge
    closest = np.full(count, -1, np.int64)  # the same by edges of kind 1 alone
    closeness = np.zeros(count, np.float64)
    declared = np.full(count, -1, np.int64)  # place in `ranked` of the kept rendition of what the group says
    readings = np.full(works.max() + 1 if len(works) else 0, -1, np.int64)  # place in `ranked` of each work's reading
    files = np.full(len(readings), -1, np.int64)  # and the member it is in
    survivor = np.full(len(ranked), -1, np.int64)
    similarity = np.zeros(len(ranked), np.float64)
    fate = np.zeros(len(ranked), np.int8)
    for place in range(len(ranked)):
        own, work = group[ranked[place]], works[ranked[place]]
        best, bound = by_two_edges(own, starts, neighbours, weights, kinds, closest, closeness)
        if kept[own] >= 0:
            survivor[place], similarity[place], fate[place] = kept[own], 1.0, 2
        elif nearest[own] >= 0:
            survivor[place], similarity[place], fate[place] = nearest[own], nearness[own], nearby[own]
        elif work >= 0 and readings[work] >= 0 and files[work] != members[ranked[place]]:
            survivor[place] = declared[own] = readings[work]
            fate[place] = 3
        elif declared[own] >= 0:
            survivor[place], fate[place] = declared[own], 3
        elif best >= 0 and bound - ROUNDING >= threshold:
            survivor[place], similarity[place], fate[place] = best, bound, -1
        elif not is_hollow[ranked[place]]:
            kept[own] = place
            for edge in range(starts[own], starts[own + 1]):
                other = neighbours[edge]
                if weights[edge] > nearness[other]:
                    nearest[other], nearness[other], nearby[other] = place, weights[edge], kinds[edge]
                if kinds[edge] == 1 and weights[edge] > closeness[other]:
                    closest[other], closeness[other] = place, weights[edge]
        if work >= 0 and readings[work] < 0 and (fate[place] != 0 or kept[own] == place):
            readings[work] = place if fate[place] == 0 else survivor[place]
            files[work] = members[ranked[place]]
    return survivor, similarity, fate


@kernel
def by_two_edges(
    own: int,
    starts: npt.NDArray[np.int64],
    neighbours: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float32],
    kinds: npt.NDArray[np.int8],
    nearest: npt.NDArray[np.int64],
    nearness: npt.NDArray[np.float64],
) -> tuple[int, float]:
    """Return the kept document that two edges bring nearest to group `own`, the better one of equals, and the bound."""
    best, bound = -1, 0.0
    for edge in range(starts[own], starts[own + 1]):
        other = neighbours[edge]
        value = weights[edge] + nearness[other] - 1.0
        if kinds[edge] == 1 and nearest[other] >= 0 and (value > bound or (value == bound and nearest[other] < best)):
            best, bound = nearest[other], value
    return best, bound
