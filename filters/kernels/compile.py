"""The decorators for compiled passes, with a cache that notices an edited callee.

numba's own cache is keyed by the file of the compiled function alone: a kernel that calls an edited function of another
module goes on computing the old result.  Here the cache folder is named after a hash of every kernel source, every
table frozen into the machine code and numba's version, so that a change of any of them leads to a new compilation.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")

# Sources and tables are hashed for the name of the cache folder only: no result depends on them through this module.
DATA_FILES: Final = ()
KERNELS: Final = Path(__file__).parent
TABLES: Final = KERNELS.parent / "data"
_NUMBA: Final[Any] = numba  # its stubs lack the switch for reference counting
_SETTINGS: Final[Any] = numba.config
_CONFIGURING: Final = threading.Lock()


def cache_root() -> Path:
    """Return the folder of compiled code: $GEMEINGUT_CACHE, else `gemeingut` in the platform's cache folder."""
    named = os.environ.get("GEMEINGUT_CACHE")
    if named:
        return Path(named) / "kernels"
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "gemeingut" / "kernels"


@functools.cache
def fingerprint(folder: Path) -> str:
    """Return 16 hexadecimal digits that change with any kernel source, frozen table, sibling module or numba version.

    `folder` is that of the decorated function: its siblings count too, so that kernels may be in other packages.
    """
    digest = hashlib.sha256(numba.__version__.encode())
    sources = {*KERNELS.glob("*.py"), *TABLES.glob("unicode.npz"), *folder.glob("*.py")}
    for path in sorted(sources, key=lambda path: (path.name, str(path))):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def kernel(function: F) -> F:
    """Return `function` compiled by numba: without the GIL, without fastmath, cached on disk where a folder is writable.

    A kernel must be called with a single set of argument types.  Then concurrent processes that compile it write the same
    entry, whole files at a time, and none can read another's half-written or mismatched code.
    """
    return _compiled(function, counted=True)


def lean(function: F) -> F:
    """Return `function` compiled as by `kernel`, but without reference counting; numba refuses it if it allocates.

    It must not return an array either.  Reference counting costs an atomic instruction per access to an array, together a
    quarter of the time of the passes over words.  The function is always inlined: a call passes seven numbers for each
    array, and with five arrays that took longer than most functions do.
    """
    return _compiled(function, counted=False)


def _compiled(function: F, *, counted: bool) -> F:
    compile_as = _NUMBA.njit(nogil=True, fastmath=False, error_model="numpy", _nrt=counted, forceinline=not counted)
    compiled = compile_as(function)
    if compiled is not function:  # with NUMBA_DISABLE_JIT=1 the plain function runs, for debugging and coverage
        _enable_cache(compiled, Path(inspect.getfile(function)).parent)
    return cast("F", compiled)


def _enable_cache(compiled: Any, folder: Path) -> None:
    target = cache_root() / fingerprint(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # a read-only home: compile in every process rather than use numba's own folders, which go stale
    if not os.access(target, os.W_OK):
        return
    with _CONFIGURING:
        before = _SETTINGS.CACHE_DIR
        _SETTINGS.CACHE_DIR = str(target)
        try:
            compiled.enable_caching()
        finally:
            _SETTINGS.CACHE_DIR = before
