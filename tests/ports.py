"""Ports of this machine for servers that cannot choose one themselves."""

from __future__ import annotations

import os
import socket
from typing import Final

FIRST: Final = 10_000
LAST: Final = 32_000  # above are those that the system gives to outgoing connections
_given: set[int] = set()


def free_ports(count: int) -> list[int]:
    """Return ports on which nothing listens, each given once in this process, others in other processes.

    A port that the system names for a moment (port 0) may be an outgoing connection's before the server takes it.
    """
    width = (LAST - FIRST) // 64
    start = FIRST + os.getpid() % 64 * width
    found: list[int] = []
    for port in [*range(start, start + width), *range(FIRST, LAST)]:
        if len(found) == count:
            break
        if port not in _given and _is_free(port):
            _given.add(port)
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
