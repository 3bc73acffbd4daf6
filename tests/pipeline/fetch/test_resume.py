"""A download that broke off: continued where the server's file is still the same, begun again where it is not."""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib

import pytest

from pipeline.fetch import download, meter
from pipeline.fetch.fetch import FetchError, fetch
from pipeline.fetch.lock import snapshot_path
from pipeline.fetch.unfinished import validator_of
from tests.pipeline.loopback import Answer, a_source

OLD = "".join(f"Zeile {number} der alten Fassung.\n" for number in range(40)).encode()
NEW = OLD.replace(b"alten", b"neuen")
CUT = 100
BROKEN = Answer(OLD[:CUT], headers={"ETag": '"alt"'}, announced=len(OLD))


def rest(data, start=CUT, etag='"alt"'):
    return Answer(data[start:], 206, {"ETag": etag, "Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"})


def bring(tmp_path, workspace, url, **keys):
    lock = fetch(a_source(tmp_path / "manifest", [{"url": url}], **keys), workspace, None, offline=False)
    (file,) = lock.files
    data = workspace.store.local(snapshot_path(workspace, "archiv", file)).read_bytes()
    assert (file.sha256, file.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert not workspace.store.names(workspace.snapshot("archiv") / "unfinished"), "nothing unfinished stays"
    return data


def asked(web):
    return [(headers.get("Range"), headers.get("If-Range")) for _path, headers in web.asked]


def test_the_rest_is_asked_for_and_appended(web, tmp_path, workspace):
    assert bring(tmp_path, workspace, web.put("/a.txt", BROKEN, rest(OLD))) == OLD
    assert asked(web) == [(None, None), ("bytes=100-", '"alt"')]


def test_a_file_that_changed_in_between_is_taken_whole(web, tmp_path, workspace):
    changed = Answer(NEW, headers={"ETag": '"neu"'})
    assert bring(tmp_path, workspace, web.put("/a.txt", BROKEN, changed)) == NEW
    assert asked(web)[1] == ("bytes=100-", '"alt"')


def test_a_server_that_continues_another_file_is_asked_for_all_of_it(web, tmp_path, workspace):
    url = web.put("/a.txt", BROKEN, rest(NEW, etag='"neu"'), Answer(NEW, headers={"ETag": '"neu"'}))
    assert bring(tmp_path, workspace, url) == NEW
    assert asked(web)[2] == (None, None)


@pytest.mark.parametrize("headers", [{}, {"Content-Range": "bytes 7-1230/1231"}, {"Content-Range": "zehn"}])
def test_a_rest_from_another_place_is_not_appended(web, tmp_path, workspace, headers):
    url = web.put("/a.txt", BROKEN, Answer(OLD[7:], 206, headers), Answer(OLD))
    assert bring(tmp_path, workspace, url) == OLD


def test_a_range_beyond_the_end_of_what_is_now_a_shorter_file(web, tmp_path, workspace):
    url = web.put("/a.txt", BROKEN, Answer(b"", 416, {"Content-Range": "bytes */50"}), Answer(OLD[:50]))
    assert bring(tmp_path, workspace, url) == OLD[:50]


def test_all_had_come_before_the_connection_broke(web, tmp_path, workspace):
    unsure = Answer(OLD, headers={"ETag": '"alt"'}, announced=len(OLD) + 1)
    url = web.put("/a.txt", unsure, Answer(b"", 416, {"Content-Range": f"bytes */{len(OLD)}"}))
    assert bring(tmp_path, workspace, url) == OLD


def test_a_rest_that_breaks_off_is_continued_too(web, tmp_path, workspace):
    second = Answer(OLD[CUT:300], 206, rest(OLD).headers, announced=len(OLD) - CUT)
    assert bring(tmp_path, workspace, web.put("/a.txt", BROKEN, second, rest(OLD, 300))) == OLD
    assert [range_ for range_, _ in asked(web)] == [None, "bytes=100-", "bytes=300-"]


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"alt"'}])
def test_without_a_mark_that_holds_the_file_begins_again(web, tmp_path, workspace, headers):
    broken = Answer(OLD[:CUT], headers=headers, announced=len(OLD))
    assert bring(tmp_path, workspace, web.put("/a.txt", broken, Answer(OLD))) == OLD
    assert asked(web) == [(None, None), (None, None)]


def test_a_later_run_continues_what_an_earlier_one_gave_up(web, tmp_path, workspace, monkeypatch):
    url = web.put("/a.txt", BROKEN, rest(OLD))
    monkeypatch.setattr(download, "PAUSES_SECONDS", ())
    with pytest.raises(FetchError, match=f"broke off after 100 of {len(OLD)} bytes"):
        bring(tmp_path, workspace, url)
    assert bring(tmp_path, workspace, url) == OLD
    assert asked(web)[1] == ("bytes=100-", '"alt"')


def test_a_continued_file_is_still_held_to_its_pin(web, tmp_path, workspace):
    url = web.put("/a.txt", BROKEN, rest(NEW))
    source = a_source(tmp_path, [{"url": url, "sha256": hashlib.sha256(OLD).hexdigest()}])
    with pytest.raises(FetchError) as caught:
        fetch(source, workspace, None, offline=False)
    assert caught.value.reason == "wrong_hash"


SENT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({"ETag": '"a"', "Last-Modified": "Sun, 01 Mar 2026 10:00:00 GMT"}, '"a"'),
        ({"ETag": 'W/"a"'}, ""),
        ({"Last-Modified": "Sun, 01 Mar 2026 10:00:00 GMT"}, "Sun, 01 Mar 2026 10:00:00 GMT"),
        ({"Last-Modified": "Sun, 01 Mar 2026 11:59:30 GMT"}, ""),
        ({"Last-Modified": "gestern"}, ""),
        ({}, ""),
    ],
)
def test_the_mark_by_which_a_server_knows_its_file(headers, wanted):
    assert validator_of({"Date": email.utils.format_datetime(SENT, usegmt=True), **headers}) == wanted


