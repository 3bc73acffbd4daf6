"""`catalog.ttl`, `catalog.jsonld` and `catalog.rdf`: the release after DCAT-AP.de 3.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.describe.dcat.graph import graph_of
from pipeline.describe.dcat.serialise import FORMS
from pipeline.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.model import Model


def write(release: Path, model: Model) -> None:
    """Write the same graph in the three forms that portals harvest."""
    graph = graph_of(model)
    for ending, form in FORMS.items():
        files.write_text(release / f"catalog.{ending}", form(graph))
