"""Withdrawing from the Hub: tags deleted and the history written anew, so that no commit holds what was withdrawn.

A repository keeps every commit, and a tag every commit before it.  So the versions that stay are committed one after the other,
the history of `main` squashed into one commit each time, and tagged again; files in LFS that no version holds any more are deleted
for good.  A Hub that cannot squash, or a repository of which no version is left, is deleted and made anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from huggingface_hub import CommitOperationAdd
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

from pipeline.portals.client import bearer
from pipeline.portals.huggingface_publication import ASIDE, BRANCH, KIND, Hub
from pipeline.portals.target import NOTICES, Plan, Step, carry_out
from pipeline.portals.web import Web
from pipeline.portals.withdrawal import StillThereError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from huggingface_hub import HfApi

    from pipeline.portals.target import Access, Parcel, Published
    from pipeline.portals.withdrawal import Old, Withdrawal

CANNOT: Final = frozenset({404, 405, 501})
"""What a Hub answers that has no such call."""
CARD: Final = "README.md"
ADVICE: Final = (
    "the Hub's caches and its conversion to Parquet follow within minutes: run it again; "
    "if that does not help, make the repository private and write to the Hub's support"
)


@dataclass(frozen=True)
class HubWithdrawer:
    """A repository of the Hub from which versions are withdrawn."""

    target: Hub
    is_written_anew: bool = True
    _web: Web = field(init=False, repr=False)

    def __post_init__(self) -> None:
        web = Web("the Hub", self.target.endpoint, self.target.token_name, bearer(self.target.token_name))
        object.__setattr__(self, "_web", web)

    @property
    def _api(self) -> HfApi:
        return self.target.api

    def locations(self, version: Published, names: Sequence[str], changed: Sequence[str]) -> list[str]:
        """Return the addresses of the files by the tag, and of the changed ones by every commit and conversion."""
        with self.target.speaking():
            tagged = self.target.files(version.version)
            wanted = {tagged[name] for name in changed if name in tagged}
            by_commit = [
                (commit, name)
                for commit in sorted(set(self._commits()))
                for name, digest in sorted(self.target.files(commit).items())
                if digest in wanted
            ]
            converted = [(ref, name) for ref in self._converted() for name in sorted(self.target.files(ref))]
        by_tag = [(version.version, name) for name in names if name in tagged]
        return [self._address(revision, name) for revision, name in (*by_tag, *by_commit, *converted)]

    def _address(self, revision: str, name: str) -> str:
        repository = f"{self.target.endpoint}/datasets/{self.target.name}"
        return f"{repository}/resolve/{quote(revision, safe='')}/{quote(name)}"

    def _commits(self) -> Iterator[str]:
        refs = self._api.list_repo_refs(self.target.name, repo_type=KIND)
        for ref in (*refs.branches, *refs.tags):
            commits = self._api.list_repo_commits(self.target.name, repo_type=KIND, revision=ref.name)
            yield from (commit.commit_id for commit in commits)

    def _converted(self) -> list[str]:
        """Return the commits in which the Hub converted the data to Parquet files of its own."""
        refs = self._api.list_repo_refs(self.target.name, repo_type=KIND)
        return sorted({ref.target_commit for ref in refs.converts})

    def copies(self) -> list[str]:
        """Return the models that state the dataset as one they were trained on."""
        url = f"{self.target.endpoint}/api/models?filter=dataset:{quote(self.target.name, safe='/')}"
        answer = self._web.ask("GET", url, accept=(400, 401, 404))
        return [f"{self.target.endpoint}/{model['id']}" for model in answer.json()] if answer.is_success else []

    def plan(self, withdrawal: Withdrawal) -> Plan:
        """Return how the repository is written anew with what stays, and the notices put up."""
        base = f"{self.target.endpoint}/api/datasets/{self.target.name}"
        calls = [f"POST {base}/super-squash/{BRANCH} (or the repository is deleted and made anew)"]
        for parcel, _ in withdrawal.stays:
            calls += [f'POST {base}/commit/{BRANCH} "{parcel.label}"', f"POST {base}/super-squash/{BRANCH}"]
            calls.append(f'POST {base}/tag/{BRANCH} {{"tag": "{parcel.version}"}}')
        calls += [f"DELETE {base}/tag/{old.version}" for old in withdrawal.gone]
        calls.append(f"POST {base}/lfs-files/batch (what no version holds any more)")
        rewrite = Step(tuple(calls), partial(self._rewrite, withdrawal))
        put_up = Step((f"POST {base}/commit/{BRANCH} {', '.join(NOTICES)}",), partial(self._put_up, withdrawal))
        steps = (self.target.step(rewrite.calls, rewrite.do), self.target.step(put_up.calls, put_up.do))
        page = f"{self.target.endpoint}/datasets/{self.target.name}"
        return Plan(page, steps, partial(self._check, withdrawal.gone))

    def _rewrite(self, withdrawal: Withdrawal) -> None:
        if withdrawal.stays and self._squashes():
            self._rewrite_history(withdrawal)
        else:
            self._make_anew(withdrawal.stays)

    def _squashes(self) -> bool:
        """Squash `main` and return True; False if the Hub cannot, or the repository was deleted by a try that broke."""
        try:
            self._api.super_squash_history(self.target.name, repo_type=KIND, branch=BRANCH)
        except RepositoryNotFoundError:
            return False
        except HfHubHTTPError as error:
            if error.response.status_code in CANNOT:
                return False
            raise
        return True

    def _rewrite_history(self, withdrawal: Withdrawal) -> None:
        for old in withdrawal.gone:
            self._untag(old.version)
        for branch in self._api.list_repo_refs(self.target.name, repo_type=KIND).branches:
            if branch.name.startswith(ASIDE):  # left by a publication that broke
                self._api.delete_branch(self.target.name, branch=branch.name, repo_type=KIND)
        for parcel, _ in withdrawal.stays:
            self.target.commit(parcel)
            self._api.super_squash_history(self.target.name, repo_type=KIND, branch=BRANCH)
            self._untag(parcel.version)
            self.target.set_tag(parcel, BRANCH)
        kept = {digest for parcel, _ in withdrawal.stays for digest in parcel.sums.values()}
        large = self._api.list_lfs_files(self.target.name, repo_type=KIND)
        unused = [file for file in large if file.file_oid not in kept]
        self._api.permanently_delete_lfs_files(self.target.name, unused, repo_type=KIND)

    def _untag(self, tag: str) -> None:
        try:
            self._api.delete_tag(self.target.name, tag=tag, repo_type=KIND)
        except RevisionNotFoundError:
            return

    def _make_anew(self, stays: Sequence[tuple[Parcel, Access]]) -> None:
        self._api.delete_repo(self.target.name, repo_type=KIND, missing_ok=True)
        for parcel, access in stays:
            carry_out(self.target.plan(parcel, access), lambda _call: None)

    def _put_up(self, withdrawal: Withdrawal) -> None:
        contents = {name: withdrawal.notices[name] for name in NOTICES}
        if not withdrawal.stays:
            is_open = any(old.access != "internal" for old in withdrawal.gone)
            self._api.create_repo(self.target.name, repo_type=KIND, private=not is_open, exist_ok=True)
            contents[CARD] = (
                b"---\nviewer: false\n---\n# Withdrawn / zur\xc3\xbcckgezogen\n\nSee withdrawn.html and withdrawn.jsonl.\n"
            )
        operations = [CommitOperationAdd(name, content) for name, content in contents.items()]
        self._api.create_commit(
            self.target.name,
            operations,
            commit_message="Notices of what was withdrawn",
            repo_type=KIND,
            revision=BRANCH,
        )

    def _check(self, gone: Sequence[Old]) -> None:
        left = [location for old in gone for location in old.locations if not self._web.refuses(location)]
        if left:
            raise StillThereError(left, ADVICE)
