"""Inputs that nobody would write: `make fuzz` or, in minutes, `make fuzz INPUTS=500` (TARGET=tei).

    python -m scripts.fuzz [--inputs N] [--seed N] [--target PART ...] [--seeds FOLDER] [--seconds S] [--memory MIB]

Every reader, and what looks at foreign text after it (licences, quotes, cleaning, personal data, language, measures), gets
mutants of a sound file: bits turned, pieces cut, repeated and taken from elsewhere, marks of all syntaxes put in.  A reader may
refuse a file (`ReadError`) or set a record aside; any other error, a process that dies, or an input that takes more than its
seconds or its memory is a finding, and is printed with what makes it again.  Growth: every mark is repeated in every seed, and
four times as many may take four times as long, not sixteen.  `--seeds` adds the files of folders that are named as a target.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import random
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.fuzz_seeds import MARKS, SEEDS
from scripts.fuzz_targets import target
from scripts.growth import MOST_GROWTH, growth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

BATCH: Final = 500
"""Inputs that one process tries before the next one begins: what it keeps cannot add up."""
GROWN: Final = (4_000, 64_000)
"""Bytes of repeated marks that growth begins with, and the most that it is measured from."""


@dataclass(slots=True)
class Outcome:
    """What came of the inputs of one target; `findings` say what went wrong and what makes it again."""

    name: str
    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
    peak: int = 0
    growth: float = 0.0
    findings: list[str] = field(default_factory=list)


def mutant(seeds: Sequence[bytes], number: int, seed: int) -> bytes:
    """Return the mutant of a number, the same for the same seeds: one to six changes of one of them."""
    draw = random.Random(f"{seed}:{number}")  # noqa: S311  a sample, no secret
    data = bytearray(draw.choice(seeds))
    for _ in range(draw.randint(1, 6)):
        at = draw.randint(0, len(data))
        end = min(len(data), at + draw.choice((1, 3, 30, 300)))
        kind = draw.randrange(6)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = data[at:end] * draw.choice((1, 5, 200))
        elif kind == 3:
            other = draw.choice(seeds)
            data[at:end] = other[draw.randint(0, len(other)) :][:300]
        elif kind == 4:
            del data[at:]
        else:
            data[at:at] = draw.choice(MARKS).encode() * draw.choice((1, 1, 2, 50))
    return bytes(data)


def grown(seed: bytes, mark: str, place: int, size: int) -> bytes:
    """Return a seed with a mark repeated at a place until it takes `size` bytes."""
    piece = mark.encode()
    return seed[:place] + piece * (size // len(piece)) + seed[place:]


def tried(work: Callable[[bytes], int], seeds: Sequence[bytes], limits: Limits, conn: Connection) -> None:
    """Send what came of the inputs of a batch: `(number, refused, seconds, error)` each, and the peak of memory."""
    for number in range(limits.start, limits.stop):
        conn.send(("begin", number))
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        before, error, refused = time.process_time(), "", 0
        try:
            refused = work(mutant(seeds, number, limits.seed))
        except Exception as caught:  # noqa: BLE001  whatever is raised is what is looked for
            error = f"{type(caught).__name__}: {caught}"[:200] + " | " + _last_frame(caught)
        signal.setitimer(signal.ITIMER_REAL, 0)
        conn.send(("end", number, refused, time.process_time() - before, error))
    conn.send(("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of a batch's inputs, the seed they are drawn with, and the seconds that one may take."""

    start: int
    stop: int
    seed: int
    seconds: float


def run(name: str, seeds: Sequence[bytes], inputs: int, seed: int, seconds: float, memory: int) -> Outcome:
    """Return what came of mutants of a target and of marks that are repeated; `memory` is the most a process may take, in MiB."""
    outcome = Outcome(name)
    start = 0
    while start < inputs:
        start = _batch(outcome, seeds, Limits(start, min(inputs, start + BATCH), seed, seconds), memory)
    _measure_growth(outcome, seeds[0], seconds)
    return outcome


