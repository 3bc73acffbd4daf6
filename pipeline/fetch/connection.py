"""An HTTP client that connects only where a source may, and hears every byte that comes.

Both happen below HTTP, where connections are made: whatever an answer refers to, and however slowly a server sends even its
headers, passes here.
"""

from __future__ import annotations

import contextlib
import functools
import urllib.request
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2

from pipeline.portals.client import agent

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from pipeline.fetch.meter import Meter
    from pipeline.fetch.reach import Reach


class _Heard(httpcore2.NetworkStream):
    """A connection whose bytes are counted as they come."""

    def __init__(self, stream: httpcore2.NetworkStream, meter: Meter) -> None:
        self._stream, self._meter = stream, meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what comes next, waiting no longer than the entry's time."""
        left = self._meter.seconds_left()
        data = self._stream.read(max_bytes, left if timeout is None else min(timeout, left))
        self._meter.hear(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Return the same connection, encrypted."""
        return _Heard(self._stream.start_tls(ssl_context, server_hostname, timeout), self._meter)

    def get_extra_info(self, info: str) -> Any:
        """Return what is known of the connection."""
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Makes connections to hosts within reach, at the addresses that were checked."""

    def __init__(self, reach: Reach | None, meter: Meter) -> None:
        self._reach, self._meter, self._system = reach, meter, httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Return a connection; a host with several addresses is tried at each."""
        try:
            addresses = self._reach.addresses(host, port) if self._reach else [host]
        except OSError as error:
            raise httpcore2.ConnectError(f"{host}: {error.strerror}") from error
        for address in addresses[:-1]:
            try:
                return self._connected(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._connected(addresses[-1], port, timeout, local_address, socket_options)

    def _connected(self, address: str, port: int, timeout: float | None, *more: Any) -> httpcore2.NetworkStream:
        left = self._meter.seconds_left()
        within = left if timeout is None else min(timeout, left)
        return _Heard(self._system.connect_tcp(address, port, within, *more), self._meter)


class _Transport(httpx2.HTTPTransport):
    """The transport of httpx2 over connections of ours; `proxy` is the address of one that asks for us."""

    def __init__(self, backend: _Backend, proxy: str | None = None) -> None:
        super().__init__(verify=_certificates(), proxy=proxy)
        self._pool._network_backend = backend


class _Routes(httpx2.BaseTransport):
    """Sends a request directly, or through the proxy that the environment names for it.

    A proxy resolves names itself: there a host must be one that the manifest names, and an address inside a network is refused
    where this machine can tell.
    """

    def __init__(self, reach: Reach, meter: Meter) -> None:
        self._reach = reach
        self._direct = _Transport(_Backend(reach, meter))
        self._meter = meter
        self._proxied: dict[str, _Transport] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer; raise ReachError for a host that may not be asked."""
        proxy = _proxy_for(request.url, self._reach)
        if proxy is None:
            return self._direct.handle_request(request)
        host = request.url.raw_host.decode("ascii")
        with contextlib.suppress(OSError):  # unknown here: the proxy resolves it
            self._reach.addresses(host, request.url.port or 0)
        if proxy not in self._proxied:
            self._proxied[proxy] = _Transport(_Backend(None, self._meter), proxy)
        return self._proxied[proxy].handle_request(request)

    def close(self) -> None:
        """Close all connections."""
        for transport in (self._direct, *self._proxied.values()):
            transport.close()


def open_client(reach: Reach, meter: Meter, timeout_seconds: float) -> httpx2.Client:
    """Return a client that asks only whom a source may ask; redirects are the caller's to follow."""
    return httpx2.Client(
        transport=_Routes(reach, meter),
        timeout=httpx2.Timeout(timeout_seconds),
        headers={"User-Agent": agent(), "Accept-Encoding": "identity"},
    )


@functools.cache
def _certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context()


def _proxy_for(url: httpx2.URL, reach: Reach) -> str | None:
    """Return the proxy of the environment for an address; none for this machine and for hosts that it excepts."""
    host = url.host
    if host in reach.inside or urllib.request.proxy_bypass(host):
        return None
    return urllib.request.getproxies().get(url.scheme)
