"""Mutation testing of the modules that decide what is published: `make mutants` or, in minutes, `make mutants SAMPLE=60`.

    python -m scripts.mutants [--sample N] [--seed N] [--module PART ...] [--timeout SECONDS] [--workers N]

One small change at a time is made in a copy of the tree (a comparison, a number, a condition, a statement), and the tests
that match the module are run.  If none fails, the change survived: printed with its place, because the tests would not
notice the mistake either.  Each change is tried in a process of its own: mutmut 3 forks after tests have run, and polars
hangs in a forked process.  The same seed draws the same sample.  Annotations, decorators, messages and imports for type
checkers are left alone.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
COPIED: Final = (
    "gemeingut",
    "filters",
    "licenses",
    "pipeline",
    "flows",
    "scripts",
    "manifests",
    "tests",
    "pyproject.toml",
)
LICENSES: Final = (
    "tests/licenses/test_recognise.py",
    "tests/licenses/test_statements.py",
    "tests/licenses/test_stricter.py",
)
RESOLVING: Final = (
    "tests/licenses/test_resolve.py",
    "tests/licenses/test_stricter.py",
    "tests/licenses/test_policy.py",
)

TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "filters/filter.py": ("tests/filters/test_filter.py",),
    "filters/pii/spans.py": ("tests/filters/pii/test_spans.py", "tests/filters/pii/test_masking.py"),
    "licenses/grammar.py": LICENSES,
    "licenses/meaning.py": LICENSES,
    "licenses/policy.py": RESOLVING,
    "licenses/recognise.py": LICENSES,
    "licenses/resolve.py": RESOLVING,
    "licenses/term.py": ("tests/licenses/test_term.py",),
    "pipeline/decide/by_source.py": ("tests/pipeline/decide/test_by_source.py",),
    "pipeline/decide/decide.py": ("tests/pipeline/decide/test_decide.py",),
    "pipeline/decide/licensing.py": ("tests/pipeline/decide/test_licensing.py",),
    "pipeline/portals/folder_publication.py": ("tests/pipeline/portals/test_folder_publication.py",),
    "pipeline/publish/findings.py": ("tests/pipeline/publish/test_finding_rules.py",),
    "pipeline/publish/publish.py": ("tests/pipeline/publish/test_publish.py",),
    "pipeline/release/ledger.py": ("tests/pipeline/release/test_ledger.py",),
    "pipeline/verify/verify.py": ("tests/pipeline/verify/test_damages.py", "tests/pipeline/verify/test_verify.py"),
}
"""The modules that are changed, and the tests that must notice."""

COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.FloorDiv: ast.Mult,
}  # fmt: skip


class MutantsError(GemeingutError, RuntimeError):
    """The tests of a module fail without any change, or no module matches `--module`."""


@dataclass(frozen=True)
class Mutant:
    """One change of one module: the source between two byte offsets is replaced by `text`."""

    module: str
    line: int
    start: int
    end: int
    text: str

    def apply(self, source: bytes) -> bytes:
        """Return the module's source with the change."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def shown(self, source: bytes) -> str:
        """Return place, old and new text of what is changed, in one line."""
        old = " ".join(source[self.start : self.end].decode().split())
        return f"{self.module}:{self.line}: {old}  ->  {' '.join(self.text.split())}"


