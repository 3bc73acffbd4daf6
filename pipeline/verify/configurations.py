"""Whether the subsets that a release keeps apart are apart: in their rows, and in the configurations of the dataset card."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from gemeingut.yaml_text import load_yaml
from pipeline.describe.card import DEFAULT, EVERYTHING, SAMPLE
from pipeline.manifest.vocabulary import MACHINE, SENTENCE
from pipeline.release_files.data_files import data_files
from pipeline.store.files import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.release_files.facts import ReleaseFacts

TOGETHER: Final = frozenset({DEFAULT, EVERYTHING, SAMPLE})
"""Configurations that are no subset."""

APART: Final = {"origin": MACHINE, "unit": (SENTENCE,)}
"""Values of columns with which a row is never in the default configuration."""


def subsets(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    """Yield the files of the default configuration that hold words of a machine or sentences without their context."""
    columns = [name for name in APART if name in facts.columns]
    inside = set(facts.default_subsets)
    for path in data_files(release) if columns else ():
        if path.parent.name not in inside:
            continue
        try:
            table = read_table(path, columns)
        except (OSError, pa.ArrowInvalid):
            continue  # the schema's check names it
        for name in columns:
            rows = pc.sum(pc.is_in(table.column(name), pa.array(APART[name]))).as_py() or 0
            if rows:
                yield f"{path.parent.name}: in the default configuration, with {rows} rows of {name} {', '.join(APART[name])}"


def card(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    """Yield what the card's metadata name otherwise than release.json: the subsets, and the files of the default."""
    path = release / "README.md"
    if not path.is_file():
        return
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    try:
        front = load_yaml(parts[1]) if len(parts) == 3 else None
    except yaml.YAMLError as error:
        yield f"README.md: front matter: {error}"
        return
    if not isinstance(front, dict):
        yield "README.md has no front matter"
        return
    configs = {config["config_name"]: config for config in front.get("configs", [])}
    named = set(configs) - TOGETHER
    if named != set(facts.subsets):
        yield f"README.md names the subsets {sorted(named)}, release.json {sorted(facts.subsets)}"
    loaded = _subsets_of(configs.get(DEFAULT, {}), facts)
    if loaded != set(facts.default_subsets):
        yield f"README.md: the default configuration holds {sorted(loaded)}, release.json says {facts.default_subsets}"


def _subsets_of(config: dict[str, Any], facts: ReleaseFacts) -> set[str]:
    """Return the subsets with a file that one of the configuration's patterns matches."""
    paths = [entry["path"] for entry in config.get("data_files", [])]
    patterns = [pattern for path in paths for pattern in (path if isinstance(path, list) else [path])]
    return {file.subset for file in facts.files if any(fnmatchcase(file.file, pattern) for pattern in patterns)}
