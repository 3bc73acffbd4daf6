"""Members that no packer writes: each is a row with a reason, and those beside it come out."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import tracemalloc
import zipfile

import pytest

from pipeline.archives.archive import Broken, Limits
from pipeline.archives.member import Member
from pipeline.archives.snapshot import Snapshot


def headers(*infos):
    """Return a tar of a file `davor.txt`, the given entries, and a file `danach.txt`."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for info in (entry("davor.txt"), *infos, entry("danach.txt")):
            tar.addfile(info, io.BytesIO(b"Text." if info.isfile() else b""))
    return target.getvalue()


def entry(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    info.size = 5 if kind == tarfile.REGTYPE else 0
    return info


def members(folder, data, name="a.tar", limits=None):
    path = folder / "datei"
    path.write_bytes(data)
    with Snapshot([(path, name)], limits) as snapshot:
        items = list(snapshot.members())
    good = {item.path: item.data for item in items if isinstance(item, Member)}
    return good, {item.path: item.reason for item in items if isinstance(item, Broken)}


@pytest.mark.parametrize(
    ("infos", "rows"),
    [
        ([entry("ordner", tarfile.DIRTYPE), entry("x", tarfile.LNKTYPE, "ordner")], {"x": "corrupt"}),
        (
            [entry("rohr", tarfile.FIFOTYPE), entry("x", tarfile.LNKTYPE, "rohr")],
            {"rohr": "not_a_file", "x": "corrupt"},
        ),
        ([entry("x", tarfile.LNKTYPE, "x")], {"x": "corrupt"}),
        ([entry("x", tarfile.LNKTYPE, "y"), entry("y", tarfile.LNKTYPE, "x")], {"x": "corrupt", "y": "corrupt"}),
        ([entry("x", tarfile.LNKTYPE, "danach.txt")], {"x": "corrupt"}),
        (
            [entry("x", tarfile.SYMTYPE, "davor.txt"), entry("y", tarfile.SYMTYPE, "y")],
            dict.fromkeys("xy", "not_a_file"),
        ),
        ([entry("x", tarfile.CHRTYPE), entry("y", tarfile.BLKTYPE)], dict.fromkeys("xy", "not_a_file")),
    ],
)
def test_links_and_devices_are_rows_and_their_neighbours_come_out(infos, rows, tmp_path):
    assert members(tmp_path, headers(*infos)) == ({"davor.txt": b"Text.", "danach.txt": b"Text."}, rows)


def test_a_link_to_a_link_is_the_file(tmp_path):
    links = [entry("x", tarfile.LNKTYPE, "davor.txt"), entry("y", tarfile.LNKTYPE, "x")]
    good, rows = members(tmp_path, headers(*links))
    assert rows == {}
    assert good["x"] == good["y"] == b"Text."


def test_a_link_counts_with_the_size_of_its_file(tmp_path):
    data = headers(entry("x", tarfile.LNKTYPE, "davor.txt"))
    assert members(tmp_path, data, limits=Limits(member_bytes=4))[1]["x"] == "too_large"


def test_names_that_are_no_utf8_are_read_as_latin1_and_stay_apart(tmp_path):
    infos = [entry("B\udce4cker.txt"), entry("B\udcf6cker.txt"), entry("Bäcker2.txt")]
    good, rows = members(tmp_path, headers(*infos))
    assert rows == {}
    assert list(good) == ["davor.txt", "Bäcker.txt", "Böcker.txt", "Bäcker2.txt", "danach.txt"]


def with_field(data, name, offset, field):
    """Return a tar with a field of one header replaced and the header's checksum (POSIX 1003.1, pax) put right."""
    data = bytearray(data)
    at = data.index(name)
    data[at + offset : at + offset + len(field)] = field
    data[at + 148 : at + 156] = b" " * 8
    data[at + 148 : at + 156] = b"%06o\0 " % sum(data[at : at + 512])
    return bytes(data)


@pytest.mark.parametrize("size", [-512, -5_000, -(1 << 40)])
def test_a_negative_size_ends_the_list_and_is_told(size, tmp_path):
    field = b"\xff" + (size & ((1 << 88) - 1)).to_bytes(11, "big")
    good, rows = members(tmp_path, with_field(headers(entry("x")), b"x\0", 124, field))
    assert good == {"davor.txt": b"Text."}
    assert "corrupt" in rows.values()


def test_a_pax_header_with_odd_numbers_is_told(tmp_path):
    info = entry("x")
    info.pax_headers = {"GNU.sparse.map": "a,b", "GNU.sparse.major": "x", "size": "viel", "mtime": "nie"}
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for one in (entry("davor.txt"), info):
            tar.addfile(one, io.BytesIO(b"Text."))
    good, rows = members(tmp_path, target.getvalue())
    assert good["davor.txt"] == b"Text."
    assert rows == {"": "corrupt"}


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return bytearray(target.getvalue())


def directory_entry(data, name):
    return data.rfind(b"PK\x01\x02", 0, data.rfind(name))


@pytest.mark.parametrize("stated", [0, 10, 19_999_999])
def test_a_zip_whose_directory_states_another_size_costs_no_memory(stated, tmp_path):
    data = zipped(davor=b"Text.", luege=b"a" * 20_000_000, danach=b"Text.")
    struct.pack_into("<I", data, directory_entry(data, b"luege") + 24, stated)
    tracemalloc.start()
    good, rows = members(tmp_path, data, "a.zip", Limits(ratio_from_bytes=1 << 20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert good == {"davor": b"Text.", "danach": b"Text."}
    assert rows["luege"] in {"corrupt", "too_large"}
    assert peak < 15_000_000


def test_entries_that_overlap_are_unpacked_once(tmp_path):
    data = zipped(eins=b"Text." * 1_000, zwei=b"Text." * 1_000, drei=b"Text.")
    for name in (b"zwei",):
        struct.pack_into("<I", data, directory_entry(data, name) + 42, 0)
    good, rows = members(tmp_path, data, "a.zip")
    assert sorted(good) == ["drei", "eins"]
    assert rows == {"zwei": "corrupt"}


def test_a_name_marked_as_utf8_that_is_none_does_not_end_the_archive(tmp_path):
    data = zipped(**{"größe.txt": b"Text.", "b.txt": b"Text."})
    good, _ = members(tmp_path, data.replace("größe".encode(), b"gr\xff\xfe\xff\xfee"), "a.zip")
    assert list(good.values()) == [b"Text.", b"Text."]


def test_a_zip_without_its_directory_is_read_entry_by_entry(tmp_path):
    data = zipped(eins=b"Text." * 1_000, bombe=bytes(5_000_000), zwei=b"Text.")
    good, rows = members(tmp_path, data[: data.rfind(b"PK\x01\x02") - 60], "a.zip", Limits(ratio_from_bytes=1 << 16))
    assert good == {"eins": b"Text." * 1_000, "zwei": b"Text."}
    assert rows == {"": "corrupt"}


def test_a_bomb_is_left_at_the_first_byte_too_many(tmp_path):
    bomb = gzip.compress(bytes(60_000_000))
    tracemalloc.start()
    good, rows = members(tmp_path, bomb, "a.txt.gz", Limits(ratio_from_bytes=1 << 20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (good, rows) == ({}, {"a.txt": "too_large"})
    assert peak < 40_000_000


@pytest.mark.parametrize("is_nested", [False, True])
@pytest.mark.parametrize("size", [1 << 62, 1 << 33, -5])
@pytest.mark.parametrize("kind", [b"L", b"K", b"x", b"g", b"S", b"0"])
def test_a_header_that_speaks_of_more_bytes_than_there_are_is_damage(kind, size, is_nested, tmp_path):
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, size
    whole = headers()
    first = whole.index(b"danach.txt")
    data = whole[:first] + info.tobuf(tarfile.GNU_FORMAT) + whole[first:]
    if is_nested:
        outer = io.BytesIO()
        with tarfile.open(fileobj=outer, mode="w") as tar:
            inner = tarfile.TarInfo("innen.tar")
            inner.size = len(data)
            tar.addfile(inner, io.BytesIO(data))
        data = outer.getvalue()
    good, rows = members(tmp_path, data)
    assert good["innen.tar/davor.txt" if is_nested else "davor.txt"] == b"Text."
    assert rows or any(path.endswith("danach.txt") for path in good)


@pytest.mark.parametrize(
    ("local", "central", "value", "detail"),
    [
        (6, 8, 1, "zip: it is encrypted; unpack it with its password, and pack it without"),
        (8, 10, 97, "zip: packed by method 97, which is not known; pack it anew by deflate"),
    ],
)
def test_a_zip_entry_that_cannot_be_unpacked_says_what_to_do(local, central, value, detail, tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("a.txt", "Text.")
    data = bytearray(target.getvalue())
    data[local] = data[data.rfind(b"PK\1\2") + central] = value
    (tmp_path / "datei").write_bytes(bytes(data))
    with Snapshot([(tmp_path / "datei", "a.zip")]) as snapshot:
        (broken,) = snapshot.members()
    assert isinstance(broken, Broken)
    assert (broken.path, broken.reason, broken.detail) == ("a.txt", "unreadable", detail)


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "an empty file; fetch it again"),
        (b"<html>404</html>", "bytes of another kind than the name says; fetch it again"),
    ],
)
def test_a_file_that_is_no_archive_says_what_is_there(data, detail, tmp_path):
    (tmp_path / "datei").write_bytes(data)
    with Snapshot([(tmp_path / "datei", "a.tar")]) as snapshot:
        (broken,) = snapshot.members()
    assert isinstance(broken, Broken)
    assert (broken.reason, broken.detail) == ("corrupt", detail)
