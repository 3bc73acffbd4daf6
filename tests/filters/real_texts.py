"""Real German law from the corpora beside the repository, for tests that need thousands of documents."""

import functools
import re
import tarfile
from pathlib import Path

from tests.conftest import missing

ARCHIVE = Path(__file__).parents[3] / "shared" / "corpora" / "gesetze-bund" / "gesetze-2000.tar.gz"


@functools.cache
def law_sections(count):
    """Return the first `count` sections of German federal laws that have at least 20 words."""
    if not ARCHIVE.exists():
        missing(str(ARCHIVE))
    sections = []
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            if member.name.endswith("index.md"):
                text = archive.extractfile(member).read().decode()
                sections += [part.strip() for part in re.split(r"\n(?=#)", text) if len(part.split()) >= 20]
            if len(sections) >= count:
                return sections[:count]
    return sections
