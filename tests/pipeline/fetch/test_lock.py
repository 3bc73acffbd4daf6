"""What is fetched once is not fetched again; mirrors, paths and folders; and the pages that evidence quotes."""

from __future__ import annotations

import io
import tarfile

import pytest

from pipeline.admit import admit
from pipeline.admit.proof import check
from pipeline.archives.archive import Broken
from pipeline.fetch.fetch import FetchError, fetch
from pipeline.fetch.lock import read_lock, snapshot_path
from pipeline.manifest.load import load_collection
from pipeline.read.read_source import snapshot
from tests.pipeline.loopback import Answer, a_source

OLD, NEW = b"Fassung von gestern.", b"Fassung von heute."
SAID = "Alle Texte stehen unter der Lizenz CC BY 4.0."


def bring(tmp_path, workspace, *fetching, offline=False, mirror=None, **license_):
    source = a_source(tmp_path / "manifest", list(fetching), **license_)
    return fetch(source, workspace, mirror, offline=offline)


def contents(workspace, lock):
    return [workspace.store.local(snapshot_path(workspace, "archiv", file)).read_bytes() for file in lock.files]


def test_what_has_been_fetched_is_not_asked_for_again_even_if_it_changed(web, tmp_path, workspace):
    url = web.put("/a.txt", Answer(OLD), Answer(NEW))
    first = bring(tmp_path, workspace, {"url": url})
    assert bring(tmp_path, workspace, {"url": url}) == first
    assert bring(tmp_path, workspace, {"url": url}, offline=True) == first
    assert web.count("/a.txt") == 1
    assert contents(workspace, first) == [OLD]


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"verdorben"), lambda path: path.unlink()])
def test_a_file_that_lost_its_hash_is_fetched_again(web, tmp_path, workspace, damage):
    url = web.put("/a.txt", OLD)
    first = bring(tmp_path, workspace, {"url": url})
    damage(workspace.store.local(snapshot_path(workspace, "archiv", first.files[0])))
    assert contents(workspace, bring(tmp_path, workspace, {"url": url})) == [OLD]
    assert web.count("/a.txt") == 2


def test_another_pin_in_the_manifest_fetches_again(web, tmp_path, workspace):
    url = web.put("/a.txt", Answer(OLD), Answer(NEW))
    bring(tmp_path, workspace, {"url": url})
    pin = "f6b4d1f4" * 8
    with pytest.raises(FetchError) as caught:
        bring(tmp_path, workspace, {"url": url, "sha256": pin})
    assert caught.value.reason == "wrong_hash"
    assert web.count("/a.txt") == 2


def test_what_a_failed_fetch_did_bring_is_kept_for_the_next(web, tmp_path, workspace):
    entries = [{"url": web.put("/a.txt", OLD)}, {"url": web.put("/b.txt", Answer(b"", 404), Answer(NEW))}]
    with pytest.raises(FetchError):
        bring(tmp_path, workspace, *entries)
    assert read_lock(workspace, "archiv") is None
    lock = bring(tmp_path, workspace, *entries)
    assert contents(workspace, lock) == [OLD, NEW]
    assert (web.count("/a.txt"), web.count("/b.txt")) == (1, 2)


def test_an_entry_taken_out_of_the_manifest_leaves_the_lock(web, tmp_path, workspace):
    entries = [{"url": web.put("/a.txt", OLD)}, {"url": web.put("/b.txt", NEW)}]
    bring(tmp_path, workspace, *entries)
    assert contents(workspace, bring(tmp_path, workspace, entries[1])) == [NEW]


def test_the_mirror_goes_before_the_address(web, tmp_path, workspace):
    url = web.put("/a.txt", OLD)
    (tmp_path / "mirror/archiv").mkdir(parents=True)
    (tmp_path / "mirror/archiv/a.txt").write_bytes(NEW)
    lock = bring(tmp_path, workspace, {"url": url}, mirror=tmp_path / "mirror", offline=True)
    assert contents(workspace, lock) == [NEW]
    assert lock.files[0].address == "mirror:archiv/a.txt"
    assert bring(tmp_path, workspace, {"url": url}, offline=True) == lock, "the snapshot serves without the mirror too"
    assert web.asked == []


def test_a_mirror_without_the_file_leaves_it_to_the_address(web, tmp_path, workspace):
    (tmp_path / "mirror").mkdir()
    lock = bring(tmp_path, workspace, {"url": web.put("/a.txt", OLD)}, mirror=tmp_path / "mirror")
    assert contents(workspace, lock) == [OLD]


