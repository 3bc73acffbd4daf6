"""A source manifest: where a source is fetched from, how it is read, and facts about it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from pipeline.manifest.claim import Admission, Evidence, License
from pipeline.manifest.fields import (
    PROFILE_OF_DOMAIN,
    Domain,
    Model,
    ProfileName,
    Sha256,
    Slug,
    Strings,
    Uri,
    WebAddress,
    as_tuple,
)
from pipeline.manifest.patterns import groups_of
from pipeline.manifest.texts import ANNOTATED, BY_NAME, Texts, Witnesses
from pipeline.manifest.work import Work

_PASSWORD: Final = re.compile(r"://[^/?#@]*:[^/?#@]*@")
_HOST: Final = r"^(\*\.)?[^\s/:@*?#]+$"


class MirrorFile(Model):
    """A file under `<mirror>/<source id>/` that is used in place of the address, with its hash if the mirror is pinned."""

    file: str
    sha256: Sha256 | None = None


class Auth(Model):
    """The environment variable with the secret and the header that it is sent in."""

    env: str
    header: str = "Authorization"


class Budget(Model):
    """What fetching one entry may cost; an entry that would cost more is not fetched, and the message says what it would need."""

    bytes: int = Field(default=64 * 2**30, gt=0, description="of all files of the entry")
    seconds: int = Field(default=6 * 3600, gt=0, description="of all files, waiting for a busy server included")
    bytes_per_second: int | None = Field(default=None, gt=0, description="at most, to spare a small server")
    least_bytes_per_second: int = Field(
        default=100, ge=0, description="over a minute; a server that gives less is left and asked again"
    )


class Fetch(Model):
    """An address to fetch: exactly one of `url` (any fsspec URL), `path` (relative to the manifest; a glob) or `dataset`.

    `folder` puts the members of this entry into a folder of that name, so that a source can consist of several
    repositories.  A mirror file that several entries name contains these folders already and is used once, unchanged.
    """

    url: str | None = None
    path: str | None = None
    dataset: str | None = None
    revision: str | None = None
    sha256: Sha256 | None = None
    folder: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_][A-Za-z0-9._-]*)?$", max_length=100)] = ""
    mirror: tuple[MirrorFile, ...] = ()
    auth: Auth | None = None
    budget: Budget = Budget()

    @field_validator("url")
    @classmethod
    def _without_secret(cls, url: str | None) -> str | None:
        if url is not None and _PASSWORD.search(url):
            raise ValueError("an address is published with the release and holds no password; send it with 'auth'")
        return url

    @model_validator(mode="after")
    def _exactly_one(self) -> Fetch:
        if sum(given is not None for given in (self.url, self.path, self.dataset)) != 1:
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
    """Which members of the snapshot are read; the others are listed as excluded.  Globs, `**` for any depth."""

    include: Strings = ("**",)
    exclude: Strings = ()


class PersonalData(Model):
    """The personal data in the source, the legal basis, and what is done with it."""

    kinds: Strings = Field(
        default=(), description="kinds in the source, masked or not; none: what was masked is of no person"
    )
    legal_basis: str | None = Field(
        default=None, description="of processing and publishing: Art. 6 (1) GDPR, or a statute"
    )
    notice: str | None = Field(
        default=None,
        description="how the people concerned are informed; or why Art. 14 (5) (b) GDPR excepts it, and what is made public instead",
    )
    impact_assessment: str | None = Field(
        default=None, description="the data protection impact assessment (Art. 35 GDPR), or why none is needed"
    )
    note: str | None = None
    keep: Strings = Field(default=(), description="kinds that are not masked in this source, e.g. an office's address")

    def unstated(self) -> list[str]:
        """Return the statements that the GDPR asks for before the data are made public, and that are missing."""
        stated = {name: getattr(self, name) for name in ("legal_basis", "notice", "impact_assessment")}
        return [name for name, value in stated.items() if not value] if self.kinds else []


class Terms(Model):
    """Terms of use that a person has read and accepted for this source."""

    url: WebAddress
    accepted: dt.date | None = None


class Origin(Model):
    """The public repository and commit from which the snapshot was taken."""

    repository: Uri | None = None
    commit: str | None = None
    date: str | None = None


def _works(value: Any) -> Any:
    return (value,) if isinstance(value, dict | Work) else value


class Source(Model):
    """A source manifest: the facts about one source."""

    id: Slug
    title: str = Field(min_length=1)
    description: str = ""
    publisher: str | None = None
    homepage: WebAddress | None = None
    origin: Origin | None = None
    domain: Domain = "web"
    language: Strings = ("deu",)
    license: License = License()
    work: Annotated[tuple[Work, ...], BeforeValidator(_works)] = Field(
        default=(), description="why the texts themselves are free, where `license` is that of an edition or annotation"
    )
    attribution: str | None = None
    fetch: tuple[Annotated[Fetch, BeforeValidator(_fetch_entry)], ...] = Field(min_length=1)
    hosts: Annotated[tuple[Annotated[str, StringConstraints(pattern=_HOST)], ...], BeforeValidator(as_tuple)] = Field(
        default=(), description="further hosts to which its addresses may refer; `*.example.org`: all below it"
    )
    private_network: bool = Field(
        default=False,
        description="whether its hosts may lie in a private network: at loopback, link-local or private addresses",
    )
    members: Members = Members()
    format: Annotated[Format, BeforeValidator(_format)]
    formats: tuple[FormatFor, ...] = Field(default=(), description="other formats for some members")
    profile: ProfileName | None = None
    priority: int = Field(
        default=50,
        ge=0,
        le=100,
        description="the declared rank: the higher one wins among near duplicates, and among equally free exact ones",
    )
    same: str | None = Field(
        default=None,
        description="pattern with groups, sought in the members' paths: members with equal groups are renditions of one text, "
        "of which the best reading is kept",
    )
    authority: str | None = Field(default=None, description="on whose behalf the text was written, in one line")
    machine_generated: str | None = Field(
        default=None, description="how, if the text was written or translated by a machine"
    )
    personal_data: PersonalData | None = None
    terms: Terms | None = None
    admission: Admission | None = None
    witness: bool = Field(
        default=False, description="refused, but fingerprinted so that its texts are recognised elsewhere"
    )
    witnesses: Annotated[tuple[Witnesses, ...] | None, BeforeValidator(as_tuple)] = Field(
        default=None,
        description="documents that are read to find contamination and are never data; default: of annotated corpora "
        "(conllu, hipe, iob) the files named as dev and test parts",
    )
    texts: Annotated[tuple[Texts, ...], BeforeValidator(as_tuple)] = Field(
        default=(), description="what the texts are, where their files do not say it"
    )
    clean: dict[str, bool] = Field(default_factory=dict, description="cleaning steps switched on or off")

    @field_validator("same")
    @classmethod
    def _has_groups(cls, value: str | None) -> str | None:
        if value is not None and not groups_of(value):
            raise ValueError(f"{value!r} has no group; what is in brackets names the text, such as '/(\\d+)[.][^/]*$'")
        return value

    @property
    def is_only_compared(self) -> bool:
        """Return whether every document is read to recognise it elsewhere, and none is published."""
        return self.witness or any(entry.are_all for entry in self.compared)

    @property
    def quoted(self) -> tuple[Evidence, ...]:
        """Return the evidence of all claims: of the licence, of restrictions, of the works."""
        restricted = (evidence for restriction in self.license.restrictions for evidence in restriction.evidence)
        of_works = (evidence for work in self.work for evidence in work.evidence)
        return (*self.license.evidence, *restricted, *of_works)

    @property
    def compared(self) -> tuple[Witnesses, ...]:
        """Return which documents are witnesses: as stated, else the dev and test parts of an annotated corpus."""
        if self.witnesses is not None:
            return self.witnesses
        return BY_NAME if self.format.name in ANNOTATED else ()

    def profile_name(self) -> str:
        """Return the profile, or the default of the domain."""
        return self.profile or PROFILE_OF_DOMAIN[self.domain]
