"""Publishing to a dataset repository of the Hugging Face Hub: changed files only, one tag per version.

The tag is set when everything has arrived, so that a version is whole or has no tag; a repository that is made anew is
private until then.  Which files are there the Hub itself says: by SHA-256 for large files, by git's hash for others.
"""

from __future__ import annotations

import glob
import hashlib
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

import httpx2
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, RepositoryNotFoundError, RevisionNotFoundError
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils.tqdm import disable_progress_bars

from pipeline.portals.client import token
from pipeline.portals.huggingface_files import OnHub
from pipeline.portals.target import (
    NOTICES,
    RESUME,
    Access,
    Nowhere,
    Origin,
    Parcel,
    Plan,
    Published,
    PublishError,
    Step,
    refuse_change,
    secret,
)
from pipeline.portals.web import refused
from pipeline.store.ids import NUMBERS, order_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KIND: Final = "dataset"
BRANCH: Final = "main"
OWN: Final = frozenset({".gitattributes", *NOTICES})
"""Files of which a release knows nothing: the Hub's own, and the notices of what was withdrawn."""
BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Repository:
    """What the Hub says of a repository: who may read it, and its files per revision, as `path: hash`."""

    is_private: bool
    gated: str | bool
    files: dict[str, str]
    tagged: dict[str, str] | None
    head: str


