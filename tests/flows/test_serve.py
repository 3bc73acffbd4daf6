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

from pipeline.curator.serve import ServeError, server
from tests.e2e.running import environment, facts_of, here


@pytest.fixture
def served(demo_release):
    with server(demo_release, 0) as serving:
        thread = threading.Thread(target=serving.run)
        thread.start()
        yield serving.port
        serving.stop()
        thread.join()


def ask(port, path, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, headers={name.title(): value for name, value in headers.items()})
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


@pytest.mark.parametrize("asked", ["bytes=0-3,{size}-", "bytes={size}-{size}"])
def test_no_range_of_several_may_lie_beyond_the_end(served, demo_release, asked):
    size = (demo_release / "release.json").stat().st_size
    status, headers, _ = ask(served, "/release.json", range=asked.format(size=size))
    assert (status, headers["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize("asked", ["bytes=5-3", "bytes=a-b", "lines=1-2"])
def test_what_is_no_range_is_refused(served, asked):
    assert ask(served, "/release.json", range=asked)[0] == 400


def test_several_ranges_come_in_one_answer(served, demo_release):
    whole = (demo_release / "release.json").read_bytes()
    status, headers, body = ask(served, "/release.json", range="bytes=0-3,10-19")
    assert status == 206
    kind, boundary = headers["Content-Type"].split("; boundary=")
    assert kind == "multipart/byteranges"
    parts = [
        part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n") for part in body.split(b"--" + boundary.encode())[1:-1]
    ]
    assert parts == [whole[:4], whole[10:20]]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/catalog.ttl", "text/turtle; charset=utf-8"),
        ("/README.md", "text/plain; charset=utf-8"),
        ("/SHA256SUMS", "text/plain; charset=utf-8"),
        ("/provenance.jsonld", "application/ld+json"),
        ("/evidence.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_asking_for_the_head_alone_gives_size_and_type(served, demo_release, path, kind):
    status, headers, body = ask(served, path, "HEAD")
    assert (status, headers["Content-Type"], body) == (200, kind, b"")
    assert int(headers["Content-Length"]) == (demo_release / path[1:]).stat().st_size
    assert (headers["Accept-Ranges"], headers["Cache-Control"]) == ("bytes", "no-cache")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_can_be_written(served):
    assert ask(served, "/release.json", "PUT")[0] == 405


def test_a_shard_is_read_over_the_network_by_ranges(served, demo_release):
    one = facts_of(demo_release)["files"][0]
    with fsspec.open(f"http://127.0.0.1:{served}/{one['file']}", "rb", block_size=4096) as stream:
        assert pq.ParquetFile(stream).read(columns=["id"]).num_rows == one["rows"]


def test_a_link_out_of_the_release_leads_nowhere(demo_release, tmp_path):
    release = tmp_path / "release"
    release.mkdir()
    for name in ("release.json", "index.html"):
        (release / name).write_bytes((demo_release / name).read_bytes())
    (tmp_path / "secret.txt").write_text("geheim", "utf-8")
    (release / "secret.txt").symlink_to(tmp_path / "secret.txt")
    with server(release, 0) as serving:
        thread = threading.Thread(target=serving.run)
        thread.start()
        status, _, body = ask(serving.port, "/secret.txt")
        serving.stop()
        thread.join()
    assert status == 404
    assert b"geheim" not in body


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
        _, told = process.communicate(timeout=300)
    assert (process.returncode, told) == (0, "")


def test_the_address_is_that_of_the_port(demo_release):
    with server(demo_release, 0) as serving:
        assert serving.address == f"http://127.0.0.1:{serving.port}/"
