"""Models of the YAML manifests: source, collection, policy, recipe, reviews, takedowns.

All models are frozen, forbid unknown keys and validate their defaults.  `pipeline.load` reads the files and turns a
validation failure into lines that name file, key, what was found and what is allowed.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ReasonName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+([.-][0-9A-Za-z.-]+)?$", max_length=100)]
Verdict = Literal["accept", "reject", "review"]
Basis = Literal["license", "public_domain_term", "official_work", "waiver"]
Domain = Literal[
    "administration",
    "court",
    "education",
    "encyclopedia",
    "forum",
    "historical",
    "law",
    "literature",
    "news",
    "parliament",
    "reference",
    "science",
    "technical",
    "web",
]
Profile = Literal[
    "court",
    "drama",
    "educational",
    "encyclopedic",
    "forum",
    "law",
    "list",
    "news",
    "ocr_print",
    "parliament",
    "prose",
    "science",
    "sentences",
    "technical",
    "web",
]

PROFILE_OF_DOMAIN: Final[dict[str, str]] = {
    "administration": "law",
    "court": "court",
    "education": "educational",
    "encyclopedia": "encyclopedic",
    "forum": "forum",
    "historical": "ocr_print",
    "law": "law",
    "literature": "prose",
    "news": "news",
    "parliament": "parliament",
    "reference": "list",
    "science": "science",
    "technical": "technical",
    "web": "web",
}
"""The profile that belongs to a domain where the manifest names none."""


class Model(BaseModel):
    """Base of every manifest model."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str | dict) else value


Strings = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class Evidence(Model):
    """A proof of the licence: a quote and the place in which it must be found verbatim.

    `member` is a file of the source's own snapshot, `file` one beside the manifest, `url` a page that fetch archives.
    `object` says what the quoted statement speaks of: a software licence beside a text proves nothing about the text.
    """

    kind: Literal["url", "member", "file", "letter", "own_work"]
    quote: str = ""
    url: str | None = None
    member: str | None = None
    file: str | None = None
    object: Literal["text", "digital_original", "metadata", "software", "images"] = "text"
    retrieved: dt.date | None = None
    sha256: Sha256 | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _place(self) -> Evidence:
        place = {"url": self.url, "member": self.member, "file": self.file, "letter": self.file, "own_work": "-"}
        if not place[self.kind]:
            wanted = "file" if self.kind == "letter" else self.kind
            raise ValueError(f"evidence of kind {self.kind!r} needs the key {wanted!r}")
        if self.kind != "own_work" and not self.quote:
            raise ValueError(f"evidence of kind {self.kind!r} needs a 'quote' that stands there verbatim")
        return self


class Restriction(Model):
    """A part of the source that is judged more strictly than the rest; it can never make a verdict laxer.

    A document is concerned if its member matches one of `members` (globs, `**` for any depth), or one of its authors
    is in `authors`, or its native id is in `documents`.
    """

    members: Strings = ()
    authors: Strings = ()
    documents: Strings = ()
    verdict: Literal["reject", "review"]
    reason: ReasonName = "license_review"
    note: str = Field(min_length=1)
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Restriction:
        if not (self.members or self.authors or self.documents):
            raise ValueError("a restriction needs at least one of 'members', 'authors', 'documents'")
        return self


