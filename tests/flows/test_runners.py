"""Engines that are not there are said by name, before anything has run."""

from __future__ import annotations

import builtins
import contextlib
import os
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


@pytest.mark.parametrize(
    ("address", "is_loopback"),
    [
        ("127.0.0.1:6379", True),
        ("ray://localhost:10001", True),
        ("[::1]:6379", True),
        ("127.1.2.3:6379", True),
        ("10.0.0.7:6379", False),
        ("ray://127.example.org.example:1", False),
        ("localhost.example:6379", False),
    ],
)
def test_a_loopback_address_is_left_to_ray_as_it_is(address, is_loopback, monkeypatch):
    for name in runners.SETTINGS:
        monkeypatch.setenv(name, "as it was")
    monkeypatch.setenv(runners.RAY_LOOPBACK, "")
    monkeypatch.delenv(runners.RAY_LOOPBACK)
    monkeypatch.setattr(runners, "_knock", lambda _address: None)
    with contextlib.suppress(EngineError):  # Ray may not be installed
        runner("ray", 2, address)
    assert (os.environ.get(runners.RAY_LOOPBACK) == "0") is is_loopback
