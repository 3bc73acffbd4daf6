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
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import httpx2
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, RepositoryNotFoundError
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
    differences,
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
ASIDE: Final = "release-"
"""What the name of a branch begins with on which an older version is put together."""
BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Repository:
    """What the Hub says of a repository: who may read it, and the files of `main` and of a version, as `path: hash`.

    `tagged` is None if there is no such version; `is_newest` says that no higher one is there.
    """

    is_private: bool
    gated: str | bool
    files: dict[str, str]
    tagged: dict[str, str] | None
    is_newest: bool

    @property
    def hashes(self) -> dict[str, str]:
        """Return the files that a publication finds there: those of the version, else those that `main` has."""
        return self.files if self.tagged is None else self.tagged


@dataclass(frozen=True)
class Hub:
    """A dataset repository `OWNER/NAME` of the Hub at an address; `token_name` is the environment variable of its token."""

    name: str
    endpoint: str
    token_name: str

    @cached_property
    def api(self) -> HfApi:
        """Return the Hub's interface with the token of the environment."""
        if not sys.stderr.isatty():
            disable_progress_bars()
        # Not the token that lies in a home folder: what publishes is named in the environment.
        return HfApi(endpoint=self.endpoint, token=token(self.token_name) or False)

    def plan(self, parcel: Parcel, access: Access) -> Plan:
        """Return how the release becomes a tag, and the repository's `main` if it is the newest; the card is its README.md."""
        base = f"{self.endpoint}/api/datasets/{self.name}"
        address = f"{self._page}/tree/{parcel.version}"
        asked = (f"GET {base}", f"GET {base}/refs", f"GET {base}/tree/{BRANCH}", f"GET {base}/tree/{parcel.version}")
        repository = self._look(parcel.version)
        hashes = repository.hashes if repository else {}
        sent, gone = _differences(parcel, hashes)
        there = tuple(name for name in parcel.sums if name not in sent)
        steps = [] if repository else [self._create()]
        if repository:
            steps += self._narrow(repository, access)
        changed: tuple[str, ...] = ()
        if repository and repository.tagged is not None:
            changed = differences(address, sent + gone)
            if repository.is_newest:
                changed += differences(self._page, sum(_differences(parcel, repository.files), ()))
            steps += self._steps_to_repair(parcel, is_newest=repository.is_newest) if changed else []
        else:
            steps += self._steps_to_tag(parcel, sent, gone, is_newest=repository is None or repository.is_newest)
        steps += self._open(repository, access)
        return Plan(address, tuple(steps), partial(self._check, parcel), sent, there, asked, changed=changed)

    def _steps_to_repair(self, parcel: Parcel, *, is_newest: bool) -> list[Step]:
        """Return what makes a branch the release again, and moves the tag to it."""
        branch = BRANCH if is_newest else f"{ASIDE}{parcel.version}"
        base = f"{self.endpoint}/api/datasets/{self.name}"

        def commit_and_tag() -> None:
            self.commit(parcel, branch)
            if any(_differences(parcel, self.files(parcel.version))):
                self.api.delete_tag(self.name, tag=parcel.version, repo_type=KIND)
                self.set_tag(parcel, branch)

        calls = (
            f'POST {base}/commit/{branch} "{parcel.label}"',
            f"DELETE {base}/tag/{parcel.version}, and POST it again",
        )
        steps = [self.step(calls, commit_and_tag)]
        return steps if is_newest else [self._branch(branch), *steps, self._delete_branch(branch)]

    def _steps_to_tag(
        self, parcel: Parcel, sent: tuple[str, ...], gone: tuple[str, ...], *, is_newest: bool
    ) -> list[Step]:
        """Return what sends the files and sets the tag; an older version than the newest goes to a branch that is deleted then."""
        branch = BRANCH if is_newest else f"{ASIDE}{parcel.version}"
        steps = [] if is_newest else [self._branch(branch)]
        if sent or gone:
            steps.append(self._upload(parcel, sent, gone, branch))
        steps.append(self._tag(parcel, branch))
        return steps if is_newest else [*steps, self._delete_branch(branch)]

    def _branch(self, branch: str) -> Step:
        call = f"POST {self.endpoint}/api/datasets/{self.name}/branch/{branch}"
        return self.step(
            (call,), lambda: self.api.create_branch(self.name, branch=branch, repo_type=KIND, exist_ok=True)
        )

    def _delete_branch(self, branch: str) -> Step:
        def delete() -> None:
            try:
                self.api.delete_branch(self.name, branch=branch, repo_type=KIND)
            except HfHubHTTPError as error:
                if error.response.status_code != HTTPStatus.NOT_FOUND:
                    raise

        return self.step((f"DELETE {self.endpoint}/api/datasets/{self.name}/branch/{branch}",), delete)

    def commit(self, parcel: Parcel, branch: str = BRANCH) -> None:
        """Make a branch the files of a release, whatever it was."""
        sent, gone = _differences(parcel, self.files(branch))
        if sent or gone:
            self._upload(parcel, sent, gone, branch).do()

    def set_tag(self, parcel: Parcel, branch: str) -> None:
        """Tag the head of a branch with a release's version, if its files are those of the release."""
        head = self.api.list_repo_commits(self.name, repo_type=KIND, revision=branch)[0].commit_id
        self._compare(parcel, self.files(head), branch)
        self.api.create_tag(
            self.name, tag=parcel.version, revision=head, repo_type=KIND, tag_message=parcel.label, exist_ok=True
        )

    def published(self, _name: str) -> list[Published]:
        """Return the versions that have a tag in the repository; tags that are no versions are not ours."""
        with self.speaking():
            try:
                info = self.api.dataset_info(self.name)
            except RepositoryNotFoundError:
                return []
            tags = [ref.name for ref in self.api.list_repo_refs(self.name, repo_type=KIND).tags]
        access: Access = "internal" if info.private else "gated" if info.gated else "public"
        return [
            Published(tag, f"{self._page}/tree/{tag}", access, OnHub(self.endpoint, self.name, tag, self.token_name))
            for tag in sorted(filter(NUMBERS.match, tags), key=order_of)
        ]

    def board(self, _name: str) -> Origin:
        """Return the branch on which the notices lie beside the newest version."""
        with self.speaking():
            try:
                self.api.dataset_info(self.name)
            except RepositoryNotFoundError:
                return Nowhere()
        return OnHub(self.endpoint, self.name, BRANCH, self.token_name)

    @property
    def _page(self) -> str:
        return f"{self.endpoint}/datasets/{self.name}"

    def _look(self, version: str) -> Repository | None:
        with self.speaking():
            try:
                info = self.api.dataset_info(self.name)
            except RepositoryNotFoundError:
                return None
            tags = [ref.name for ref in self.api.list_repo_refs(self.name, repo_type=KIND).tags]
            files = self.files(BRANCH)
            tagged = self.files(version) if version in tags else None
        newer = [tag for tag in tags if NUMBERS.match(tag) and order_of(tag) > order_of(version)]
        return Repository(bool(info.private), info.gated or False, files, tagged, not newer)

    def files(self, revision: str) -> dict[str, str]:
        """Return the hash of every file at a revision, as the Hub states it."""
        tree = self.api.list_repo_tree(self.name, repo_type=KIND, revision=revision, recursive=True)
        listed = [file for file in tree if isinstance(file, RepoFile)]
        return {file.path: file.lfs.sha256 if file.lfs else file.blob_id for file in listed}

    def _create(self) -> Step:
        call = f'POST {self.endpoint}/api/repos/create {{"name": "{self.name}", "type": "dataset", "visibility": "private"}}'
        return self.step(
            (call,), lambda: self.api.create_repo(self.name, repo_type=KIND, visibility="private", exist_ok=True)
        )

    def _upload(self, parcel: Parcel, sent: tuple[str, ...], gone: tuple[str, ...], branch: str) -> Step:
        base = f"{self.endpoint}/api/datasets/{self.name}"
        calls = [f"POST {base}/preupload/{branch} {len(sent)} files"]
        calls += [f"PUT {name} ({parcel.size(name):,} bytes)" for name in sent]
        calls += [f"DELETE {name}" for name in gone]
        calls.append(f'POST {base}/commit/{branch} "{parcel.label}"')
        return self.step(
            tuple(calls),
            lambda: self.api.upload_folder(
                repo_id=self.name,
                repo_type=KIND,
                folder_path=parcel.folder,
                commit_message=parcel.label,
                revision=branch,
                # upload_folder takes no pattern for all, and an empty list for none
                allow_patterns=[glob.escape(name) for name in sent] or [""],
                delete_patterns=[glob.escape(name) for name in gone],
            ),
        )

    def _tag(self, parcel: Parcel, branch: str) -> Step:
        call = f'POST {self.endpoint}/api/datasets/{self.name}/tag/{branch} {{"tag": "{parcel.version}"}}'
        return self.step((call,), partial(self.set_tag, parcel, branch))

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
        return self.step((call,), lambda: self.api.update_repo_settings(self.name, repo_type=KIND, **settings))

    def step(self, calls: tuple[str, ...], do: Callable[[], object]) -> Step:
        """Return a step that asks for the token, and whose errors say what to do."""

        def speaking() -> None:
            secret(self.token_name, purpose=f"make a token that may write to {self.name} and set it")
            with self.speaking():
                do()

        return Step(calls, speaking)

    def _check(self, parcel: Parcel) -> None:
        with self.speaking():
            self._compare(parcel, self.files(parcel.version), parcel.version)

    def _compare(self, parcel: Parcel, files: dict[str, str], revision: str) -> None:
        wrong = [name for name in parcel.sums if not _is_same(parcel, name, files)]
        wrong += sorted(set(files) - set(parcel.sums) - OWN)
        if wrong:
            raise PublishError(f"{self.name} at {revision}: {wrong[0]} is not what was sent; {RESUME}")

    @contextmanager
    def speaking(self) -> Iterator[None]:
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


def _differences(parcel: Parcel, hashes: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the files that are not there as they are in the release, and of those that are not of it."""
    sent = tuple(name for name in parcel.sums if not _is_same(parcel, name, hashes))
    return sent, tuple(sorted(set(hashes) - set(parcel.sums) - OWN))


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
