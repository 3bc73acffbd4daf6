"""Network addresses of machines, and web addresses that contain a secret."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from filters.pii import marks
from filters.pii.detector import Detector, matches, stands_before, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_IPV4: Final = re.compile(r"(?<![\w.-])(?<![A-Za-z]/)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w-]|\.[0-9])")
_IPV4_BEGINS: Final = re.compile("[0-9]")
_IPV6: Final = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_MACHINE: Final = words(
    "ip\\b", "ip-", "ipv4", "server", "host", "rechner", "ping\\b", "ssh\\b", "dns", "netzwerk", "router"
)
_NO_PERSON: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
"""Networks that identify nobody: private, loopback, link-local, multicast, reserved, for documentation (RFC 1918, 5735, 5737)."""

_MAC: Final = re.compile(
    r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])"
    r"|(?<![\w.-])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w-]|\.[0-9A-Fa-f])"
)
_MAC_WORD: Final = words("mac\\b", "mac-", "hardware", "ethernet", "wlan")

_URL: Final = re.compile(r"(?:https?|ftp)://[^\s<>\"'„“”»«]+")
_SECRET: Final = re.compile(
    r"[?&;#](?:[\w.-]*(?:token|secret|passwor[dt]|passwd|pwd|sess(?:ion)?_?id|apikey|api[_-]key|auth)|sid|jwt|magic)=(?P<value>[^&#\s]{8,})"
    r"|[?&;#](?:key|code|sig|signature|hash|ticket)=(?P<long>[^&#\s]{16,})"
    r"|/(?:reset|confirm|verify|unsubscribe|invite|login|activate)[\w-]*/(?P<path>[\w-]{16,})"
    r"|://[^\s/:@]+:(?P<password>[^\s/@]+)@",
    re.IGNORECASE,
)


def _ips_4(text: str) -> Iterator[tuple[int, int]]:
    for match in matches(_IPV4, _IPV4_BEGINS, text):
        is_machine = _is_large(match.group()) or stands_before(text, match.start(), _MACHINE)
        if is_machine and _is_person_v4(match.group()):
            yield match.span()


def _ips_6(text: str) -> Iterator[tuple[int, int]]:
    for match in _IPV6.finditer(text):
        if _is_person_v6(match.group()):
            yield match.span()


def _is_person_v4(address: str) -> bool:
    octets = address.split(".")
    if any(int(octet) > 255 or (octet[0] == "0" and len(octet) > 1) for octet in octets):
        return False
    return not any(ipaddress.IPv4Address(address) in network for network in _NO_PERSON)


def _is_large(address: str) -> bool:
    """Return whether it can hardly be a section or version number: one part is at least 100, or three are at least 32."""
    octets = [int(octet) for octet in address.split(".")]
    return max(octets) >= 100 or sum(octet >= 32 for octet in octets) >= 3


def _is_person_v6(address: str) -> bool:
    groups = [group for group in address.split(":") if group]
    if len(groups) < 3 or len(groups[0]) < 3 or not any(character.isdigit() for character in address):
        return False
    try:
        parsed = ipaddress.IPv6Address(address)
    except ipaddress.AddressValueError:
        return False
    return not (
        parsed.is_link_local
        or parsed.is_loopback
        or parsed.is_multicast
        or any(parsed in network for network in _NO_PERSON_V6)
    )


_NO_PERSON_V6: Final = (ipaddress.IPv6Network("fc00::/7"), ipaddress.IPv6Network("2001:db8::/32"))
"""Addresses for use at home and for documentation (RFC 4193, 3849)."""


def _macs(text: str) -> Iterator[tuple[int, int]]:
    for match in _MAC.finditer(text):
        pairs = set(re.findall("[0-9a-f]{2}", match.group().lower()))
        has_letter = any(character.isalpha() for character in match.group())
        if len(pairs) > 1 and (has_letter or stands_before(text, match.start(), _MAC_WORD)):
            yield match.span()


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    for match in _URL.finditer(text):
        url = match.group().rstrip(".,;:!?)]}*_")
        if any(map(_is_secret, _SECRET.finditer(url))):
            yield match.start(), match.start() + len(url)


def _is_secret(match: re.Match[str]) -> bool:
    """Return whether the value looks random (it has a digit) rather than like a word or `YOUR_TOKEN`."""
    if match["password"]:
        return True
    value = match["value"] or match["long"] or match["path"]
    return any(character.isdigit() for character in value) and any(character.isalnum() for character in value)


IPV4: Final = Detector("ip_address", marks.IPV4, _ips_4)
"""Addresses that may identify a person's connection; numbers such as 3.1.2.4 only after a word for a machine."""
IPV6: Final = Detector("ip_address", marks.IPV6, _ips_6)
MAC_ADDRESS: Final = Detector("mac_address", marks.MAC_ADDRESS, _macs)
URL_TOKEN: Final = Detector("url_token", marks.URL_TOKEN, _tokens)
"""The whole address, if it contains a session, a token or a password."""