@pytest.fixture
def pauses(monkeypatch):
    """Return the pauses that were made, which take no time here."""
    made = []
    monkeypatch.setattr(meter.time, "sleep", made.append)
    monkeypatch.setattr(download, "PAUSES_SECONDS", (1.0, 2.0, 10.0, 30.0, 60.0, 120.0))
    return made


def test_a_busy_server_is_waited_for_as_long_as_it_asks(web, tmp_path, workspace, pauses):
    until = dt.datetime.now(tz=dt.UTC) + dt.timedelta(seconds=90)
    busy = [
        Answer(b"", 429, {"Retry-After": "17"}),
        Answer(b"", 503, {"Retry-After": email.utils.format_datetime(until)}),
    ]
    assert bring(tmp_path, workspace, web.put("/a.txt", *busy, Answer(OLD))) == OLD
    assert pauses[0] == 17.0
    assert 80 < pauses[1] <= 90


def test_a_server_that_asks_for_hours_is_left_to_a_later_run(web, tmp_path, workspace, pauses):
    url = web.put("/a.txt", Answer(b"", 429, {"Retry-After": "7200"}))
    with pytest.raises(FetchError, match="asks to wait 7200 seconds"):
        bring(tmp_path, workspace, url)
    assert pauses == []


def test_pauses_grow_to_minutes(web, tmp_path, workspace, pauses):
    url = web.put("/a.txt", Answer(b"", 503))
    with pytest.raises(FetchError, match=r"HTTP 503 .*, 7 times"):
        bring(tmp_path, workspace, url)
    assert pauses == [1.0, 2.0, 10.0, 30.0, 60.0, 120.0]


def test_a_broken_page_and_a_port_where_nothing_listens_are_given_up_in_seconds(web, tmp_path, workspace, pauses):
    with pytest.raises(FetchError, match=r"HTTP 500 .*, 3 times"):
        bring(tmp_path, workspace, web.put("/a.txt", Answer(b"", 500)))
    web.close()
    with pytest.raises(FetchError, match="3 times"):
        bring(tmp_path, workspace, web.url + "/b.txt")
    assert pauses == [1.0, 2.0] * 2
