"""A recipe manifest: how measurements become decisions."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from filters.language_codes import STANDARDS, VARIETIES
from pipeline.manifest.fields import Domain, Model, ProfileName, ReasonName, Sha256, Slug, Strings


class LanguageRecipe(Model):
    """Which languages are kept, what happens to varieties of German, and how certain the identification must be."""

    keep: Strings = Field(default=("deu",), description="ISO 639-3 codes, with script where it matters")
    varieties: dict[str, Literal["keep", "subset", "remove"]] = Field(
        default_factory=dict,
        validate_default=True,
        description="per variety of German (bar, gsw, nds, ltz, …, deu-AT, deu-CH, deu-x-fnhd): kept with the others, "
        "kept in a subset of its own, or removed; of those not named, a dialect has a subset of its own, and a standard or "
        "Early New High German is kept with the others",
    )
    at_least: float = Field(default=0.5, ge=0, le=1)
    short_words: int = Field(
        default=20, ge=0, description="a text of fewer words is taken for the German that its source names, unless"
    )
    short_at_least: float = Field(
        default=0.8, ge=0, le=1, description="another language is as likely as this, or named by the source too"
    )
    foreign_at_most: float | None = Field(
        default=0.5, ge=0, le=1, description="largest share of a text in spans of another language; null: no limit"
    )
    mixed_at_most: float | None = Field(
        default=0.3,
        ge=0,
        le=1,
        description="largest share of a text's words in sentences of the other language, German or English; null: no limit",
    )
    model: str = Field(
        default="dialects",
        description="`dialects` (lid.176, corrected by the dialect model), `lid.176`, or the path of a fastText model",
    )
    window_characters: int = Field(default=1000, ge=50)

    @field_validator("varieties")
    @classmethod
    def _known(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        known = (*VARIETIES, *STANDARDS)
        for name in value:
            if name not in known:
                raise ValueError(f"no variety of German {name!r}; there are {', '.join(known)}")
        kept = info.data.get("keep", ())
        return {name: "subset" for name in VARIETIES if name not in kept} | value


class Rehydration(Model):
    """How often a survivor is to be read if it represents at least `members` documents."""

    members: int = Field(ge=2)
    copies: int = Field(ge=0)


class MisreadRecipe(Model):
    """Where readings of the same page are recognised however misread, and how many of their letters must agree."""

    profiles: Strings = Field(default=("ocr_print",), description="profiles of print and its recognition")
    threshold: float = Field(
        default=0.7, ge=0.5, le=1, description="share of the longer text's letters aligned with equal ones of the other"
    )


class EditionRecipe(Model):
    """Documents that are compared as editions, down to another similarity; forms of one frame are told from them."""

    sources: Strings = Field(default=(), description="ids of sources")
    domains: tuple[Domain, ...] = Field(default=(), description="domains of sources")
    threshold: float = Field(default=0.5, ge=0.3, le=1)

    @model_validator(mode="after")
    def _bound(self) -> Self:
        if not self.sources and not self.domains:
            raise ValueError(
                "editions are bound to sources or domains; name some: a law and its amendment are no editions"
            )
        return self


class DuplicateRecipe(Model):
    """How similar two documents must be, what is compared, and which of them is kept."""

    threshold: float = Field(
        default=0.8,
        ge=0.3,
        le=1,
        description="similarities below 0.7 are stored only if the threshold is lower than that",
    )
    prefer: tuple[Literal["freedom", "priority", "quality", "loss", "words", "date", "id"], ...] = Field(
        default=("priority", "quality", "freedom", "loss", "words", "date", "id"),
        description="which of near duplicates is kept; of exact ones the freer licence, then the same order",
    )
    shingle_words: int = Field(default=5, ge=1, le=50)
    shingle_characters: int | None = Field(default=None, ge=2, le=500, description="in place of words")
    normalise: Literal["none", "historical"] = Field(
        default="none", description="historical: spellings and misreadings of four centuries count as equal"
    )
    misread: MisreadRecipe | None = Field(
        default=MisreadRecipe(), description="readings of print that resemble each other by letters; null: not sought"
    )
    editions: EditionRecipe | None = Field(
        default=None, description="sources or domains in which editions of a work count as duplicates"
    )
    verify: bool = Field(default=True, description="false: similarities are estimated from signatures alone")
    rehydrate: tuple[Rehydration, ...] = Field(
        default=(),
        description="copies of survivors by the number of documents they represent; written to rehydration.parquet",
    )

    def least(self) -> float:
        """Return the least similarity from which two documents may count as one text."""
        return min(self.threshold, self.editions.threshold) if self.editions else self.threshold


class PiiRecipe(Model):
    """What is done with personal data, per kind: mask it with a typed placeholder, remove the span, or keep it."""

    default: Literal["mask", "remove", "keep"] = "mask"
    kinds: dict[str, Literal["mask", "remove", "keep"]] = Field(default_factory=dict)


class Tokenizer(Model):
    """The tokenizer that counts the column `tokens`: a `tokenizer.json` as written by the library tokenizers."""

    path: str = Field(description="relative to the recipe")
    sha256: Sha256


class BenchmarkFile(Model):
    """A file of benchmark items on this machine."""

    path: str = Field(min_length=1, description="relative to the recipe, or to MIRROR/benchmarks")
    name: Slug | None = Field(default=None, description="name of the benchmark; default: the name of the file")
    columns: Strings = Field(default=(), description="columns with texts; default: every text of a row")
    sha256: Sha256 | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1, description="of a CSV; default: detected")
    quotechar: str = Field(default='"', min_length=1, max_length=1, description="of a CSV")


class DecontaminationRecipe(Model):
    """What is done with documents that contain items of benchmarks.

    A document is contaminated if it shares at least `ngrams` runs of `ngram_tokens` tokens with the items and these are at
    least `share` of its characters, or if it contains at least `containment` of the shingles of an item.
    """

    benchmarks: tuple[str | BenchmarkFile, ...] = Field(
        default=(),
        description="paths of JSONL, JSON, Parquet, CSV or TSV files, or names of manifests/benchmarks.yaml; the witnesses "
        "of the sources are searched for in any case",
    )
    action: Literal["remove", "cut", "mark"] = Field(
        default="remove", description="remove the document, cut the sentences with an item, or only list the document"
    )
    ngram_tokens: int = Field(default=13, ge=4, le=100)
    shortest_tokens: int = Field(default=8, ge=4, description="shorter items are not searched for")
    ngrams: int = Field(default=1, ge=1)
    share: float = Field(default=0, ge=0, le=1)
    containment: float | None = Field(default=0.8, gt=0, le=1, description="null: only runs of tokens decide")

    @model_validator(mode="after")
    def _shorter_than_runs(self) -> Self:
        if self.shortest_tokens > self.ngram_tokens:
            raise ValueError("shortest_tokens must not exceed ngram_tokens")
        return self


class PassageRecipe(Model):
    """Passages that occur in several documents: they are cut, by whole sentences, from all but the first of the kept documents."""

    tokens: int = Field(default=50, ge=20, le=1000, description="shortest run of equal tokens")


class BlocklistRecipe(Model):
    """Words of which a text may contain only few."""

    lists: Strings = Field(min_length=1, description="`abuse`, `adult`, or files with one word per line")
    at_most: float = Field(default=0.02, ge=0, lt=1, description="largest share of the text's words")


class UserFilter(Model):
    """A filter of the recipe: a Python file with a function `judge(document)`; it runs only with `--allow-code`."""

    file: str = Field(min_length=1, description="relative to the recipe")
    name: ReasonName = Field(description="the reason for which it removes documents")
    reads: Strings = Field(default=(), description="files that it reads, relative to the recipe")


class DatatroveFilter(Model):
    """A filter of datatrove by the name of its class, with its arguments."""

    filter: str = Field(pattern=r"^[A-Z][A-Za-z0-9]*$")
    args: dict[str, Any] = Field(default_factory=dict)


class LimitChange(Model):
    """Another limit for one rule of one profile (or of all), with the reason for it."""

    profile: ProfileName | Literal["*"] = "*"
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
    decontamination: DecontaminationRecipe | None = None
    repeated_passages: PassageRecipe | None = Field(
        default=None, description="off by default: quotations and formulas are repeated on purpose"
    )
    limits: tuple[LimitChange, ...] = ()
    profiles: str | None = Field(
        default=None, description="a profile file of the recipe, as written by `tune --calibrate`"
    )
    blocklist: BlocklistRecipe | None = None
    filters: tuple[UserFilter, ...] = ()
    datatrove: tuple[DatatroveFilter, ...] = ()
    tokenizer: Tokenizer | None = Field(default=None, description="adds the column tokens to the data files")
    document_max_characters: int = Field(default=500_000, ge=1_000, description="longer works are split into parts")
    document_max_bytes: int = Field(default=32_000_000, ge=1_000, description="larger documents are quarantined")