def test_a_mirror_file_that_is_not_the_pinned_one_is_refused(web, tmp_path, workspace):
    (tmp_path / "mirror/archiv").mkdir(parents=True)
    (tmp_path / "mirror/archiv/gespiegelt.txt").write_bytes(NEW)
    entry = {"url": web.put("/a.txt", OLD), "mirror": [{"file": "gespiegelt.txt", "sha256": "0" * 64}]}
    with pytest.raises(FetchError) as caught:
        bring(tmp_path, workspace, entry, mirror=tmp_path / "mirror")
    assert caught.value.reason == "wrong_hash"


def test_a_file_address_is_read_from_this_machine_and_read_again_when_it_changes(tmp_path, workspace):
    path = tmp_path / "Akte 1.txt"
    path.write_bytes(OLD)
    entry = {"url": path.as_uri()}
    assert contents(workspace, bring(tmp_path, workspace, entry, offline=True)) == [OLD]
    path.write_bytes(NEW)
    lock = bring(tmp_path, workspace, entry, offline=True)
    assert contents(workspace, lock) == [NEW]
    assert lock.files[0].name == "Akte 1.txt"
    path.unlink()
    with pytest.raises(FetchError):
        bring(tmp_path, workspace, entry)


@pytest.mark.parametrize("pattern", ["texte/**/*.txt", "texte/**"])
def test_a_pattern_brings_every_file_below_the_manifest(tmp_path, workspace, pattern):
    for name in ("b.txt", "a/1.txt", "a/tief/2.txt"):
        path = tmp_path / "manifest/texte" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    lock = bring(tmp_path, workspace, {"path": pattern}, offline=True)
    assert [one.name for one in lock.files] == ["texte/a/1.txt", "texte/a/tief/2.txt", "texte/b.txt"]
    assert contents(workspace, lock) == [b"a/1.txt", b"a/tief/2.txt", b"b.txt"]


def test_an_absolute_pattern_is_one_too(tmp_path, workspace):
    (tmp_path / "anderswo").mkdir()
    (tmp_path / "anderswo/a.txt").write_bytes(OLD)
    assert contents(workspace, bring(tmp_path, workspace, {"path": f"{tmp_path}/anderswo/*.txt"})) == [OLD]


@pytest.mark.parametrize(("pattern", "hint"), [("nichts/*.txt", "no file 'nichts/*.txt'"), ("texte", "texte/**/*")])
def test_a_path_without_files_says_what_to_write(tmp_path, workspace, pattern, hint):
    (tmp_path / "manifest/texte").mkdir(parents=True)
    with pytest.raises(FetchError, match="fetch:") as caught:
        bring(tmp_path, workspace, {"path": pattern})
    assert hint in str(caught.value)


def test_two_entries_with_the_same_file_name_need_folders(web, tmp_path, workspace):
    one, other = {"url": web.put("/eins/a.txt", OLD)}, {"url": web.put("/zwei/a.txt", NEW)}
    with pytest.raises(FetchError, match=r"a\.txt. stands twice; give one entry a .folder"):
        bring(tmp_path, workspace, one, other)
    lock = bring(tmp_path, workspace, one, other | {"folder": "zwei"})
    with snapshot("archiv", workspace, lock) as tree:
        assert tree.names() == ["a.txt", "zwei/a.txt"]


def packed(**files):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return target.getvalue()


EINS, ZWEI = "1a2b3c4d5e6f", "6f5e4d3c2b1a"


@pytest.fixture
def repositories(web, tmp_path):
    """Two repositories as archives of their own on the web, and as one file in the mirror."""
    eins = {f"Werke-{EINS}/LICENSE": "CC0", f"Werke-{EINS}/texte/a.txt": "Alpha"}
    zwei = {f"Briefe-{ZWEI}/LICENSE": "CC BY", f"Briefe-{ZWEI}/texte/a.txt": "Beta"}
    (tmp_path / "mirror/archiv").mkdir(parents=True)
    (tmp_path / "mirror/archiv/beide.tar.gz").write_bytes(packed(**eins, **zwei))
    mirror = [{"file": "beide.tar.gz"}]
    return [
        {"url": web.put(f"/{EINS}.tar.gz", packed(**eins)), "folder": "Werke", "mirror": mirror},
        {"url": web.put(f"/{ZWEI}.tar.gz", packed(**zwei)), "folder": "Briefe", "mirror": mirror},
    ]


def tree_of(workspace, lock):
    with snapshot("archiv", workspace, lock) as tree:
        found = list(tree.members())
    assert not any(isinstance(one, Broken) for one in found)
    return {one.path: one.data for one in found}


