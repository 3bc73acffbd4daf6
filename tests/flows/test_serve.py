"""`gemeingut serve`: the page and the shards on loopback, and an end that leaves nothing behind."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import threading

import fsspec
import pyarrow.parquet as pq
import pytest

from pipeline.curator.serve import ServeError, address, server
from tests.e2e.running import environment, facts_of, here


@pytest.fixture
def served(demo_release):
    with server(demo_release, 0) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.01,))
        thread.start()
        yield serving.server_port
        serving.shutdown()
        thread.join()


def ask(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={name.title(): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.title(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_the_page_is_at_the_root(served, demo_release):
    status, headers, body = ask(served, "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body == (demo_release / "index.html").read_bytes()


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-3", 0, 4), ("bytes=10-", 10, None), ("bytes=-4", -4, None), ("bytes=5-5", 5, 6)],
)
def test_a_range_of_a_shard(served, demo_release, asked, start, stop):
    path = facts_of(demo_release)["files"][0]["file"]
    whole = (demo_release / path).read_bytes()
    status, headers, body = ask(served, f"/{path}", range=asked)
    assert status == 206
    assert body == whole[start:stop]
    assert headers["Content-Range"].endswith(f"/{len(whole)}")
    assert headers["Content-Type"] == "application/vnd.apache.parquet"


def test_a_range_beyond_the_end_is_refused(served, demo_release):
    size = (demo_release / "release.json").stat().st_size
    status, headers, _ = ask(served, "/release.json", range=f"bytes={size}-")
    assert (status, headers["Content-Range"]) == (416, f"bytes */{size}")


def test_a_shard_is_read_over_the_network_by_ranges(served, demo_release):
    one = facts_of(demo_release)["files"][0]
    with fsspec.open(f"http://127.0.0.1:{served}/{one['file']}", "rb", block_size=4096) as stream:
        assert pq.ParquetFile(stream).read(columns=["id"]).num_rows == one["rows"]


@pytest.mark.parametrize("path", ["/../" * 8 + "etc/passwd", "/data/", "/missing", "/%2e%2e/%2e%2e/demo.yaml"])
def test_nothing_else_is_given_out(served, path):
    assert ask(served, path)[0] == 404
    assert ask(served, path, range="bytes=0-1")[0] == 404


def test_another_name_that_points_here_is_turned_away(served):
    assert ask(served, "/release.json", host="evil.example")[0] == 421
    assert ask(served, "/release.json", host=f"localhost:{served}")[0] == 200


def test_what_is_no_release_is_refused_in_one_line(tmp_path):
    ran = here("serve", tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert re.fullmatch(r"error: .*no release\.json there.*\n", ran.err)


def test_a_release_without_a_page_says_how_to_make_one(tmp_path):
    (tmp_path / "release.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ServeError, match=r"no index\.html there; `gemeingut describe"):
        server(tmp_path, 0)


@pytest.mark.parametrize("port", [70_000, None])
def test_a_port_that_cannot_be_had(served, demo_release, port):
    with pytest.raises(ServeError, match="name another: --port N"):
        server(demo_release, port or served)


def test_the_command_prints_its_address_and_ends_on_ctrl_c(demo_release):
    command = [sys.executable, "-m", "flows.cli", "serve", str(demo_release), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        said = process.stdout.readline()
        port = int(re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\n", said)[1])
        assert ask(port, "/release.json")[0] == 200
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (0, "")


def test_the_address_is_that_of_the_port(demo_release):
    with server(demo_release, 0) as serving:
        assert address(serving) == f"http://127.0.0.1:{serving.server_port}/"
