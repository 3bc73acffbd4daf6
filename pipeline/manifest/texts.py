"""What a person knows of a source's texts and their files do not say, and which of them are witnesses and never data."""

from __future__ import annotations

from typing import Final, Self

from pydantic import Field, field_validator, model_validator

from pipeline.manifest.chosen import Chosen
from pipeline.manifest.fields import ReasonName  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.manifest.held_out import is_held_out
from pipeline.manifest.patterns import groups_of
from pipeline.manifest.vocabulary import (  # noqa: TC001  pydantic resolves the annotations at run time
    KindName,
    OriginName,
    SchemeName,
    UnitName,
)

EDTF: Final = r"^(\.\./)?\d{4}(-\d{2}(-\d{2})?)?[~?%]?(/(\.\.|\d{4}(-\d{2}(-\d{2})?)?[~?%]?))?$"
"""A date, an interval or an open interval of EDTF level 1, with a mark of doubt."""


class Texts(Chosen):
    """What the chosen documents are; of several entries the first that states a key counts for it.

    The files' own words count where no entry states the key, and a file that calls its text a machine's is believed
    in any case.
    """

    kind: KindName | None = Field(default=None, description="kind of text")
    unit: UnitName | None = Field(default=None, description="what one document is")
    origin: OriginName | None = Field(default=None, description="who or what wrote the text; needs `evidence`")
    evidence: str | None = Field(default=None, description="what the origin is known from, in one line")
    date: str | None = Field(
        default=None, pattern=EDTF, description="EDTF, for documents without one; needs `dated_by`"
    )
    dated_by: str | None = Field(default=None, description="what the date is known from, in one line")
    work: str | None = Field(
        default=None,
        description="regular expression over native ids; its first group is the work, its second the number of the part",
    )
    date_from_id: str | None = Field(
        default=None,
        description="regular expression over native ids, for documents without a date; its groups are year, month, day",
    )
    identifiers: dict[SchemeName, str] = Field(default_factory=dict, description="of the whole source, by scheme")

    @field_validator("work")
    @classmethod
    def _two_groups(cls, value: str | None) -> str | None:
        if value is not None and groups_of(value) not in (1, 2):
            raise ValueError(
                f"work {value!r}: expected one group for the work, and one for the part's number if it has any"
            )
        return value

    @field_validator("date_from_id")
    @classmethod
    def _at_most_three(cls, value: str | None) -> str | None:
        if value is not None and groups_of(value) not in (1, 2, 3):
            raise ValueError(
                f"date_from_id {value!r}: expected groups for the year, the month and the day, or the first of them"
            )
        return value

    @model_validator(mode="after")
    def _proven(self) -> Self:
        for stated, proof in (("origin", "evidence"), ("date", "dated_by")):
            if bool(getattr(self, stated)) != bool(getattr(self, proof)):
                raise ValueError(f"{stated!r} and {proof!r} stand together: what is stated, and what it is known from")
        return self


ANNOTATED: Final = frozenset({"conllu", "hipe", "iob"})
"""Formats of annotated corpora, which are divided into parts to train on and to be judged by."""


class Witnesses(Chosen):
    """Documents that are read to recognise them elsewhere and are never data, such as the test part of a shared task."""

    reason: ReasonName = "benchmark"
    note: str = Field(min_length=1, description="why, in one line; it stands in plan and datasheet")


class HeldOut(Witnesses):
    """The dev and test parts of an annotated corpus, by the names of its files."""

    def chooses(self, document_id: str, member: str) -> bool:  # noqa: ARG002  as every choice of documents
        """Return whether the member is one of these parts."""
        return is_held_out(member)


BY_NAME: Final = (HeldOut(members=("**",), note="dev or test part of an annotated corpus, by the name of the file"),)
"""The witnesses of an annotated corpus whose manifest names none."""
