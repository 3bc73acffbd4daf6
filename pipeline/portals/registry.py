"""From the words of a command to a target: `folder:PATH`, `huggingface:OWNER/NAME`, `ckan:URL#ORGANISATION`, `github:OWNER/NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemeingut.errors import InputError
from pipeline.portals.folder import Folder

if TYPE_CHECKING:
    from pipeline.portals.target import Target

FORMS: Final[dict[str, str]] = {
    "folder": "folder:PATH (a path, or any fsspec URL)",
    "huggingface": "huggingface:OWNER/NAME",
    "ckan": "ckan:URL#ORGANISATION",
    "github": "github:OWNER/NAME",
}
TOKENS: Final[dict[str, str]] = {"huggingface": "HF_TOKEN", "ckan": "CKAN_TOKEN", "github": "GITHUB_TOKEN"}
"""The environment variable that a target takes its token from."""


class TargetError(InputError, ValueError):
    """What was written is no target; the message says what one looks like."""


def target_of(written: str, link: str | None = None) -> Target:
    """Return the target that is written; raise TargetError if it is none."""
    kind, _, place = written.partition(":")
    if kind not in FORMS or not place:
        raise TargetError(f"{written}: expected {' | '.join(FORMS.values())}")
    if link and kind != "ckan":
        raise TargetError(f"--link {link}: only CKAN links to files that lie elsewhere")
    return _BUILDERS[kind](place, link)


def _folder(place: str, _link: str | None) -> Target:
    return Folder(place)


def _hub(place: str, _link: str | None) -> Target:
    from pipeline.portals.huggingface_publication import Hub  # noqa: PLC0415  half a second of import

    _demand_two_parts(place, "huggingface")
    return Hub(place)


def _portal(place: str, link: str | None) -> Target:
    from pipeline.portals.ckan_portal import Portal  # noqa: PLC0415  only this target needs it
    from pipeline.portals.ckan_publication import Ckan  # noqa: PLC0415  only this target needs it

    url, _, owner = place.partition("#")
    organisation, _, name = owner.partition("/")
    if "://" not in url or not organisation:
        raise TargetError(f"ckan:{place}: expected {FORMS['ckan']}, such as ckan:https://portal.example#library")
    return Ckan(Portal(url.rstrip("/")), organisation, name or None, link)


def _github(place: str, _link: str | None) -> Target:
    from pipeline.portals.github_publication import GitHub  # noqa: PLC0415  only this target needs it

    _demand_two_parts(place, "github")
    return GitHub(place)


def _demand_two_parts(place: str, kind: str) -> None:
    owner, _, name = place.partition("/")
    if not owner or not name or "/" in name:
        raise TargetError(f"{kind}:{place}: expected {FORMS[kind]}")


_BUILDERS: Final = {"folder": _folder, "huggingface": _hub, "ckan": _portal, "github": _github}
