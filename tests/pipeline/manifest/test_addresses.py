"""Addresses in manifests: what breaks a catalogue or runs in a reader's browser is refused where it stands."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipeline.manifest.collection import Contact, Publisher
from pipeline.manifest.source import Terms


@pytest.mark.parametrize(
    "address",
    [
        "https://archiv.example.org/",
        "http://archiv.example.org:8080/a%20b?x=1&y=[2]#oben",
        "https://büro.example.org/Bücher/Straße",
        "HTTPS://archiv.example.org",
    ],
)
def test_addresses_of_pages_are_taken_as_they_are(address):
    assert Contact(name="Archiv", url=address).url == address


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("javascript:alert(1)", "is no address that begins with http, https and names a host"),
        ("JavaScript:alert(1)", "begins with http"),
        ("data:text/html,x", "begins with http"),
        ("https:///ohne-wirt", "names a host"),
        ("archiv.example.org", "begins with http"),
        ("", "begins with http"),
        ("https://archiv.example.org/Sammlung neu", "written out: 'https://archiv.example.org/Sammlung%20neu'"),
        ("https://archiv.example.org/a\tb", "no address may hold"),
        ("https://archiv.example.org/\u200b", "no address may hold"),
        ("https://archiv.example.org/<b>", "%3Cb%3E"),
        ('https://archiv.example.org/"onclick=', "%22onclick="),
        ("https://[::1", "is no address"),
    ],
)
def test_addresses_that_break_a_page_or_a_catalogue_are_refused(address, message):
    with pytest.raises(ValidationError) as refused:
        Terms(url=address)
    assert message in str(refused.value)


def test_a_publisher_may_be_named_by_a_urn():
    assert Publisher(name="Archiv", uri="urn:nbn:de:101-2019")
    with pytest.raises(ValidationError):
        Publisher(name="Archiv", uri="javascript:alert(1)")
