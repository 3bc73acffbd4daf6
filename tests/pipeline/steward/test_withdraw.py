"""Withdrawing from a folder: versions and documents, killed in the middle, twice, and what was never there."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from pipeline.portals.registry import withdrawer_of
from pipeline.steward import sought
from pipeline.steward.withdraw import Request, prepare, withdraw
from tests.e2e import running
from tests.pipeline.steward.conftest import FORUM, ids, numbered

REASON = "erasure: Frau Lindt hat es verlangt"


@pytest.fixture
def named(tmp_path):
    path = tmp_path / "documents.txt"
    path.write_text(f"# was sie verlangt\n{FORUM}\n", "utf-8")
    return path


@pytest.fixture
def withdrawn(public, release, tmp_path):
    def run(*more, place=release):
        where = ("--to", f"folder:{public}", "--work", tmp_path / "work")
        return running.here("withdraw", place, *where, "--reason", REASON, *more)

    return run


def notices(public):
    return [json.loads(line) for line in (public / "demo" / "withdrawn.jsonl").read_text("utf-8").splitlines()]


def left(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_document_goes_out_of_every_version_that_holds_it(public, release, named, withdrawn, tmp_path):
    numbered(release, "1.1.0")
    assert running.here("publish", release.parent / "1.1.0", "--to", f"folder:{public}").status == 0
    done = withdrawn("--documents", named)
    assert done.status == 0, done.err
    for version in ("1.0.0", "1.1.0"):
        assert left(public / "demo" / version) == ["index.html"]
        new = public / "demo" / f"{version}+w1"
        assert ids(new) == ids(release) - {FORUM}
        assert running.here("verify", new).status == 0
    assert not (tmp_path / "work").exists()


def test_what_is_put_up_names_hash_code_and_date_and_nobody(public, named, withdrawn):
    assert withdrawn("--documents", named).status == 0
    (notice,) = notices(public)
    assert (notice["hash"], notice["reason"]) == (sought.hashed(FORUM), "erasure")
    assert (notice["versions"], notice["replaced_by"]) == (["1.0.0"], ["1.0.0+w1"])
    feed = ET.fromstring((public / "demo" / "withdrawn.atom").read_bytes())  # noqa: S314  this program wrote it
    assert [entry.tag.rpartition("}")[2] for entry in feed][-1] == "entry"
    for name in ("withdrawn.jsonl", "withdrawn.atom", "withdrawn.html", "1.0.0/index.html"):
        text = (public / "demo" / name).read_text("utf-8")
        assert "Lindt" not in text
        assert FORUM not in text


def test_a_version_goes_and_is_never_published_again(public, release, withdrawn):
    done = withdrawn()
    assert done.status == 0, done.err
    assert left(public / "demo" / "1.0.0") == ["index.html"]
    again = running.here("publish", release, "--to", f"folder:{public}")
    assert again.status == 1
    assert "demo 1.0.0 was withdrawn there" in again.err
    assert "publish under another version" in again.err


def test_a_later_version_that_holds_what_was_withdrawn_is_refused(public, release, named, withdrawn):
    assert withdrawn("--documents", named).status == 0
    newer = numbered(release, "1.1.0")
    done = running.here("publish", newer, "--to", f"folder:{public}")
    assert done.status == 1
    assert f"withdrawn_held: {FORUM}: was withdrawn there" in done.err
    again = running.here("publish", newer, "--to", f"folder:{public}", "--accept", "withdrawn_held")
    assert again.status == 0, again.err


@pytest.mark.parametrize("breaks_at", [0, 1, 4])
def test_a_withdrawal_that_broke_goes_on(breaks_at, public, release, named, withdrawn, monkeypatch):
    work = withdrawer_of(f"folder:{public}")
    request = Request(work, "demo", REASON, date(2026, 3, 2), public.parent / "work", None, sought.read_names(named))
    prepared = prepare(request, lambda _line: None)
    said = []

    def say(line):
        said.append(line)
        if len(said) == breaks_at + 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        withdraw(request, prepared, say)
    shutil.rmtree(public / "demo" / "1.0.0" / "data", ignore_errors=True)  # a version that is half away
    done = withdrawn("--documents", named)
    assert done.status == 0, done.err
    assert left(public / "demo" / "1.0.0") == ["index.html"]
    assert running.here("verify", public / "demo" / "1.0.0+w1").status == 0
    assert len(notices(public)) == 1


def test_what_was_withdrawn_already_is_done(public, release, named, withdrawn):
    assert withdrawn("--documents", named).status == 0
    again = withdrawn("--documents", named)
    assert again.status == 0, again.err
    assert "nothing to withdraw" in again.out


def test_a_second_withdrawal_makes_w2_of_w1(public, release, named, withdrawn):
    assert withdrawn("--documents", named).status == 0
    named.write_text("demo-stadtrat/2024-09-12-02\n", "utf-8")
    assert withdrawn("--documents", named).status == 0
    assert left(public / "demo" / "1.0.0+w1") == ["index.html"]
    assert ids(public / "demo" / "1.0.0+w2") == ids(release) - {FORUM, "demo-stadtrat/2024-09-12-02"}
    assert len(notices(public)) == 2


def test_a_document_is_named_by_a_line_of_withdrawn_jsonl_too(public, named, withdrawn):
    named.write_text(json.dumps({"hash": sought.hashed(FORUM)}), "utf-8")
    assert withdrawn("--documents", named).status == 0
    assert FORUM not in ids(public / "demo" / "1.0.0+w1")


def test_an_address_names_the_collection(public, named, withdrawn):
    assert withdrawn("--documents", named, place=f"folder:{public}/demo/1.0.0").status == 0


def test_copies_in_other_hands_are_listed_with_a_letter(named, withdrawn, tmp_path):
    done = withdrawn("--documents", named, "--recipient", "Institut für Texte", "--letter", tmp_path / "letter.md")
    assert "a copy that is not yours: Institut für Texte" in done.out
    letter = (tmp_path / "letter.md").read_text("utf-8")
    assert "Art. 19 DSGVO" in letter
    assert sought.hashed(FORUM) in letter
    assert FORUM not in letter


def test_a_dry_run_touches_nothing(public, named, withdrawn, tmp_path):
    before = left(public)
    done = withdrawn("--documents", named, "--dry-run")
    assert done.status == 0, done.err
    assert f"delete {public}/demo/1.0.0 (" in done.out
    assert (left(public), (tmp_path / "work").exists()) == (before, False)


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("demo-forum/nirgends", 1, "no published version of demo holds demo-forum/nirgends"),
        ("kein-name", 2, "is no id of a document"),
        ("", 2, "names no document"),
        ('{"title": "x"}', 2, "expected the key 'id' or 'hash'"),
    ],
)
def test_what_names_nothing(line, status, words, public, named, withdrawn):
    named.write_text(line, "utf-8")
    done = withdrawn("--documents", named)
    assert (done.status, words in done.err) == (status, True), done.err
    assert (public / "demo" / "1.0.0" / "SHA256SUMS").is_file()


def test_a_version_that_is_not_published(release, withdrawn):
    other = numbered(release, "2.0.0")
    done = withdrawn(place=other)
    assert done.status == 1
    assert "demo 2.0.0 is not published there; there are: 1.0.0" in done.err


def test_a_published_version_that_somebody_changed_is_not_rewritten(public, named, withdrawn):
    (public / "demo" / "1.0.0" / "README.md").write_text("forged", "utf-8")
    done = withdrawn("--documents", named)
    assert done.status == 1
    assert "README.md is not what SHA256SUMS says" in done.err
