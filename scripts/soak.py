"""Disturbs runs of a collection in every way that a machine can, and prints a table of what came of it.

    python -m scripts.soak [COLLECTION] [--mirror DIR] [--kills 20] [--flips 4000] [--seed 1]

After each disturbance the same command runs again; its release must have the bytes of an undisturbed one.  Nothing may end in
a traceback, and no process may be left.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAY_DIFFER: Final = "timings.json"
FLIPS_PER_RUN: Final = 40
LEFT_SECONDS: Final = 20


@dataclass
class Soak:
    """The command that is disturbed, where it works, and what came of it so far."""

    collection: str
    folder: Path
    more: list[str]
    chance: random.Random
    seconds: float = 0.0
    rows: list[tuple[str, int, int, str]] = field(default_factory=list)

    @property
    def workspace(self) -> Path:
        """The workspace that is disturbed."""
        return self.folder / "disturbed"

    def start(self, workspace: Path, *options: str) -> subprocess.Popen[str]:
        """Start a run in a process group of its own."""
        command = [sys.executable, "-m", "flows.cli", "run", self.collection, "--workspace", str(workspace)]
        environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
        return subprocess.Popen(  # noqa: S603  this program, and what its caller asked for
            [*command, "--workers", "2", *self.more, *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def note(self, what: str, outcomes: list[str]) -> None:
        """Add a row: how often it was done, how often all was well, and the first thing that was not."""
        faults = [outcome for outcome in outcomes if outcome]
        self.rows.append((what, len(outcomes), len(outcomes) - len(faults), faults[0] if faults else ""))
        times, well = self.rows[-1][1:3]
        print(f"{what:<28} {times:>5} {well:>5}  {faults[0] if faults else ''}", flush=True)  # noqa: T201

    def resumed(self) -> str:
        """Run to the end and return what is wrong with the release, an empty string if nothing is."""
        run = self.start(self.workspace, "--no-prefect")
        out, err = run.communicate()
        if run.returncode or "Traceback" in err or "unexpected" in err:
            return (err.strip().splitlines() or [f"status {run.returncode}"])[-1][:160]
        made, wanted = digests(Path(out.splitlines()[-1])), digests(self.folder / "undisturbed")
        return next((f"{name} has other bytes" for name in sorted(wanted) if made.get(name) != wanted[name]), "")


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the release in a folder, or of the only release of a workspace."""
    release = next(folder.glob("releases/*/*/release.json")).parent if (folder / "releases").is_dir() else folder
    files = sorted(path for path in release.rglob("*") if path.is_file() and path.name != MAY_DIFFER)
    return {path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def kills(soak: Soak, number: int, *options: str) -> Iterator[str]:
    """Kill the run alone at a random moment; what it started must end by itself, and the next run go on."""
    for _ in range(number):
        shutil.rmtree(soak.workspace, ignore_errors=True)
        run = soak.start(soak.workspace, *options)
        time.sleep(soak.chance.uniform(0.1, 1.0) * soak.seconds)
        run.kill()
        run.communicate()
        yield _left(run.pid) or soak.resumed()


def workers(soak: Soak, number: int) -> Iterator[str]:
    """Kill one worker: the run may fail in a line or go on, and the next one ends."""
    for _ in range(number):
        shutil.rmtree(soak.workspace, ignore_errors=True)
        run = soak.start(soak.workspace, "--no-prefect")
        while run.poll() is None and not _workers(run.pid):
            time.sleep(0.05)
        time.sleep(soak.chance.uniform(0.0, 0.5) * soak.seconds)
        for pid in _workers(run.pid)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _, err = run.communicate()
        yield "a traceback" if "Traceback" in err else soak.resumed()


def flips(soak: Soak, number: int) -> Iterator[str]:
    """Flip single bits anywhere in a finished workspace, many before each run, and leave the dates of every second file."""
    for done in range(0, number, FLIPS_PER_RUN):
        shutil.rmtree(soak.workspace, ignore_errors=True)
        shutil.copytree(soak.folder / "undisturbed", soak.workspace)
        paths = [path for path in sorted(soak.workspace.rglob("*")) if path.is_file() and path.stat().st_size]
        files = [
            path for path in paths if "releases" not in path.parts and not path.name.startswith(("tombstone", "."))
        ]
        for place in range(min(FLIPS_PER_RUN, number - done)):
            _flip(soak.chance.choice(files), soak.chance, is_hidden=place % 2 == 0)
        shutil.rmtree(soak.workspace / "releases")
        yield soak.resumed()


def _flip(path: Path, chance: random.Random, *, is_hidden: bool) -> None:
    data, stat = bytearray(path.read_bytes()), path.stat()
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.unlink()  # it may be one of two names of the same file
    path.write_bytes(data)
    if is_hidden:
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def places(soak: Soak) -> Iterator[str]:
    """Run where nothing can be written to, take the workspace away while a run works in it, and run twice at once."""
    blocked = soak.folder / "a-file"
    blocked.write_text("", "utf-8")
    run = soak.start(blocked / "workspace", "--no-prefect")
    yield _in_one_line(run, {1})
    shutil.rmtree(soak.workspace, ignore_errors=True)
    run = soak.start(soak.workspace, "--no-prefect")
    time.sleep(soak.seconds / 2)
    shutil.rmtree(soak.workspace, ignore_errors=True)
    yield _in_one_line(run, {0, 1}) or soak.resumed()
    first, second = (soak.start(soak.workspace, "--no-prefect") for _ in range(2))
    yield _in_one_line(first, {0, 1}) or _in_one_line(second, {0, 1}) or soak.resumed()


def full(soak: Soak) -> Iterator[str]:
    """Run on a disk that is too small (a tmpfs of 256 kB, which only the administrator can make)."""
    disk = soak.folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603  as above
        return
    try:
        yield _in_one_line(soak.start(disk / "workspace", "--no-prefect"), {1})
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607  of what was mounted here


def _in_one_line(run: subprocess.Popen[str], statuses: set[int]) -> str:
    _, err = run.communicate()
    last = (err.strip().splitlines() or [""])[-1][:160]
    is_well = run.returncode in statuses and "Traceback" not in err and "unexpected" not in err
    return "" if is_well else f"status {run.returncode}: {last}"


def _left(session: int) -> str:
    """Return which processes of a session are there some seconds later."""
    for _ in range(LEFT_SECONDS * 10):
        if not (pids := list(_alive(session))):
            return ""
        time.sleep(0.1)
    return f"{len(pids)} processes are left"


def _workers(session: int) -> list[int]:
    """Return the processes of a session that carry out steps."""
    return [pid for pid in _alive(session) if b"spawn_main" in _read(pid, "cmdline")]


def _alive(session: int) -> Iterator[int]:
    """Yield the processes of a session; those that nobody has waited for yet have ended."""
    for folder in Path("/proc").glob("[0-9]*"):
        state = _read(int(folder.name), "stat").rpartition(b")")[2].split()[:4]  # state, parent, group, session
        if state[3:] == [str(session).encode()] and state[0] != b"Z":
            yield int(folder.name)


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def main() -> int:
    """Print the table; the status is 1 if anything was not well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", nargs="?", default="demo")
    parser.add_argument("--mirror")
    for name, default in (("kills", 20), ("flips", 4000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gemeingut-soak-") as folder:
        more = ["--mirror", chosen.mirror] if chosen.mirror else []
        soak = Soak(chosen.collection, Path(folder), more, random.Random(chosen.seed))  # noqa: S311  moments, not secrets
        begun = time.monotonic()
        _, err = soak.start(soak.folder / "undisturbed", "--no-prefect").communicate()
        if not (soak.folder / "undisturbed" / "releases").is_dir():
            print(err, file=sys.stderr)  # noqa: T201
            return 1
        soak.seconds = time.monotonic() - begun
        disturbances: list[tuple[str, Callable[[], Iterator[str]]]] = [
            ("killed", lambda: kills(soak, chosen.kills, "--no-prefect")),
            ("killed with Prefect", lambda: kills(soak, chosen.kills)),
            ("a worker killed", lambda: workers(soak, max(1, chosen.kills // 4))),
            ("no place, vanished, two runs", lambda: places(soak)),
            ("a full disk", lambda: full(soak)),
            (f"{chosen.flips} bits flipped", lambda: flips(soak, chosen.flips)),
        ]
        print(f"{'disturbance':<28} {'times':>5} {'well':>5}  first fault")  # noqa: T201
        for what, disturb in disturbances:
            soak.note(what, list(disturb()))
    return int(any(times != well for _, times, well, _ in soak.rows))


if __name__ == "__main__":
    raise SystemExit(main())
