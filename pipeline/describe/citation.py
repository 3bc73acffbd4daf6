"""`CITATION.cff`: how to cite the release, in the Citation File Format 1.2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from licenses.catalogue import spdx_ids
from pipeline.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.model import Model

FORMAT: Final = "1.2.0"
MESSAGE: Final = (
    "Wer mit diesen Daten arbeitet, zitiere sie bitte so. If you use these data, please cite them as below."
)


def write(release: Path, model: Model) -> None:
    """Write the file."""
    text = yaml.safe_dump(citation(model), sort_keys=False, allow_unicode=True, width=120)
    files.write_text(release / "CITATION.cff", text)


def citation(model: Model) -> dict[str, Any]:
    """Return the fields of the format; `license` only where one SPDX licence covers all, since a list there means a choice."""
    facts = model.facts
    fields = {
        "cff-version": FORMAT,
        "message": MESSAGE,
        "type": "dataset",
        "title": facts.title,
        "authors": [_author(model)],
        "version": facts.version,
        "date-released": model.released,
        "abstract": facts.description,
        "keywords": list(model.collection.keywords),
        "url": model.place.page,
        "license": _license(model),
        "identifiers": [
            {"type": "other", "value": f"sha256:{facts.content_digest}", "description": "digest of the content"}
        ],
    }
    return {name: value for name, value in fields.items() if value}


def _author(model: Model) -> dict[str, str]:
    publisher, contact = model.facts.publisher, model.facts.contact
    if publisher:
        known = {"name": publisher.name, "website": publisher.uri, "email": publisher.email}
        return {name: value for name, value in known.items() if value}
    return {"name": contact.name if contact else f"{model.facts.name} (publisher not stated)"}


def _license(model: Model) -> str | None:
    only = sorted(model.facts.licenses)
    return only[0] if len(only) == 1 and only[0] in spdx_ids() else None
