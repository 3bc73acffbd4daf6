"""`gemeingut describe`: the descriptions of a release written anew; its data stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.cli.parser import UsageError
from pipeline.describe import describe
from pipeline.describe.dcat import feed
from pipeline.describe.read_model import DescribeError
from pipeline.release.build import write_sums
from pipeline.release_files.facts import ReleaseError
from pipeline.store import files

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

WEB: Final = ("https://", "http://")
DATA: Final = ("data/", "ledger/", "evidence.parquet")


def run(chosen: argparse.Namespace) -> int:
    """Describe the release again, rewrite its checksums, print its path; refuse it if its data have changed.

    With `--catalog`, write the catalogue of a folder of releases instead and print the path of its first page.
    """
    if chosen.catalog:
        return _catalog(chosen)
    if chosen.release is None:
        raise UsageError("describe what? Name the folder of a release, or a folder of releases with --catalog")
    release: Path = chosen.release
    _refuse_other_data(release)
    try:
        describe(release)
    except (DescribeError, ReleaseError) as error:
        raise UsageError(str(error)) from error
    write_sums(release)
    print(release)
    return 0


def _catalog(chosen: argparse.Namespace) -> int:
    if chosen.release is not None or not chosen.base:
        raise UsageError("--catalog FOLDER needs --base URL, the address at which FOLDER is served, and no RELEASE")
    if not chosen.base.startswith(WEB):
        raise UsageError(f"--base {chosen.base}: expected an address that begins with https:// or http://")
    if chosen.page_size < 1:
        raise UsageError(f"--page-size {chosen.page_size}: expected 1 or more")
    try:
        entries = feed.find(chosen.catalog)
    except feed.FeedError as error:
        raise UsageError(str(error)) from error
    out: Path = chosen.out or chosen.catalog
    for path in feed.write(entries, out, chosen.base, chosen.title or feed.TITLE, chosen.page_size):
        print(path)
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
        if not path.is_file() or files.sha256_of(path) != wanted:
            raise UsageError(f"{release}: {name} is not what SHA256SUMS says; descriptions of it would be wrong")
