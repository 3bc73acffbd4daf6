"""Publishing to a CKAN portal: one dataset per version, hidden until it is whole, checked by downloading.

Every version is a dataset of its own, because only then is a version whole or not there: a portal knows no transaction
over several files.  The newest bears the collection's name, so that its page is where people look; when a newer one
appears, the older one gets the version added to its name.  Links to files hold a dataset's id and stay as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pipeline.portals import ckan_fields as fields
from pipeline.portals.assets import Asset, Assets
from pipeline.portals.ckan_portal import OnPortal, Portal, download_url
from pipeline.portals.target import (
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
    sorted_out,
)
from pipeline.store.ids import order_of

if TYPE_CHECKING:
    from collections.abc import Sequence

BOARD: Final = "withdrawn"
"""What is added to a collection's name for the dataset with the notices of what was withdrawn."""
NOT_IN_A_NAME: Final = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True)
class Ckan:
    """An organisation of a CKAN portal, and the dataset's name if it is not the collection's; `link`: files are elsewhere."""

    portal: Portal
    organisation: str
    name: str | None = None
    link: str | None = None

    def plan(self, parcel: Parcel, access: Access) -> Plan:
        """Return how the release becomes a dataset of the organisation."""
        return _Publication(self, parcel, access).plan()

    def published(self, name: str) -> list[Published]:
        """Return the organisation's datasets that are whole versions of the collection."""
        versions = []
        for package in self.portal.datasets(self.organisation):
            version = fields.extra_of(package, fields.VERSION)
            is_whole = package["state"] == "active" and fields.extra_of(package, fields.COMPLETE) is not None
            if version and is_whole and fields.extra_of(package, fields.COLLECTION) == name:
                versions.append(self._published(version, package))
        return sorted(versions, key=lambda entry: order_of(entry.version))

    def board(self, name: str) -> Origin:
        """Return the dataset that holds the notices of a collection."""
        dataset = f"{self.main(name)}-{BOARD}"
        if self.portal.action("package_show", params={"id": dataset}) is None:
            return Nowhere()
        return OnPortal(self.portal.url, dataset, self.portal.token_name)

    def main(self, name: str) -> str:
        """Return the name of the dataset with the newest version of a collection."""
        return self.name or NOT_IN_A_NAME.sub("-", name.lower())

    def _published(self, version: str, package: dict[str, Any]) -> Published:
        access: Access = "internal" if package["private"] else "public"
        origin = OnPortal(self.portal.url, package["name"], self.portal.token_name).origin
        return Published(version, f"{self.portal.url}/dataset/{package['name']}", access, origin)


