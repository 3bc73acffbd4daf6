"""Fetching from the web: what is taken, what is tried again, what is refused, and that no secret is ever shown."""

from __future__ import annotations

import hashlib
import logging

import fsspec
import pytest

from pipeline.fetch import download, meter
from pipeline.fetch.fetch import FetchError, fetch
from pipeline.fetch.lock import read_lock, snapshot_path
from tests.pipeline.loopback import Answer, Web, a_source

TEXT = "Die Stadtbücherei hat am Samstag von zehn bis vierzehn Uhr geöffnet.\n".encode()
SECRET = "geheim-4711-Oeffner"  # noqa: S105  of a server that lives for one test


def bring(tmp_path, workspace, *fetching, offline=False, mirror=None, **license_):
    source = a_source(tmp_path / "manifest", list(fetching), **license_)
    return fetch(source, workspace, mirror, offline=offline)


def content(workspace, lock, place=0):
    return workspace.store.local(snapshot_path(workspace, "archiv", lock.files[place])).read_bytes()


def refused(tmp_path, workspace, *fetching, **license_):
    with pytest.raises(FetchError) as caught:
        bring(tmp_path, workspace, *fetching, **license_)
    left = [path.name for path in workspace.store.local(workspace.snapshot("archiv") / "files").glob("*")]
    assert left == [], "nothing half-written stays"
    assert read_lock(workspace, "archiv") is None
    return caught.value


def test_a_file_of_the_web_lies_in_the_snapshot_byte_for_byte(web, tmp_path, workspace):
    url = web.put("/b%C3%BCcherei/tag.txt", TEXT)
    lock = bring(tmp_path, workspace, {"url": url})
    assert content(workspace, lock) == TEXT
    (file,) = lock.files
    assert (file.name, file.address, file.bytes) == ("tag.txt", url, len(TEXT))
    assert file.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert read_lock(workspace, "archiv") == lock


def test_an_address_with_blanks_and_umlauts_is_asked_for_as_the_web_wants_it(web, tmp_path, workspace):
    web.put("/B%C3%BCcher%20alt.txt?jahr=1900%20f", TEXT)
    lock = bring(tmp_path, workspace, {"url": f"{web.url}/Bücher alt.txt?jahr=1900 f"})
    assert lock.files[0].name == "Bücher alt.txt"


def test_a_redirect_is_followed_and_the_lock_names_the_address_of_the_manifest(web, tmp_path, workspace):
    web.put("/neu/tag.txt", TEXT)
    url = web.put("/alt.txt", Answer(state=302, headers={"Location": "/neu/tag.txt"}))
    lock = bring(tmp_path, workspace, {"url": url})
    assert content(workspace, lock) == TEXT
    assert (lock.files[0].name, lock.files[0].address) == ("alt.txt", url)


def test_a_redirect_out_of_the_web_is_refused(web, tmp_path, workspace):
    (tmp_path / "passwd").write_bytes(b"root")
    url = web.put("/a.txt", Answer(state=302, headers={"Location": f"file://{tmp_path}/passwd"}))
    error = refused(tmp_path, workspace, {"url": url})
    assert error.reason == "not_fetched"
    assert "file" in str(error)


def test_a_missing_page_is_said_at_once(web, tmp_path, workspace):
    error = refused(tmp_path, workspace, {"url": f"{web.url}/weg.txt"})
    assert error.reason == "not_fetched"
    assert str(error) == f"{web.url}/weg.txt: HTTP 404 Not Found"
    assert web.count("/weg.txt") == 1


@pytest.mark.parametrize("state", [429, 500, 503])
def test_a_busy_server_is_asked_again(web, tmp_path, workspace, state):
    url = web.put("/a.txt", Answer(b"warten", state), Answer(b"warten", state), Answer(TEXT))
    assert content(workspace, bring(tmp_path, workspace, {"url": url})) == TEXT
    assert web.count("/a.txt") == 3


def test_a_server_that_stays_broken_is_given_up(web, tmp_path, workspace):
    url = web.put("/a.txt", Answer(b"kaputt", 500))
    error = refused(tmp_path, workspace, {"url": url})
    assert error.reason == "not_fetched"
    assert "HTTP 500" in str(error)
    assert web.count("/a.txt") == 3


