"""Data sets of the Hugging Face Hub: the files of a revision, and the download of each.

A module of its own: the only one of this package that uses the Hub's client.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.fetch.download import DownloadError, first_line

if TYPE_CHECKING:
    from huggingface_hub import HfApi


def files_of(dataset: str, revision: str | None, token: str | None) -> tuple[str, list[str]]:
    """Return the commit that a revision (branch, tag, commit; default the main branch) names, and its files, sorted.

    Raise DownloadError if the data set or the revision is not there, or the token may not see it.
    """
    api = _api(token)
    try:
        info = api.dataset_info(dataset, revision=revision)
    except Exception as error:  # errors of the Hub, of its HTTP client and of its checks share no base
        raise DownloadError(f"{_named(dataset, revision)}: {first_line(error)}") from error
    return str(info.sha), sorted(file.rfilename for file in info.siblings or [])


def bring(dataset: str, commit: str, name: str, folder: Path, token: str | None) -> Path:
    """Return the path below `folder` to which a file of a data set has been brought; raise DownloadError."""
    api = _api(token)
    try:
        return Path(api.hf_hub_download(dataset, name, repo_type="dataset", revision=commit, local_dir=folder))
    except Exception as error:  # errors of the Hub, of its HTTP client and of its checks share no base
        raise DownloadError(f"{_named(dataset, commit)}/{name}: {first_line(error)}") from error


def _named(dataset: str, revision: str | None) -> str:
    return f"dataset {dataset}@{revision}" if revision else f"dataset {dataset}"


def _api(token: str | None) -> HfApi:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read when the package is imported
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # progress is ours
    from huggingface_hub import HfApi  # noqa: PLC0415  half a second of import that most runs need not pay

    return HfApi(endpoint=os.environ.get("HF_ENDPOINT"), token=token or os.environ.get("HF_TOKEN") or False)
