"""`README.md`: the dataset card in the Hub's format, YAML front matter and text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from pipeline import workspace as ws
from pipeline.describe.render import render

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.model import Model

SIZES: Final = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)
ISO_639_1: Final = {"deu": "de", "eng": "en", "lat": "la", "ltz": "lb"}


def write(release: Path, model: Model) -> None:
    """Write the card; its metadata name every subset with its files, so that `load_dataset` needs no option but the name."""
    front = yaml.safe_dump(metadata(model), sort_keys=False, allow_unicode=True, width=120)
    ws.write_text(release / "README.md", render("card.md.j2", front=front, model=model, facts=model.facts))


def metadata(model: Model) -> dict[str, Any]:
    """Return the YAML metadata of the card, as the Hub's card validator knows them."""
    facts = model.facts
    ids = sorted({one.hub_id or "other" for one in model.licenses})
    found: dict[str, Any] = {
        "pretty_name": facts["title"],
        "language": [ISO_639_1.get(one, one) for one in model.collection.language],
        "license": ids[0] if len(ids) == 1 else (ids or "other"),
    }
    if "other" in ids:
        found |= {"license_name": "see-license-column", "license_link": "ATTRIBUTION.md"}
    return found | {
        "size_categories": [size_category(facts["counts"]["kept"])],
        "task_categories": ["text-generation", "fill-mask"],
        "task_ids": ["language-modeling"],
        "annotations_creators": ["no-annotation"],
        "source_datasets": ["original"],
        "tags": ["german", "open-data", "traceable", "gemeingut"],
        "configs": configs(model),
    }


def size_category(rows: int) -> str:
    """Return the Hub's size category for a number of rows."""
    return next((name for limit, name in SIZES if rows < limit), "n>1T" if rows >= 10**12 else "1B<n<10B")


def configs(model: Model) -> list[dict[str, Any]]:
    """Return one configuration for everything, and one per subset."""
    if not model.files:
        return []
    everything = {
        "config_name": "default",
        "default": True,
        "data_files": [{"split": "train", "path": "data/*/train-*.parquet"}],
    }
    parts = [
        {"config_name": name, "data_files": [{"split": "train", "path": f"data/{name}/train-*.parquet"}]}
        for name in sorted(model.files)
    ]
    return [everything, *parts]
