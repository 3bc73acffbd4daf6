"""What the tests need of manifests and of the real corpora: the folder, the snapshots, the globs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from gemeingut.yaml_text import load_yaml
from pipeline.archives.snapshot import Snapshot
from pipeline.manifest import Source
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "manifests" / "sources"
CORPORA = ROOT.parent / "shared" / "corpora"


def require() -> Path:
    """Return the folder of the real corpora; skip without it, but fail where CI is meant to have it."""
    if not CORPORA.is_dir():
        missing(str(CORPORA))
    return CORPORA


def slugs() -> list[str]:
    """Return the sources of the collection `real`, which all lie in the corpora."""
    collection = load_yaml((ROOT / "manifests" / "collections" / "real.yaml").read_text(encoding="utf-8"))
    return list(collection["sources"])


@cache
def manifest(slug: str) -> Source:
    """Return a source manifest, validated."""
    return Source.model_validate(load_yaml((SOURCES / f"{slug}.yaml").read_text(encoding="utf-8")))


def description(slug: str) -> dict[str, Any]:
    """Return what the corpora say of a source: addresses, hashes, expectations."""
    return dict(load_yaml((require() / slug / "SOURCE.yaml").read_text(encoding="utf-8")))


def snapshot(slug: str) -> Snapshot:
    """Return the mirrored files of a source as one tree of members."""
    folder = require() / slug
    files = list(dict.fromkeys(one for entry in manifest(slug).fetch for one in entry.mirror))
    return Snapshot([(folder / one.file, one.file) for one in files])
