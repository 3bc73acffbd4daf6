"""The properties of Croissant's responsible-AI extension, from the answers of the datasheet: one source, no second truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.describe.datasheet import answer
from pipeline.describe.questions import by_id
from pipeline.describe.tables import table

if TYPE_CHECKING:
    from pipeline.describe.model import Model

ANSWERED_BY: Final[dict[str, tuple[str, ...]]] = {
    "rai:dataCollection": ("acquisition", "mechanisms"),
    "rai:dataCollectionMissingData": ("missing",),
    "rai:dataCollectionRawData": ("raw",),
    "rai:dataPreprocessingProtocol": ("steps",),
    "rai:dataUseCases": ("purpose", "tasks"),
    "rai:dataLimitations": ("limitations", "unsuitable"),
    "rai:dataBiases": ("subpopulations",),
    "rai:dataSocialImpact": ("effects",),
    "rai:personalSensitiveInformation": ("identifiable", "sensitive"),
    "rai:dataReleaseMaintenancePlan": ("updates",),
}
TABLES: Final = frozenset({"missing", "pii", "changes", "reasons"})
"""Tables that an answer would say nothing without; written as text, the property knows nothing else."""

COLLECTION_TYPE: Final = "Secondary Data analysis"
"""The extension's term for texts that others have published before."""


def properties(model: Model) -> dict[str, Any]:
    """Return the properties that are known; a question that nobody answered gives none."""
    found: dict[str, Any] = {"rai:dataCollectionType": COLLECTION_TYPE}
    if model.retrieved:
        found["rai:dataCollectionTimeFrame"] = list(dict.fromkeys(model.retrieved))
    found["rai:machineAnnotationTools"] = [f"gemeingut {model.facts.software.gemeingut}"]
    for name, ids in ANSWERED_BY.items():
        text = "\n\n".join(part for one in ids for part in _parts(one, model))
        if text:
            found[name] = text
    return found


def _parts(question: str, model: Model) -> list[str]:
    asked = by_id(question)
    found = answer(asked, model, "en")
    shown = [one for name in asked.tables if name in TABLES and (one := table(name, model, "en"))]
    listed = [f"{one.caption}: {'; '.join(': '.join(row) for row in one.rows)}" for one in shown]
    return [*found.paragraphs, *listed, *([found.said.text] if found.said else [])]
