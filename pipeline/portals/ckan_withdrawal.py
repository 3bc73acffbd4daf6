"""Withdrawing from a CKAN portal: files out of its store, the dataset deleted, purged where the token may.

Deleting a resource leaves its file in CKAN's store; clearing its upload first does not.  A dataset that is deleted and not purged
keeps its name, so it gets another one before, and the newest version that is left the collection's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pipeline.portals import ckan_fields as fields
from pipeline.portals.ckan_portal import download_url
from pipeline.portals.ckan_publication import BOARD, Ckan
from pipeline.portals.target import NOTICES, Plan, Step
from pipeline.portals.withdrawal import StillThereError, publishing
from pipeline.store.ids import order_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.portals.ckan_portal import Portal
    from pipeline.portals.target import Published
    from pipeline.portals.withdrawal import Old, Withdrawal

MAY_NOT: Final = (403,)
ADVICE: Final = (
    "ask for the right to delete there, or withdraw at the address that files are linked from; then run it again"
)


@dataclass(frozen=True)
class CkanWithdrawer:
    """An organisation of a portal from which versions are withdrawn."""

    target: Ckan
    is_written_anew: bool = False

    @property
    def _portal(self) -> Portal:
        return self.target.portal

    def locations(self, version: Published, _names: Sequence[str], _changed: Sequence[str]) -> list[str]:
        """Return the addresses of the dataset by its id, and of its files."""
        package = self._portal.action("package_show", params={"id": version.address.rpartition("/")[2]})
        files = [download_url(self._portal.url, resource) for resource in package["resources"]]
        shown = f"{self._portal.url}/api/3/action/package_show?id={package['id']}"
        return [f"{self._portal.url}/dataset/{package['id']}", shown, *files]

    def copies(self) -> list[str]:
        """Return nothing: a portal does not know who harvested it."""
        return []

    def plan(self, withdrawal: Withdrawal) -> Plan:
        """Return how what stays is published, the notices put up, and the datasets of what goes removed."""
        url, board = self._portal.url, f"{self.target.main(withdrawal.name)}-{BOARD}"
        steps = [publishing(self.target, parcel, access) for parcel, access in withdrawal.stays]
        steps.append(
            Step((f"POST {url}/api/3/action/resource_create {board}",), partial(self._put_up, board, withdrawal))
        )
        for old in withdrawal.gone:
            calls = [f"POST {url}/api/3/action/resource_patch {location} (cleared)" for location in old.locations[2:]]
            calls.append(f"POST {url}/api/3/action/dataset_purge {old.address}")
            steps.append(Step(tuple(calls), partial(self._remove, withdrawal.name, old)))
        newest = f"POST {url}/api/3/action/package_patch (the newest that is left gets the collection's name)"
        steps.append(Step((newest,), partial(self._rename_newest, withdrawal.name)))
        return Plan(f"{url}/dataset/{board}", tuple(steps), partial(self._check, withdrawal.gone))

    def _put_up(self, name: str, withdrawal: Withdrawal) -> None:
        package = self._portal.action("package_show", params={"id": name})
        is_private = all(old.access != "public" for old in withdrawal.gone)
        if package is None:
            body = {"name": name, "title": f"{withdrawal.name}: withdrawn", "owner_org": self.target.organisation}
            package = self._portal.action("package_create", body | {"private": is_private})
        there = {resource["name"]: resource["id"] for resource in package.get("resources", [])}
        for file in NOTICES:
            action = "resource_patch" if file in there else "resource_create"
            body = {"name": file} | ({"id": there[file]} if file in there else {"package_id": package["id"]})
            upload = {"upload": (file, BytesIO(withdrawal.notices[file]), "text/plain")}
            self._portal.action(action, data=body, files=upload)

    def _package(self, name: str, version: str) -> Mapping[str, Any] | None:
        return next(
            (
                package
                for package in self._portal.datasets(self.target.organisation)
                if fields.extra_of(package, fields.COLLECTION) == name
                and fields.extra_of(package, fields.VERSION) == version
            ),
            None,
        )

    def _remove(self, collection: str, old: Old) -> None:
        package = self._package(collection, old.version)
        if package is None:
            return
        for resource in package["resources"]:
            if resource.get("url_type") == "upload":
                self._portal.action("resource_patch", {"id": resource["id"], "clear_upload": "true", "url": ""})
            self._portal.action("resource_delete", {"id": resource["id"]})
        # The state of a dataset that may not be purged: private, under a name that nobody looks for, then deleted.
        name = f"{package['name']}-{package['id'][:8]}"
        self._portal.action("package_patch", {"id": package["id"], "name": name, "private": True})
        self._portal.action("package_delete", {"id": package["id"]})
        self._portal.action("dataset_purge", {"id": package["id"]}, accept=MAY_NOT)

    def _rename_newest(self, collection: str) -> None:
        main = self.target.main(collection)
        left = self.target.published(collection)
        newest = max(left, key=lambda entry: order_of(entry.version), default=None)
        if newest and newest.address != f"{self._portal.url}/dataset/{main}":
            self._portal.action("package_patch", {"id": newest.address.rpartition("/")[2], "name": main})

    def _check(self, gone: Sequence[Old]) -> None:
        web = self._portal.web
        pages = [page for old in gone for page in old.locations[:2] if not web.refuses(page, is_anonymous=True)]
        files = [file for old in gone for file in old.locations[2:] if not web.refuses(file)]
        if pages or files:
            raise StillThereError([*pages, *files], ADVICE)