def mutants_of(module: str, source: bytes) -> list[Mutant]:
    """Return every change of a module, in the order of the source; only those whose result is valid Python."""
    tree = ast.parse(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    mutants = []
    for node in _changeable(tree):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        mutants += [Mutant(module, node.lineno, start, end, text) for text in _replacements(node)]
    ordered = sorted(dict.fromkeys(mutants), key=lambda mutant: (mutant.start, mutant.end, mutant.text))
    return [mutant for mutant in ordered if _is_python(mutant.apply(source))]


def _is_python(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _changeable(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Yield the nodes that may be changed; not within annotations, decorators, messages and imports for type checkers."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
        return
    if isinstance(node, (ast.expr, ast.stmt)):
        yield node
    left_out = {"annotation", "returns", "decorator_list", "bases"}
    for name, value in ast.iter_fields(node):
        if name not in left_out:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _changeable(child)


def _replacements(node: ast.expr | ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.expr):
        yield from _other_expressions(node)
    else:
        yield from _other_statements(node)


def _other_expressions(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=comparators) if type(operator) in COMPARISONS:
            yield _bracketed(ast.Compare(left, [COMPARISONS[type(operator)]()], comparators))
        case ast.BoolOp(op=operator, values=values):
            yield _bracketed(ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _bracketed(operand)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in ARITHMETIC:
            yield _bracketed(ast.BinOp(left, ARITHMETIC[type(operator)](), right))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield _bracketed(ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse))
        case ast.Constant(value=bool() as value):
            yield str(not value)
        case ast.Constant(value=int() | float() as number):
            yield repr(number + 1)
            yield repr(number - 1)


def _other_statements(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Raise() | ast.Assert() | ast.AugAssign():
            yield "pass"
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield "pass"
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None"
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"
        case ast.If(test=test) | ast.While(test=test):
            yield _with_test_turned(node, test)


def _with_test_turned(node: ast.If | ast.While, test: ast.expr) -> str:
    """Return an `if` or `while` whose condition is the opposite; its body keeps the indentation that it has."""
    turned = ast.UnaryOp(ast.Not(), test)
    changed = (
        ast.If(turned, node.body, node.orelse)
        if isinstance(node, ast.If)
        else ast.While(turned, node.body, node.orelse)
    )
    first, *others = ast.unparse(changed).split("\n")
    return "\n".join([first, *(" " * node.col_offset + line for line in others)])


def _bracketed(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


class Copies:
    """Copies of the tree in which changes are made, one per worker, with the demonstration's release where tests need it."""

    def __init__(self, folder: Path, count: int, timeout: float, *, needs_demo: bool) -> None:
        self.timeout = timeout
        self.free: queue.Queue[Path] = queue.Queue()
        self.demo = folder / "demo"
        for number in range(count):
            self.free.put(_copied(folder / f"tree-{number}"))
        if needs_demo:
            options = ("--workspace", str(self.demo), "--no-prefect", "--workers", "1")
            if self._call(folder / "tree-0", "flows.cli", "run", "demo", *options):
                raise MutantsError("the demonstration collection cannot be run: see `make run`")

    def _call(self, tree: Path, *module: str) -> int:
        """Run a module in a process of its own within a copy and return its status; what takes too long has failed."""
        ready = {"DEMO_WORKSPACE": str(self.demo)} if self.demo.is_dir() else {}
        env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", **ready}
        command = [sys.executable, "-m", *module]
        try:
            done = subprocess.run(command, cwd=tree, env=env, capture_output=True, timeout=self.timeout, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            return 1
        return done.returncode

    def notice(self, module: str, source: bytes, tests: Sequence[str]) -> bool:
        """Return whether tests fail, or take too long, where a module has another source."""
        tree = self.free.get()
        before = (tree / module).read_bytes()
        (tree / module).write_bytes(source)
        try:
            return self._call(tree, "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests) != 0
        finally:
            (tree / module).write_bytes(before)
            self.free.put(tree)


def _copied(tree: Path) -> Path:
    """Copy what tests need, compiled except for the modules to be changed: Python would run the compiled module instead."""
    tree.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).is_file():
            shutil.copy(ROOT / name, tree / name)
    packages = [name for name in COPIED if (tree / name).is_dir() and name != "tests"]
    for package in packages:
        compileall.compile_dir(tree / package, quiet=2)
    for module in TARGETS:
        for path in (tree / module).parent.glob(f"__pycache__/{Path(module).stem}.*"):
            path.unlink()
    return tree


def chosen(parts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the modules whose path holds one of the parts, all without parts; raise MutantsError if there is none."""
    targets = {module: tests for module, tests in TARGETS.items() if not parts or any(part in module for part in parts)}
    if not targets:
        raise MutantsError(f"no module matches {parts!r}; there are {list(TARGETS)}")
    return targets


def drawn(modules: Sequence[str], sample: int, seed: int) -> list[Mutant]:
    """Return the changes to try, in order: all of them, or a sample of that size, drawn by the seed."""
    every = [mutant for module in modules for mutant in mutants_of(module, (ROOT / module).read_bytes())]
    if 0 < sample < len(every):
        places = sorted(random.Random(seed).sample(range(len(every)), sample))  # noqa: S311  a sample, no secret
        return [every[place] for place in places]
    return every


def run(
    targets: Mapping[str, tuple[str, ...]],
    mutants: Sequence[Mutant],
    sources: Mapping[str, bytes],
    copies: Copies,
    workers: int,
) -> list[Mutant]:
    """Return the changes that no test noticed; raise MutantsError if the tests of a module fail without a change."""
    with ThreadPoolExecutor(workers) as pool:
        broken = list(pool.map(lambda module: copies.notice(module, sources[module], targets[module]), sources))
        if any(broken):
            failing = [module for module, is_broken in zip(sources, broken, strict=True) if is_broken]
            raise MutantsError(
                f"the tests of {failing} fail, or take too long, without any change: {copies.timeout:.0f} s"
            )
        noticed = pool.map(
            lambda mutant: copies.notice(mutant.module, mutant.apply(sources[mutant.module]), targets[mutant.module]),
            mutants,
        )
        return [mutant for mutant, is_noticed in zip(mutants, noticed, strict=True) if not is_noticed]


def report(mutants: Sequence[Mutant], survivors: Sequence[Mutant], sources: Mapping[str, bytes]) -> str:
    """Return the survivors with their places, and the share that was noticed, by module and of all."""
    lines = [mutant.shown(sources[mutant.module]) for mutant in survivors]
    tried, survived = Counter(mutant.module for mutant in mutants), Counter(mutant.module for mutant in survivors)
    lines += [f"{module}: {tried[module] - survived[module]} of {tried[module]} killed" for module in sorted(tried)]
    killed = len(mutants) - len(survivors)
    return "\n".join([*lines, f"killed {killed} of {len(mutants)} ({killed / max(1, len(mutants)):.0%})"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Try the changes and print what survived."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sample", type=int, default=0, help="how many changes are tried; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module", action="append", default=[], help="a part of a module's path; may be repeated")
    parser.add_argument("--timeout", type=float, default=180.0, help="seconds after which tests count as failed")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    targets = chosen(asked.module)
    mutants = drawn(list(targets), asked.sample, asked.seed)
    # Read once: the tree may be changed while the copies are tried.
    sources = {module: (ROOT / module).read_bytes() for module in dict.fromkeys(mutant.module for mutant in mutants)}
    needs_demo = any(mutant.module.startswith("pipeline/verify/") for mutant in mutants)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = Copies(Path(folder), asked.workers, asked.timeout, needs_demo=needs_demo)
        survivors = run(targets, mutants, sources, copies, asked.workers)
    sys.stdout.write(report(mutants, survivors, sources) + "\n")


if __name__ == "__main__":
    main()