@dataclass(frozen=True)
class Hub:
    """A dataset repository `OWNER/NAME` of the Hub at an address; `token_name` is the environment variable of its token."""

    name: str
    endpoint: str
    token_name: str

    @cached_property
    def _api(self) -> HfApi:
        if not sys.stderr.isatty():
            disable_progress_bars()
        # Not the token that lies in a home folder: what publishes is named in the environment.
        return HfApi(endpoint=self.endpoint, token=token(self.token_name) or False)

    def plan(self, parcel: Parcel, access: Access) -> Plan:
        """Return how the release becomes the repository's `main` and a tag; the card is the release's README.md."""
        base = f"{self.endpoint}/api/datasets/{self.name}"
        address = f"{self._page}/tree/{parcel.version}"
        asked = (f"GET {base}", f"GET {base}/tree/{BRANCH}", f"GET {base}/tree/{parcel.version}")
        repository = self._look(parcel.version)
        check = partial(self._check, parcel)
        hashes = (
            repository.tagged
            if repository and repository.tagged is not None
            else repository.files
            if repository
            else {}
        )
        sent = tuple(name for name in parcel.sums if not _is_same(parcel, name, hashes))
        gone = tuple(sorted(set(hashes) - set(parcel.sums) - OWN))
        there = tuple(name for name in parcel.sums if name not in sent)
        if repository and repository.tagged is not None:
            refuse_change(address, sent + gone)
        steps = [] if repository else [self._create()]
        if repository:
            steps += self._narrow(repository, access)
        if sent or gone:
            steps.append(self._upload(parcel, sent, gone))
        if not repository or repository.tagged is None:
            steps.append(self._tag(parcel))
        steps += self._open(repository, access)
        return Plan(address, tuple(steps), check, sent, there, asked)

    def published(self, _name: str) -> list[Published]:
        """Return the versions that have a tag in the repository; tags that are no versions are not ours."""
        with self._speaking():
            try:
                info = self._api.dataset_info(self.name)
            except RepositoryNotFoundError:
                return []
            tags = [ref.name for ref in self._api.list_repo_refs(self.name, repo_type=KIND).tags]
        access: Access = "internal" if info.private else "gated" if info.gated else "public"
        return [
            Published(tag, f"{self._page}/tree/{tag}", access, OnHub(self.endpoint, self.name, tag, self.token_name))
            for tag in sorted(filter(NUMBERS.match, tags), key=order_of)
        ]

    def board(self, _name: str) -> Origin:
        """Return the branch on which the notices lie beside the newest version."""
        with self._speaking():
            try:
                self._api.dataset_info(self.name)
            except RepositoryNotFoundError:
                return Nowhere()
        return OnHub(self.endpoint, self.name, BRANCH, self.token_name)

    @property
    def _page(self) -> str:
        return f"{self.endpoint}/datasets/{self.name}"

    def _look(self, version: str) -> Repository | None:
        with self._speaking():
            try:
                info = self._api.dataset_info(self.name)
            except RepositoryNotFoundError:
                return None
            files = self._files(BRANCH)
            try:
                tagged = self._files(version)
            except RevisionNotFoundError:
                tagged = None
        return Repository(bool(info.private), info.gated or False, files, tagged, str(info.sha))

    def _files(self, revision: str) -> dict[str, str]:
        tree = self._api.list_repo_tree(self.name, repo_type=KIND, revision=revision, recursive=True)
        listed = [file for file in tree if isinstance(file, RepoFile)]
        return {file.path: file.lfs.sha256 if file.lfs else file.blob_id for file in listed}

    def _create(self) -> Step:
        call = f'POST {self.endpoint}/api/repos/create {{"name": "{self.name}", "type": "dataset", "visibility": "private"}}'
        return self._step(
            (call,), lambda: self._api.create_repo(self.name, repo_type=KIND, visibility="private", exist_ok=True)
        )

    def _upload(self, parcel: Parcel, sent: tuple[str, ...], gone: tuple[str, ...]) -> Step:
        base = f"{self.endpoint}/api/datasets/{self.name}"
        calls = [f"POST {base}/preupload/{BRANCH} {len(sent)} files"]
        calls += [f"PUT {name} ({parcel.size(name):,} bytes)" for name in sent]
        calls += [f"DELETE {name}" for name in gone]
        calls.append(f'POST {base}/commit/{BRANCH} "{parcel.label}"')
        return self._step(
            tuple(calls),
            lambda: self._api.upload_folder(
                repo_id=self.name,
                repo_type=KIND,
                folder_path=parcel.folder,
                commit_message=parcel.label,
                # upload_folder takes no pattern for all, and an empty list for none
                allow_patterns=[glob.escape(name) for name in sent] or [""],
                delete_patterns=[glob.escape(name) for name in gone],
            ),
        )

    def _tag(self, parcel: Parcel) -> Step:
        call = f'POST {self.endpoint}/api/datasets/{self.name}/tag/{BRANCH} {{"tag": "{parcel.version}"}}'

        def tag() -> None:
            head = self._api.dataset_info(self.name).sha
            self._compare(parcel, self._files(str(head)), BRANCH)
            self._api.create_tag(
                self.name, tag=parcel.version, revision=head, repo_type=KIND, tag_message=parcel.label, exist_ok=True
            )

        return self._step((call,), tag)

    def _narrow(self, repository: Repository, access: Access) -> list[Step]:
        """Return what closes an open repository before anything is sent."""
        wanted = _settings(access)
        closes = {}
        if wanted["visibility"] == "private" and not repository.is_private:
            closes["visibility"] = "private"
        if wanted["gated"] and not repository.gated:
            closes["gated"] = wanted["gated"]
        return [self._set(closes)] if closes else []

    def _open(self, repository: Repository | None, access: Access) -> list[Step]:
        """Return what opens the repository when all is there."""
        wanted = _settings(access)
        opens = {}
        if not repository and wanted["gated"]:
            opens["gated"] = wanted["gated"]
        if repository and repository.gated and access == "public":
            opens["gated"] = False
        if wanted["visibility"] == "public" and (not repository or repository.is_private):
            opens["visibility"] = "public"
        return [self._set(opens)] if opens else []

    def _set(self, settings: dict[str, Any]) -> Step:
        shown = ", ".join(f"{key}: {value}" for key, value in settings.items())
        call = f"PUT {self.endpoint}/api/datasets/{self.name}/settings {shown}"
        return self._step((call,), lambda: self._api.update_repo_settings(self.name, repo_type=KIND, **settings))

    def _step(self, calls: tuple[str, ...], do: Callable[[], object]) -> Step:
        def speaking() -> None:
            secret(self.token_name, purpose=f"make a token that may write to {self.name} and set it")
            with self._speaking():
                do()

        return Step(calls, speaking)

    def _check(self, parcel: Parcel) -> None:
        with self._speaking():
            self._compare(parcel, self._files(parcel.version), parcel.version)

    def _compare(self, parcel: Parcel, files: dict[str, str], revision: str) -> None:
        wrong = [name for name in parcel.sums if not _is_same(parcel, name, files)]
        wrong += sorted(set(files) - set(parcel.sums) - OWN)
        if wrong:
            raise PublishError(f"{self.name} at {revision}: {wrong[0]} is not what was sent; {RESUME}")

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Turn the errors of the Hub and of the way to it into ones that say what to do."""
        try:
            yield
        except HFValidationError as error:
            raise PublishError(f"huggingface:{self.name}: expected OWNER/NAME: {error}") from error
        except httpx2.HTTPError as error:
            raise self._refusal(error) from error
        except RuntimeError as error:  # of an upload; what the server said is behind it
            cause = error.__cause__
            refusal = (
                self._refusal(cause) if isinstance(cause, httpx2.HTTPError) else PublishError(f"{error}; {RESUME}")
            )
            raise refusal from error

    def _refusal(self, error: httpx2.HTTPError) -> PublishError:
        if isinstance(error, httpx2.HTTPStatusError | HfHubHTTPError):
            asked, words = error.response.request, getattr(error, "server_message", None) or ""
            url = str(asked.url.copy_with(query=None))
            return PublishError(
                refused("the Hub", asked.method, url, error.response.status_code, words, self.token_name)
            )
        return PublishError(f"the Hub at {self.endpoint}: {type(error).__name__}; {RESUME}")


def _settings(access: Access) -> dict[str, Any]:
    return {
        "visibility": "private" if access == "internal" else "public",
        "gated": "manual" if access == "gated" else False,
    }


def _is_same(parcel: Parcel, name: str, hashes: dict[str, str]) -> bool:
    hub_hash = hashes.get(name)
    return hub_hash is not None and hub_hash in {parcel.sums[name], _git_hash(parcel.folder / name, hub_hash)}


def _git_hash(path: Path, hub_hash: str) -> str:
    """Return git's hash of a file, if the hash from the Hub is one: it gives those for files outside of LFS."""
    if len(hub_hash) != hashlib.sha1(usedforsecurity=False).digest_size * 2:
        return ""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