def _batch(outcome: Outcome, seeds: Sequence[bytes], limits: Limits, memory: int) -> int:
    """Try a batch in a process of its own; return the number to go on with."""
    at = limits.start
    for message in _spawned(_try_mutants, outcome.name, seeds, limits):
        if message[0] == "begin":
            at = message[1]
        elif message[0] == "end":
            _note(outcome, limits.seed, *message[1:])
        elif message[0] == "peak":
            outcome.peak = max(outcome.peak, message[1] // 1024)
            if message[1] // 1024 > memory:
                outcome.findings.append(
                    f"{outcome.name}: inputs {limits.start} to {limits.stop}: {message[1] // 1024} MiB"
                )
            at = limits.stop
        elif at < limits.stop:
            outcome.findings.append(f"{outcome.name}: input {at}, seed {limits.seed}: {_how(message[1])}")
            outcome.inputs += 1
            at += 1
    return at


def _try_mutants(name: str, seeds: Sequence[bytes], limits: Limits, conn: Connection) -> None:
    tried(target(name), seeds, limits, conn)


def _spawned(work: Callable[..., None], *arguments: object) -> Iterator[tuple[Any, ...]]:
    """Carry out work in a process of its own; yield what it sends, and at last `("exit", status)`."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*arguments, theirs))
    process.start()
    theirs.close()
    with contextlib.suppress(EOFError):
        while True:
            yield ours.recv()
    process.join()
    yield "exit", process.exitcode


def _how(status: int | None) -> str:
    return "took too long" if status == -signal.SIGALRM else f"the process ended with {status}"


def _note(outcome: Outcome, seed: int, number: int, refused: int, seconds: float, error: str) -> None:
    outcome.inputs += 1
    outcome.refused += refused
    outcome.slowest = max(outcome.slowest, seconds)
    if error:
        outcome.findings.append(f"{outcome.name}: input {number}, seed {seed}: {error}")


def _measure_growth(outcome: Outcome, seed: bytes, seconds: float) -> None:
    """Note every mark whose repetition takes more than its share, each pair of mark and place that ends its process included."""
    pairs = [(mark, len(seed) * part // 7) for mark in MARKS for part in range(1, 8)]
    at = 0
    while at < len(pairs):
        for message in _spawned(_grow, outcome.name, seed, pairs[at:], seconds):
            if message[0] == "exit":
                if at < len(pairs):
                    _note_growth(outcome, pairs[at], _how(message[1]))
                    at += 1
                continue
            outcome.growth = max(outcome.growth, message[1])
            if message[1] > MOST_GROWTH:
                _note_growth(outcome, pairs[at], f"{message[1]:.1f} times for four times as many")
            at += 1


def _note_growth(outcome: Outcome, pair: tuple[str, int], what: str) -> None:
    outcome.findings.append(f"{outcome.name}: {pair[0]!r} repeated at byte {pair[1]}: {what}")


def _grow(name: str, seed: bytes, pairs: Sequence[tuple[str, int]], seconds: float, conn: Connection) -> None:
    """Send the growth of each pair of mark and place, in order; a pair may take as long as ten inputs."""
    work = target(name)

    def withstood(size: int, mark: str, place: int) -> None:
        with contextlib.suppress(Exception):  # the mutants look for errors, this for time
            work(grown(seed, mark, place, size))

    for mark, place in pairs:
        signal.setitimer(signal.ITIMER_REAL, seconds * 10)
        repeated = partial(withstood, mark=mark, place=place)
        ratio = growth(repeated, *GROWN)
        if ratio > MOST_GROWTH:  # a busy machine: what is a square is one at a larger size too
            ratio = min(ratio, growth(repeated, GROWN[1]))
        signal.setitimer(signal.ITIMER_REAL, 0)
        conn.send(("growth", ratio))


def _last_frame(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def seeds_of(name: str, folder: Path | None) -> list[bytes]:
    """Return the seeds of a target: our own, and files below a folder in a directory of the target's name."""
    more = sorted(folder.glob(f"**/{name}/*")) if folder else []
    return [SEEDS[name], *(path.read_bytes() for path in more if path.is_file())]


HEAD: Final = (
    f"{'target':<24} {'inputs':>7} {'refused':>8} {'slowest s':>9} {'peak MiB':>8} {'growth ×4':>9} {'findings':>8}"
)


def row(outcome: Outcome) -> str:
    """Return the findings of a target, then its line: inputs, refused, slowest input, peak of memory, largest growth."""
    numbers = (
        f"{outcome.inputs:>7} {outcome.refused:>8} {outcome.slowest:>9.2f} {outcome.peak:>8} {outcome.growth:>9.1f}"
    )
    return "\n".join([*outcome.findings, f"{outcome.name:<24} {numbers} {len(outcome.findings):>8}"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the inputs, print a table with the findings, and return 1 if there is one."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fuzz", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--inputs", type=int, default=20_000, help="mutants of every target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", default=[], help="a part of a target's name; may be repeated")
    parser.add_argument("--seeds", type=Path, help="a folder with more seeds, in directories named as the targets")
    parser.add_argument("--seconds", type=float, default=10.0, help="wall time that one input may take")
    parser.add_argument("--memory", type=int, default=1024, help="MiB that a process may take")
    asked = parser.parse_args(arguments)
    names = [name for name in SEEDS if not asked.target or any(part in name for part in asked.target)]
    if not names:
        parser.error(f"no target matches {asked.target!r}; there are: {', '.join(SEEDS)}")
    print(HEAD)  # noqa: T201
    is_sound = True
    for name in names:  # each is told as soon as it is tried: all take an hour
        seeds = seeds_of(name, asked.seeds)
        outcome = run(name, seeds, asked.inputs, asked.seed, asked.seconds, asked.memory)
        print(row(outcome), flush=True)  # noqa: T201
        is_sound = is_sound and not outcome.findings
    return int(not is_sound)


if __name__ == "__main__":
    sys.exit(main())