def test_a_body_shorter_than_announced_is_no_file(web, tmp_path, workspace):
    url = web.put("/a.txt", Answer(TEXT[:20], announced=len(TEXT)))
    error = refused(tmp_path, workspace, {"url": url})
    assert error.reason == "not_fetched"
    assert f"20 of {len(TEXT)} bytes" in str(error)
    assert web.count("/a.txt") == 3


def test_a_cut_line_that_is_mended_gives_the_whole_file(web, tmp_path, workspace):
    url = web.put("/a.txt", Answer(TEXT[:20], announced=len(TEXT)), Answer(TEXT))
    assert content(workspace, bring(tmp_path, workspace, {"url": url})) == TEXT


def test_a_chunked_body_without_its_end_is_no_file(web, tmp_path, workspace, monkeypatch):
    def cut(self, handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"40\r\n" + TEXT[:20])

    monkeypatch.setattr(Web, "answer", cut)
    assert refused(tmp_path, workspace, {"url": f"{web.url}/a.txt"}).reason == "not_fetched"


def test_a_server_that_falls_silent_is_given_up(web, tmp_path, workspace, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT_SECONDS", 0.1)
    url = web.put("/a.txt", Answer(TEXT, delay_seconds=30))
    error = refused(tmp_path, workspace, {"url": url})
    assert error.reason == "not_fetched"
    assert "timed out" in str(error)


def test_a_server_that_is_not_there_is_not_fetched(web, tmp_path, workspace):
    web.close()
    assert refused(tmp_path, workspace, {"url": f"{web.url}/a.txt"}).reason == "not_fetched"


@pytest.mark.parametrize("url", ["https://[kaputt/a.txt", "http://", "http://127.0.0.1:zahl/a.txt", "gibtsnicht://x/y"])
def test_an_address_that_is_none_is_not_fetched_and_not_tried_again(tmp_path, workspace, monkeypatch, url):
    pauses = []
    monkeypatch.setattr(meter.time, "sleep", pauses.append)
    error = refused(tmp_path, workspace, {"url": url})
    assert error.reason == "not_fetched"
    assert url in str(error)
    assert not pauses


def test_an_answer_that_refers_to_an_address_that_is_none_is_not_tried_again(web, tmp_path, workspace, monkeypatch):
    pauses = []
    monkeypatch.setattr(meter.time, "sleep", pauses.append)
    url = web.put("/a.txt", Answer(state=302, headers={"Location": "http://127.0.0.1:zahl/b.txt"}))
    assert refused(tmp_path, workspace, {"url": url}).reason == "not_fetched"
    assert not pauses


def test_another_file_than_the_pinned_one_is_refused(web, tmp_path, workspace):
    url = web.put("/a.txt", TEXT)
    error = refused(tmp_path, workspace, {"url": url, "sha256": "0" * 64})
    assert error.reason == "wrong_hash"
    assert hashlib.sha256(TEXT).hexdigest() in str(error)
    assert "0" * 64 in str(error)


def test_the_secret_is_sent_in_its_header_and_stands_nowhere(web, tmp_path, workspace, monkeypatch, caplog):
    monkeypatch.setenv("ARCHIV_TOKEN", SECRET)
    caplog.set_level(logging.DEBUG)
    url = web.put("/a.txt", TEXT)
    bring(tmp_path, workspace, {"url": url, "auth": {"env": "ARCHIV_TOKEN", "header": "X-Api-Key"}})
    assert web.asked[0][1]["X-Api-Key"] == SECRET
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 3
    assert not [path for path in written if SECRET.encode() in path.read_bytes()]
    assert SECRET not in caplog.text


@pytest.mark.parametrize("answer", [Answer(b"nein", 403), Answer(b"kaputt", 500), Answer(TEXT[:9], announced=99)])
def test_the_secret_stands_in_no_error(web, tmp_path, workspace, monkeypatch, answer):
    monkeypatch.setenv("ARCHIV_TOKEN", SECRET)
    url = web.put("/a.txt", answer)
    error = refused(tmp_path, workspace, {"url": url, "auth": {"env": "ARCHIV_TOKEN"}})
    while error is not None:
        assert SECRET not in f"{error!r} {error}"
        error = error.__cause__


def test_a_secret_that_no_header_can_hold_is_not_shown_either(web, tmp_path, workspace, monkeypatch):
    monkeypatch.setenv("ARCHIV_TOKEN", f"{SECRET}\r\nX-Mehr: 1")
    error = refused(tmp_path, workspace, {"url": f"{web.url}/a.txt", "auth": {"env": "ARCHIV_TOKEN"}})
    assert "ARCHIV_TOKEN" in str(error)
    assert SECRET not in str(error)
    assert web.asked == []


def test_a_missing_secret_is_asked_for_by_the_name_of_its_variable(web, tmp_path, workspace, monkeypatch):
    monkeypatch.delenv("ARCHIV_TOKEN", raising=False)
    error = refused(tmp_path, workspace, {"url": f"{web.url}/a.txt", "auth": {"env": "ARCHIV_TOKEN"}})
    assert error.reason == "not_fetched"
    assert "set ARCHIV_TOKEN in the environment" in str(error)
    assert web.asked == []


def test_the_secret_follows_a_redirect_only_within_the_same_server(web, tmp_path, workspace, monkeypatch):
    monkeypatch.setenv("ARCHIV_TOKEN", SECRET)
    other = Web()
    try:
        elsewhere = other.put("/b.txt", TEXT)
        within = web.put("/a.txt", Answer(state=302, headers={"Location": "/zwei.txt"}))
        web.put("/zwei.txt", Answer(state=302, headers={"Location": elsewhere}))
        bring(tmp_path, workspace, {"url": within, "auth": {"env": "ARCHIV_TOKEN", "header": "X-Api-Key"}})
        assert [headers.get("X-Api-Key") for _path, headers in web.asked] == [SECRET, SECRET]
        assert len(other.asked) == 1
        assert SECRET not in str(other.asked)
    finally:
        other.close()


def test_a_secret_for_an_address_that_has_no_headers_is_a_mistake(tmp_path, workspace, monkeypatch):
    monkeypatch.setenv("ARCHIV_TOKEN", SECRET)
    error = refused(tmp_path, workspace, {"url": "memory://a.txt", "auth": {"env": "ARCHIV_TOKEN"}})
    assert "auth" in str(error)


@pytest.fixture
def memory():
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


def test_any_address_that_fsspec_knows_is_fetched(memory, tmp_path, workspace):
    memory.pipe("/ablage/tag.txt", TEXT)
    lock = bring(tmp_path, workspace, {"url": "memory://ablage/tag.txt"})
    assert content(workspace, lock) == TEXT
    assert lock.files[0].name == "tag.txt"


def test_a_pattern_in_such_an_address_brings_every_file_it_matches(memory, tmp_path, workspace):
    memory.pipe({"/ablage/b/2.txt": b"zwei", "/ablage/a/1.txt": b"eins", "/ablage/a/1.bin": b"-"})
    lock = bring(tmp_path, workspace, {"url": "memory://ablage/*/*.txt"})
    assert [one.name for one in lock.files] == ["a/1.txt", "b/2.txt"]
    assert [content(workspace, lock, place) for place in (0, 1)] == [b"eins", b"zwei"]


@pytest.mark.parametrize("url", ["memory://ablage/nichts.txt", "memory://ablage/*.nichts"])
def test_nothing_at_such_an_address_is_not_fetched(memory, tmp_path, workspace, url):
    assert refused(tmp_path, workspace, {"url": url}).reason == "not_fetched"


def test_an_error_of_a_library_that_nobody_foresaw_is_not_fetched(memory, tmp_path, workspace, monkeypatch):
    class StrangeError(Exception):
        pass

    def fail(*_arguments, **_options):
        raise StrangeError("ganz anders")

    monkeypatch.setattr(download, "PAUSES_SECONDS", ())
    monkeypatch.setattr(download.fsspec, "open", fail)
    error = refused(tmp_path, workspace, {"url": "memory://ablage/a.txt"})
    assert error.reason == "not_fetched"
    assert "ganz anders" in str(error)


def test_nothing_is_fetched_offline(web, tmp_path, workspace):
    url = web.put("/a.txt", TEXT)
    error = refused(tmp_path, workspace, {"url": url}, offline=True)
    assert error.reason == "not_fetched"
    assert "offline" in str(error)
    assert web.asked == []


def test_the_program_says_its_name(web, tmp_path, workspace):
    bring(tmp_path, workspace, {"url": web.put("/a.txt", TEXT)})
    assert web.asked[0][1]["User-Agent"].startswith("gemeingut/")
