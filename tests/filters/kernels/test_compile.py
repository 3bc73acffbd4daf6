"""An edited callee must be seen: numba's own cache would go on computing the old result."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import filters

PROGRAM = "from filters.kernels.tokens import tokenise; print(tokenise('Haus+Hof E-Mail'))"


def run(tree: Path, cache: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(tree), "GEMEINGUT_CACHE": str(cache)}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_an_edited_callee_changes_the_result(tmp_path):
    tree = tmp_path / "tree"
    shutil.copytree(Path(filters.__file__).parent, tree / "filters", ignore=shutil.ignore_patterns("__pycache__"))
    cache = tmp_path / "cache"
    assert run(tree, cache) == "['Haus', 'Hof', 'E-Mail']"
    assert run(tree, cache) == "['Haus', 'Hof', 'E-Mail']"
    folders = list((cache / "kernels").iterdir())
    assert len(folders) == 1
    unicode = tree / "filters" / "kernels" / "unicode.py"
    source = unicode.read_text(encoding="utf-8")
    edited = source.replace(
        "    return int(_CLASSES[int(_CLASS_PAGES[point >> 8]) << 8 | (point & 0xFF)])",
        "    if point == 0x2B:\n        return LETTER\n"
        "    return int(_CLASSES[int(_CLASS_PAGES[point >> 8]) << 8 | (point & 0xFF)])",
    )
    assert edited != source
    unicode.write_text(edited, encoding="utf-8")
    assert run(tree, cache) == "['Haus+Hof', 'E-Mail']"
    assert len(list((cache / "kernels").iterdir())) == 2


def test_an_unwritable_cache_is_no_error(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    tree = Path(filters.__file__).parent.parent
    assert run(tree, blocked) == "['Haus', 'Hof', 'E-Mail']"
