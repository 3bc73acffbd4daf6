"""Runs the command line as a user would: in this process, which is quick, or in one of its own, which is real."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import polars as pl

from flows.cli import main

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = ROOT / "manifests"
COMPARED = ("data", "ledger", "evidence.parquet")


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """Return the last line on standard output."""
        return (self.out.splitlines() or [""])[-1]

    @property
    def release(self) -> Path:
        """Return the release that `run` printed; fail with what it said if it did not succeed."""
        assert self.status == 0, self.err
        return Path(self.last)


def errors(done: Ran) -> list[str]:
    """Return the error lines; fail if there is none, too many, or a traceback."""
    assert "Traceback" not in done.err
    assert "unexpected" not in done.err
    found = [line for line in done.err.splitlines() if line.startswith("error: ")]
    assert 1 <= len(found) <= 5, done.err
    return found


def refused(done: Ran, *words: str) -> None:
    """Check that a manifest was refused: status 2, nothing on standard output, a line with all the words."""
    assert done.status == 2, done.err
    assert done.out == ""
    said = "\n".join(errors(done))
    assert [word for word in words if word not in said] == []


class _AsInterpreter:
    """Does with an uncaught error what the interpreter does: hands it to the hook, and the status is 1."""

    status = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if kind is None:
            return False
        if isinstance(error, SystemExit):
            self.status = int(error.code or 0)
            return True
        if not issubclass(kind, Exception):
            return False
        sys.excepthook(kind, error, trace)
        self.status = 1
        return True


def here(*arguments: object, cwd: Path | None = None) -> Ran:
    """Run `gemeingut ARGUMENTS` in this process."""
    out, err, hook = io.StringIO(), io.StringIO(), sys.excepthook
    place = contextlib.chdir(cwd) if cwd else contextlib.nullcontext()
    interpreter = _AsInterpreter()
    try:
        with place, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), interpreter:
            interpreter.status = main([str(one) for one in arguments])
    finally:
        sys.excepthook = hook
    return Ran(interpreter.status, out.getvalue(), err.getvalue())


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a process: this checkout is importable, no server of Prefect is named, and what is given."""
    inherited = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    return {**inherited, "PYTHONPATH": str(ROOT), **more}


def apart(*arguments: object, cwd: Path | None = None, stdin: str | None = None, **env: str) -> Ran:
    """Run `gemeingut ARGUMENTS` in a process of its own."""
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=cwd,
        input=stdin,
        env=environment(**env),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=1800,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def run(collection: object, workspace: Path, *more: object) -> Ran:
    """Run a collection in this process, with one worker and without Prefect."""
    return here("run", collection, "--workspace", workspace, "--workers", 1, "--no-prefect", *more)


def digests(release: Path, *, everything: bool = False) -> dict[str, str]:
    """Return the SHA-256 of every file of data, ledger and proofs, or of the whole release, by path."""
    roots = [release] if everything else [release / name for name in COMPARED]
    paths = [path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*")))]
    files = [path for path in paths if path.is_file()]
    assert files, f"{release} is empty"
    return {path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def copied_demo(folder: Path) -> Path:
    """Copy the demonstration's manifests and data to a folder and return its collection manifest."""
    shutil.copytree(MANIFESTS, folder)
    return folder / "collections" / "demo.yaml"


def facts_of(release: Path) -> dict[str, Any]:
    """Return release.json."""
    facts: dict[str, Any] = json.loads((release / "release.json").read_text("utf-8"))
    return facts


def fates(release: Path, source: str = "notes") -> list[tuple[str, str, str | None]]:
    """Return id within the source, fate and reason of every document of a source, ordered."""
    rows = pl.read_parquet(release / "ledger" / f"{source}.parquet").to_dicts()
    return sorted((row["id"].removeprefix(f"{source}/"), row["fate"], row["reason"]) for row in rows)
