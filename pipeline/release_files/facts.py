"""`release.json` as frozen models: who is responsible for a release, its counts, licences, subsets and files.

Exactly the keys that were given are written.  A key of another version of the program is kept when a file is read and written
again, and a key that earlier versions did not write has a default, so that their releases can be read.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path  # noqa: TC003  the functions' annotations are read with those of the models
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from gemeingut.errors import PlaceError
from pipeline.store.files import write_json

FILE: Final = "release.json"


class ReleaseError(PlaceError, ValueError):
    """The folder holds no release, or its release.json is damaged."""


class Facts(BaseModel):
    """The base: frozen, and tolerant of keys of other versions of the program."""

    model_config = ConfigDict(frozen=True, extra="allow")

    def as_json(self) -> dict[str, Any]:
        """Return the keys that were given, as JSON knows them."""
        return self.model_dump(mode="json", exclude_unset=True)


class Publisher(Facts):
    """Who publishes the release."""

    name: str
    uri: str | None = None
    type: str | None = None
    email: str | None = None


class Contact(Facts):
    """Where a reader of the data can turn to."""

    name: str
    email: str | None = None
    url: str | None = None


class Characters(Facts):
    """Code points by fate of their document, and those cut out of kept documents by reason; negative where text grew."""

    read: int
    kept: int
    removed: int
    quarantined: int
    cut_by_reason: dict[str, int]


class Counts(Facts):
    """Documents by fate and reason, and the words of the kept ones; `works` are documents before splitting."""

    read: int
    works: int
    kept: int
    removed: int
    quarantined: int
    removed_by_reason: dict[str, int]
    quarantined_by_reason: dict[str, int]
    words: int
    characters: Characters

    def by_fate(self) -> dict[str, int]:
        """Return the documents read, kept, removed and quarantined."""
        return {"read": self.read, "kept": self.kept, "removed": self.removed, "quarantined": self.quarantined}

    def by_reason(self) -> dict[str, int]:
        """Return the documents that are not kept by reason, the most frequent first."""
        counted = Counter(self.removed_by_reason) + Counter(self.quarantined_by_reason)
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


class TotalCounts(Counts):
    """The counts of a whole release; `bytes` are those of the data files, `text_bytes` of the texts in UTF-8."""

    bytes: int
    text_bytes: int
    tokens: int | None = None


class SourceFacts(Counts):
    """The counts of one source, with title, domain, homepage and licence from its manifest."""

    title: str
    domain: str
    homepage: str | None = None
    license: str | None = None


class NotRead(Facts):
    """A source that was refused or failed before it was read."""

    source: str
    member: str
    fate: str
    reason: str
    detail: str


class LicenseFacts(Facts):
    """Documents and words under one licence, and the class of its obligations."""

    rows: int
    words: int
    obligation: str


class Owed(Facts):
    """The obligations of texts as a whole; `one_license` and `adaptation` are null where no licence covers all."""

    licenses: dict[str, LicenseFacts]
    obligation: str | None
    obligations: tuple[str, ...] = ()
    one_license: str | None = None
    adaptation: str | None = None
    notes: tuple[str, ...] = ()
    collection_note: dict[str, str] | None = None


Apart = Literal["variety", "machine", "sentences", "misread"]
"""Why a subset is outside the default configuration: a variety of German, words of a machine, sentences without context, print misread."""


class SubsetFacts(Owed):
    """The size and the terms of one subset, and why it is outside the default configuration, if it is."""

    apart: tuple[Apart, ...] = ()
    rows: int
    words: int
    bytes: int
    text_bytes: int


class SplitFacts(Facts):
    """The size of one split."""

    rows: int
    words: int
    bytes: int


class ParquetFile(Facts):
    """A Parquet file of a release by its path: documents, bytes and SHA-256."""

    file: str
    rows: int
    bytes: int
    sha256: str

    @property
    def split_in_name(self) -> str:
        """Return the split in the file's name: the part before the first dash."""
        return self.file.rsplit("/", 1)[1].split("-")[0]


