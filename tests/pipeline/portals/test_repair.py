"""What somebody changed, deleted or added of a published version is found, and put back to what was published.

The Hub and GitHub are protocol doubles; CKAN is a real one.
"""

from __future__ import annotations

import httpx2
import pytest

from pipeline.release.build import write_sums
from tests.e2e import running
from tests.pipeline.portals.ckan_server import ORGANISATION
from tests.pipeline.portals.test_withdrawal import NAME, ckan, few, github, hub, portal

__all__ = ["ckan", "few", "github", "hub", "portal"]

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


def publish(release, target, *more):
    return running.here("publish", release, "--to", target, *more)


def put_back(release, target, *findings):
    """Check that publishing is refused with the findings, repairs what is asked for, and then has nothing to do."""
    done = publish(release, target)
    assert done.status == 1
    assert [finding for finding in findings if finding not in done.err] == []
    assert "--repair" in done.err
    mended = publish(release, target, "--repair")
    assert mended.status == 0, mended.err
    again = publish(release, target)
    assert (again.status, "sent 0 files" in again.err) == (0, True), again.err


def test_files_changed_deleted_and_added_in_a_folder(release, tmp_path):
    target, place = f"folder:{tmp_path / 'public'}", tmp_path / "public" / "demo" / "1.0.0"
    assert publish(release, target).status == 0
    before = running.digests(place, everything=True)
    (place / "README.md").write_text("forged", "utf-8")
    (place / "catalog.ttl").unlink()
    (place / "data" / "more.txt").write_text("mehr", "utf-8")
    put_back(release, target, "README.md is not the file", "catalog.ttl is not the file", "data/more.txt is not")
    assert running.digests(place, everything=True) == before


def test_another_release_under_the_same_version_is_never_put_in_its_place(release, tmp_path):
    target, place = f"folder:{tmp_path / 'public'}", tmp_path / "public" / "demo" / "1.0.0"
    assert publish(release, target).status == 0
    before = running.digests(place, everything=True)
    text = (release / "release.json").read_text("utf-8")
    (release / "release.json").write_text(text.replace("Textwerkstatt", "Werkstatt"), "utf-8")
    write_sums(release)
    done = publish(release, target, "--repair")
    assert (done.status, "a published version is never changed" in done.err) == (1, True)
    assert running.digests(place, everything=True) == before


@pytest.mark.parametrize("is_tag_moved", [True, False])
def test_main_and_the_tag_of_the_hub(is_tag_moved, release, hub):
    target = f"huggingface:{NAME}"
    assert publish(release, target).status == 0
    held = hub.repository(NAME)
    commit = held["commits"][held["tags"]["1.0.0"]]
    forged = {name: file for name, file in commit["files"].items() if name != "catalog.ttl"}
    forged["boese.txt"] = forged["README.md"] = commit["files"]["LICENSE.md"]
    hub.store.add_commit(held, "main", forged, "forged")
    if is_tag_moved:
        held["tags"]["1.0.0"] = held["refs"]["main"]
    hub.store.save("datasets", NAME, held)
    put_back(release, target, "README.md is not the file", "catalog.ttl is not the file", "boese.txt is not")
    now = hub.repository(NAME)
    for revision in (now["tags"]["1.0.0"], now["refs"]["main"]):
        assert now["commits"][revision]["files"] == commit["files"]


def test_assets_title_and_notes_on_github(release, github):
    target = f"github:{NAME}"
    assert publish(release, target).status == 0
    before = {asset["name"]: asset["content"] for asset in github.release(NAME)["assets"]}
    shown = github.release(NAME)
    title, notes = shown["name"], shown["body"]
    shown |= {"name": "Gefälscht", "body": "anders"}
    verified = running.here("verify", f"github:{NAME}@1.0.0")
    assert (verified.status, "name is not what was published" in verified.out) == (1, True)
    shown["assets"] = [asset for asset in shown["assets"] if asset["name"] != "catalog.ttl"]
    next(asset for asset in shown["assets"] if asset["name"] == "README.md")["content"] = b"forged"
    shown["assets"].append({"id": 9, "name": "boese.txt", "state": "uploaded", "content": b"x"})
    put_back(
        release, target, "README.md is not", "catalog.ttl is not", "boese.txt is not", "body is not what was published"
    )
    assert {asset["name"]: asset["content"] for asset in github.release(NAME)["assets"]} == before
    assert (github.release(NAME)["name"], github.release(NAME)["body"]) == (title, notes)


@pytest.mark.usefixtures("few")
def test_a_licence_a_title_and_files_on_ckan(release, ckan):
    target = f"ckan:{ckan.url}#{ORGANISATION}"
    assert publish(release, target).status == 0
    _, package = ckan.action("package_show", None, id="demo")
    resources = {resource["name"]: resource for resource in package["resources"]}
    forged = {"license": "http://dcat-ap.de/def/licenses/cc-by-nc"}
    ckan.action("package_patch", "editor", id=package["id"], title="Gefälscht")
    ckan.action("resource_patch", "editor", id=resources["README.md"]["id"], **forged)
    verified = running.here("verify", f"{ckan.url}/dataset/demo")
    assert verified.status == 1
    assert "portal      title; license of README.md" in verified.out
    ckan.action("resource_delete", "editor", id=resources["records.zip"]["id"])
    for fields, name in (
        ({"package_id": package["id"], "name": "boese.txt"}, "create"),
        ({"id": resources["release.json"]["id"]}, "patch"),
    ):
        httpx2.post(
            f"{ckan.url}/api/3/action/resource_{name}",
            data=fields,
            files={"upload": ("x.txt", b"x")},
            headers={"Authorization": ckan.tokens["editor"]},
        )
    put_back(
        release,
        target,
        "release.json is not the file",
        "records.zip is not the file",
        "boese.txt is not the file",
        "title is not what was published",
        "license of README.md is not what was published",
    )
    assert running.here("verify", f"{ckan.url}/dataset/demo").status == 0
    _, now = ckan.action("package_show", None, id="demo")
    kept = {resource["name"]: resource["id"] for resource in now["resources"]}
    assert kept["release.json"] == resources["release.json"]["id"]
