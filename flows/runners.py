"""Prefect's task runners, one for each engine, without telemetry and with only errors in the log."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import os
import socket
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings
from prefect.task_runners import ThreadPoolTaskRunner

from flows.interruption import Watch
from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

SETTINGS: Final = {
    "DASK_LOGGING__DISTRIBUTED": "error",  # its workers are killed when a flow run is over, about which it would warn
    "RAY_USAGE_STATS_ENABLED": "0",  # no telemetry
}
"""Read by the engines when they are imported, and by the processes that they start; what the user has set stays."""


CONNECT_SECONDS: Final = 10.0
STANDARD_ERROR: Final = 2
RAY_LOOPBACK: Final = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Unless this is 0, Ray replaces a loopback address by the machine's own, where a head on loopback refuses it."""


class EngineError(GemeingutError, RuntimeError):
    """The engine is not installed, or nothing listens at its address."""


def runner(engine: str, workers: int, address: str | None) -> Any:
    """Return the task runner of an engine: `local`, `dask` or `ray`.

    Dask and Ray run on the cluster that listens at `address`, else on one of this machine that lives as long as the
    flow run, with one process a worker.  Raise EngineError if the engine is not installed or cannot be reached.
    """
    if engine == "local":
        # More threads than processes, so that a finished process never waits for Prefect's bookkeeping.
        return ThreadPoolTaskRunner(max_workers=2 * workers)
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    if address:
        _knock(address)
    try:
        return _dask(workers, address) if engine == "dask" else _ray(workers, address)
    except ImportError as error:
        raise EngineError(f"engine {engine!r} is not installed: pip install 'gemeingut[{engine}]'") from error


class _OwnServer(SubprocessASGIServer):
    """Prefect's temporary server, which ends with this process even if that is killed.

    Its standard error goes to a file: it is killed at the end, and reports that at length.
    """

    watch: Watch | None = None

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
        path = PREFECT_HOME.value() / "temporary-server.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        own = os.dup(STANDARD_ERROR)
        try:
            with path.open("ab") as log:
                os.dup2(log.fileno(), STANDARD_ERROR)  # the server's process inherits it
            process = super()._run_uvicorn_command()
        finally:
            os.dup2(own, STANDARD_ERROR)
            os.close(own)
        self.unwatch()
        self.watch = Watch(process.pid)
        return process

    def unwatch(self) -> None:
        """Stop watching a server that is stopped otherwise."""
        if self.watch is not None:
            self.watch.end()
        self.watch = None


@contextlib.contextmanager
def one_server() -> Iterator[None]:
    """Run one Prefect server for the flow and the engine's workers, which would each start their own otherwise."""
    if PREFECT_API_URL.value():
        yield
        return
    server = _OwnServer()
    server.start()
    try:
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            yield
    finally:
        server.unwatch()
        server.stop()


def _knock(address: str) -> None:
    """Raise EngineError if nothing listens there: the engines themselves try for half a minute, then for ever."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        if parts.hostname and parts.port:
            socket.create_connection((parts.hostname, parts.port), CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        raise EngineError(f"--engine-address {address}: nothing listens there ({error})") from error


def _is_loopback(address: str) -> bool:
    """Return whether an address names this machine to itself alone."""
    host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name


def _dask(workers: int, address: str | None) -> Any:
    from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415  an extra

    if address:
        return DaskTaskRunner(address=address)
    cluster = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=cluster)


def _ray(workers: int, address: str | None) -> Any:
    if address and _is_loopback(address):
        os.environ.setdefault(RAY_LOOPBACK, "0")
    from prefect_ray.task_runners import RayTaskRunner  # noqa: PLC0415  an extra

    quiet = {"logging_level": logging.ERROR, "log_to_driver": False}  # a step's error is raised, not printed
    if address:
        return RayTaskRunner(address=address, init_kwargs=quiet)
    own = {"address": "local", "num_cpus": workers, "include_dashboard": False}  # not one that happens to run here
    return RayTaskRunner(init_kwargs={**own, **quiet})
