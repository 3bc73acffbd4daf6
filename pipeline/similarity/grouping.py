"""Exact groups: which texts are the same, by partitions of their exact hash; each distinct text gets a number, its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pipeline.similarity import candidates_kernel as kernel
from pipeline.similarity.candidates import Groups
from pipeline.similarity.partitions import load, save
from pipeline.similarity.prints import batches, exact_halves, shingle_runs, signature_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.bands import Bands
    from pipeline.similarity.partitions import Plan

_HASHES: Final = 1 << 17
_SIGNATURES: Final = 1 << 15
_LISTS: Final = 1 << 12
_FILES: Final = ("codes", "texts", "first", "sizes", "members", "is_compared")


def write_keys(paths: Sequence[Path], plan: Plan, number: int, out: Path) -> None:
    """Write what the comparison needs of a group's documents, those of `paths`: sorted exact hashes with rows, keys of all bands, sizes."""
    group = plan.groups[number]
    rows = group.end_row - group.first_row
    halves = np.empty((2, rows), np.uint64)
    for start, values in batches(paths, "exact", _HASHES):
        halves[:, start : start + len(values)] = exact_halves(values).T
    order = np.lexsort((halves[1], halves[0]))
    save(out, f"exact-{number}", halves[:, order])
    save(out, f"rows-{number}", (order + group.first_row).astype(np.uint32))
    save(out, f"keys-{number}", _keys(paths, rows, plan.shape))
    sizes = np.empty(rows, np.int32)
    for start, values in batches(paths, "shingles", _LISTS):
        sizes[start : start + len(values)] = np.diff(shingle_runs(values)[0])
    save(out, f"sizes-{number}", sizes)


def _keys(paths: Sequence[Path], rows: int, bands: Bands) -> npt.NDArray[np.uint64]:
    """Return the keys of the documents of some files, shape (bands, rows)."""
    keys = np.empty((bands.bands, rows), np.uint64)
    for start, values in batches(paths, "signature", _SIGNATURES):
        part = np.empty((bands.bands, len(values)), np.uint64)
        kernel.band_keys(signature_rows(values), bands.rows, part)
        keys[:, start : start + len(values)] = part
    return keys


def number_texts(plan: Plan, part: int, folder: Path, out: Path) -> None:
    """Write the distinct texts of a partition of the exact hashes, ascending, with the rows of each."""
    taken = list(_of_part(plan, part, folder))
    halves = np.concatenate([halves for halves, _ in taken], axis=1)
    rows = np.concatenate([rows for _, rows in taken])
    order = np.lexsort((halves[1], halves[0]))  # stable: the rows of a text ascend
    halves, rows = halves[:, order], rows[order]
    is_new = np.ones(len(rows), bool)
    is_new[1:] = (halves[:, 1:] != halves[:, :-1]).any(axis=0)
    codes = np.cumsum(is_new, dtype=np.int64) - 1
    save(out, f"texts-{part}", halves[:, is_new])
    save(out, f"first-{part}", rows[is_new])
    save(out, f"members-{part}", rows[np.bincount(codes)[codes] > 1])
    save(out, f"coded-{part}", np.stack([rows, codes.astype(np.uint32)]))


def _of_part(plan: Plan, part: int, folder: Path) -> Iterator[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]]:
    """Yield the exact hashes of a partition with their rows, group by group."""
    low, high = (np.uint64(min((end << 64) // plan.texts, (1 << 64) - 1)) for end in (part, part + 1))
    for number in range(len(plan.groups)):
        halves = load(folder, f"exact-{number}")
        start = int(np.searchsorted(halves[0], low))
        end = int(np.searchsorted(halves[0], high)) if part + 1 < plan.texts else halves.shape[1]
        yield halves[:, start:end], load(folder, f"rows-{number}")[start:end]


def join_groups(plan: Plan, folder: Path, out: Path) -> None:
    """Write the exact groups of all documents from their partitions; takes about 40 bytes per document."""
    codes = np.empty(plan.documents, np.uint32)
    held = 0
    for part in range(plan.texts):
        rows, own = load(folder, f"coded-{part}")
        codes[rows] = own + np.uint32(held)
        held += load(folder, f"first-{part}").shape[0]
    first: npt.NDArray[np.uint32] = _joined(folder, "first", plan.texts)
    sizes = np.empty(held, np.int32)
    is_compared = np.zeros(plan.documents, bool)
    is_compared[first] = True
    for number, group in enumerate(plan.groups):
        own_sizes, rows = load(folder, f"sizes-{number}"), slice(group.first_row, group.end_row)
        sizes[codes[rows]] = own_sizes
        is_compared[rows] &= own_sizes > 0
    texts, members = (_joined(folder, name, plan.texts) for name in ("texts", "members"))
    for name, values in zip(_FILES, (codes, texts, first, sizes, members, is_compared), strict=True):
        save(out, name, values)


def _joined(folder: Path, name: str, parts: int) -> npt.NDArray[Any]:
    return np.concatenate([load(folder, f"{name}-{part}") for part in range(parts)], axis=-1)


def open_groups(folder: Path) -> Groups:
    """Return the exact groups that `join_groups` wrote, mapped."""
    return Groups(*(load(folder, name) for name in _FILES))