class License(Model):
    """What the source says of its licence, and the proof.

    `scope: source` means that the proof speaks for every document; `document` that each document must carry a statement
    of its own.  Without `id` and `basis` nothing is claimed, and recognition has only what the documents say.
    """

    id: str | None = None
    scope: Literal["source", "document"] = "source"
    basis: Basis | None = None
    evidence: tuple[Evidence, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    deaths: dict[str, int] = Field(default_factory=dict, description="author, GND or Wikidata id → year of death")
    term: Literal["record", "check"] = Field(
        default="record",
        description="check: a document whose authors are not proven to have died 70 years ago goes to review",
    )
    presume_after_years: int | None = Field(
        default=None, ge=100, description="presume the term over for works published longer ago, deaths unknown"
    )


class Admission(Model):
    """A source that must not enter for another reason than its licence, such as an evaluation set."""

    verdict: Literal["reject", "review"]
    reason: ReasonName
    note: str = Field(min_length=1)


class MirrorFile(Model):
    """A file under `<mirror>/<source id>/` that stands for the address; its hash, where the mirror is pinned."""

    file: str
    sha256: Sha256 | None = None


class Auth(Model):
    """Where the secret comes from (an environment variable) and the header it goes into."""

    env: str
    header: str = "Authorization"


class Fetch(Model):
    """One thing to fetch: exactly one of `url` (any fsspec URL), `path` (relative to the manifest; a glob) or `dataset`.

    `folder` puts the members of this entry under a folder of that name, so that several repositories can make up one
    source.  A mirror file that several entries name holds those folders already and is taken once, as it is.
    """

    url: str | None = None
    path: str | None = None
    dataset: str | None = None
    revision: str | None = None
    sha256: Sha256 | None = None
    folder: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_][A-Za-z0-9._-]*)?$", max_length=100)] = ""
    mirror: tuple[MirrorFile, ...] = ()
    auth: Auth | None = None

    @model_validator(mode="after")
    def _one(self) -> Fetch:
        if sum(one is not None for one in (self.url, self.path, self.dataset)) != 1:
            raise ValueError("a fetch entry needs exactly one of 'url', 'path', 'dataset'")
        return self


def _fetch_entry(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"url": value} if "://" in value else {"path": value}


class Format(Model):
    """A reader's name and its options; the options are validated by the reader's own model."""

    model_config = ConfigDict(frozen=True, extra="allow", validate_default=True)

    name: Slug

    def options(self) -> dict[str, Any]:
        """Return the options, without the name."""
        return dict(self.model_extra or {})


