"""Whom a source may ask: hosts that its manifest names, at public addresses, and what a redirect or a name server makes of it."""

from __future__ import annotations

import socket

import pytest

from pipeline.fetch import reach
from pipeline.fetch.fetch import FetchError, fetch
from pipeline.fetch.lock import snapshot_path
from pipeline.fetch.reach import Reach, ReachError, host_of, reach_of
from tests.pipeline.loopback import Answer, Web, a_source

TEXT = b"Die Stadtwaage wiegt bis drei Tonnen.\n"


@pytest.fixture
def names(monkeypatch):
    """Return what names lead to; each address of a name is given once more often than it is listed."""
    known: dict[str, list[list[str]]] = {}
    system = socket.getaddrinfo

    def looked_up(host, port, *more, **options):
        if host not in known:
            return system(host, port, *more, **options)
        addresses = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(reach.socket, "getaddrinfo", looked_up)
    return known


def bring(tmp_path, workspace, url, **keys):
    lock = fetch(a_source(tmp_path / "manifest", [{"url": url}], **keys), workspace, None, offline=False)
    return workspace.store.local(snapshot_path(workspace, "archiv", lock.files[0])).read_bytes()


def refused(tmp_path, workspace, url, **keys):
    with pytest.raises(FetchError) as caught:
        bring(tmp_path, workspace, url, **keys)
    assert caught.value.reason == "not_fetched"
    return str(caught.value)


def at(web, host):
    return web.url.replace("127.0.0.1", host)


def test_a_redirect_to_a_host_that_the_manifest_does_not_name(web, tmp_path, workspace):
    other = Web()
    try:
        web.put("/a.txt", Answer(state=302, headers={"Location": at(other, "localhost") + "/b.txt"}))
        message = refused(tmp_path, workspace, web.url + "/a.txt")
        assert "hosts: [localhost]" in message
        assert other.asked == []
        other.put("/b.txt", TEXT)
        assert bring(tmp_path, workspace, web.url + "/a.txt", hosts="localhost") == TEXT
    finally:
        other.close()


def test_a_redirect_from_the_web_into_this_machine(web, tmp_path, workspace, names):
    names["archiv.example"], names["innen.example"] = [["93.184.216.34"]], [["127.0.0.1"]]
    inner = web.put("/geheim", b"geheim").replace("127.0.0.1", "innen.example")
    assert "private_network: true" in refused(tmp_path, workspace, inner, hosts=["archiv.example"])
    assert web.asked == []
    assert bring(tmp_path, workspace, inner, private_network=True) == b"geheim"


@pytest.mark.parametrize("later", ["127.0.0.1", "10.1.2.3", "169.254.169.254"])
def test_a_name_that_changes_its_address_is_connected_to_at_the_one_that_was_checked(names, later):
    names["wechsel.example"] = [["93.184.216.34"], [later]]
    once = Reach(frozenset({"wechsel.example"}))
    assert once.addresses("wechsel.example", 80) == ["93.184.216.34"]
    with pytest.raises(ReachError, match=later):
        once.addresses("wechsel.example", 80)


def test_of_several_addresses_only_the_public_ones_are_connected_to(names):
    names["halb.example"] = [["192.168.0.7", "93.184.216.34"]]
    assert Reach(frozenset({"halb.example"})).addresses("halb.example", 443) == ["93.184.216.34"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # noqa: S104  looked at, not listened on
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
    ],
)
def test_addresses_inside_a_network(names, address):
    names["a.example"] = [[address]]
    with pytest.raises(ReachError, match="inside a network"):
        Reach(frozenset({"a.example"})).addresses("a.example", 80)
    assert Reach(frozenset({"a.example"}), frozenset({"a.example"})).addresses("a.example", 80) == [address]


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_addresses(names, address):
    names["a.example"] = [[address]]
    assert Reach(frozenset({"a.example"})).addresses("a.example", 80) == [address]


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1"])
def test_this_machine_under_a_disguised_address(web, tmp_path, workspace, host):
    web.put("/a.txt", b"geheim")
    assert "a.txt" in refused(tmp_path, workspace, at(web, host) + "/a.txt")
    assert web.asked == []


def test_a_loopback_address_in_the_manifest_says_so_itself_and_a_private_one_does_not(web, tmp_path, workspace):
    assert bring(tmp_path, workspace, web.put("/a.txt", TEXT)) == TEXT
    assert "private_network" in refused(tmp_path, workspace, "http://169.254.169.254/latest/meta-data")
    assert "private_network" in refused(tmp_path, workspace, "http://10.11.12.13/a.txt")


def hosts(tmp_path, **keys):
    return reach_of(a_source(tmp_path, [{"url": "https://a.example/x"}], **keys).manifest).hosts


def test_every_address_of_a_manifest_names_its_host(tmp_path):
    evidence = [{"kind": "url", "url": "https://Terms.Example:8443/x", "quote": "frei"}]
    keys = {"homepage": "https://heim.example/", "license": {"evidence": evidence}, "hosts": ["*.ablage.example"]}
    assert hosts(tmp_path, **keys) == {"a.example", "terms.example", "heim.example", "*.ablage.example"}


def test_a_star_stands_for_all_hosts_below_and_for_no_other(names):
    names["x.ablage.example"] = [["93.184.216.34"]]
    below = Reach(frozenset({"*.ablage.example"}))
    assert below.addresses("x.ablage.example", 80)
    for host in ("ablage.example", "xablage.example", "ablage.example.boese.example"):
        with pytest.raises(ReachError, match="does not name"):
            below.check(host)


def test_a_service_under_several_names_is_one(tmp_path):
    named = reach_of(a_source(tmp_path, [{"url": "https://github.com/o/r/archive/1.tar.gz"}]).manifest)
    named.check("codeload.github.com")
    with pytest.raises(ReachError):
        named.check("gist.github.com")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://BÜCHER.example/a", "xn--bcher-kva.example"),
        ("http://[::1]:80/", "::1"),
        ("http://[kaputt", ""),
        ("x", ""),
    ],
)
def test_the_host_of_an_address(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize("url", ["ftp://10.1.2.3/a.txt", "simplecache::http://169.254.169.254/latest/meta-data"])
def test_other_schemes_and_chains_reach_no_further(tmp_path, workspace, url):
    assert "private_network" in refused(tmp_path, workspace, url)


@pytest.mark.parametrize("url", ["https://wer:geheim@a.example/x", "ftp://wer:geheim@a.example/x"])
def test_an_address_holds_no_password(tmp_path, url):
    with pytest.raises(ValueError, match="holds no password"):
        a_source(tmp_path, [{"url": url}])


@pytest.mark.parametrize("host", ["http://a.example", "a.example/x", "a*.example", "a b", ""])
def test_a_host_in_the_manifest_is_a_name(tmp_path, host):
    with pytest.raises(ValueError, match="hosts"):
        hosts(tmp_path, hosts=[host])
