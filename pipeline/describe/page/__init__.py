"""`index.html`: the portal page, one file that works from a folder and without a network.

German first, then English.  Figures are part of the page; larger data are in `portal/` and are loaded on demand.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from pipeline.describe.page import chunks, content, proofs, shown_samples
from pipeline.describe.render import render, style
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.describe.figures.figure import Figure
    from pipeline.describe.model import Model

SHOWN_FILES: Final = 64
FATES: Final = ("read", "kept", "removed", "quarantined")


def write(release: Path, model: Model, figures: Sequence[Figure]) -> None:
    """Write `index.html` and the data it loads; to be called last, since it links to all other files."""
    shutil.rmtree(release / chunks.FOLDER, ignore_errors=True)
    proof_index = proofs.write(release, model)
    sampled = shown_samples.write_samples(release, len(model.kept_sources))
    removed = shown_samples.write_removed(release)
    parts = content.PARTS if model.files else content.WITHOUT_DOCUMENTS
    script = style("page.js")
    page = render(
        "index.html.j2",
        model=model,
        facts=model.facts,
        access=model.facts.access,
        editions=[content.edition(model, language) for language in content.LANGUAGES],
        parts=[name for name in parts if name != "fairness" or model.fairness],
        sources=content.sources(model),
        subsets=content.subsets(model),
        licenses=content.licenses(model),
        reasons=content.reasons(model),
        figures=figures,
        descriptions=content.descriptions(release),
        example=_example(release, model),
        sample=next((path.relative_to(release).as_posix() for path in sorted(release.glob("sample/*.parquet"))), None),
        detail=proof_index["detail"],
        size=content.size,
        SHOWN_FILES=SHOWN_FILES,
        FATES=FATES,
        styles=style("page.css", "figures.css"),
        script=script,
        script_hash=Markup(f"'sha256-{_sha256(script)}'"),  # noqa: S704  base64
        data=Markup(content.script_facts(model, proof_index, removed, sampled, proofs.rules(release, model))),  # noqa: S704  no `<` is left in it
    )
    files.write_text(release / "index.html", page)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _example(release: Path, model: Model) -> str:
    """Return the id of a kept document, as an example in the field for an id."""
    return shown_samples.first_id(release) if model.files else ""