def _format(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class FormatFor(Model):
    """A format for the members that match; the first match decides."""

    members: Strings
    format: Annotated[Format, BeforeValidator(_format)]


class Members(Model):
    """Which members of the snapshot are documents; the others are listed as excluded.  Globs, `**` for any depth."""

    include: Strings = ("**",)
    exclude: Strings = ()


class PersonalData(Model):
    """What personal data the source holds, on what legal basis, and what is done with it."""

    kinds: Strings = ()
    legal_basis: str | None = None
    note: str | None = None
    keep: Strings = Field(default=(), description="kinds that stay unmasked in this source, e.g. an office's address")


class Terms(Model):
    """Terms of use that a person has read and accepted for this source."""

    url: str
    accepted: dt.date | None = None


class Origin(Model):
    """The public repository and commit the snapshot was taken from."""

    repository: str | None = None
    commit: str | None = None
    date: str | None = None


class Source(Model):
    """A source manifest: what we say about one source."""

    id: Slug
    title: str = Field(min_length=1)
    description: str = ""
    publisher: str | None = None
    homepage: str | None = None
    origin: Origin | None = None
    domain: Domain = "web"
    language: Strings = ("deu",)
    license: License = License()
    attribution: str | None = None
    fetch: tuple[Annotated[Fetch, BeforeValidator(_fetch_entry)], ...] = Field(min_length=1)
    members: Members = Members()
    format: Annotated[Format, BeforeValidator(_format)]
    formats: tuple[FormatFor, ...] = Field(default=(), description="other formats for some members")
    profile: Profile | None = None
    priority: int = Field(default=50, ge=0, le=100, description="higher wins among duplicates of equal licence")
    authority: str | None = Field(default=None, description="who the text speaks for, in one line")
    machine_generated: str | None = Field(default=None, description="how, if the text was machine-made or translated")
    personal_data: PersonalData | None = None
    terms: Terms | None = None
    admission: Admission | None = None
    witness: bool = Field(default=False, description="refused, but fingerprinted so that its texts are recognised")
    clean: dict[str, bool] = Field(default_factory=dict, description="cleaning steps switched on or off")

    def profile_name(self) -> str:
        """Return the profile named, or the one that belongs to the domain."""
        return self.profile or PROFILE_OF_DOMAIN[self.domain]


class Publisher(Model):
    """Who publishes; `type` from the ADMS publisher types."""

    name: str
    uri: str | None = None
    type: str | None = None
    email: str | None = None


class Contact(Model):
    """Where a reader of the data can turn to."""

    name: str
    email: str | None = None
    url: str | None = None


class Release(Model):
    """How the release is cut into files."""

    subsets: tuple[Literal["domain", "obligation", "source", "license", "language"], ...] = ("domain", "obligation")
    buckets: int | dict[str, int] | None = Field(
        default=None, description="files per subset; fixed until a major version"
    )
    bucket_bytes: int = Field(default=300_000_000, gt=0, description="text bytes per file aimed at, where not fixed")


class Collection(Model):
    """A collection manifest: which sources, under which policy and recipe, released how."""

    name: Slug
    title: str = Field(min_length=1)
    description: str = ""
    version: Version | None = None
    sources: Strings = Field(min_length=1)
    policy: str = "open-definition"
    recipe: str = "default"
    as_of: dt.date | None = None
    release: Release = Release()
    publisher: Publisher | None = None
    contact: Contact | None = None
    contributor_id: str | None = None
    themes: Strings = ()
    geocoding: str | None = None
    frequency: str | None = None
    keywords: Strings = ()
    language: Strings = ("deu",)
    homepage: str | None = None
    answers: str | None = Field(default=None, description="file with the datasheet's human answers")
    takedowns: str | None = Field(
        default=None, description="file with takedowns; default: takedowns.yaml of manifests/"
    )
    reviews: str | None = Field(default=None, description="folder with review decisions; default: reviews/")
    publish: Strings = ()


class PolicyRule(Model):
    """Licences or classes of licence and what becomes of them, with the reason a reader is given."""

    name: Slug
    licenses: Strings = ()
    classes: Strings = ()
    bases: tuple[Basis, ...] = ()
    verdict: Verdict
    reason: ReasonName | None = None
    why: str = Field(min_length=1)
    why_de: str = Field(default="", description="the same sentence in German")


class Reservations(Model):
    """What a reservation against text and data mining (§ 44b (3) UrhG) means beside a licence, and without one."""

    licensed: Literal["record", "review", "reject"] = "record"
    unlicensed: Literal["record", "review", "reject"] = "reject"


class Policy(Model):
    """Which licences a collection accepts, rejects or sends to review; the first rule that matches decides."""

    name: Slug
    title: str
    description: str = ""
    rules: tuple[PolicyRule, ...] = Field(min_length=1)
    reservations: Reservations = Reservations()


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


class ReviewDecision(Model):
    """A decision of a person about one group; void when the statement changes.  A role signs, never a name."""

    statement_sha256: Sha256
    rule: str
    statement: str = ""
    verdict: Literal["accept", "reject"]
    license: str | None = None
    role: str = Field(min_length=1)
    case: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    date: dt.date


class Reviews(Model):
    """`reviews/<source>.yaml`."""

    source: Slug
    decisions: tuple[ReviewDecision, ...] = ()


class Takedown(Model):
    """A demand for deletion: by id, URL, author or the SHA-256 of the text; never with the name of who asked."""

    id: str | None = None
    url: str | None = None
    author: str | None = None
    text_sha256: Sha256 | None = None
    hash: Sha256 | None = Field(
        default=None, description="SHA-256 of one of the above with its key, as a release shows it"
    )
    date: dt.date
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one(self) -> Takedown:
        if sum(one is not None for one in (self.id, self.url, self.author, self.text_sha256, self.hash)) != 1:
            raise ValueError("a takedown needs exactly one of 'id', 'url', 'author', 'text_sha256', 'hash'")
        return self


class Takedowns(Model):
    """`takedowns.yaml`."""

    takedowns: tuple[Takedown, ...] = ()
