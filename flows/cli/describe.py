"""`gemeingut describe`: the descriptions of a release written anew; its data stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.cli.errors import UsageError
from pipeline import workspace as ws
from pipeline.build import write_sums
from pipeline.describe import describe
from pipeline.describe.model import DescribeError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

DATA: Final = ("data/", "ledger/", "evidence.parquet")


def run(chosen: argparse.Namespace) -> int:
    """Describe the release again, rewrite its checksums, print its path; refuse one whose data are not what they were."""
    release: Path = chosen.release
    _refuse_other_data(release)
    try:
        describe(release)
    except DescribeError as error:
        raise UsageError(str(error)) from error
    write_sums(release)
    print(release)
    return 0


def _refuse_other_data(release: Path) -> None:
    # New checksums over data that somebody has changed would make the change look right.
    sums = release / "SHA256SUMS"
    if not sums.is_file():
        raise UsageError(f"{release}: no SHA256SUMS there; is it the folder of a release?")
    for line in sums.read_text(encoding="utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        if not name.startswith(DATA):
            continue
        path = release / name
        if not path.is_file() or ws.sha256_of(path) != wanted:
            raise UsageError(f"{release}: {name} is not what SHA256SUMS says; descriptions of it would be wrong")
