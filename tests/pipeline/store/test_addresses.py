"""Addresses as ids, in which two pages stay two, and in the form in which demands find them however they are written."""

from __future__ import annotations

import pytest

from pipeline.store.addresses import address_id, plain_address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://WWW.Example.org/", "www.example.org"),
        ("https://example.org:8080/a%2Db/%C3%A4#oben", "example.org:8080/a-b/%C3%A4"),
        ("https://example.org/ä b", "example.org/%C3%A4%20b"),
        ("https://example.org/%c3%a4", "example.org/%C3%A4"),
        ("https://nutzer:geheim@example.org/x?a=1&b=2", "example.org/x?a=1&b=2"),
        ("http://[kaputt/x", "http://%5Bkaputt/x"),
    ],
)
def test_an_address_has_one_id(url, expected):
    assert address_id(url) == expected


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("http://a.example/B%E4cker", "http://a.example/B%F6cker"),
        ("http://a.example/B%E4cker", "http://a.example/B%C3%A4cker"),
        ("http://a.example/AC%2FDC", "http://a.example/AC/DC"),
        ("http://a.example/a%3Bb", "http://a.example/a;b"),
        ("http://a.example/a%3Fb", "http://a.example/a?b"),
        ("http://a.example/a%23b", "http://a.example/a"),
        ("http://a.example/100%", "http://a.example/100%25"),
        ("http://a.example/x%252F", "http://a.example/x%2F"),
        ("http://a.example/x?q=%E4", "http://a.example/x?q=%F6"),
        ("http://a.example:443/x", "http://a.example/x"),
        ("http://a.example/Strasse", "http://a.example/Straße"),
    ],
)
def test_two_pages_have_two_ids(url, other):
    assert address_id(url) != address_id(other)


@pytest.mark.parametrize(
    ("address", "demanded"),
    [
        ("http://a.example/b/", "https://A.EXAMPLE/b#c"),
        ("https://a.example", "http://a.example/"),
        ("https://a.example/Straße", "https://a.example/Stra%C3%9Fe"),
        ("https://a.example/Stra%C3%9Fe", "https://a.example/Stra%c3%9fe"),
        ("https://a.example/Bäcker", "https://a.example/Ba\u0308cker"),
        ("https://a.example/Ba%CC%88cker", "https://a.example/B%C3%A4cker"),
        ("https://a.example:443/p", "https://a.example/p"),
        ("http://a.example:80/p", "a.example/p"),
        ("https://a.example/q%20r", "https://a.example/q r"),
        ("https://a.example/q%20r", "  https://a.example/q r\n"),
        ("https://a.example/%7Eanna/", "https://a.example/~anna"),
        ("https://a.example/%2d", "//a.example/-"),
        ("https://müller.example/p", "https://xn--mller-kva.example/p"),
        ("https://Müller.Example/p", "https://XN--MLLER-KVA.example/p"),
        ("https://straße.example/", "https://xn--strae-oqa.example"),
        ("https://a.example/s?q=a+b", "https://a.example/s?q=a%20b"),
        ("https://a.example/s?q=%c3%a4", "https://a.example/s?q=ä"),
        ("https://a.example./p", "https://a.example/p"),
        ("https://anna@a.example/p", "https://a.example/p"),
        ("https://a.example/x/../p", "https://a.example/./p"),
        ("https://a.example/p", "<https://a.example/p>"),
        ("https://a.example?x=1", "https://a.example/?x=1"),
        ("https://a.example/B%e4cker", "https://a.example/B%E4cker"),
    ],
)
def test_a_demand_finds_an_address_however_it_is_written(address, demanded):
    assert plain_address(address) == plain_address(demanded)


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("https://a.example/b", "https://a.example/B"),
        ("https://a.example/b", "https://a.example/b?x"),
        ("https://a.example/Straße", "https://a.example/Strasse"),
        ("https://straße.example/", "https://strasse.example/"),
        ("https://a.example/p", "https://a.example/p2"),
        ("https://a.example/p", "https://www.a.example/p"),
        ("https://a.example:8443/p", "https://a.example/p"),
        ("https://a.example/AC%2FDC", "https://a.example/AC/DC"),
        ("https://a.example/B%E4cker", "https://a.example/B%F6cker"),
        ("https://a.example/a+b", "https://a.example/a b"),
    ],
)
def test_a_demand_leaves_what_lies_beside_it(address, other):
    assert plain_address(address) != plain_address(other)