@dataclass
class _Publication:
    """One release on its way into one portal; `package` is the dataset as the portal has it."""

    target: Ckan
    parcel: Parcel
    access: Access
    package: dict[str, Any] | None = None
    newest: dict[str, Any] | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def portal(self) -> Portal:
        return self.target.portal

    @cached_property
    def main(self) -> str:
        return self.target.main(self.parcel.name)

    @property
    def versioned(self) -> str:
        return self._with_version(self.parcel.version)

    def _with_version(self, version: str) -> str:
        return f"{self.main}-{NOT_IN_A_NAME.sub('-', version.lower())}"

    @cached_property
    def assets(self) -> list[Asset]:
        """Return what is sent; where files are linked, only those that lie at the address one by one."""
        everything = Assets(self.parcel)
        self._keep = everything  # its archives live as long as it
        linked = [asset for asset in everything.all if asset.name in self.parcel.sums]
        return linked if self.target.link else everything.all

    @cached_property
    def is_newest(self) -> bool:
        other = fields.extra_of(self.newest, fields.VERSION) if self.newest else None
        return other is None or order_of(other) <= order_of(self.parcel.version)

    def _ask(self, action: str, **parameters: str) -> Any:
        query = "&".join(f"{key}={quote(value)}" for key, value in parameters.items())
        self.asked.append(f"GET {self.portal.url}/api/3/action/{action}?{query}")
        return self.portal.action(action, params=parameters)

    def plan(self) -> Plan:
        """Look at what the portal has, and return what is to be done."""
        organisation = self._ask("organization_show", id=self.target.organisation, include_datasets="false")
        self.newest = self._own(self._ask("package_show", id=self.main))
        self.package = self._own(self._ask("package_show", id=self.versioned))
        if self.newest and fields.extra_of(self.newest, fields.VERSION) == self.parcel.version:
            self.package = self.newest
        there, stale = self._compared()
        sent = [asset for asset in self.assets if asset.name not in there]
        is_complete = self.package is not None and fields.extra_of(self.package, fields.COMPLETE) is not None
        names = tuple(asset.name for asset in sent)
        if is_complete:
            return self._looked_after()
        steps = self._steps_until_whole(organisation, sent, stale)
        check = partial(self._check, downloads=False)
        return Plan(self._address(), tuple(steps), check, names, tuple(sorted(there)), tuple(self.asked), self._notes())

    def _looked_after(self) -> Plan:
        """Return the plan of a version that is there: who may read it, or what puts back what somebody changed."""
        wrong, more = self._damaged(), self._superfluous()
        changed = differences(self._address(), sorted({*wrong, *(resource["name"] for resource in more)}))
        says = [f"{self._address()}: {name} is not what was published" for name in self._fields_changed()]
        steps = [self._step("resource_delete", old["name"], partial(self._delete, old["id"])) for old in more]
        if changed or says:
            steps += [
                self._step("resource_patch", asset.name, partial(self._mend, asset, wrong))
                for asset in self.assets
                if asset.name in wrong or self._says_otherwise(asset)
            ]
            steps.append(self._step("package_patch", f"{self._address()} ({self._final()})", self._finish))
        else:
            steps += self._steps_of_access()
        there = tuple(sorted(asset.name for asset in self.assets if asset.name not in wrong))
        check = partial(self._check, downloads=bool(wrong))
        asked = tuple(self.asked)
        return Plan(
            self._address(), tuple(steps), check, tuple(sorted(wrong)), there, asked, self._notes(), (*changed, *says)
        )

    @property
    def _resources(self) -> dict[str, dict[str, Any]]:
        """Return the resources of the dataset by name, the first of each."""
        listed = reversed(self._there["resources"])
        return {resource["name"]: resource for resource in listed}

    def _damaged(self) -> set[str]:
        """Return the names of the assets that cannot be downloaded there as they were sent."""
        resources = self._resources
        urls = {name: download_url(self.portal.url, resource) for name, resource in resources.items()}
        self.asked.append(f"GET {self._address()}: every file")
        return {
            asset.name
            for asset in self.assets
            if asset.name not in urls or self.portal.web.digest(urls[asset.name]) != asset.sha256
        }

    def _superfluous(self) -> list[dict[str, Any]]:
        """Return the resources that are no file of the release, or a second one of the same name."""
        names, first = {asset.name for asset in self.assets}, {entry["id"] for entry in self._resources.values()}
        return [entry for entry in self._there["resources"] if entry["name"] not in names or entry["id"] not in first]

    def _fields_changed(self) -> list[str]:
        stated = fields.access_of(self._there)
        # A wider or narrower access that is asked for is no change by somebody else.
        private = {"private"} if bool(self._there["private"]) == (stated != "public") else set()
        listed = [
            name for name in fields.changed(self._there, self.parcel, stated, self._licenses) if name not in private
        ]
        resources = self._resources
        for asset in self.assets:
            if asset.name in resources:
                listed += fields.resource_changed(resources[asset.name], self.parcel, asset)
        return listed

    def _says_otherwise(self, asset: Asset) -> bool:
        return any(fields.resource_changed(self._resources[asset.name], self.parcel, asset))

    def _mend(self, asset: Asset, wrong: set[str]) -> None:
        """Put a resource back, under the id that it has: its fields, and its file if that is another."""
        shown = self._resources.get(asset.name)
        if shown is None:
            self._send(asset)
        elif asset.name in wrong:
            self._send(asset, shown["id"])
        else:
            self.portal.action("resource_patch", fields.resource(self.parcel, asset) | {"id": shown["id"]})

    def _notes(self) -> tuple[str, ...]:
        gated = "CKAN knows no gated access: the dataset is private to the organisation"
        return (gated,) if self.access == "gated" else ()

    def _address(self) -> str:
        return f"{self.portal.url}/dataset/{self.main if self.is_newest else self.versioned}"

    def _own(self, package: dict[str, Any] | None) -> dict[str, Any] | None:
        """Return a dataset if it is of this collection; refuse one that is somebody else's, or deleted."""
        if package is None:
            return None
        name = package["name"]
        if package["state"] == "deleted":
            raise PublishError(f"{self.portal.url}/dataset/{name} is deleted, but not purged: purge it on the portal")
        if fields.extra_of(package, fields.COLLECTION) != self.parcel.name:
            raise PublishError(
                f"{self.portal.url}/dataset/{name} is another dataset; choose a name of your own: "
                f"--to ckan:{self.portal.url}#{self.target.organisation}/NAME"
            )
        return package

    def _compared(self) -> tuple[set[str], list[dict[str, Any]]]:
        """Return the names of the assets that are there, and the resources that are not of this release."""
        assets = {asset.name: asset for asset in self.assets}

        def is_whole(resource: dict[str, Any]) -> bool:
            asset = assets.get(resource["name"])
            same = asset is not None and (resource["hash"], resource["size"]) == (asset.sha256, asset.size)
            return same and (not self.target.link or resource["url"] == self._link_to(resource["name"]))

        return sorted_out(self.package["resources"] if self.package else [], is_whole)

    def _link_to(self, name: str) -> str:
        return f"{(self.target.link or '').rstrip('/')}/{quote(name)}"

    def _steps_until_whole(
        self, organisation: Any, sent: Sequence[Asset], stale: Sequence[dict[str, Any]]
    ) -> list[Step]:
        steps = []
        if organisation is None:
            steps.append(self._step("organization_create", self.target.organisation, self._create_organisation))
        if self.package is None:
            steps.append(self._step("package_create", f"{self.versioned} (draft, private)", self._create))
        steps += [self._step("resource_delete", old["name"], partial(self._delete, old["id"])) for old in stale]
        for asset in sent:
            what = self._link_to(asset.name) if self.target.link else f"{asset.size:,} bytes"
            steps.append(self._step("resource_create", f"{asset.name} ({what})", partial(self._send, asset)))
        compare = "GET every file, and compare its checksum"
        steps.append(Step((compare,), self._compare_downloads))
        if self.is_newest and self.newest and self.newest is not self.package:
            old = str(fields.extra_of(self.newest, fields.VERSION))
            what = f"{self.main} is named {self._with_version(old)}"
            body = {"id": self.newest["id"], "name": self._with_version(old)}
            steps.append(self._step("package_patch", what, partial(self.portal.action, "package_patch", body)))
        name = self.main if self.is_newest else self.versioned
        steps.append(self._step("package_patch", f"{name} ({self._final()})", self._finish))
        return steps

    def _final(self) -> str:
        return "active, private" if self._is_private else "active, public"

    @property
    def _is_private(self) -> bool:
        return self.access != "public"

    def _steps_of_access(self) -> list[Step]:
        if self.package and bool(self.package["private"]) == self._is_private:
            return []
        return [self._step("package_patch", f"{self._address()} ({self._final()})", self._finish)]

    def _step(self, action: str, what: str, do: Any) -> Step:
        return Step((f"POST {self.portal.url}/api/3/action/{action} {what}",), do)

    def _create_organisation(self) -> None:
        publisher = self.parcel.collection.publisher
        title = publisher.name if publisher else self.target.organisation
        self.portal.action("organization_create", {"name": self.target.organisation, "title": title})

    @cached_property
    def _licenses(self) -> set[str]:
        return {license_["id"] for license_ in self.portal.action("license_list", params={})}

    def _fields(self) -> dict[str, Any]:
        before = fields.extra_of(self.package, "issued") if self.package else None
        issued = before or dt.datetime.now(tz=dt.UTC).date().isoformat()
        return fields.dataset(self.parcel, self.access, self._licenses, issued)

    def _create(self) -> None:
        # Draft for those who may set it (CKAN leaves the word out in silence for an editor), private for all.
        body = self._fields() | {"name": self.versioned, "owner_org": self.target.organisation}
        self.package = self.portal.action("package_create", body | {"state": "draft", "private": True})

    @property
    def _there(self) -> dict[str, Any]:
        if self.package is None:
            raise PublishError(f"{self.portal.url}/dataset/{self.versioned} is not there; {RESUME}")
        return self.package

    def _delete(self, resource: str) -> None:
        self.portal.action("resource_delete", {"id": resource})

    def _send(self, asset: Asset, there: str | None = None) -> None:
        """Send a file as a new resource, or in the place of the one with the id that is given."""
        action = "resource_patch" if there else "resource_create"
        body = fields.resource(self.parcel, asset) | ({"id": there} if there else {"package_id": self._there["id"]})
        if self.target.link:
            self.portal.action(action, body | {"url": self._link_to(asset.name)})
            return
        with asset.path.open("rb") as stream:
            upload = (asset.name.rsplit("/", 1)[-1], stream, body["mimetype"].removeprefix(fields.IANA))
            self.portal.action(action, data=body, files={"upload": upload})

    def _compare_downloads(self) -> None:
        shown = self.portal.action("package_show", params={"id": self._there["id"]})
        resources = {resource["name"]: resource for resource in shown["resources"]}
        for asset in self.assets:
            resource = resources.get(asset.name)
            digest = self.portal.web.digest(download_url(self.portal.url, resource)) if resource else None
            if digest != asset.sha256:
                raise PublishError(
                    f"{asset.name} is not on the portal as it was sent (SHA-256 {digest}, not {asset.sha256}); "
                    f"delete the resource there: {RESUME}"
                )

    def _finish(self) -> None:
        body = self._fields()
        body["extras"] = [*body["extras"], {"key": fields.COMPLETE, "value": "true"}]
        name = self.main if self.is_newest else self.versioned
        self.package = self.portal.action(
            "package_patch",
            body | {"id": self._there["id"], "name": name, "state": "active", "private": self._is_private},
        )

    def _check(self, *, downloads: bool) -> None:
        shown = self.portal.action("package_show", params={"id": self._there["id"]})
        hashes = {resource["name"]: resource["hash"] for resource in shown["resources"]}
        state = (shown["state"], bool(shown["private"]), hashes)
        wanted = ("active", self._is_private, {asset.name: asset.sha256 for asset in self.assets})
        if state != wanted:
            raise PublishError(f"{self._address()} is not as it should be: {state[:2]}, not {wanted[:2]}; {RESUME}")
        if downloads:
            self._compare_downloads()
