"""A recipe manifest: how measurements become decisions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.manifest.fields import Model, Profile, ReasonName, Slug, Strings


class LanguageRecipe(Model):
    """Which languages stay, and how sure the identification must be."""

    keep: Strings = ("deu",)
    at_least: float = Field(default=0.5, ge=0, le=1)
    model: str | None = Field(default=None, description="path of a fastText model; default: the bundled lid.176")
    window_characters: int = Field(default=1000, ge=50)


class DuplicateRecipe(Model):
    """How alike two documents must be, and which of them stays."""

    threshold: float = Field(default=0.8, ge=0.7, le=1, description="similarities below 0.7 are not stored")
    prefer: tuple[Literal["freedom", "priority", "words", "date", "id"], ...] = (
        "freedom",
        "priority",
        "words",
        "date",
        "id",
    )


class PiiRecipe(Model):
    """What happens to personal data: mask with a typed placeholder, remove the span, or keep it; per kind."""

    default: Literal["mask", "remove", "keep"] = "mask"
    kinds: dict[str, Literal["mask", "remove", "keep"]] = Field(default_factory=dict)


class LimitChange(Model):
    """Another limit for one rule of one profile (or of all), with the reason for it."""

    profile: Profile | Literal["*"] = "*"
    rule: ReasonName
    measure: str | None = None
    limit: float | None = Field(description="null switches the rule off")
    why: str = Field(min_length=1)


class Recipe(Model):
    """How measurements become decisions."""

    name: Slug
    title: str = ""
    description: str = ""
    language: LanguageRecipe = LanguageRecipe()
    duplicates: DuplicateRecipe = DuplicateRecipe()
    pii: PiiRecipe = PiiRecipe()
    limits: tuple[LimitChange, ...] = ()
    document_max_characters: int = Field(default=500_000, ge=1_000, description="longer works are split into parts")
    document_max_bytes: int = Field(default=200_000_000, ge=1_000, description="larger documents are quarantined")