def test_several_repositories_make_one_source_with_the_same_paths_from_web_and_mirror(
    web, repositories, tmp_path, workspace
):
    fetched = tree_of(workspace, bring(tmp_path, workspace, *repositories))
    assert fetched == {
        "Werke/LICENSE": b"CC0",
        "Werke/texte/a.txt": b"Alpha",
        "Briefe/LICENSE": b"CC BY",
        "Briefe/texte/a.txt": b"Beta",
    }
    lock = bring(tmp_path, workspace, *repositories, mirror=tmp_path / "mirror")
    assert [one.name for one in lock.files] == ["beide.tar.gz"]
    assert tree_of(workspace, lock) == fetched
    asked = len(web.asked)
    assert bring(tmp_path, workspace, *repositories) == lock, "one mirrored file goes on serving both entries"
    assert len(web.asked) == asked


def test_a_mirror_file_of_one_entry_gets_that_entrys_folder(web, repositories, tmp_path, workspace):
    (tmp_path / "mirror/archiv/eins.tar.gz").write_bytes(packed(**{f"Werke-{EINS}/texte/a.txt": "Alpha"}))
    only = repositories[0] | {"mirror": [{"file": "eins.tar.gz"}]}
    lock = bring(tmp_path, workspace, only, mirror=tmp_path / "mirror")
    assert tree_of(workspace, lock) == {"Werke/texte/a.txt": b"Alpha"}
    assert web.asked == []


def test_another_folder_is_another_snapshot(web, tmp_path, workspace):
    url = web.put("/a.txt", OLD)
    plain = bring(tmp_path, workspace, {"url": url})
    placed = bring(tmp_path, workspace, {"url": url, "folder": "alt"})
    assert plain.sha256() != placed.sha256()


@pytest.mark.parametrize("folder", ["../weg", "a/b", "/a", "..", " "])
def test_a_folder_is_one_plain_name(tmp_path, folder):
    with pytest.raises(ValueError, match="folder"):
        a_source(tmp_path, [{"url": "https://example.org/a.txt", "folder": folder}])


def proven(tmp_path, workspace, url, *, offline=False):
    (tmp_path / "manifest").mkdir(exist_ok=True)
    (tmp_path / "manifest/a.txt").write_bytes(OLD)
    said = {"id": "CC-BY-4.0", "evidence": [{"kind": "url", "url": url, "quote": SAID}]}
    source = a_source(tmp_path / "manifest", [{"path": "a.txt"}], license=said)
    collection = tmp_path / "manifest/sammlung.yaml"
    collection.write_text("name: s\ntitle: S\nsources: [./archiv.yaml]\n")
    policy = load_collection(str(collection), []).policy
    return admit.admit(source, workspace, policy, None, "offline" if offline else "network")


def test_the_page_that_evidence_quotes_is_archived_and_its_quote_checked(web, tmp_path, workspace):
    url = web.put("/impressum", f"<html><p>{SAID}</p></html>".encode())
    admitted = proven(tmp_path, workspace, url)
    assert (admitted.state, admitted.proof.claim.proven) == ("admitted", True)
    (page,) = admitted.lock.pages
    assert SAID.encode() in workspace.store.local(snapshot_path(workspace, "archiv", page)).read_bytes()
    assert admitted.proof.pieces[0].sha256 == page.sha256
    assert proven(tmp_path, workspace, url, offline=True).proof.claim.proven, "the archived page serves offline"
    assert web.count("/impressum") == 1


def test_a_page_that_says_something_else_proves_nothing(web, tmp_path, workspace):
    admitted = proven(tmp_path, workspace, web.put("/impressum", b"<p>Alle Rechte vorbehalten.</p>"))
    assert (admitted.state, admitted.proof.claim.proven) == ("admitted", False)


@pytest.mark.parametrize(("url", "why"), [("/weg", "404"), (None, "could not be had: ")])
def test_a_page_that_is_gone_leaves_the_claim_unproven_and_says_why(web, tmp_path, workspace, url, why):
    admitted = proven(tmp_path, workspace, f"{web.url}{url}" if url else "https://[kaputt/")
    assert (admitted.state, admitted.proof.claim.proven) == ("admitted", False)
    assert admitted.lock.pages == ()
    assert "could not be had" in admitted.proof.claim.why_unproven
    assert why in admitted.proof.claim.why_unproven
    assert read_lock(workspace, "archiv") == admitted.lock


def test_the_page_that_a_restriction_quotes_is_archived_too(web, tmp_path, workspace):
    url = web.put("/rechte", f"<p>{SAID}</p>".encode())
    (tmp_path / "a.txt").write_bytes(OLD)
    quoted = {
        "documents": "1",
        "verdict": "reject",
        "note": "N",
        "evidence": [{"kind": "url", "url": url, "quote": SAID}],
    }
    source = a_source(tmp_path, [{"path": "a.txt"}], license={"restrictions": [quoted]})
    lock = fetch(source, workspace, None, offline=False)
    ((piece,),) = check(source, workspace, lock).restrictions
    assert (piece.finding, piece.sha256) == (None, lock.pages[0].sha256)
