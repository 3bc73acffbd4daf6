"""What one entry may cost: bytes, announced or not, seconds, and a rate; and that what was hashed once is not hashed again."""

from __future__ import annotations

import os
import threading
import time

import pytest

from pipeline.fetch import meter, seen
from pipeline.fetch.fetch import FetchError, fetch
from pipeline.fetch.lock import snapshot_path
from pipeline.store import files
from pipeline.store.workspace import open_workspace
from tests.pipeline.loopback import Answer, Web, a_source

TEXT = b"0123456789" * 50


def bring(tmp_path, workspace, *urls, **budget):
    entries = [{"url": url, "budget": budget} for url in urls]
    return fetch(a_source(tmp_path / "manifest", entries), workspace, None, offline=False)


def refused(tmp_path, workspace, *urls, **budget):
    with pytest.raises(FetchError) as caught:
        bring(tmp_path, workspace, *urls, **budget)
    assert caught.value.reason == "not_fetched"
    assert not workspace.store.names(workspace.snapshot("archiv") / "files")
    return str(caught.value)


def test_a_file_of_exactly_the_budget_is_fetched_and_one_byte_more_is_not(web, tmp_path, workspace):
    url = web.put("/a.txt", TEXT)
    assert "has 500 bytes, more than budget.bytes: 499" in refused(tmp_path, workspace, url, bytes=499)
    assert bring(tmp_path, workspace, url, bytes=500).files[0].bytes == 500


def streaming(monkeypatch, pieces, pause=0.0):
    """Let the server answer without a length, in pieces."""
    sent, ended = [], threading.Event()

    def answer(web, handler):
        web.asked.append((handler.path, dict(handler.headers.items())))
        handler.send_response(200)
        handler.end_headers()
        try:
            for piece in pieces:
                handler.wfile.write(piece)
                sent.append(len(piece))
                if ended.wait(pause):
                    return
        except OSError:
            return

    monkeypatch.setattr(Web, "answer", answer)
    return sent, ended


def test_too_much_without_a_length_is_left_at_the_first_byte_too_many(web, tmp_path, workspace, monkeypatch):
    sent, _ = streaming(monkeypatch, [bytes(1 << 16)] * 1000)
    assert "more than budget.bytes: 100000" in refused(tmp_path, workspace, f"{web.url}/a.bin", bytes=100_000)
    assert sum(sent) < 1 << 25, "the server could not send it all"


def test_a_server_that_drips_is_left_when_the_time_is_over(web, tmp_path, workspace, monkeypatch):
    _, ended = streaming(monkeypatch, [b"x"] * 1000, pause=0.1)
    begun = time.monotonic()
    try:
        assert "budget.seconds: 1" in refused(tmp_path, workspace, f"{web.url}/a.txt", seconds=1)
    finally:
        ended.set()
    assert time.monotonic() - begun < 20
    assert len(web.asked) == 1


def test_a_server_that_drips_its_headers_is_left_too(web, tmp_path, workspace, monkeypatch):
    ended = threading.Event()

    def answer(_web, handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1000):
            handler.wfile.write(b"X-%d: 1\r\n" % number)
            if ended.wait(0.1):
                return

    monkeypatch.setattr(Web, "answer", answer)
    try:
        assert "budget.seconds: 1" in refused(tmp_path, workspace, f"{web.url}/a.txt", seconds=1)
    finally:
        ended.set()


def test_a_server_below_the_least_rate_is_asked_again(web, tmp_path, workspace, monkeypatch):
    monkeypatch.setattr(meter, "WINDOW_SECONDS", 0.3)
    _, ended = streaming(monkeypatch, [b"x"] * 1000, pause=0.1)
    try:
        message = refused(tmp_path, workspace, f"{web.url}/a.txt", least_bytes_per_second=5000)
    finally:
        ended.set()
    assert "least_bytes_per_second: 5000, 3 times" in message


def test_a_small_server_is_spared(web, tmp_path, workspace, monkeypatch):
    pauses = []
    monkeypatch.setattr(meter.time, "sleep", pauses.append)
    bring(tmp_path, workspace, web.put("/a.txt", TEXT), bytes_per_second=100)
    assert 4 < sum(pauses) <= 5


def test_the_budget_of_another_entry_is_another(web, tmp_path, workspace):
    urls = [web.put("/a.txt", TEXT), web.put("/b.txt", TEXT)]
    assert len(bring(tmp_path, workspace, *urls, bytes=600).files) == 2


def test_what_came_before_a_restart_counts_once(web, tmp_path, workspace):
    broken = Answer(TEXT[:300], announced=500)
    bring(tmp_path, workspace, web.put("/a.txt", broken, broken, Answer(TEXT)), bytes=500)


@pytest.mark.parametrize("budget", [{"bytes": 0}, {"seconds": -1}, {"bytes_per_second": 0}, {"byte": 5}])
def test_a_budget_is_a_number_above_zero(tmp_path, budget):
    with pytest.raises(ValueError, match="budget"):
        a_source(tmp_path, [{"url": "https://a.example/x", "budget": budget}])


@pytest.fixture
def hashed(monkeypatch):
    """Return the names of the files that are hashed."""
    names = []
    real = seen.sha256_of
    monkeypatch.setattr(seen, "sha256_of", lambda path: names.append(path.name) or real(path))
    return names


@pytest.fixture
def old(tmp_path):
    """Return a file that nobody touched for a day."""
    path = tmp_path / "manifest" / "a.txt"
    path.parent.mkdir()
    path.write_bytes(TEXT)
    os.utime(path, (time.time() - 86_400,) * 2)
    return path


def local(workspace, old):
    return fetch(a_source(old.parent, [{"path": old.name}]), workspace, None, offline=True)


def settled(monkeypatch):
    monkeypatch.setattr(seen, "SETTLED_NS", -(10**12))  # as if the file had been there for long


def test_what_was_hashed_once_is_not_hashed_again(old, workspace, hashed, monkeypatch):
    settled(monkeypatch)
    lock = local(workspace, old)
    local(workspace, old)
    hashed.clear()
    assert local(workspace, old) == lock
    assert hashed == []


def test_a_paranoid_run_hashes_all_of_it(old, workspace, hashed, monkeypatch):
    settled(monkeypatch)
    lock = local(workspace, old)
    hashed.clear()
    assert local(open_workspace(str(workspace), is_paranoid=True), old) == lock
    assert len(hashed) == 2, "the file and its copy"


def test_a_change_of_the_same_size_and_date_is_noticed(old, workspace, monkeypatch):
    settled(monkeypatch)
    lock = local(workspace, old)
    local(workspace, old)
    path = workspace.store.local(snapshot_path(workspace, "archiv", lock.files[0]))
    for changed in (old, path):
        stat = changed.stat()
        changed.write_bytes(changed.read_bytes().replace(b"0", b"1"))
        os.utime(changed, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        again = local(workspace, old)
        here = workspace.store.local(snapshot_path(workspace, "archiv", again.files[0]))
        assert here.read_bytes() == old.read_bytes()


def test_a_file_that_may_be_written_to_is_copied_and_one_that_may_not_is_linked(old, workspace, monkeypatch):
    monkeypatch.setattr(files, "_cloned", lambda _path, _target: False)  # as on most file systems

    def is_linked():
        file = local(workspace, old).files[0]
        return workspace.store.local(snapshot_path(workspace, "archiv", file)).samefile(old)

    assert not is_linked()
    old.write_bytes(TEXT + b"mehr")
    old.chmod(0o444)
    assert is_linked()
