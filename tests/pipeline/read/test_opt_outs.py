from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.archives.snapshot import Snapshot
from pipeline.manifest import Source
from pipeline.read.document import Document
from pipeline.read.opt_outs import Snapshots, folder_of, kind_of
from pipeline.read.read_source import read_members
from pipeline.read.reader import Part
from pipeline.read.reading import Reading
from pipeline.read.web import warc
from tests.pipeline.read.web.test_warc import archive

PAGE = "<html><head><title>Der Steg</title></head><body><article><h1>Der Steg</h1><p>{}</p></article></body></html>".format(
    "Der alte Steg am See ist in diesem Jahr von den Anwohnern selbst erneuert worden, Bohle für Bohle. " * 6
)
IMPRINT = (
    "<html><body><div><p>Musterverlag, Quellenhagen</p><p>Die Nutzung für <b>Text und Data Mining</b> im Sinne von "
    "§ 44b UrhG ist vorbehalten. Telefon 0123.</p></div></body></html>"
)


def recorded(*records):
    """Return a WARC of `(url, body, status, kind, headers)`."""
    rows = []
    for url, body, status, *more in records:
        kind = more[0] if more else "text/html; charset=utf-8"
        headers = [("Content-Type", kind), *(more[1] if len(more) > 1 else [])]
        rows.append(("response", url, status, headers, body.encode()))
    return archive(*rows)


def documents(*records):
    found = warc.read(Part(Member("a.warc.gz", recorded(*records))), warc.WarcOptions())
    return {one.id: one.license_statements for one in found if isinstance(one, Document)}


def test_robots_txt_concerns_the_pages_of_its_host_recorded_before_and_after_and_no_others():
    found = documents(
        ("https://a.example/1", PAGE, "200 OK"),
        ("https://a.example/robots.txt", "User-agent: GPTBot\nDisallow: /\nAllow: /frei/\n", "200 OK", "text/plain"),
        ("https://a.example/frei/2", PAGE, "200 OK"),
        ("https://b.example/3", PAGE, "200 OK"),
        ("http://a.example/4", PAGE, "200 OK"),
    )
    said = {name: [(one.statement, one.level, one.object) for one in statements] for name, statements in found.items()}
    reserved = [("User-agent: GPTBot\nDisallow: /", "source", "text")]
    assert said == {"a.example/1": reserved, "a.example/frei/2": [], "b.example/3": [], "a.example/4": reserved}
    assert found["a.example/1"][0].where == "https://a.example/robots.txt (2020-01-02T03:04:05Z)"


@pytest.mark.parametrize("include", [["*.warc.gz"], ["pages*.warc.gz"]])
def test_a_robots_txt_in_one_file_of_a_snapshot_concerns_the_pages_in_all_others(tmp_path, include):
    robots = ("https://a.example/robots.txt", "User-agent: GPTBot\nDisallow: /\n", "200 OK", "text/plain")
    crawled = {
        "pages-1.warc.gz": [("https://a.example/1", PAGE, "200 OK")],
        "pages-2.warc.gz": [("https://a.example/2", PAGE, "200 OK"), ("https://b.example/3", PAGE, "200 OK")],
        "robots.warc.gz": [robots],
    }
    for name, records in crawled.items():
        (tmp_path / name).write_bytes(recorded(*records))
    said = {"id": "web", "title": "Web", "fetch": ["*.warc.gz"], "format": "warc", "members": {"include": include}}
    with Snapshot([(tmp_path / name, name) for name in sorted(crawled)]) as tree:
        found = read_members(Source.model_validate(said), tree, Reading("web", 1 << 20))
        reserved = {one.id: len(one.license_statements) for one, _ in found if isinstance(one, Document)}
    assert reserved == {"a.example/1": 1, "a.example/2": 1, "b.example/3": 0}


def test_a_robots_txt_that_was_not_there_says_nothing():
    found = documents(
        ("https://a.example/robots.txt", "User-agent: GPTBot\nDisallow: /", "404 Not Found", "text/plain"),
        ("https://a.example/1", PAGE, "200 OK"),
    )
    assert found == {"a.example/1": ()}


@pytest.mark.parametrize(
    ("path", "body", "kind", "statement"),
    [
        ("/ai.txt", "User-Agent: *\nDisallow: /\n", "text/plain", "User-Agent: *\nDisallow: /"),
        (
            "/.well-known/tdmrep.json",
            '[{"location": "/", "tdm-reservation": 1}]',
            "application/json",
            '{"location": "/", "tdm-reservation": 1}',
        ),
        (
            "/impressum",
            IMPRINT,
            "text/html",
            "Die Nutzung für Text und Data Mining im Sinne von § 44b UrhG ist vorbehalten.",
        ),
    ],
)
def test_other_declarations_of_a_host_are_read_too(path, body, kind, statement):
    found = documents(("https://a.example/1", PAGE, "200 OK"), (f"https://a.example{path}", body, "200 OK", kind))
    assert [one.statement for one in found["a.example/1"]] == [statement]


def test_headers_and_meta_of_a_page_stand_beside_what_its_host_declares():
    page = PAGE.replace(
        "<title>", '<meta name="robots" content="noai, noimageai"><meta name="tdm-reservation" content="1"><title>'
    )
    headers = [("X-Robots-Tag", "noai"), ("tdm-reservation", "1"), ("tdm-policy", "https://a.example/offer.json")]
    found = documents(("https://a.example/1", page, "200 OK", "text/html", headers))
    said = [(one.statement, one.object) for one in found["a.example/1"]]
    assert ("noai", "text") in said
    assert ("noai, noimageai", "text") in said
    assert said.count(("tdm-reservation: 1", "text")) == 2
    assert ("https://a.example/offer.json", "metadata") in said


def test_declarations_in_a_snapshot_concern_the_members_below_their_folder():
    files = {
        "seite/robots.txt": b"User-agent: *\nDisallow: /privat/\n",
        "seite/.well-known/tdmrep.json": b'{"location": "/artikel/*", "tdm-reservation": 1}',
        "texte/1.txt": b"",
    }
    found = Snapshots(list(files), files.get)
    assert [one.statement for one in found.statements("seite/privat/1.html")] == ["User-agent: *\nDisallow: /privat/"]
    assert [one.where for one in found.statements("seite/artikel/1.html")] == ["seite/.well-known/tdmrep.json"]
    assert found.statements("seite/1.html") == ()
    assert found.statements("texte/1.txt") == ()


def test_an_imprint_in_a_snapshot_speaks_ofread_members_in_it():
    found = Snapshots(["content/impressum/index.html"], lambda _path: IMPRINT.encode())
    (said,) = found.statements("content/kapitel/1.md")
    assert said.statement == "Die Nutzung für Text und Data Mining im Sinne von § 44b UrhG ist vorbehalten."


@pytest.mark.parametrize(
    ("path", "kind", "folder"),
    [
        ("robots.txt", "robots", ""),
        ("a/b/ai.txt", "ai", "a/b/"),
        ("a/.well-known/tdmrep.json", "tdmrep", "a/"),
        ("content/impressum/index.md", "terms", ""),
        ("nutzungsbedingungen.html", "terms", ""),
        ("geschichte/impressum-der-zeitung.html", None, "geschichte/"),
        ("robots.txt.html", None, ""),
    ],
)
def test_files_that_declare_are_known_by_their_names(path, kind, folder):
    assert kind_of(path) == kind
    if kind:
        assert folder_of(path) == folder