class Software(Facts):
    """The version of the program, the hash of its code, and the versions of all libraries installed with it."""

    gemeingut: str
    code_sha256: str
    libraries: dict[str, str]


class Size(Facts):
    """A number of documents and of words."""

    documents: int
    words: int


class Unchanged(Facts):
    """A number of documents that stayed as they were."""

    documents: int


class SourceChange(Facts):
    """How many documents of one source came, left and changed, and why they left."""

    added: int
    removed: int
    changed: int
    removed_by_reason: dict[str, int]


class LimitChange(Facts):
    """A rule whose limit changed; null where there was or is none."""

    reason: str
    profile: str
    measure: str
    old: float | int | None
    new: float | int | None


class Previous(Facts):
    """The release before this one, and what changed since."""

    version: str
    content_digest: str
    added: Size
    removed: Size
    changed: Size
    unchanged: Unchanged
    removed_by_reason: dict[str, int]
    added_from: dict[str, int]
    sources: dict[str, SourceChange]
    limits: tuple[LimitChange, ...]


class DataFile(ParquetFile):
    """A data file, and the subset and the split it belongs to."""

    subset: str
    split: str = "train"


class Texts(Facts):
    """Documents, code points and words of a file under one licence or of one source."""

    rows: int
    characters: int
    words: int


class WrittenFile(DataFile):
    """A data file, counted after it was written; `content_digest` is that of its rows, `tokens` null without a tokenizer."""

    text_bytes: int
    sources: dict[str, Texts]
    licenses: dict[str, Texts]
    tokens: int | None
    content_digest: str

    @property
    def words(self) -> int:
        """Return the words of all documents in it."""
        return sum(texts.words for texts in self.sources.values())


class ReleaseFacts(Owed):
    """The content of release.json."""

    name: str
    title: str
    description: str
    version: str
    as_of: str
    access: Literal["internal", "gated", "public"] = "public"
    policy: str
    recipe: str
    recipe_sha256: str
    policy_sha256: str
    publisher: Publisher | None
    contact: Contact | None
    counts: TotalCounts
    sources: dict[str, SourceFacts]
    not_read: tuple[NotRead, ...]
    subsets: dict[str, SubsetFacts]
    splits: dict[str, SplitFacts] = {}
    buckets: dict[str, int]
    files: tuple[DataFile, ...]
    content_digest: str
    software: Software
    built_with: str = ""
    previous: Previous | None = None
    decontamination: dict[str, Any] | None = None
    rehydration: dict[str, Any] | None = None
    columns: tuple[str, ...] = ()
    """The columns of the data files; empty in releases of version 0.1, which did not name them."""

    @property
    def default_subsets(self) -> list[str]:
        """Return the subsets of the default configuration, in order."""
        return [name for name, subset in sorted(self.subsets.items()) if not subset.apart]

    @property
    def has_tokens(self) -> bool:
        """Return whether the documents have a count of tokens."""
        return self.counts.tokens is not None


def is_release(folder: Path) -> bool:
    """Return whether a folder is that of a release."""
    return (folder / FILE).is_file()


def read_facts(release: Path) -> ReleaseFacts:
    """Return the facts of a release folder; raise ReleaseError, in one line, if it is none or the file is damaged."""
    path = release / FILE
    if not path.is_file():
        raise ReleaseError(f"{release}: no {FILE} there; is it the folder of a release?")
    try:
        return ReleaseFacts.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise damage(path, error) from error


def damage(path: Path, error: ValidationError) -> ReleaseError:
    """Return the error that names the first fault of a file, and its key."""
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    return ReleaseError(f"{path}: damaged: {f'{key}: ' if key else ''}{first['msg']}")


def write_facts(release: Path, facts: ReleaseFacts) -> None:
    """Write release.json, whole or not at all."""
    write_json(release / FILE, facts.as_json())
