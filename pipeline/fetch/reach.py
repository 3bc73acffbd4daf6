"""Which machines a source may ask: hosts that its manifest names, at public addresses unless it says otherwise.

A name is resolved once, its addresses are checked, and one of these is connected to: a name that answers differently the
next time (DNS rebinding) changes nothing.  A host that stands in the manifest as a loopback address (`127.0.0.1`, `::1`,
`localhost`) says by itself that it is this machine; every other address inside a network needs `private_network: true`.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx2

from gemeingut.errors import TransferError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.manifest import Source

SERVICES: Final = {
    "github.com": ("codeload.github.com", "*.githubusercontent.com"),
    "huggingface.co": ("*.huggingface.co", "*.hf.co"),
}
"""Hosts of one service under several names: who names the first means the others, to which it refers for every file."""
LOCALHOST: Final = "localhost"
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ReachError(TransferError, RuntimeError):
    """A host that the manifest does not name, or that lies inside a network; the message says which key would allow it."""


@dataclass(frozen=True)
class Reach:
    """Hosts that may be asked, and those of them that may lie inside a network; names as in addresses, `*.` for all below."""

    hosts: frozenset[str]
    inside: frozenset[str] = frozenset()

    def check(self, host: str) -> None:
        """Raise ReachError for a host that the manifest does not name."""
        if not _is_among(host, self.hosts):
            raise ReachError(
                f"leads to the host {host}, which the manifest does not name; if that is right: hosts: [{host}]"
            )

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host that may be connected to; raise ReachError if it has no other.

        Raise OSError if the name has no address.
        """
        self.check(host)
        try:
            listed = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise ReachError(f"{host!r} is no name of a host") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in listed))
        if _is_among(host, self.inside):
            return addresses
        public = [address for address in addresses if _is_public(address)]
        if not public:
            raise ReachError(
                f"the host {host} is {', '.join(addresses)}, inside a network; if that is right: private_network: true"
            )
        return public

    def beside(self, address: str) -> Reach:
        """Return this with the host of an address that the operator of this machine names, wherever it lies."""
        host = host_of(address)
        return replace(self, hosts=self.hosts | {host, *SERVICES.get(host, ())}, inside=self.inside | {host})


def reach_of(source: Source) -> Reach:
    """Return which hosts a manifest names, in its addresses and in `hosts`."""
    named = {host for address in _addresses(source) if (host := host_of(address))}
    hosts = named | {_ascii(host) for host in source.hosts}
    hosts |= {host for name in named for host in SERVICES.get(name, ())}
    inside = hosts if source.private_network else {host for host in hosts if _is_this_machine(host)}
    return Reach(frozenset(hosts), frozenset(inside))


def host_of(address: str) -> str:
    """Return the host of an address as it is asked for, lower case and without umlauts; empty for one that has none."""
    try:
        return _ascii(urlsplit(address).hostname or "")
    except ValueError:
        return ""


def _addresses(source: Source) -> Iterator[str]:
    yield from (part for entry in source.fetch if entry.url for part in entry.url.split("::"))
    yield from (evidence.url for evidence in source.quoted if evidence.url)
    named = (source.homepage, source.terms and source.terms.url, source.origin and source.origin.repository)
    yield from (str(address) for address in named if address)


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return httpx2.URL(f"http://{host}").raw_host.decode("ascii")
    except (httpx2.InvalidURL, UnicodeError):
        return host


def _is_among(host: str, hosts: Iterable[str]) -> bool:
    return any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in hosts)


def _is_this_machine(host: str) -> bool:
    try:
        return host == LOCALHOST or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_public(text: str) -> bool:
    """Return whether an address is one of the public network; what an IPv6 address wraps is looked at."""
    address = _unwrapped(ipaddress.ip_address(text.partition("%")[0]))
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _unwrapped(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
