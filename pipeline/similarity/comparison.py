"""Candidate pairs and their verification, part by part; what phases leave each other lies in a working folder.

pairs-B-P    candidate pairs of a part of a band's keys, by the hash of the pair: numbers of 64 bits
cuts-B-P     where each part of them begins
wanted-B-P   which codes occur in them, eight a byte
stays-B-P    which pairs that an earlier index knows were found again
near-N       verified pairs, with their similarity
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from pipeline.similarity import candidates, grouping, increment, verification
from pipeline.similarity.partitions import load, save

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.partitions import Plan

    Near = tuple[npt.NDArray[np.uint64], npt.NDArray[np.float32]]
    """Pairs of codes, and the similarity of each."""


def write_pairs(plan: Plan, band: int, part: int, folder: Path, out: Path) -> tuple[int, candidates.Hot]:
    """Write the candidate pairs of a part of a band's keys; return how many there are, and what the cap skipped."""
    groups, before, hot = grouping.open_groups(folder), increment.load_known(folder), candidates.Hot()
    keys, mask = candidates.packed(groups, plan, band, part, folder)
    is_wanted = np.zeros(len(groups.first), bool)
    if before:
        stays = np.zeros(len(before.pairs), bool)
        portions = increment.new_pairs(keys, mask, groups, band, plan.room, hot, before, stays)
    else:
        portions = candidates.pairs_of(keys, mask, groups, band, plan.room, hot)
    with _spread(candidates.pair_files(len(groups.first), plan), out, f"{band}-{part}") as files:
        for pairs in portions:
            for codes in candidates.codes_of(pairs):
                is_wanted[codes] = True
            candidates.spread(pairs, files)
    if before:
        save(out, f"stays-{band}-{part}", stays)
    save(out, f"wanted-{band}-{part}", np.packbits(is_wanted))
    return int(load(out, f"cuts-{band}-{part}")[-1]), hot


@contextlib.contextmanager
def _spread(number: int, out: Path, name: str) -> Iterator[list[BinaryIO]]:
    """Yield files over which pairs are spread; then write what they hold as one, and where each begins."""
    with contextlib.ExitStack() as stack:
        files: list[BinaryIO] = [stack.enter_context(tempfile.TemporaryFile(dir=out)) for _ in range(number)]
        yield files
        cuts = np.cumsum([0, *(file.tell() // 8 for file in files)])
        with (out / f"pairs-{name}").open("wb") as whole:
            for file in files:
                file.seek(0)
                shutil.copyfileobj(file, whole)
    save(out, f"cuts-{name}", cuts)


def pair_parts(folder: Path) -> int:
    """Return over how many parts the candidate pairs are spread."""
    return len(load(folder, "cuts-0-0")) - 1


def write_shelf(paths: Sequence[Path], plan: Plan, number: int, folder: Path, out: Path) -> None:
    """Write the hashes of those documents of a group, the files `paths`, that occur in a candidate pair."""
    groups = grouping.open_groups(folder)
    bits = np.zeros((len(groups.first) + 7) // 8, np.uint8)
    for band, part in plan.parts_of_keys():
        bits |= load(folder, f"wanted-{band}-{part}")
    is_wanted = np.unpackbits(bits, count=len(groups.first)).astype(bool)
    verification.write_shelf(paths, plan, number, groups, is_wanted, out)


def write_near(plan: Plan, parts: range, folder: Path, out: Path) -> int:
    """Write the similar ones among the candidate pairs of some parts; return how many pairs were compared."""
    groups, compared = grouping.open_groups(folder), 0

    def portions() -> Iterator[npt.NDArray[np.uint64]]:
        nonlocal compared
        for part in parts:
            pairs = _distinct(plan, part, folder)
            compared += len(pairs)
            yield pairs

    near = list(verification.compare(portions(), verification.Shelves(plan, folder), groups, plan))
    save(out, f"near-{parts.start}", _joined([pairs for pairs, _ in near], np.uint64))
    save(out, f"similarity-{parts.start}", _joined([similarity for _, similarity in near], np.float32))
    return compared


def _distinct(plan: Plan, part: int, folder: Path) -> npt.NDArray[np.uint64]:
    """Return the candidate pairs of a part once, ascending, whichever bands they were found in."""
    found = []
    for band, keys in plan.parts_of_keys():
        start, end = load(folder, f"cuts-{band}-{keys}")[part : part + 2]
        found.append(np.fromfile(folder / f"pairs-{band}-{keys}", np.uint64, int(end - start), offset=int(start) * 8))
    return np.unique(np.concatenate(found))


def read_near(plan: Plan, every: Sequence[range], folder: Path) -> Near:
    """Return all similar pairs: those compared, and those known to an earlier index that a full run would find."""
    pairs = [load(folder, f"near-{parts.start}") for parts in every]
    similarity = [load(folder, f"similarity-{parts.start}") for parts in every]
    if before := increment.load_known(folder):
        stays = np.zeros(len(before.pairs), bool)
        for band, part in plan.parts_of_keys():
            stays |= load(folder, f"stays-{band}-{part}")
        pairs.append(before.pairs[stays])
        similarity.append(before.similarity[stays])
    return _joined(pairs, np.uint64), _joined(similarity, np.float32)


def _joined(arrays: Sequence[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *arrays])
