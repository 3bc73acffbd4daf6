"""The work itself, beside the edition or the annotation of it that a source licenses: why its text is free.

Three layers can lie in one document: the *work* (Goethe's novel, a court's decision), the *edition* of it (a transcription, a
critical text, a translation of headings) and an *annotation* (tags, alignments, labels) that is not taken into the text.  Who
licenses an edition or an annotation licenses that layer only; what makes the work free is its term (§§ 64 ff. UrhG), that it
is official (§ 5 UrhG), or its author's grant.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pipeline.manifest.chosen import Chosen
from pipeline.manifest.claim import Deaths, Evidence  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.manifest.fields import (  # noqa: TC001  pydantic resolves the annotations at run time
    ClaimedBasis,
    Strings,
)

WorkKind = Literal[
    "authored",
    "anonymous",
    "periodical",
    "statute",
    "decision",
    "notice",
    "minutes",
    "speech",
    "report",
    "expert_opinion",
    "petition",
    "third_party",
    "standard",
]
"""What the text is: `anonymous` and `periodical` (an issue, signed or not) for terms, the rest for § 5 UrhG."""


class Work(Chosen):
    """Why the texts themselves are free, whatever the licence of the edition or of the annotation is.

    The first entry holds of which `members` or `documents` match a document; one without both holds for all.
    """

    id: str | None = Field(default=None, description="licence or ground of the work, such as LicenseRef-DE-UrhG-5-1")
    basis: ClaimedBasis | None = Field(
        default=None, description="why it is free; must be what a quote of the evidence says"
    )
    kind: WorkKind | None = None
    authors: Strings = Field(default=(), description="authors of the documents that name none")
    published: int | None = Field(
        default=None,
        description="year of publication of documents without a date; a quote of the evidence must name it",
    )
    deaths: Deaths = Field(default_factory=dict, description="as `license.deaths`, for these members")
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _proof(self) -> Work:
        if self.basis in {"license", "waiver"} and self.id is None:
            raise ValueError(f"a work of basis {self.basis!r} needs the key 'id': the licence that its author grants")
        return self
