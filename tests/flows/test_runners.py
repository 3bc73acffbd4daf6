"""Engines that are not there are said by name, before anything has run."""

from __future__ import annotations

import builtins
import socket

import pytest

from flows import runners
from flows.runners import EngineError, runner


@pytest.fixture
def unused_port():
    """Return a port on which nothing listens, and nobody else can while the test runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


@pytest.mark.parametrize("engine", ["dask", "ray"])
def test_an_engine_that_is_not_installed_names_its_extra(engine, monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **options):
        if name.startswith(f"prefect_{engine}"):
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    for name in runners.SETTINGS:
        monkeypatch.setenv(name, "as it was")
    with pytest.raises(EngineError, match=rf"gemeingut\[{engine}\]"):
        runner(engine, 2, None)


@pytest.mark.parametrize("engine", ["dask", "ray"])
@pytest.mark.parametrize("form", ["tcp://127.0.0.1:{}", "127.0.0.1:{}"])
def test_an_address_at_which_nothing_listens_is_said_at_once(engine, form, unused_port, monkeypatch):
    for name in runners.SETTINGS:
        monkeypatch.setenv(name, "as it was")
    address = form.format(unused_port)
    with pytest.raises(EngineError, match="nothing listens there") as caught:
        runner(engine, 2, address)
    assert address in str(caught.value)


@pytest.mark.parametrize("address", ["127.0.0.1:hundert", "tcp://[kaputt"])
def test_an_address_that_is_none_is_said(address, monkeypatch):
    for name in runners.SETTINGS:
        monkeypatch.setenv(name, "as it was")
    with pytest.raises(EngineError, match="nothing listens there"):
        runner("dask", 2, address)


def test_no_engine_reports_to_anyone_unless_the_user_wants_it(monkeypatch, unused_port):
    monkeypatch.delenv("RAY_USAGE_STATS_ENABLED", raising=False)
    monkeypatch.setenv("DASK_LOGGING__DISTRIBUTED", "debug")
    with pytest.raises(EngineError):
        runner("ray", 2, f"127.0.0.1:{unused_port}")
    assert runners.os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    assert runners.os.environ["DASK_LOGGING__DISTRIBUTED"] == "debug"
    monkeypatch.delenv("RAY_USAGE_STATS_ENABLED")
