"""Which code made an output: a hash of the sources of the modules that a stage runs."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]


@functools.cache
def code_hash(*parts: str, libraries: tuple[str, ...] = ()) -> str:
    """Return the SHA-256 (hex) over all files of the named modules or packages, e.g. `licenses`, `pipeline/clean`.

    `libraries` are the distributions whose versions belong to it, since they compute what is stored.

    Data files that a package ships count as code: a changed catalogue is a changed recognition.
    """
    digest = hashlib.sha256("".join(f"{one}=={library_version(one)} " for one in libraries).encode())
    for part in sorted(parts):
        path = ROOT / part
        files = sorted(path.rglob("*")) if path.is_dir() else [path.with_suffix(".py")]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(ROOT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


@functools.cache
def library_version(name: str) -> str:
    """Return the installed version of a distribution, or `absent`."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"
