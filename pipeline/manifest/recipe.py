"""A recipe manifest: how measurements become decisions."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from filters.language_codes import STANDARDS, VARIETIES
from pipeline.manifest.fields import Model, ProfileName, ReasonName, Sha256, Slug, Strings


class LanguageRecipe(Model):
    """Which languages stay, where varieties of German go, and how sure the identification must be."""

    keep: Strings = Field(default=("deu",), description="codes of ISO 639-3, with script where it matters")
    varieties: dict[str, Literal["keep", "subset", "remove"]] = Field(
        default_factory=dict,
        description="per variety of German (bar, gsw, nds, ltz, …, deu-AT, deu-CH, deu-x-fnhd): kept among the others, "
        "kept in a subset of its own, or removed by name",
    )
    at_least: float = Field(default=0.5, ge=0, le=1)
    foreign_at_most: float | None = Field(
        default=0.5, ge=0, le=1, description="share of a text in passages of another language; null: no limit"
    )
    model: str = Field(
        default="dialects",
        description="`dialects` (lid.176 and the dialect model behind it), `lid.176`, or the path of a fastText model",
    )
    window_characters: int = Field(default=1000, ge=50)

    @field_validator("varieties")
    @classmethod
    def _known(cls, value: dict[str, str]) -> dict[str, str]:
        known = (*VARIETIES, *STANDARDS)
        for name in value:
            if name not in known:
                raise ValueError(f"no variety of German {name!r}; there are {', '.join(known)}")
        return value


class Rehydration(Model):
    """From how many documents on a survivor stands for, and how often it is to be read then."""

    members: int = Field(ge=2)
    copies: int = Field(ge=0)


class DuplicateRecipe(Model):
    """How alike two documents must be, what they are compared by, and which of them stays."""

    threshold: float = Field(
        default=0.8, ge=0.3, le=1, description="similarities below 0.7 are stored only where it is lower than that"
    )
    prefer: tuple[Literal["freedom", "priority", "words", "date", "id"], ...] = (
        "freedom",
        "priority",
        "words",
        "date",
        "id",
    )
    shingle_words: int = Field(default=5, ge=1, le=50)
    shingle_characters: int | None = Field(default=None, ge=2, le=500, description="in place of words")
    normalise: Literal["none", "historical"] = Field(
        default="none", description="historical: spellings and misreadings of four centuries count as the same"
    )
    verify: bool = Field(default=True, description="false: similarities are estimated from signatures alone")
    rehydrate: tuple[Rehydration, ...] = Field(
        default=(), description="copies of survivors by the documents they stand for; written to rehydration.parquet"
    )


class PiiRecipe(Model):
    """What happens to personal data: mask with a typed placeholder, remove the span, or keep it; per kind."""

    default: Literal["mask", "remove", "keep"] = "mask"
    kinds: dict[str, Literal["mask", "remove", "keep"]] = Field(default_factory=dict)


class Tokenizer(Model):
    """What the column `tokens` is counted with: a `tokenizer.json` as the library of the same name writes it."""

    path: str = Field(description="relative to the recipe")
    sha256: Sha256


class BenchmarkFile(Model):
    """A file of benchmark items on this machine."""

    path: str = Field(min_length=1, description="relative to the recipe; else looked for in MIRROR/benchmarks")
    name: Slug | None = Field(default=None, description="what its items are called; default: the file's name")
    columns: Strings = Field(default=(), description="where the texts stand; default: every text of a row")
    sha256: Sha256 | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1, description="of a CSV; default: found")
    quotechar: str = Field(default='"', min_length=1, max_length=1, description="of a CSV")


class DecontaminationRecipe(Model):
    """What happens to documents that hold items of benchmarks.

    A document is contaminated if it shares at least `ngrams` runs of `ngram_tokens` tokens with the items and these make
    up at least `share` of its characters, or if it holds at least `containment` of the shingles of one item.
    """

    benchmarks: tuple[str | BenchmarkFile, ...] = Field(
        min_length=1,
        description="paths of JSONL, JSON, Parquet, CSV or TSV files, or names of manifests/benchmarks.yaml",
    )
    action: Literal["remove", "cut", "mark"] = Field(
        default="remove", description="the document, the sentences that hold an item, or nothing but the list"
    )
    ngram_tokens: int = Field(default=13, ge=4, le=100)
    shortest_tokens: int = Field(default=8, ge=4, description="shorter items are not looked for")
    ngrams: int = Field(default=1, ge=1)
    share: float = Field(default=0, ge=0, le=1)
    containment: float | None = Field(default=0.8, gt=0, le=1, description="null: runs of tokens alone decide")

    @model_validator(mode="after")
    def _shorter_than_runs(self) -> Self:
        if self.shortest_tokens > self.ngram_tokens:
            raise ValueError("shortest_tokens must not exceed ngram_tokens")
        return self


class PassageRecipe(Model):
    """Passages that stand in several documents: all but the first of the documents kept lose them, sentence by sentence."""

    tokens: int = Field(default=50, ge=20, le=1000, description="shortest run of equal tokens")


class BlocklistRecipe(Model):
    """Words that a text may hold few of."""

    lists: Strings = Field(min_length=1, description="`abuse`, `adult`, or files with one word a line")
    at_most: float = Field(default=0.02, ge=0, lt=1, description="share of the text's words")


class UserFilter(Model):
    """A filter of one's own: a Python file with a function `judge(document)`; runs only with `--allow-code`."""

    file: str = Field(min_length=1, description="relative to the recipe")
    name: ReasonName = Field(description="the reason it removes for")
    reads: Strings = Field(default=(), description="files beside it that it opens, relative to the recipe")


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
        default=None, description="off unless asked for: quotations and formulas are repeated for a reason"
    )
    limits: tuple[LimitChange, ...] = ()
    profiles: str | None = Field(
        default=None, description="a profile file of one's own, as `tune --calibrate` writes it"
    )
    blocklist: BlocklistRecipe | None = None
    filters: tuple[UserFilter, ...] = ()
    datatrove: tuple[DatatroveFilter, ...] = ()
    tokenizer: Tokenizer | None = Field(default=None, description="adds the column tokens to the shards")
    document_max_characters: int = Field(default=500_000, ge=1_000, description="longer works are split into parts")
    document_max_bytes: int = Field(default=200_000_000, ge=1_000, description="larger documents are quarantined")
