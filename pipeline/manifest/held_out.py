"""Which members of an annotated corpus are its dev and test parts, by which models are judged, by their names."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = r"(?:dev|devel|development|eval|evaluation|test|valid|validation)(?:[ab]|\d{1,4})?"
_NAMED: Final = re.compile(rf"(?:^|[._\s-]){_PART}(?=[._\s-]|$)", re.IGNORECASE)
_FOLDER: Final = re.compile(_PART, re.IGNORECASE)
_TRAINING: Final = re.compile(r"(?:^|[._\s-])train(?:ing)?(?:[ab]|\d{1,4})?(?=[._\s-]|$)", re.IGNORECASE)


def is_held_out(member: str) -> bool:
    """Return whether a file is named as a dev or test part (`de_gsd-ud-test.conllu`, `german.testb`), or a folder over it is (`test/1.tsv`).

    A file that is named as a training part is none, whatever its folder is called.
    """
    *folders, name = member.split("/")
    if _NAMED.search(name):
        return True
    return not _TRAINING.search(name) and any(_FOLDER.fullmatch(folder) for folder in folders)
