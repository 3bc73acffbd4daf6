"""Data sets of the Hugging Face Hub: the files of a revision, and where each is fetched."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pipeline.fetch.download import DownloadError, download
from pipeline.portals.client import bearer
from pipeline.portals.huggingface import HOME, TOKEN
from pipeline.portals.target import address_of

if TYPE_CHECKING:
    from pipeline.fetch.download import Terms
    from pipeline.fetch.unfinished import Unfinished

_DATASET: Final = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)?")


@dataclass(frozen=True)
class Dataset:
    """A data set of the Hub at a commit, and the names of its files, sorted."""

    name: str
    commit: str
    files: tuple[str, ...]

    def address(self, file: str) -> str:
        """Return where a file is fetched."""
        return f"{endpoint()}/datasets/{self.name}/resolve/{self.commit}/{quote(file)}"


def endpoint() -> str:
    """Return the address of the Hub, or of the installation that `HF_ENDPOINT` names."""
    return address_of("HF_ENDPOINT", HOME)


def terms_of(terms: Terms, secret: str | None) -> Terms:
    """Return the terms for the Hub: its own hosts, and the entry's secret, else the token of the environment."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else bearer(TOKEN)
    return replace(terms, reach=terms.reach.beside(endpoint()), headers=headers)


def dataset_of(name: str, revision: str | None, unfinished: Unfinished, terms: Terms) -> Dataset:
    """Return a data set at the commit that a revision (branch, tag, commit; default the main branch) names.

    Raise DownloadError if the data set or the revision is not there, or the token may not see it.
    """
    shown = f"dataset {name}@{revision}" if revision else f"dataset {name}"
    if not _DATASET.fullmatch(name):
        raise DownloadError(f"{shown}: expected OWNER/NAME")
    at = f"/revision/{quote(revision, safe='')}" if revision else ""
    try:
        download(f"{endpoint()}/api/datasets/{name}{at}", unfinished, terms)
        stated: dict[str, Any] = json.loads(unfinished.path.read_bytes())
        files = tuple(sorted(str(file["rfilename"]) for file in stated.get("siblings") or ()))
        return Dataset(name, str(stated["sha"]), files)
    except (DownloadError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise DownloadError(f"{shown}: {error}; a token with the right to read it may be needed") from error
    finally:
        unfinished.forget()
