"""What a portal is told of each resource, without a portal: above all, no licence that its content is not under."""

from __future__ import annotations

import zipfile

from pipeline.portals.assets import RECORDS, Assets
from pipeline.portals.ckan_fields import METADATA_LICENSE, resource
from pipeline.portals.target import open_parcel


def test_what_holds_texts_of_the_release_is_not_given_away_as_metadata(demo_release):
    parcel = open_parcel(demo_release)
    assets = Assets(parcel)
    said = {one.name: resource(parcel, one)["license"] for one in assets.all}
    records = next(one.path for one in assets.all if one.name == RECORDS)
    assert "portal/samples-0.js" in zipfile.ZipFile(records).namelist(), "beginnings of documents"
    texts = [name for name in said if name.startswith(("data/", "sample/"))] + [RECORDS]
    assert len(texts) > 2
    # Laws are public domain, and so may their subset be; what holds every subset cannot be.
    assert said[RECORDS] == said["sample/train-00000-of-00001.parquet"] == "http://dcat-ap.de/def/licenses/other-open"
    assert {said[name] for name in said if name not in texts} == {METADATA_LICENSE}
