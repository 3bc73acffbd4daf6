"""`gemeingut withdraw`: a published version, or documents out of every published version, taken back."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.parser import UsageError
from pipeline.portals.published import bring_from, is_elsewhere, origin_at
from pipeline.portals.registry import withdrawer_of
from pipeline.portals.target_kind import TargetError
from pipeline.release_files.facts import ReleaseFacts, read_facts
from pipeline.steward.letters import letter
from pipeline.steward.sought import read_names
from pipeline.steward.withdraw import Request, planned, prepare, withdraw
from pipeline.store.files import key, sha256_of

if TYPE_CHECKING:
    import argparse

    from pipeline.steward.withdraw import Prepared


def run(chosen: argparse.Namespace) -> int:
    """Withdraw, and return 0 when every old address refuses; what is left is an error."""
    if chosen.dry_run:
        return _shown(chosen)
    request = _request(chosen, chosen.work)
    prepared = prepare(request, _say)
    withdraw(request, prepared, _say)
    _tell(chosen, request, prepared)
    return 0


def _shown(chosen: argparse.Namespace) -> int:
    """Print the calls of a withdrawal prepared for this alone."""
    with tempfile.TemporaryDirectory(prefix="gemeingut-") as folder:
        request = _request(chosen, Path(folder) / "work")
        for line in planned(request, prepare(request, _say)).lines():
            print(line)
    return 0


def _request(chosen: argparse.Namespace, place: Path | None) -> Request:
    if not chosen.reason.strip():
        raise UsageError("--reason '': expected the reason, a code or a few words")
    try:
        withdrawer = withdrawer_of(chosen.to)
    except TargetError as error:
        raise UsageError(f"--to {error}" if str(error).startswith(chosen.to) else str(error)) from error
    facts = _facts(chosen.release)
    documents = read_names(chosen.documents) if chosen.documents else None
    what = sha256_of(chosen.documents) if chosen.documents else facts.version
    work = place or Path(tempfile.gettempdir()) / f"gemeingut-withdraw-{key(chosen.to, facts.name, what)[:16]}"
    version = None if documents else facts.version
    today = dt.datetime.now(tz=dt.UTC).date()
    return Request(withdrawer, facts.name, chosen.reason, today, work, version, documents)


def _facts(place: str) -> ReleaseFacts:
    """Return the facts of a release in a folder, or at an address."""
    if not is_elsewhere(place):
        return read_facts(Path(place))
    with tempfile.TemporaryDirectory(prefix="gemeingut-") as folder:
        bring_from(origin_at(place.rstrip("/")), place, Path(folder), ("release.json",))
        return read_facts(Path(folder))


def _tell(chosen: argparse.Namespace, request: Request, prepared: Prepared) -> None:
    if not prepared.gone:
        print("nothing to withdraw: no published version holds it")
        return
    count = sum(len(old.locations) for old in prepared.gone)
    for old in prepared.gone:
        print(f"withdrawn: {request.collection} {old.version} at {old.address}")
    print(f"{count:,} old addresses refuse")
    copies = [*request.withdrawer.copies(), *chosen.recipient]
    for copy in copies:
        print(f"a copy that is not yours: {copy}")
    text = letter(request.collection, chosen.to, prepared.notices, copies)
    if chosen.letter:
        chosen.letter.write_text(text, encoding="utf-8")
        print(f"the letter to those who hold copies: {chosen.letter}")
    elif copies:
        print(text)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
