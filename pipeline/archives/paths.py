"""Paths of members: in one form, without the folder of a repository's archive, and which are a system's own."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ROOT: Final = re.compile(r"^(?P<name>.+)-(?:[0-9a-f]{7,40}|main|master|v?\d+(?:\.\d+)+)$")
_OF_SYSTEM: Final = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.Spotlight-V100/|\.Trashes/|\.fseventsd/|\$RECYCLE\.BIN/|System Volume Information/"
    r"|\.DS_Store$|\._[^/]*$|(?:eh)?thumbs\.db(?::encryptable)?$|desktop\.ini$)",
    re.IGNORECASE,
)


def normalised(name: str) -> str:
    """Return an archive's path with `/`, in NFC, without empty, `.` and `..` components."""
    parts = unicodedata.normalize("NFC", name.replace("\\", "/")).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def is_of_system(path: str) -> bool:
    """Return whether a path is of a file that an operating system keeps for itself: thumbnails, settings of folders, bins."""
    return _OF_SYSTEM.search(path) is not None


def unrooted(paths: list[str]) -> list[str]:
    """Return the paths without the folder `<name>-<commit>` above them all; several such folders become `<name>`."""
    roots = {path.partition("/")[0] for path in paths if "/" in path}
    names = {root: match.group("name") for root in roots if (match := _ROOT.match(root))}
    if not names or len(names) < len(roots) or any("/" not in path for path in paths):
        return paths
    if len(names) == 1:
        return [path.partition("/")[2] for path in paths]
    if len(set(names.values())) < len(names):
        return paths
    return [f"{names[root]}/{rest}" for root, _slash, rest in (path.partition("/") for path in paths)]
