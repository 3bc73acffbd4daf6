"""Archives inside archives: opened at every level, within one budget, and what cannot be opened is a row."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile

import pytest

from pipeline.archives.archive import Broken, Limits
from pipeline.archives.member import Member
from pipeline.archives.snapshot import Snapshot
from tests.pipeline.archives.test_snapshot import PACKERS, tar_bytes, zip_bytes, zstd_bytes

TEXT = "Der Müller mahlt, solange der Bach Wasser führt.\n".encode() * 3


def read(folder, files, limits=None):
    """Return what comes out of files of these names and bytes, by path: bytes, or the reason why there are none."""
    paths = []
    for number, (name, data) in enumerate(files.items()):
        path = folder / str(number)
        path.write_bytes(data)
        paths.append((path, name))
    with Snapshot(paths, limits) as snapshot:
        return {row.path: row.data if isinstance(row, Member) else row.reason for row in snapshot.members()}


@pytest.mark.parametrize("inner", PACKERS)
@pytest.mark.parametrize("outer", PACKERS)
def test_an_archive_in_an_archive_is_opened(outer, inner, tmp_path):
    name = f"x/innen.{inner}"
    data = PACKERS[outer]({"a.txt": b"a", name: PACKERS[inner]({"t/tief.txt": TEXT}), "z.txt": b"z"})
    assert read(tmp_path, {f"aussen.{outer}": data}) == {"a.txt": b"a", f"{name}/t/tief.txt": TEXT, "z.txt": b"z"}


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress), ("zst", zstd_bytes)],
)
def test_a_compressed_member_is_unpacked_under_whatever_name(suffix, pack, tmp_path):
    inside = {f"a.jsonl.{suffix}": pack(TEXT), "b.txt": pack(TEXT)}
    assert read(tmp_path, {"a.tar": tar_bytes(inside)}) == {f"a.jsonl.{suffix}": TEXT, "b.txt": TEXT}


def test_three_levels_and_a_zip_in_gzip_in_a_tar(tmp_path):
    inner = zip_bytes({"t.txt": TEXT})
    data = tar_bytes({"a.zip.gz": gzip.compress(inner), "b.tar": tar_bytes({"c.zip": inner}), "d.txt": inner})
    assert read(tmp_path, {"x.tar": data}) == dict.fromkeys(
        ["a.zip.gz/t.txt", "b.tar/c.zip/t.txt", "d.txt/t.txt"], TEXT
    )


def test_what_is_damaged_inside_is_told_and_what_stands_beside_it_comes_out(tmp_path):
    sound = zip_bytes({"gut.txt": b"gut", "schlecht.txt": b"schlecht" * 40})
    at = sound.index(b"schlecht.txt") + len(b"schlecht.txt") + 2
    broken = sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :]
    rows = read(
        tmp_path, {"a.tar": tar_bytes({"i.zip": broken, "j.zip": sound[:60], "k.gz": b"\x1f\x8b\x08kein", "z": b"z"})}
    )
    assert rows["i.zip/gut.txt"] == b"gut"
    assert rows["i.zip/schlecht.txt"] == rows["j.zip"] == rows["k.gz"] == "corrupt"
    assert rows["z"] == b"z"


def test_the_budget_holds_over_all_levels(tmp_path):
    limits = Limits(ratio=20, ratio_from_bytes=1 << 20)
    grown = zip_bytes({f"{number}.txt": b"a" * 200_000 for number in range(5)})  # less than 20 times a level
    packed = {f"{number}.zip": grown for number in range(40)}
    rows = read(tmp_path, {"bombe.zip": zip_bytes({"a.zip": zip_bytes(packed), "b.txt": b"b"})}, limits)
    assert rows["b.txt"] == b"b"
    assert "too_large" in rows.values()
    assert sum(len(data) for data in rows.values() if isinstance(data, bytes)) <= 1 << 20


def test_an_archive_that_has_no_end_is_opened_so_deep_and_no_deeper(tmp_path):
    data = TEXT
    for _ in range(30):
        data = zip_bytes({"tiefer.zip": data})
    (row,) = read(tmp_path, {"quine.zip": data}).values()
    assert row == "too_large"


def test_a_document_of_an_office_stays_one_file(tmp_path):
    docx = zip_bytes({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
    epub = zip_bytes({"mimetype": b"application/epub+zip", "OEBPS/1.html": b"<p>"})
    rows = read(tmp_path, {"a.zip": zip_bytes({"brief.docx": docx, "buch.zip": epub}), "oben.docx": docx})
    assert rows == {"brief.docx": docx, "buch.zip": epub, "oben.docx": docx}


def test_a_nested_archive_that_needs_a_password_is_a_row(tmp_path):
    data = bytearray(zip_bytes({"geheim.txt": TEXT}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    assert read(tmp_path, {"a.tar": tar_bytes({"i.zip": bytes(data)})}) == {"i.zip/geheim.txt": "unreadable"}


def test_names_say_what_is_inside_before_anything_is_read(tmp_path):
    (tmp_path / "a").write_bytes(tar_bytes({"x/i.zip": zip_bytes({"LICENSE": b"CC0"}), "b.txt": b"b"}))
    with Snapshot([(tmp_path / "a", "a.tar")]) as snapshot:
        assert snapshot.read("x/i.zip/LICENSE") == b"CC0"
        assert snapshot.names() == ["x/i.zip/LICENSE", "b.txt"]
        assert [row.path for row in snapshot.members(lambda name: name.endswith(".txt"))] == ["b.txt"]


def test_nothing_of_nested_archives_is_left_when_the_snapshot_is_closed(tmp_path):
    aside = tmp_path / "aside"
    aside.mkdir()
    (tmp_path / "a").write_bytes(tar_bytes({"i.zip": zip_bytes({"t.txt": TEXT})}))
    with Snapshot([(tmp_path / "a", "a.tar")], aside=aside) as snapshot:
        assert snapshot.names() == ["i.zip/t.txt"]
        assert list(aside.iterdir())
    assert list(aside.iterdir()) == []


def paths(folder, *names):
    """Return which text has which path, of archives of these names, each with `1.txt` and a text of its own."""
    rows = read(folder, {name: zip_bytes({"1.txt": name.encode(), f"{name[0]}.txt": b"-"}) for name in names})
    return {data.decode(): path for path, data in rows.items() if data != b"-"}


def test_paths_do_not_depend_on_archives_beside_them(tmp_path):
    both = paths(tmp_path, "b.zip", "c.zip")
    assert both == {"b.zip": "b.zip/1.txt", "c.zip": "c.zip/1.txt"}
    assert both.items() <= paths(tmp_path, "a.zip", "b.zip", "c.zip").items()
    assert both == paths(tmp_path, "c.zip", "b.zip")
    assert paths(tmp_path, "b.zip") == {"b.zip": "1.txt"}


def test_a_plain_file_has_its_name_whatever_comes_first(tmp_path):
    plain, packed, archive = {"n.txt": b"1"}, {"n.txt.gz": gzip.compress(b"2")}, {"a.zip": zip_bytes({"n.txt": b"3"})}
    expected = {"n.txt": b"1", "n.txt.gz": b"2", "a.zip/n.txt": b"3"}
    assert read(tmp_path, plain | packed | archive) == expected
    assert read(tmp_path, archive | packed | plain) == expected
    assert read(tmp_path, packed) == {"n.txt": b"2"}


def test_a_member_has_its_siblings_in_its_own_archive(tmp_path):
    for name in ("a.zip", "b.zip"):
        (tmp_path / name).write_bytes(zip_bytes({"1.xml": b"", "texte/1.txt": name.encode()}))
    with Snapshot([(tmp_path / name, name) for name in ("a.zip", "b.zip")]) as snapshot:
        found = {row.path: row.sibling("texte/1.txt") for row in snapshot.members(lambda name: name.endswith(".xml"))}
    assert found == {"a.zip/1.xml": b"a.zip", "b.zip/1.xml": b"b.zip"}


def test_what_a_system_keeps_for_itself_is_a_row(tmp_path):
    names = ["__MACOSX/._a", "a", ".DS_Store", "x/Thumbs.db", "desktop.ini"]
    rows = read(tmp_path, {"a.zip": zip_bytes(dict.fromkeys(names, b"x"))})
    assert rows == {"a": b"x"} | dict.fromkeys(set(names) - {"a"}, "of_system")


@pytest.mark.parametrize("flags", [0, 0x800])
def test_a_zip_s_names_are_read_one_by_one_whatever_stands_beside_them(flags, tmp_path):
    data = zip_bytes({"B?cker.txt": b"1", "B!cker.txt": b"2", "B__cher.txt": b"3"})
    for written, stored in ((b"B?", b"B\xe4"), (b"B!", b"B\xf6"), (b"B__", "Bü".encode())):
        data = data.replace(written, stored)
    if flags:  # says that all of them are UTF-8
        data = data.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x00\x08")
        data = data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x08")
    rows = read(tmp_path, {"a.zip": data})
    texts = {path: text for path, text in rows.items() if path}
    assert texts == {"BΣcker.txt": b"1", "B÷cker.txt": b"2", "Bücher.txt": b"3"}


def test_a_row_of_every_fault(tmp_path):
    with Snapshot([]) as snapshot:
        assert list(snapshot.members()) == []
    (tmp_path / "leer").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "nichts.zip", "w"):
        pass
    with Snapshot([(tmp_path / "leer", "leer.txt"), (tmp_path / "nichts.zip", "nichts.zip")]) as snapshot:
        assert [row.path for row in snapshot.members() if not isinstance(row, Broken)] == ["leer.txt"]
