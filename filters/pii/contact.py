"""E-mail addresses, addresses of machines, and web addresses that carry a secret."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from filters.pii import marks
from filters.pii.detector import Detector, matches, stands_before, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_EMAIL: Final = re.compile(
    r"(?<![\w.+-])\w[\w.+-]{0,63}(?:@|\s?[\[({](?:at|ät|@|AT)[\])}]\s?)"
    r"[^\W_](?:[\w-]*\w)?(?:(?:\.|\s?[\[({](?:dot|punkt|\.|DOT)[\])}]\s?)[^\W_](?:[\w-]*\w)?)*"
    r"(?:\.|\s?[\[({](?:dot|punkt|\.|DOT)[\])}]\s?)(?P<last>[^\W\d_]{2,24})(?![\w@])"
)
_FILES: Final = frozenset(
    [
        "css",
        "gif",
        "htm",
        "html",
        "jpeg",
        "jpg",
        "js",
        "json",
        "md",
        "pdf",
        "php",
        "png",
        "py",
        "svg",
        "txt",
        "webp",
        "xml",
    ]
)
_MACHINE_USERS: Final = ("git@",)

_IPV4: Final = re.compile(r"(?<![\w.-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w-]|\.[0-9])")
_IPV4_BEGINS: Final = re.compile("[0-9]")
_IPV6: Final = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_MACHINE: Final = words(
    "ip\\b", "ip-", "ipv4", "server", "host", "rechner", "ping\\b", "ssh\\b", "dns", "netzwerk", "router"
)
_NO_PERSON: Final = tuple(
    ipaddress.ip_network(one)
    for one in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
    )
)
"""Networks that name no one: private, loopback, link-local, multicast and reserved (RFC 1918, 5735)."""

_MAC: Final = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])")
_MAC_WORD: Final = words("mac\\b", "mac-", "hardware", "ethernet", "wlan")

_URL: Final = re.compile(r"(?:https?|ftp)://[^\s<>\"'„“”»«]+")
_SECRET: Final = re.compile(
    r"[?&;#](?:[\w.-]*(?:token|secret|passwor[dt]|passwd|pwd|sess(?:ion)?_?id|apikey|api[_-]key|auth)|sid|jwt|magic)=(?P<value>[^&#\s]{8,})"
    r"|[?&;#](?:key|code|sig|signature|hash|ticket)=(?P<long>[^&#\s]{16,})"
    r"|/(?:reset|confirm|verify|unsubscribe|invite|login|activate)[\w-]*/(?P<path>[\w-]{16,})"
    r"|://[^\s/:@]+:(?P<password>[^\s/@]+)@",
    re.IGNORECASE,
)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    for found in _EMAIL.finditer(text):
        if found["last"].lower() not in _FILES and not found.group().startswith(_MACHINE_USERS):
            yield found.span()


def _ips_4(text: str) -> Iterator[tuple[int, int]]:
    for found in matches(_IPV4, _IPV4_BEGINS, text):
        is_machine = _is_large(found.group()) or stands_before(text, found.start(), _MACHINE)
        if is_machine and _is_person_v4(found.group()):
            yield found.span()


def _ips_6(text: str) -> Iterator[tuple[int, int]]:
    for found in _IPV6.finditer(text):
        if _is_person_v6(found.group()):
            yield found.span()


def _is_person_v4(address: str) -> bool:
    octets = address.split(".")
    if any(int(one) > 255 or (one[0] == "0" and len(one) > 1) for one in octets):
        return False
    return not any(ipaddress.IPv4Address(address) in network for network in _NO_PERSON)


def _is_large(address: str) -> bool:
    """Return whether it can hardly be a section's or a version's number: one part from 100, or three from 32 on."""
    octets = [int(one) for one in address.split(".")]
    return max(octets) >= 100 or sum(one >= 32 for one in octets) >= 3


def _is_person_v6(address: str) -> bool:
    groups = [group for group in address.split(":") if group]
    if len(groups) < 3 or len(groups[0]) < 3 or not any(one.isdigit() for one in address):
        return False
    try:
        parsed = ipaddress.IPv6Address(address)
    except ipaddress.AddressValueError:
        return False
    return not (parsed.is_link_local or parsed.is_loopback or parsed.is_multicast or parsed in _UNIQUE_LOCAL)


_UNIQUE_LOCAL: Final = ipaddress.IPv6Network("fc00::/7")


def _macs(text: str) -> Iterator[tuple[int, int]]:
    for found in _MAC.finditer(text):
        pairs = set(re.split("[:-]", found.group().lower()))
        has_letter = any(one.isalpha() for one in found.group())
        if len(pairs) > 1 and (has_letter or stands_before(text, found.start(), _MAC_WORD)):
            yield found.span()


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    for found in _URL.finditer(text):
        url = found.group().rstrip(".,;:!?)]}*_")
        if any(map(_is_secret, _SECRET.finditer(url))):
            yield found.start(), found.start() + len(url)


def _is_secret(found: re.Match[str]) -> bool:
    """Return whether the value looks random (it holds a digit) rather than like a word or `YOUR_TOKEN`."""
    if found["password"]:
        return True
    value = found["value"] or found["long"] or found["path"]
    return any(one.isdigit() for one in value) and any(one.isalnum() for one in value)


EMAIL: Final = Detector("email", marks.EMAIL, _emails)
"""Also written `name (at) domain (punkt) de`; not files such as `bild@2x.png`."""
IPV4: Final = Detector("ip_address", marks.IPV4, _ips_4)
"""Addresses that may name a person's connection; section numbers such as 3.1.2.4 only where a machine is spoken of."""
IPV6: Final = Detector("ip_address", marks.IPV6, _ips_6)
MAC_ADDRESS: Final = Detector("mac_address", marks.MAC_ADDRESS, _macs)
URL_TOKEN: Final = Detector("url_token", marks.URL_TOKEN, _tokens)
"""The whole address, if it carries a session, a token or a password."""
