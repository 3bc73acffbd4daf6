"""`ATTRIBUTION.md` and `licenses/`: who must be named, and what each licence demands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import workspace as ws
from pipeline.describe.composition import by_source_and_license
from pipeline.describe.render import render

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.model import Model


def write(release: Path, model: Model) -> None:
    """Write the attribution by source and licence, and one notice per licence.

    Authors and titles are not listed here, however many: each row of the shards carries its own line in `attribution`.
    """
    ws.write_text(
        release / "ATTRIBUTION.md",
        render(
            "attribution.md.j2",
            model=model,
            facts=model.facts,
            groups=by_source_and_license(release),
            manifests=model.sources,
        ),
    )
    for one in model.licenses:
        ws.write_text(release / "licenses" / f"{one.id}.txt", render("license.txt.j2", license=one))
